"""What keeps people from using a page, as axe finds it, on phone and desktop, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.addresses import IN_THE_NAVIGATION, OF_OTHER_SORTS

pytestmark = pytest.mark.browser
PAGES = [*IN_THE_NAVIGATION, *OF_OTHER_SORTS, "datasets/vqa-rad/", "models/llava-med/", "search/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_nothing_keeps_people_out(page: Page, address: str, path: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

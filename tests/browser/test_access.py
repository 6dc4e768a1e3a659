"""What keeps people from using a page, as axe finds it, on phone and desktop, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PAGES = [
    "",
    "datasets/",
    "datasets/vqa-rad/",
    "models/llava-med/",
    "modalities/ct/",
    "references/",
    "search/",
    "about/",
    "checks/",
    "lineage/",
    "contamination/",
    "leaderboards/",
    "leaderboards/vqa-rad/",
    "measurement-spread/",
    "permissions/commercial-use/",
    "licence-conflicts/",
    "how-an-image-becomes-tokens/",
    "calculator/",
    "gap-maps/",
    "trends/",
    "curation/",
    "choose/",
    "timeline/",
    "connectors/",
    "reasoning/supervised/",
    "reasoning/reinforcement/",
    "method-families/alignment-and-rl/",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_nothing_keeps_people_out(page: Page, address: str, path: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

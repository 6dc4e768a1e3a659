"""How a reader gets from a score to the reason of its sign, and around the lineage."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_sign_beside_a_score_leads_to_its_reason(page: Page, address: str) -> None:
    page.goto(address + "contamination/")
    row = page.locator("#most-used tr", has=page.get_by_role("rowheader", name="Med-Flamingo"))
    sign = row.get_by_role("link", name="documented overlap: evaluation split").first
    expect(sign).to_have_text("●")
    sign.click()
    expect(page).to_have_url(address + "models/med-flamingo/#overlap-pathvqa")
    expect(page.locator("#overlap-pathvqa")).to_be_in_viewport()
    expect(page.locator("#overlap-pathvqa")).to_contain_text("194 test images")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_picture_of_the_lineage_fits_and_has_its_list(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + "datasets/mimic-cxr/")
    picture = page.locator("#lineage svg.kb-rails")
    box = picture.bounding_box()
    assert box is not None and box["width"] <= width
    page.locator("#lineage summary").click()
    listed = page.locator("#lineage details")
    expect(listed.get_by_role("link", name="MIMIC-CXR-JPG")).to_be_visible()
    assert listed.get_by_role("link").count() > picture.locator("a").count() / 2


def test_the_list_of_models_is_filtered(page: Page, address: str) -> None:
    page.goto(address + "contamination/")
    page.locator("#models [data-kb-filter]").fill("lingshu")
    expect(page.locator("#models tbody tr:visible").first).to_contain_text("Lingshu")
    assert page.locator("#models tbody tr:visible").count() < 5

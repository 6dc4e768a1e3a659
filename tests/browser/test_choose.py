"""Choosing a model: facets narrow the list, the address brings the view back, and no script is needed."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def choose(page: Page, address: str) -> Page:
    page.goto(f"{address}choose/")
    expect(page.locator("form[data-kb-choose]")).to_be_visible()
    return page


def shown(page: Page) -> int:
    return page.locator("[data-kb-choices] tbody tr:visible").count()


def test_facets_narrow_the_list_and_stand_in_the_address(choose: Page) -> None:
    everything = shown(choose)
    choose.get_by_label("Reads").select_option("ct")
    choose.get_by_label("Trained to reason").select_option("yes")
    expect(choose.get_by_role("status")).to_contain_text(f" of {everything} models")
    assert 0 < shown(choose) < everything
    assert "modality=ct" in choose.url and "reasoning=yes" in choose.url
    for row in choose.locator("[data-kb-choices] tbody tr:visible").all():
        assert "ct" in (row.get_attribute("data-modality") or "").split()
        assert row.get_attribute("data-reasoning") == "yes"
    choose.get_by_role("button", name="All models").click()
    expect(choose.get_by_role("status")).to_have_text(f"All {everything} models")
    assert "?" not in choose.url


def test_an_address_brings_the_view_back(page: Page, address: str) -> None:
    page.goto(f"{address}choose/?weights=open&size=10b&q=lingshu&modality=nonsense")
    expect(page.locator("form[data-kb-choose]")).to_be_visible()
    expect(page.locator("select[name=weights]")).to_have_value("open")
    expect(page.get_by_label("Reads")).to_have_value("")
    rows = page.locator("[data-kb-choices] tbody tr:visible")
    expect(rows.filter(has_text="Lingshu")).not_to_have_count(0)
    assert shown(page) < 10


def test_options_tell_how_many_would_be_left(choose: Page) -> None:
    label = choose.locator("select[name=modality] option[value=ecg]").inner_text()
    number = re.search(r"\((\d+)\)", label)
    assert number is not None
    choose.get_by_label("Reads").select_option("ecg")
    assert shown(choose) == int(number[1])


def test_nothing_found_is_said(choose: Page) -> None:
    choose.get_by_label("Words").fill("no model is called so")
    expect(choose.get_by_text("No recorded model has all of this.")).to_be_visible()
    expect(choose.get_by_role("heading", name="Weights to download")).to_be_hidden()


def test_all_is_there_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}choose/")
    assert shown(page) > 100
    expect(page.locator("form[data-kb-choose]")).to_be_hidden()
    expect(page.get_by_role("table", name="By modality, with openness of the weights")).to_be_visible()
    context.close()

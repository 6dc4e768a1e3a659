"""What a reader does on the real site."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.addresses import IN_THE_NAVIGATION, OF_OTHER_SORTS

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.records import KINDS

pytestmark = pytest.mark.browser
DATA = Path(__file__).parents[2] / "data"
ONE_OF_EACH_KIND = {
    "task": "tasks/visual-question-answering/",
    "architecture": "architectures/projection-based/",
    "component": "components/clip-vit-l-14-336/",
    "model": "models/llava-med/",
    "dataset": "datasets/vqa-rad/",
    "stage": "stages/modality-alignment/",
    "method": "methods/grpo/",
    "metric": "metrics/radgraph-f1/",
    "result": None,
    "challenge": "challenges/hallucination/",
    "application": None,
    "survey": None,
    "vocabulary": "modalities/",
}


def address_of(kind: str) -> str:
    """A page of a record of the kind."""
    if fixed := ONE_OF_EACH_KIND[kind]:
        return fixed
    records = open_knowledge_base(DATA).records[kind].values()
    return f"{KINDS[kind].FOLDER}/{next(record.id for record in records if record.status != 'stub')}/"


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_each_kind_opens(page: Page, address: str, kind: str) -> None:
    page.goto(address + address_of(kind))
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".kb-lead").first).not_to_be_empty()
    expect(page.locator(".kb-crumbs a").first).to_be_visible()


@pytest.mark.parametrize("path", [*IN_THE_NAVIGATION, *OF_OTHER_SORTS])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_mark_leads_to_its_source(page: Page, address: str) -> None:
    page.goto(f"{address}datasets/vqa-rad/")
    targets = page.locator(".kb-mark a").evaluate_all("links => links.map(link => link.getAttribute('href').slice(1))")
    listed = page.locator(".kb-sources li").evaluate_all("items => items.map(item => item.id)")
    assert targets and set(targets) <= set(listed)


def test_bibtex_is_copied(page: Page, address: str) -> None:
    page.goto(f"{address}datasets/vqa-rad/")
    page.get_by_role("button", name="Copy BibTeX").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@article{lau2018vqarad,")


def test_bibtex_of_a_page_is_copied(page: Page, address: str) -> None:
    page.goto(f"{address}modalities/ecg/")
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").count("\n@") >= 1


def test_one_entry_is_copied_from_the_references(page: Page, address: str) -> None:
    page.goto(f"{address}references/#lau2018vqarad")
    page.locator("#lau2018vqarad button").click()
    expect(page.locator("#lau2018vqarad button")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("@article{lau2018vqarad,") and text.count("@") == 1


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("vqa-rad", "VQA-RAD"),
        ("vqarad", "VQA-RAD"),
        ("quilt1m", "Quilt-1M"),
        ("llava-mde", "LLaVA-Med"),
        ("pathvqa", "PathVQA"),
    ],
)
def test_the_jump_box_finds_names_and_forgives_slips(page: Page, address: str, typed: str, wanted: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    options = page.locator(".kb-jump li")
    expect(options.filter(has_text=re.compile(rf"^{re.escape(wanted)}")).first).to_be_visible()


def test_the_jump_box_leads_there_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}models/llava-med/")
    page.keyboard.press("/")
    page.keyboard.type("vqa-rad")
    expect(page.locator(".kb-jump li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/datasets/vqa-rad/")


def test_full_text_search_finds_words_inside_pages(page: Page, address: str) -> None:
    page.goto(f"{address}search/?q=PhysioNet")
    expect(page.locator(".kb-hits li").first).to_be_visible()
    expect(page.locator("[data-kb-fulltext-count]")).to_have_text(re.compile(r"\d+ pages"))


def test_enter_in_the_jump_box_searches_the_full_text(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#kb-home-q").fill("radiologists")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=radiologists")
    expect(page.locator(".kb-hits li").first).to_be_visible()


def test_a_filter_narrows_a_list(page: Page, address: str) -> None:
    page.goto(f"{address}datasets/")
    before = page.locator(".kb-table tbody tr:visible").count()
    page.get_by_label("Filter").fill("mimic-cxr")
    expect(page.locator("output")).to_contain_text(f"of {before}")
    assert 0 < page.locator(".kb-table tbody tr:visible").count() < before


def test_the_theme_is_remembered(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.get_by_role("button", name="light and dark").click()
    page.goto(f"{address}datasets/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_pages_read_without_script(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}datasets/vqa-rad/")
    expect(page.get_by_text("@article{lau2018vqarad,")).to_be_visible()
    expect(page.get_by_role("button", name="Copy BibTeX")).to_have_count(0)
    page.goto(f"{address}datasets/")
    expect(page.locator(".kb-table tbody tr").first).to_be_visible()
    context.close()


def test_a_folder_opened_from_disk_can_be_walked(browser, site: Path) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Datasets", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Datasets")
    context.close()


def test_names_of_the_jump_box_lead_to_pages(site: Path) -> None:
    names = json.loads((site / "names.json").read_bytes())
    assert all((site / address / "index.html").is_file() for address in names["address"])

"""From a clinical need to data, models, results and pitfalls, as a reader of the real records walks."""

import re
from functools import cache
from pathlib import Path

import html5lib
import pytest

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.page import Page
from medmllm_kb.site.plan import Settings, plan_site

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {page.path: page for page in plan_site(open_knowledge_base(DATA), Settings()).pages}


@pytest.fixture(scope="module")
def ct_reports(pages: dict[str, Page]) -> str:
    return pages["needs/report-generation/ct/"].body()


@cache
def section(html: str, id: str) -> str:
    start = html.index(f'<section id="{id}"')
    return html[start : html.index("</section>", start)]


def test_every_need_is_in_the_index_and_every_page_is_whole(pages: dict[str, Page]) -> None:
    listed = re.findall(r'href="\.\./(needs/[^"#]+)"', pages["needs/"].body())
    planned = [path for path in pages if path.startswith("needs/") and path != "needs/"]
    assert sorted(listed) == sorted(planned)
    for path in planned[::17]:
        parser = html5lib.HTMLParser(strict=False)
        html = pages[path].body()
        parser.parse(f"<!doctype html><title>t</title><main>{html}</main>")
        assert parser.errors == [], path
        marks = re.findall(r'href="#(source-\d+)"', html)
        assert all(f'id="{mark}"' in html for mark in marks), path


def test_one_walks_from_the_need_to_data_models_results_and_practice(ct_reports: str) -> None:
    up = "../../../"
    assert f'href="{up}tasks/report-generation/"' in ct_reports
    assert f'href="{up}datasets/ct-rate/"' in section(ct_reports, "training")
    assert f'href="{up}leaderboards/ct-rate/"' in section(ct_reports, "benchmarks")
    assert f'href="{up}models/m3d-lamed/"' in section(ct_reports, "models")
    assert f'href="{up}choose/?modality=ct&amp;task=report-generation"' in section(ct_reports, "models")
    assert f'href="{up}stages/modality-alignment/"' in section(ct_reports, "recipes")
    assert f'href="{up}metrics/radgraph-f1/"' in section(ct_reports, "scoring")
    assert f'href="{up}applications/ct-report-and-qa/"' in section(ct_reports, "practice")
    assert f'href="{up}challenges/' in section(ct_reports, "obstacles")


def test_results_are_in_metrics_of_the_task(pages: dict[str, Page]) -> None:
    results = section(pages["needs/report-generation/radiography/"].body(), "results")
    assert "ROUGE-L" in results and "ccuracy" not in results


def test_tasks_and_modalities_lead_there(pages: dict[str, Page]) -> None:
    assert 'href="../../needs/report-generation/ct/"' in pages["tasks/report-generation/"].body()
    assert 'href="../../needs/report-generation/ct/"' in pages["modalities/ct/"].body()


def test_what_is_missing_is_counted(ct_reports: str) -> None:
    missing = section(ct_reports, "missing")
    assert re.search(r"\d+ of \d+ training sets have no recorded licence", missing)
    assert re.search(r"\d+ of \d+ models have no weights", missing)

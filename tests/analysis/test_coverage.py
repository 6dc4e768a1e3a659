"""Gap maps and trends against naive counts, on the toy, on made-up records, and on the real ones."""

import csv
import gzip
import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.analysis.coverage import (
    FIELDS,
    GAP_MAPS,
    OTHER,
    WIDEST,
    Axis,
    CoverageMap,
    Field,
    cover,
    cross,
    evaluation_datasets,
    gap_map,
    gaps,
    upwards,
    values_of,
)
from medmllm_kb.analysis.trends import FEWEST, TRENDS, by_year, trend
from medmllm_kb.cli import main
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.records import KINDS, Dataset
from medmllm_kb.site.page import Page
from medmllm_kb.site.plan import Settings, plan_site

TOY = Path(__file__).parents[1] / "toy"
DATA = Path(__file__).parents[2] / "data"
TREE = {"mammography": "radiography", "radiography": "image", "ct": "image", "ecg": "signal"}
TERMS = ("image", "radiography", "mammography", "ct", "signal", "ecg", "text")
FIELD = Field("modalities", "modality", "modalities", "modalities")


@cache
def knowledge_base(folder: Path) -> KnowledgeBase:
    return open_knowledge_base(folder)


def dataset(id: str) -> Dataset:
    return Dataset(id=id, name=id, added=date(2025, 3, 1))


def made_up(tags: dict[str, tuple[str, ...]], most: int | None = None) -> CoverageMap:
    """Records with these modalities, each with the one task of its first letter."""
    tasks = Axis(Field("tasks", "task", "tasks"), {id: (id[0],) for id in tags}, ("a", "b"), {})
    records = [dataset(id) for id in tags]
    return cover("dataset", records, Axis(FIELD, tags, TERMS, TREE), tasks, most, most)


def test_a_record_counts_under_every_term_above_its_own_and_once() -> None:
    found = made_up({"a1": ("mammography", "radiography"), "a2": ("ct",), "b1": ("mammography",)})
    assert {row.id: row.records for row in found.rows} == {
        "image": ("a1", "a2", "b1"),
        "radiography": ("a1", "b1"),
        "mammography": ("a1", "b1"),
        "ct": ("a2",),
    }
    assert found.cells["image", "a"] == ("a1", "a2")
    assert found.count("ct", "b") == 0
    assert found.unused_rows == ("signal", "ecg", "text")


def test_rare_terms_count_with_the_term_above_them_or_with_all_others() -> None:
    found = made_up(
        {
            **{f"a{number}": ("radiography",) for number in range(9)},
            **{f"b{number}": ("text",) for number in range(5)},
            "a10": ("mammography",),
            "b10": ("ecg",),
            "b11": ("signal",),
        },
        most=3,
    )
    rows = {row.id: row for row in found.rows}
    assert list(rows) == ["radiography", "text", OTHER]
    assert rows["radiography"].folded == ("mammography",)
    assert len(rows["radiography"].records) == 10
    assert set(rows[OTHER].folded) == {"ecg", "signal"}
    assert rows[OTHER].records == ("b10", "b11")


def test_the_term_on_which_all_hangs_counts_what_names_it() -> None:
    tags = {"a1": ("body",), "a2": ("chest",), "b1": ("heart", "body")}
    regions = Axis(FIELD, tags, ("body", "chest", "heart"), {"chest": "body", "heart": "chest"})
    tasks = Axis(Field("tasks", "task", "tasks"), {id: ("t",) for id in tags}, ("t",), {})
    found = cover("dataset", [dataset(id) for id in tags], regions, tasks)
    counts = {row.id: len(row.records) for row in found.rows}
    assert counts == {"body": 2, "chest": 2, "heart": 1}
    assert [row.id for row in found.rows if row.is_root] == ["body"]


def test_a_cycle_of_terms_does_not_hang() -> None:
    tags = {"a": ("x",)}
    rows = Axis(FIELD, tags, ("x", "y"), {"x": "y", "y": "x"})
    found = cover("dataset", [dataset("a")], rows, rows, 5, 5)
    assert found.count("x", "x") == 1


def test_gaps_lie_between_frequent_terms_and_are_told_once() -> None:
    tags = {
        **{f"a{number}": ("radiography",) for number in range(10)},
        **{f"b{number}": ("ecg",) for number in range(12)},
        "a99": ("text",),
    }
    found = made_up(tags)
    told = {(gap.row.id, gap.column.id) for gap in gaps(found)}
    assert told == {("image", "b"), ("signal", "a")}
    assert ("text", "b") not in told


tagged = st.dictionaries(
    st.from_regex(r"[ab][0-9]{1,2}", fullmatch=True),
    st.lists(st.sampled_from(TERMS), max_size=4, unique=True).map(tuple),
    max_size=30,
)


@given(tagged, st.one_of(st.none(), st.integers(2, 6)))
def test_every_cell_equals_a_naive_count(tags: dict[str, tuple[str, ...]], most: int | None) -> None:
    found = made_up(tags, most)
    shown = {row.id for row in found.rows}
    assert most is None or len(shown) <= most
    for row in found.rows:
        if row.id != OTHER:
            naive = [id for id, terms in tags.items() if any(row.id in upwards(term, TREE) for term in terms)]
            assert list(row.records) == naive
        for column in found.columns:
            if column.id != OTHER:
                both = [id for id in row.records if id.startswith(column.id)]
                assert list(found.cells.get((row.id, column.id), ())) == both
    assert {id for row in found.rows for id in row.records} == {id for id, terms in tags.items() if terms}
    assert set(found.unplaced) == {id for id, terms in tags.items() if not terms}


def naive(
    kb: KnowledgeBase, records: Iterable[str], kind: str, field: str, parents: dict[str, str], id: str
) -> set[str]:
    return {
        one
        for one in records
        if any(id in upwards(value, parents) for value in values_of(kb.records[kind][one], field))
    }


@pytest.mark.data
@pytest.mark.parametrize(
    "plan", [plan for plan in GAP_MAPS if plan.columns != "metric_families"], ids=lambda one: one.id
)
def test_real_maps_equal_naive_counts(plan) -> None:
    kb = knowledge_base(DATA)
    found = gap_map(kb, plan)
    assert all(kb.records[plan.kind][id].status != "stub" for id in found.records)
    assert max(len(found.rows), len(found.columns)) <= WIDEST

    def members(field: str, id: str, is_root: bool) -> set[str]:
        target = FIELDS[plan.kind][field].target
        things = kb.terms.get(target) or kb.records[target]
        parents = {one.id: one.parent for one in things.values() if getattr(one, "parent", None)}
        return naive(kb, found.records, plan.kind, field, {} if is_root else parents, id)

    for row in found.rows:
        for column in found.columns:
            if OTHER not in (row.id, column.id):
                expected = members(plan.rows, row.id, row.is_root) & members(plan.columns, column.id, column.is_root)
                assert set(found.cells.get((row.id, column.id), ())) == expected
    for row in found.rows:
        assert len(set(row.records)) == len(row.records)


@pytest.mark.data
def test_scored_benchmarks_are_those_of_the_results() -> None:
    kb = knowledge_base(DATA)
    plan = next(one for one in GAP_MAPS if one.columns == "metric_families")
    found = gap_map(kb, plan)
    scored = {score.benchmark for result in kb.results.values() for score in result.scores}
    evaluated = {record.id for record in evaluation_datasets(kb)}
    assert {id for column in found.columns for id in column.records} == scored & evaluated


def test_fields_are_those_of_the_records() -> None:
    for kind, fields in FIELDS.items():
        assert set(fields) <= set(KINDS[kind].model_fields)
    found = cross(knowledge_base(TOY), "dataset", "body-regions", "tasks")
    assert found.cells["lung", "visual-question-answering"] == ("lumen-vqa",)
    assert found.unplaced == ("old-lumen-notes",)


def test_stubs_do_not_count() -> None:
    found = cross(knowledge_base(TOY), "model", "modalities", "tasks")
    assert found.records == ("aurelia",)


@pytest.mark.data
@pytest.mark.parametrize("plan", TRENDS, ids=lambda one: one.id)
def test_shares_of_few_records_are_not_stated(plan) -> None:
    found = trend(knowledge_base(DATA), plan)
    for year, total in found.totals.items():
        ids = {id for row in found.map.rows for id in found.map.cells.get((row.id, year), ())}
        assert total == len(ids)
        for row in found.map.rows:
            share = found.share(row.id, year)
            assert (share is None) == (total < FEWEST)
            assert share is None or 0 <= share <= 1
    years = [int(year) for year in found.years_with_shares]
    assert years == list(range(years[0], years[-1] + 1))
    assert min(found.totals[str(year)] for year in years) >= FEWEST


@pytest.mark.data
def test_years_count_every_dated_record_once() -> None:
    kb = knowledge_base(DATA)
    for kind in ("dataset", "model"):
        dated = [one for one in kb.records[kind].values() if one.status != "stub" and getattr(one, "year", None)]
        assert sum(by_year(kb, kind).values()) == len(dated)


# Pages


@cache
def pages_of(folder: Path) -> dict[str, Page]:
    kb = knowledge_base(folder)
    return {page.path: page for page in plan_site(kb, Settings(repo_url="https://example.org/us/kb")).pages}


CELL = re.compile(r'<td class="kb-step-\d"><a href="([^"#]+)#([^"]+)"><span>[^<]*</span> (\d+)</a></td>')


@pytest.mark.parametrize("folder", [TOY, pytest.param(DATA, marks=pytest.mark.data)], ids=["toy", "real"])
@pytest.mark.parametrize("plan", GAP_MAPS, ids=lambda one: one.id)
def test_each_cell_leads_to_a_list_of_exactly_that_many(plan, folder: Path) -> None:
    pages = pages_of(folder)
    found = gap_map(knowledge_base(folder), plan)
    body = pages[f"gap-maps/{plan.id}/"].body()
    cells = CELL.findall(body)
    assert len(cells) == len(found.cells)
    assert body.count('<td class="kb-none">') == found.size - len(found.cells)
    assert len(body) < 150_000
    lists: dict[str, dict[str, str]] = {}
    for path, column, count in cells:
        if path not in lists:
            html = pages[f"gap-maps/{plan.id}/{path}"].body()
            sections = re.findall(r'<section id="([^"]+)" class="kb-cell-list">(.*?)</section>', html, re.DOTALL)
            lists[path] = dict(sections)
        items = lists[path][column].partition('<ul class="kb-names">')[2]
        assert items.count("<li>") == int(count) > 0


def test_the_home_page_shows_a_part_of_the_map() -> None:
    home = pages_of(TOY)[""].body()
    assert 'href="gap-maps/datasets-modality-task/radiography/#visual-question-answering">1</a>' in home


@pytest.mark.data
def test_no_page_of_trends_is_heavy() -> None:
    assert len(gzip.compress(pages_of(DATA)["trends/"].body().encode())) < 40_000


# The command


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--data", str(TOY), "coverage", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_csv_and_json_give_the_same_counts() -> None:
    rows = list(csv.reader(StringIO(run("modalities", "tasks", "--format", "csv")[1])))
    told = json.loads(run("modalities", "tasks", "--format", "json")[1])
    counts = {(one["row"], one["column"]): one["count"] for one in told["cells"]}
    assert rows[0][:2] == ["modalities", "all"]
    for name, _, *cells in rows[1:]:
        assert [int(cell) for cell in cells] == [counts.get((name, column), 0) for column in rows[0][2:]]
    assert all(one["count"] == len(one["records"]) for one in told["cells"])


def test_text_names_the_columns_and_the_empty_cells() -> None:
    code, output = run("modalities", "tasks")
    assert code == 0
    assert "[2] visual-question-answering (1)" in output
    assert "0 of 6 cells are empty" in output


def test_maps_are_listed_without_fields() -> None:
    assert [one["id"] for one in json.loads(run("--format", "json")[1])] == [plan.id for plan in GAP_MAPS]
    assert "datasets-modality-task" in run()[1]
    assert run("--format", "csv")[1].startswith("id,title,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["modalites", "tasks"], "did you mean `modalities`?"),
        (["modalities"], "name two fields"),
        (["modalities", "tasks", "languages"], "name two fields"),
        (["access", "tasks", "--kind", "model"], "classifies a model"),
    ],
)
def test_what_is_not_understood_is_a_usage_error(arguments: list[str], said: str) -> None:
    code, output = run(*arguments)
    assert code == 2
    assert said in output

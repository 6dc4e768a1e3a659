"""What curators are told, against the records."""

import re
from functools import cache
from pathlib import Path

import pytest

from medmllm_kb.analysis.curation import Curation, curation, users_of
from medmllm_kb.analysis.provenance import known_facts
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.plan import Settings, plan_site

TOY = Path(__file__).parents[1] / "toy"
DATA = Path(__file__).parents[2] / "data"


@cache
def knowledge_base(folder: Path) -> KnowledgeBase:
    return open_knowledge_base(folder)


@cache
def curation_of(folder: Path) -> Curation:
    return curation(knowledge_base(folder))


FOLDERS = pytest.mark.parametrize("folder", [TOY, pytest.param(DATA, marks=pytest.mark.data)], ids=["toy", "real"])


@FOLDERS
def test_every_record_is_described_or_a_stub(folder: Path) -> None:
    kb = knowledge_base(folder)
    for one in curation_of(folder).kinds:
        assert one.described + one.stubs == len(kb.records[one.kind])
        assert 0 <= one.supported <= one.facts
        assert (one.share is None) == (one.facts == 0)


@FOLDERS
def test_the_states_of_a_field_are_those_of_all_described_records(folder: Path) -> None:
    found = curation_of(folder)
    described = {one.kind: one.described for one in found.kinds}
    for field in found.fields:
        assert field.values + field.none + field.not_reported + field.not_checked == described[field.kind]
        assert field.unsupported <= field.values


@FOLDERS
def test_suggestions_are_true_and_the_heaviest_first(folder: Path) -> None:
    kb, found = knowledge_base(folder), curation_of(folder)
    for one in found.thin:
        assert one.missing
        assert known_facts(one.record).isdisjoint(one.missing)
        assert one.users == users_of(kb, one.record)
    weights = [one.users * len(one.missing) for one in found.thin]
    assert weights == sorted(weights, reverse=True)
    assert all(one.record.status == "stub" for one in found.stubs)
    assert [one.users for one in found.stubs] == sorted((one.users for one in found.stubs), reverse=True)


def test_the_toy_has_what_it_has() -> None:
    found = curation_of(TOY)
    kinds = {one.kind: one for one in found.kinds}
    assert (kinds["model"].described, kinds["model"].stubs, kinds["model"].supported) == (1, 1, 6)
    assert kinds["model"].complete == 1
    assert kinds["dataset"].without_publication == ("old-lumen-notes",)
    assert kinds["task"].without_publication is None
    splits = next(one for one in found.fields if (one.kind, one.field) == ("dataset", "derived_from"))
    assert (splits.values, splits.none, splits.not_checked) == (1, 1, 1)
    assert [one.record.id for one in found.stubs] == ["borealis"]


@FOLDERS
def test_the_oldest_checks_come_first(folder: Path) -> None:
    found = curation_of(folder)
    days = [one.day for one in found.oldest_checks]
    assert days == sorted(days)
    assert len(days) <= 20
    assert found.newest_check is not None and found.newest_check >= days[-1]


def test_the_page_leads_to_the_file_of_each_suggestion_where_a_repository_is_known() -> None:
    def body(repository: str) -> str:
        plan = plan_site(knowledge_base(TOY), Settings(repo_url=repository))
        return next(page.body() for page in plan.pages if page.path == "curation/")

    edited = re.findall(r'href="(https://example.org/us/kb/edit/main/data/[^"]+)"', body("https://example.org/us/kb"))
    assert len(edited) == len(curation_of(TOY).thin) + len(curation_of(TOY).stubs)
    assert all((TOY / link.partition("/data/")[2]).is_file() for link in edited)
    assert ">Edit<" not in body("")

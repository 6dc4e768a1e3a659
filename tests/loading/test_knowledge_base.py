"""What a user of the package does with a knowledge base."""

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from medmllm_kb.loading import parallel
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import InvalidDataError, count_files, load, open_knowledge_base
from medmllm_kb.records import Dataset

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge_base(TOY)


def test_records_terms_and_publications_are_found_by_their_ids(kb: KnowledgeBase) -> None:
    dataset = next(iter(kb.datasets.values()))
    assert isinstance(dataset, Dataset)
    assert kb.datasets[dataset.id] is dataset
    assert kb.find("dataset", dataset.id) is dataset
    assert dataset.modalities[0] in kb.terms["modalities"]
    assert kb.publications[dataset.publication or ""].key == dataset.publication


def test_an_unknown_id_is_answered_with_the_nearest(kb: KnowledgeBase) -> None:
    id = next(iter(kb.datasets))
    with pytest.raises(KeyError, match=f"did you mean `{id}`"):
        kb.datasets[f"{id}s"]
    assert kb.datasets.get("nothing-like-it") is None


def test_backlinks_are_the_references_turned_round(kb: KnowledgeBase) -> None:
    forward = {
        (reference.kind, reference.id, record.KIND, record.id)
        for record in kb
        for reference in kb.references[record.KIND, record.id]
    }
    backward = {
        (kind, id, link.record.KIND, link.record.id) for (kind, id), links in kb.backlinks.items() for link in links
    }
    assert forward == backward


def test_references_that_were_forgotten_are_found_again() -> None:
    kb = open_knowledge_base(TOY)
    references, backlinks = dict(kb.references), kb.backlinks
    kb.forget_references()
    assert kb.backlinks is backlinks
    assert dict(kb.references) == references


def test_a_reference_resolves_to_what_it_names(kb: KnowledgeBase) -> None:
    for record in kb:
        for reference in kb.references[record.KIND, record.id]:
            assert kb.find(reference.kind, reference.id) is not None, (record.id, reference)


def test_nothing_can_be_changed(kb: KnowledgeBase) -> None:
    dataset = next(iter(kb.datasets.values()))
    with pytest.raises(ValidationError):
        dataset.name = "another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        kb.terms["modalities"] = {}  # type: ignore[index]
    assert isinstance(dataset.modalities, tuple)


def test_a_folder_with_errors_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "x.yaml").write_text("id: y\n", "utf-8")
    with pytest.raises(InvalidDataError, match=r"datasets/x\.yaml:1"):
        open_knowledge_base(tmp_path)


def test_what_can_be_read_is_there_beside_what_cannot(tmp_path: Path) -> None:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "good.yaml").write_text("id: good\nname: Good\nadded: 2026-01-01\n", "utf-8")
    (tmp_path / "tasks" / "broken.yaml").write_text("id: [\n", "utf-8")
    loaded = load(tmp_path)
    assert list(loaded.kb.tasks) == ["good"]
    assert ("task", "broken") in loaded.kb.broken
    assert [finding.file for finding in loaded.findings] == ["tasks/broken.yaml"]


def test_several_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    for number in range(30):
        text = f"id: t{number}\nname: Task {number}\nadded: 2026-01-01\n"
        text += ("", "colour: red\n", "name: again\n")[number % 3]
        (tmp_path / "tasks" / f"t{number}.yaml").write_text(text, "utf-8")
        entry = "@misc{lau2018word" + str(number // 2) + ", title = {A}, author = {Lau, Ada}, year = 2018}\n"
        (tmp_path / "bibliography" / f"{number}.bib").write_text(entry, "utf-8")
    alone = load(tmp_path)
    monkeypatch.setattr(parallel, "WORTH_IT", 1)
    together = load(tmp_path)
    assert together.findings == alone.findings
    assert len(together.findings) > 30
    assert list(together.sources.items()) == list(alone.sources.items())
    assert list(together.kb) == list(alone.kb)
    assert list(together.kb.publications.values()) == list(alone.kb.publications.values())
    assert (together.kb.files, together.kb.broken) == (alone.kb.files, alone.kb.broken)


def test_each_file_is_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "WORTH_IT", 1)
    steps: list[None] = []
    load(TOY, lambda: steps.append(None))
    assert len(steps) == count_files(TOY)

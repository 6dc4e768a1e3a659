"""What a user of the package does with a knowledge base."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import InvalidDataError, load, open_knowledge_base
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

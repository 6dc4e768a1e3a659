"""Clinical needs: which pairs of task and modality have enough to walk through, and what belongs to each."""

from pathlib import Path

import pytest
from tests.checks.toy import toy_with

from medmllm_kb.analysis.coverage import upwards
from medmllm_kb.analysis.needs import FEWEST_BENCHMARKS, FEWEST_MODELS, Need, needs
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base

DATA = Path(__file__).parents[2] / "data"
MODALITIES = """\
id: modalities
name: Modalities
summary: Modalities.
singular: modality
terms:
  - {id: image, name: Image, definition: A picture.}
  - {id: radiography, name: Radiography, definition: X-rays., parent: image}
  - {id: ct, name: CT, definition: Slices., parent: image}
  - {id: low-dose-ct, name: Low-dose CT, definition: Slices with less., parent: ct}
  - {id: text, name: Text, definition: Words.}
added: 2025-03-01
"""
TREE = {
    "vocabularies/modalities.yaml": MODALITIES,
    "tasks/answering.yaml": "id: answering\nname: Answering\nsummary: S.\nadded: 2025-03-01\n",
    "tasks/visual-question-answering.yaml": (
        "id: visual-question-answering\nname: VQA\nsummary: S.\nparent: answering\nadded: 2025-03-01\n"
    ),
}


def benchmark(name: str, modality: str, task: str = "visual-question-answering", stages: str = "evaluation") -> str:
    return (
        f"id: {name}\nname: {name.capitalize()}\nsummary: S.\nkind: benchmark\nstages: [{stages}]\n"
        f"modalities: [{modality}, text]\ntasks: [{task}]\nadded: 2025-03-01\n"
    )


def model(name: str, modality: str) -> str:
    return (
        f"id: {name}\nname: {name.capitalize()}\nsummary: S.\nscope: generalist\n"
        f"modalities: [{modality}]\ntasks: [visual-question-answering]\nadded: 2025-03-01\n"
    )


def found_in(folder: Path, files: dict[str, str]) -> dict[tuple[str, str], Need]:
    kb = open_knowledge_base(toy_with(folder, TREE | files))
    return {(one.task, one.modality): one for one in needs(kb)}


def three_of_each(modality: str) -> dict[str, str]:
    files = {f"datasets/set{n}.yaml": benchmark(f"set{n}", modality) for n in range(3)}
    return files | {f"models/model{n}.yaml": model(f"model{n}", modality) for n in range(3)}


def test_a_need_has_what_names_both_and_what_stands_below(tmp_path: Path) -> None:
    files = three_of_each("ct")
    files["datasets/set3.yaml"] = benchmark(
        "set3", "low-dose-ct", "closed-question-answering", "fine-tuning, evaluation"
    )
    found = found_in(tmp_path, files)
    assert set(found) == {("visual-question-answering", "ct")}
    need = found["visual-question-answering", "ct"]
    assert need.benchmarks == ("set0", "set1", "set2", "set3")
    assert need.training == ("set3",)  # the others are for tests alone
    assert need.models == ("model0", "model1", "model2")


@pytest.mark.parametrize("lacking", ["datasets/set2.yaml", "models/model2.yaml"])
def test_with_too_little_there_is_no_need(tmp_path: Path, lacking: str) -> None:
    files = three_of_each("ct")
    del files[lacking]
    assert found_in(tmp_path, files) == {}


def test_what_a_narrower_need_tells_is_not_told_twice(tmp_path: Path) -> None:
    assert set(found_in(tmp_path, three_of_each("low-dose-ct"))) == {("visual-question-answering", "low-dose-ct")}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge_base(DATA)


def test_ct_reports_are_a_need(kb: KnowledgeBase) -> None:
    (need,) = (one for one in needs(kb) if (one.task, one.modality) == ("report-generation", "ct"))
    assert {"ct-rate", "amos-mm"} <= set(need.benchmarks)
    assert "ct-rate" in need.training
    assert {"radfm", "m3d-lamed", "ct-chat"} <= set(need.models)


def test_every_record_of_a_need_names_both(kb: KnowledgeBase) -> None:
    tasks = {one.id: one.parent for one in kb.tasks.values() if one.parent}
    modalities = {one.id: one.parent for one in kb.terms["modalities"].values() if one.parent}
    found = needs(kb)
    assert found
    for need in found:
        assert len(need.benchmarks) >= FEWEST_BENCHMARKS and len(need.models) >= FEWEST_MODELS
        for record in (*map(kb.datasets.__getitem__, need.benchmarks), *map(kb.models.__getitem__, need.models)):
            assert any(need.task in upwards(one, tasks) for one in record.tasks)
            assert any(need.modality in upwards(one, modalities) for one in record.modalities)

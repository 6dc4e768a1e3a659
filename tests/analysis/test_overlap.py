"""Verdicts: each rule of docs/analysis/lineage.md, that no addition weakens one, and what follows from the records."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.lineage_worlds import (
    EYE,
    SPLITS,
    benchmark,
    component,
    dataset,
    issue,
    kb_of,
    marked,
    model,
    worlds,
)

from medmllm_kb.analysis.lineage import MATERIALS
from medmllm_kb.analysis.lineage_words import sentence
from medmllm_kb.analysis.overlap import LABELS, Level, Overlaps, Verdict
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load, open_knowledge_base
from medmllm_kb.records import Dataset, MedicalModel, Record
from medmllm_kb.records.dataset import Derivation
from medmllm_kb.records.model import Training, TrainingData

TOY = Path(__file__).parents[1] / "toy"
DATA = Path(__file__).parents[2] / "data"
TEST = benchmark("b")


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return load(DATA).kb


def verdict(*records: Record) -> Verdict:
    return Overlaps(kb_of(EYE, *records)).verdict("m", "b")


def words(kb: KnowledgeBase, found: Verdict) -> list[str]:
    return [sentence(one.seen, one.tested, lambda node: kb.records[node.kind][node.id].name) for one in found.findings]


@pytest.mark.parametrize(
    ("split", "level"),
    [
        ("train", Level.TRAINING),
        ("test", Level.EVALUATION),
        ("validation", Level.EVALUATION),
        (None, Level.UNSTATED),
        ("alignment", Level.UNSTATED),
    ],
)
def test_training_on_the_benchmark_is_documented_at_its_split(split: str | None, level: Level) -> None:
    assert verdict(TEST, model("m", (("b", split),))).level is level


def test_the_training_split_is_no_leak_and_is_not_hidden_by_one() -> None:
    fair = verdict(TEST, model("m", (("b", "train"),)))
    assert (fair.state, fair.split, fair.label) == (
        "documented overlap",
        "training split",
        "documented: training split",
    )
    leaked = verdict(TEST, model("m", (("b", "train"), ("b", "test"))))
    assert leaked.label == "documented overlap: evaluation split"
    assert leaked.in_domain


def test_a_training_set_that_takes_from_the_benchmark_counts_by_the_split_that_it_took() -> None:
    for split, level in (("train", Level.TRAINING), ("test", Level.EVALUATION), (None, Level.UNSTATED)):
        found = verdict(TEST, dataset("x", ("b", "images text", split)), model("m", (("x", None),)))
        assert found.level is level
        assert found.findings[0].materials == ("images", "text")


def test_further_off_it_is_possible_only() -> None:
    near = dataset("x", ("b", "images", "test"))
    far = dataset("y", ("x", "images", None))
    assert verdict(TEST, near, far, model("m", (("y", None),))).level is Level.SOURCE


@pytest.mark.parametrize(
    ("trained", "taken", "level"),
    [
        (None, None, Level.SOURCE),
        ("train", None, Level.SOURCE),
        (None, "test", Level.SOURCE),
        ("train", "train", Level.UNSTATED),
        ("train", "test", Level.APART),
        ("train", "arena", Level.SOURCE),
    ],
)
def test_a_benchmark_made_from_the_training_set(trained: str | None, taken: str | None, level: Level) -> None:
    found = verdict(dataset("x"), benchmark("b", ("x", "images", taken)), model("m", (("x", trained),)))
    assert found.level is level
    assert len(found.findings) == 1


def test_splits_keep_apart_only_where_the_source_documents_both() -> None:
    source = Dataset.model_validate({**dataset("x").model_dump(), "splits": ()})
    found = verdict(source, benchmark("b", ("x", "images", "test")), model("m", (("x", "train"),)))
    assert found.level is Level.SOURCE


def test_a_common_source_is_possible_and_is_told_with_both_ways() -> None:
    kb = kb_of(
        EYE,
        dataset("source"),
        dataset("x", ("source", "images", None)),
        benchmark("b", ("source", "images text", None)),
        model("m", (("x", "train"),)),
    )
    found = Overlaps(kb).verdict("m", "b")
    assert found.state == "possible: shared source"
    assert found.findings[0].materials == ("images",)
    assert words(kb, found) == [
        "M was trained on X (train split, fine tuning), which reuses the images of SOURCE, from which B takes its "
        "images and text."
    ]


def test_different_materials_of_a_common_source_share_nothing() -> None:
    found = verdict(
        dataset("source"),
        dataset("x", ("source", "text", None)),
        benchmark("b", ("source", "images", None)),
        model("m", (("x", None),)),
    )
    assert found.level is Level.NONE


def test_a_source_beyond_the_benchmark_is_no_second_path() -> None:
    """What a set took from the benchmark's training split, it did not take from the benchmark's own source again."""
    found = verdict(
        dataset("source"),
        benchmark("b", ("source", "images", None)),
        dataset("x", ("b", "images", "train")),
        model("m", (("x", None),)),
    )
    assert found.level is Level.TRAINING
    assert len(found.findings) == 1


def test_a_source_reached_around_the_benchmark_is_a_second_path() -> None:
    found = verdict(
        dataset("source"),
        benchmark("b", ("source", "images", None)),
        dataset("x", ("b", "images", "train"), ("source", "images", None)),
        model("m", (("x", None),)),
    )
    assert [one.level for one in found.findings] == [Level.SOURCE, Level.TRAINING]


def test_base_models_and_their_parts_pass_on_what_they_saw() -> None:
    kb = kb_of(
        EYE,
        TEST,
        component("old", "b"),
        component("new", started_from="old"),
        model("base", (("b", "train"),), parts=("new",)),
        model("m", bases=("base",), parts=()),
    )
    assert words(kb, Overlaps(kb).verdict("m", "b")) == [
        "M starts from the weights of BASE, which is built with NEW, which was initialised from OLD, which was "
        "pretrained on B.",
        "M starts from the weights of BASE, which was trained on B (train split, fine tuning).",
    ]


def test_a_marked_score_documents_the_training_split() -> None:
    found = verdict(TEST, dataset("x"), model("m", (("x", None),)), marked("m", "b", in_training_mix=True))
    assert found.level is Level.TRAINING
    assert found.findings[0].seen[0].record.kind == "result"
    assert words(kb_of(EYE, TEST, dataset("x"), model("m", (("x", None),))), found) == [
        "M was trained on B (train split, as a score table says)."
    ]


def test_a_known_leak_of_a_model_or_of_its_base_is_documented() -> None:
    text = "Test images of [[dataset:b]] are in it."
    base = model("base", (("x", None),), issues=(issue("leak", text),))
    assert verdict(TEST, dataset("x"), base, model("m", bases=("base",))).level is Level.EVALUATION
    twice = model("m", (("x", None),), issues=(issue("duplicates", text),))
    assert verdict(TEST, dataset("x"), twice).level is Level.UNSTATED
    other = model("m", (("x", None),), issues=(issue("comparability", text),))
    assert verdict(TEST, dataset("x"), other).level is Level.NONE


@pytest.mark.parametrize("on_benchmark", [True, False])
def test_an_audit_that_names_both_datasets_is_possible(on_benchmark: bool) -> None:
    found = verdict(
        benchmark("b", issues=(issue("leak", "Near [[dataset:x]]."),) if on_benchmark else ()),
        dataset("x", issues=() if on_benchmark else (issue("leak", "Near [[dataset:b]]."),)),
        dataset("y", ("x", "images", None)),
        model("m", (("y", None),)),
    )
    assert found.level is Level.SOURCE
    assert found.findings[0].edges[-1].evidence == ("https://example.org/audit",)


def test_nothing_recorded_is_clean_only_when_every_stage_lists_its_data() -> None:
    x = dataset("x")
    assert verdict(TEST, x, model("m", (("x", None),))).state == "none recorded"
    assert verdict(TEST, x, model("m", (("x", None),), ())).state == "training data undisclosed"
    assert verdict(TEST, x, model("m")).state == "training data undisclosed"
    assert verdict(TEST, x, model("m", (("x", None),), parts=())).state == "training data undisclosed"
    stub = Dataset.model_validate({**x.model_dump(), "status": "stub"})
    assert verdict(TEST, stub, model("m", (("x", None),))).state == "training data undisclosed"
    mixed = dataset("x", kind="reasoning")
    assert verdict(TEST, mixed, model("m", (("x", None),))).state == "training data undisclosed"
    unknown = model("base", ())
    assert verdict(TEST, x, unknown, model("m", (("x", None),), bases=("base",))).state == "training data undisclosed"


def test_data_told_in_words_are_undisclosed_besides_what_is_listed() -> None:
    told = model("m", (("x", None),)).training[0].model_copy(update={"data_note": "also private images"})
    trained = model("m").model_copy(update={"training": (told,)})
    found = verdict(TEST, dataset("x"), trained)
    assert found.state == "training data undisclosed"
    assert [(gap.field, gap.said) for gap in found.gaps] == [("training[0].data", "also private images")]


def test_undisclosed_data_are_told_beside_an_overlap_and_never_replace_it() -> None:
    found = verdict(TEST, model("m", (("b", "train"),), ()))
    assert found.label == "documented: training split"
    assert found.gaps


def test_general_parts_are_a_limit_and_special_ones_a_gap(real) -> None:
    overlaps = Overlaps(real)
    assert {gap.record.id for gap in overlaps.limits("llava-med")} >= {"clip-vit-l-14", "llama-1-7b"}
    assert "biomedclip-cxr" in {gap.record.id for gap in overlaps.gaps("llava-rad")}


def add_training(records: list[Record], added: tuple[str, str | None], own_stage: bool) -> list[Record]:
    """The same world, in which the first model was trained on one more set."""
    data = TrainingData(dataset=added[0], split=added[1])
    changed: list[Record] = []
    for one in records:
        if isinstance(one, MedicalModel) and one.id == "m0":
            stages = list(one.training)
            if own_stage or not stages:
                stages.append(Training(stage="fine-tuning", data=(data,)))
            else:
                stages[0] = stages[0].model_copy(update={"data": (*stages[0].data, data)})
            one = one.model_copy(update={"training": tuple(stages)})
        changed.append(one)
    return changed


def add_derivation(records: list[Record], young: int, old: int, reuses: str, split: str | None) -> list[Record]:
    """The same world, in which one dataset takes from one more."""
    step = Derivation(dataset=f"d{old}", reuses=(reuses,), split=split)  # type: ignore[arg-type]
    return [
        one.model_copy(update={"derived_from": (*one.derived_from, step)})
        if isinstance(one, Dataset) and one.id == f"d{young}"
        else one
        for one in records
    ]


def assert_nothing_is_weakened(before: list[Record], after: list[Record]) -> None:
    """Every finding stays, and no verdict falls, unless data that were missing have been named."""
    old, new = Overlaps(kb_of(*before)), Overlaps(kb_of(*after))
    for id, tested, brief in old.all():
        now, was = new.verdict(id, tested), old.verdict(id, tested)
        assert brief.level is was.level
        disclosed = set(was.gaps) - set(now.gaps)
        assert now.level >= was.level or (was.level is Level.UNDISCLOSED and disclosed)
        assert {_kept(one) for one in was.findings} <= {_kept(one) for one in now.findings}
        assert was.in_domain <= now.in_domain


def _kept(finding) -> tuple[object, ...]:
    """What must stay of a finding; the shortest way may become another."""
    return finding.level, finding.seen[-1].target, bool(finding.tested)


_split = st.sampled_from([None, *SPLITS])


@given(worlds(), st.integers(0, 6), _split, st.booleans())
def test_one_more_training_set_removes_and_weakens_no_warning(
    records: list[Record], number: int, split: str | None, own_stage: bool
) -> None:
    datasets = sum(isinstance(one, Dataset) for one in records)
    assert_nothing_is_weakened(records, add_training(records, (f"d{number % datasets}", split), own_stage))


@given(worlds(), st.integers(0, 6), st.integers(0, 6), st.sampled_from(MATERIALS), _split)
def test_one_more_step_of_derivation_removes_and_weakens_no_warning(
    records: list[Record], one: int, two: int, reuses: str, split: str | None
) -> None:
    datasets = sum(isinstance(record, Dataset) for record in records)
    old, young = sorted((one % datasets, two % datasets))
    if old != young:
        assert_nothing_is_weakened(records, add_derivation(records, young, old, reuses, split))


@given(worlds())
def test_every_path_leads_from_the_model_to_the_benchmark_by_recorded_steps(records: list[Record]) -> None:
    kb = kb_of(*records)
    overlaps = Overlaps(kb)
    for id in kb.models:
        for benchmark_id in overlaps.touched(id):
            found = overlaps.verdict(id, benchmark_id)
            undisclosed = [Level.UNDISCLOSED] if found.gaps else []
            assert found.level == max([*undisclosed, *(one.level for one in found.findings)], default=Level.NONE)
            for one in found.findings:
                assert one.seen[0].source.id == id
                assert all(a.target == b.source for a, b in pairwise(one.seen))
                assert all(a.target == b.source for a, b in pairwise(one.tested))
                if one.tested:
                    assert one.tested[0].source.id == benchmark_id
                    assert one.tested[-1].target == one.meeting
                else:
                    assert one.meeting.id == benchmark_id
                assert all(edge in overlaps.lineage.of(edge.source) for edge in one.edges)


def test_a_circle_of_base_models_ends() -> None:
    found = verdict(TEST, model("m", bases=("n",), parts=()), model("n", (("b", None),), bases=("m",), parts=()))
    assert found.level is Level.UNSTATED


def test_every_level_has_a_verdict_and_a_label_of_its_own() -> None:
    assert len(set(LABELS.values())) == len(Level)


def test_the_toy_model_has_a_documented_leak_beside_its_fair_training() -> None:
    kb = open_knowledge_base(TOY)
    found = Overlaps(kb).verdict("aurelia", "lumen-vqa")
    assert found.level is Level.EVALUATION
    assert found.in_domain
    apart = [one for one in found.findings if one.level is Level.APART]
    assert apart, "trained on the train split of Lumen-CXR, whose test split the benchmark uses"
    assert Overlaps(kb).verdict("borealis", "lumen-vqa").state == "training data undisclosed"


@pytest.mark.data
@pytest.mark.parametrize(
    ("model_id", "benchmark_id", "level", "in_domain"),
    [
        ("llava-med", "vqa-rad", Level.TRAINING, True),
        ("llava-med", "slake", Level.TRAINING, True),
        ("llava-med", "pmc-vqa", Level.SOURCE, False),
        ("med-flamingo", "pathvqa", Level.EVALUATION, False),
        ("med-flamingo", "pmc-vqa", Level.SOURCE, False),
        ("med-flamingo", "slake", Level.SOURCE, False),
        ("medvlthinker", "pubmedqa", Level.UNSTATED, False),
        ("medvlthinker", "medqa", Level.TRAINING, True),
        ("medvlm-r1", "omnimedvqa", Level.UNSTATED, False),
        ("libra", "mimic-cxr-vqa", Level.SOURCE, False),
        ("libra", "medical-diff-vqa", Level.SOURCE, False),
        ("gem", "ecg-qa", Level.SOURCE, False),
        ("gpt-4o", "vqa-rad", Level.UNDISCLOSED, False),
    ],
)
def test_what_follows_from_the_records(real, model_id: str, benchmark_id: str, level: Level, in_domain: bool) -> None:
    found = Overlaps(real).verdict(model_id, benchmark_id)
    assert (found.level, found.in_domain) == (level, in_domain)


@pytest.mark.data
def test_every_step_of_every_path_in_the_records_names_its_evidence(real) -> None:
    overlaps = Overlaps(real)
    bare = {
        f"{edge.record.kind}:{edge.record.id}: {edge.relation}"
        for id in real.models
        for benchmark_id in overlaps.touched(id)
        for one in overlaps.verdict(id, benchmark_id).findings
        for edge in one.edges
        if not edge.evidence and edge.relation not in ("base-model", "uses", "initialised-from")
    }
    assert bare == set()

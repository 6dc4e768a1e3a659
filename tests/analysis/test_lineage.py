"""The graph: what its steps are, what is inherited along them, who shares images."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from tests.analysis.lineage_worlds import EYE, benchmark, component, dataset, kb_of, marked, model, worlds

from medmllm_kb.analysis.lineage import Ancestry, Node, bits_of, lineage_of, materials_of
from medmllm_kb.analysis.lineage_findings import lineage_findings
from medmllm_kb.analysis.lineage_words import sentence
from medmllm_kb.analysis.sharing import sharings
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load, open_knowledge_base
from medmllm_kb.records import Record

TOY = Path(__file__).parents[1] / "toy"
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def toy() -> KnowledgeBase:
    return open_knowledge_base(TOY)


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return load(DATA).kb


def edge(kb: KnowledgeBase, source: Node, target: Node):
    return next(one for one in lineage_of(kb).of(source) if one.target == target)


def test_a_step_of_derivation_says_what_is_taken_and_where_that_was_seen(toy) -> None:
    step = edge(toy, Node("dataset", "lumen-vqa"), Node("dataset", "lumen-cxr"))
    assert (step.materials, step.split) == (("images",), "test")
    assert (step.record, step.fields) == (Node("dataset", "lumen-vqa"), ("derived_from[0]",))
    assert step.evidence == ("santos2022questions",)


def test_training_names_its_stage_and_its_split(toy) -> None:
    step = edge(toy, Node("model", "aurelia"), Node("dataset", "lumen-cxr"))
    assert (step.relation, step.split, step.fields) == ("trained-on", "train", ("training[0].data[0]",))
    assert step.evidence == ("okafor2023aurelia",)


def test_one_step_stands_for_all_stages_that_used_the_same_split() -> None:
    kb = kb_of(EYE, dataset("x"), model("m", (("x", None),), (("x", None),), (("x", "train"),)))
    steps = [one for one in lineage_of(kb).of(Node("model", "m")) if one.relation == "trained-on"]
    assert [(one.split, len(one.fields)) for one in steps] == [(None, 2), ("train", 1)]


def test_parts_of_a_model_bring_their_pretraining(toy) -> None:
    assert edge(toy, Node("model", "aurelia"), Node("component", "lumen-vit-b-16")).relation == "uses"
    step = edge(toy, Node("component", "lumen-vit-b-16"), Node("dataset", "lumen-cxr"))
    assert step.evidence == ("rivera2021lumen",)


def test_a_marked_score_is_training_that_its_table_states(toy) -> None:
    steps = [one for one in lineage_of(toy).of(Node("model", "aurelia")) if one.record.kind == "result"]
    assert [(one.target.id, one.split, one.fields) for one in steps] == [
        ("lumen-vqa", "train", ("scores[0].in_training_mix",))
    ]


def test_references_that_lead_nowhere_are_left_out() -> None:
    kb = kb_of(dataset("x", ("gone", "images", None)), model("m", (("lost", None),), parts=()))
    assert lineage_of(kb).sources == {}


def test_a_material_is_inherited_only_when_every_step_reuses_it() -> None:
    kb = kb_of(
        dataset("source"),
        dataset("middle", ("source", "images text", None)),
        dataset("end", ("middle", "text labels", None)),
    )
    inherited = Ancestry(lineage_of(kb)).ancestors("end")
    assert materials_of(inherited["middle"]) == ("text", "labels")
    assert materials_of(inherited["source"]) == ("text",)


def test_a_circle_of_derivation_ends() -> None:
    kb = kb_of(dataset("a", ("b", "images", None)), dataset("b", ("a", "images", None)))
    assert set(Ancestry(lineage_of(kb)).ancestors("a")) == {"b"}


@given(worlds())
def test_ways_to_ancestors_are_made_of_recorded_steps_that_reuse_the_material(records: list[Record]) -> None:
    kb = kb_of(*records)
    ancestry = Ancestry(lineage_of(kb))
    for id in kb.datasets:
        for arrival, bits in ancestry.arrivals(id).items():
            for material in materials_of(bits):
                way = ancestry.way(id, arrival, bits_of((material,)))
                assert way[0].source.id == id
                assert way[-1].target.id == arrival.ancestor
                assert all(one.target == two.source for one, two in pairwise(way))
                assert all(material in one.materials for one in way)


def relatives(kb: KnowledgeBase, id: str) -> dict[str, str]:
    found = sharings(kb, Ancestry(lineage_of(kb))).of(id)
    return {
        one.other: sentence(one.own, one.others, lambda node: kb.records[node.kind][node.id].name)
        if one.own
        else sentence(one.others, (), lambda node: kb.records[node.kind][node.id].name)
        for one in found
    }


def test_relatives_are_told_with_the_way_to_what_they_share() -> None:
    kb = kb_of(
        dataset("source"),
        dataset("copy", ("source", "images", None)),
        benchmark("questions", ("copy", "images", "test")),
        dataset("reports", ("source", "text", None)),
    )
    assert relatives(kb, "questions") == {
        "copy": "QUESTIONS reuses the images of COPY (test split).",
        "source": "QUESTIONS reuses the images of COPY (test split), which reuses the images of SOURCE.",
    }
    assert relatives(kb, "source") == {
        "copy": "COPY reuses the images of SOURCE.",
        "questions": "QUESTIONS reuses the images of COPY (test split), which reuses the images of SOURCE.",
    }
    assert relatives(kb, "reports") == {}


def test_siblings_share_what_both_take() -> None:
    kb = kb_of(
        dataset("source"),
        dataset("one", ("source", "images text", None)),
        dataset("two", ("source", "images", None)),
        dataset("three", ("source", "text", None)),
    )
    assert relatives(kb, "one") == {
        "source": "ONE reuses the images and text of SOURCE.",
        "two": "ONE reuses the images and text of SOURCE, from which TWO takes its images.",
    }


@given(worlds())
def test_sharing_images_is_mutual(records: list[Record]) -> None:
    kb = kb_of(*records)
    found = sharings(kb, Ancestry(lineage_of(kb)))
    pairs = {(id, one.other) for id in kb.datasets for one in found.of(id)}
    assert pairs == {(other, id) for id, other in pairs}
    assert all(id != other for id, other in pairs)


def test_a_family_gathers_all_that_descend_from_a_source_by_images() -> None:
    kb = kb_of(
        EYE,
        dataset("source"),
        dataset("copy", ("source", "images", None)),
        benchmark("questions", ("copy", "images", None)),
        dataset("reports", ("source", "text", None)),
        model("m", (("copy", None),)),
        marked("m", "questions"),
    )
    (family,) = lineage_findings(kb).families
    assert (family.source, family.derived) == ("source", ("copy", "questions"))
    assert (family.benchmarks, family.models) == (("questions",), ("m",))


def test_the_mimic_family_is_found_from_each_of_its_members(real) -> None:
    found = lineage_findings(real)
    (family,) = (one for one in found.families if one.source == "mimic-cxr")
    assert {"mimic-cxr-jpg", "mimic-cxr-vqa", "medical-diff-vqa", "ms-cxr"} <= set(family.derived)
    shared = {one.other for one in found.sharings("mimic-cxr-vqa")}
    assert {"mimic-cxr", "mimic-cxr-jpg", "medical-diff-vqa"} <= shared


def test_weights_are_followed_through_parts_that_started_from_others() -> None:
    kb = kb_of(
        dataset("x"),
        component("old", "x"),
        component("new", started_from="old"),
        model("m", (("x", "train"),), parts=("new",)),
    )
    targets = {one.target.id for one in lineage_of(kb).of(Node("component", "new"))}
    assert targets == {"old"}

from pathlib import Path

import pytest
from tests.analysis.test_licences import (
    CREDIT,
    FREE,
    NON_COMMERCIAL,
    SHARED,
    SILENT,
    UNCHANGED,
    component,
    dataset,
    model,
    of,
)
from tests.checks.toy import TOY

from medmllm_kb.analysis.licences import Thing
from medmllm_kb.analysis.licences_conflicts import Conflict, analyse
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base

DATA = Path(__file__).parents[2] / "data"


def found(kb: KnowledgeBase) -> list[tuple[str, str, str, list[str]]]:
    """Sort, whole, part and topics of every conflict."""
    return [
        (one.sort, one.whole.id, one.part.id, [difference.topic for difference in one.differences])
        for conflicts in analyse(kb).conflicts.values()
        for one in conflicts
    ]


def only(kb: KnowledgeBase) -> Conflict:
    ((conflict,),) = analyse(kb).conflicts.values()
    return conflict


def test_a_derived_set_that_permits_what_its_source_forbids() -> None:
    kb = of(dataset("new", CREDIT, ["old"]), dataset("old", NON_COMMERCIAL))
    conflict = only(kb)
    (difference,) = conflict.differences
    assert (conflict.sort, conflict.forbidden, difference.topic) == ("derived-and-source", True, "commercial_use")
    assert [reason.source for reason in difference.whole.reasons] == ["https://example.org/credit"]
    assert [reason.source for reason in difference.part.reasons] == ["https://example.org/non-commercial"]


def test_a_condition_that_is_not_repeated_is_milder_than_what_is_forbidden() -> None:
    conflict = only(of(dataset("new", FREE, ["old"]), dataset("old", CREDIT)))
    assert not conflict.forbidden
    assert [one.topic for one in conflict.differences] == ["redistribution", "derivatives", "attribution"]


def test_a_limit_in_the_words_of_the_release_itself_is_milder() -> None:
    said = {"commercial_use": {"state": "conditional", "reason": "The questions only."}}
    conflict = only(of(dataset("new", CREDIT, ["old"], permissions=said), dataset("old", NON_COMMERCIAL)))
    assert not conflict.forbidden


def test_the_same_terms_or_stricter_ones_are_no_conflict() -> None:
    kb = of(dataset("new", NON_COMMERCIAL, ["same", "freer"]), dataset("same", NON_COMMERCIAL), dataset("freer", FREE))
    assert found(kb) == []


@pytest.mark.parametrize(("whole", "part"), [(None, NON_COMMERCIAL), (FREE, None), (FREE, SILENT), (SILENT, UNCHANGED)])
def test_nothing_follows_when_a_side_is_unknown(whole: str | None, part: str | None) -> None:
    kb = of(dataset("new", whole, ["old"]), dataset("old", part))
    assert found(kb) == []
    doubts = {(one.thing.id, one.doubt) for one in analyse(kb).unjudged}
    assert doubts == {("new", "no-licence" if whole in (None, SILENT) else "parts-without-terms")}


def test_what_leaves_the_terms_to_each_item_is_listed_and_not_compared() -> None:
    kb = of(dataset("new", FREE, ["old"]), dataset("old", "per-item"))
    assert found(kb) == []
    assert [(one.thing.id, one.doubt, [part.id for part in one.parts]) for one in analyse(kb).unjudged] == [
        ("new", "by-item", ["old"])
    ]


def test_what_is_forbidden_for_every_item_is_compared_all_the_same() -> None:
    said = {"commercial_use": {"state": "forbidden", "reason": "Research only."}}
    kb = of(dataset("new", FREE, ["old"]), dataset("old", "per-item", permissions=said))
    assert found(kb) == [("derived-and-source", "new", "old", ["commercial_use"])]


def test_share_alike_asks_for_the_same_licence_or_one_that_its_text_accepts() -> None:
    kb = of(
        dataset("same", SHARED, ["source"]),
        dataset("other", CREDIT, ["source"]),
        dataset("source", SHARED),
        dataset("accepted", SHARED, ["earlier"]),
        dataset("earlier", "shared-later"),
    )
    assert found(kb) == [("derived-and-source", "other", "source", ["share_alike"])]


def test_open_questions_over_credentialed_images_are_named_if_their_own_licence_is_known() -> None:
    kb = of(
        dataset("licensed", FREE, ["images"], access="open"),
        dataset("bare", None, ["images"], access="open"),
        dataset("images", FREE, access="credentialed"),
    )
    assert found(kb) == [("derived-and-source", "licensed", "images", ["agreement"])]


def test_weights_are_compared_with_data_through_derived_sets() -> None:
    kb = of(
        model("m", CREDIT, ["questions"]), dataset("questions", None, ["images"]), dataset("images", NON_COMMERCIAL)
    )
    conflict = only(kb)
    assert (conflict.sort, conflict.part.id) == ("weights-and-data", "images")
    assert [step.thing.id for step in conflict.path] == ["questions", "images"]
    assert [one.topic for one in conflict.differences] == ["commercial_use"]


def test_weights_pass_on_those_of_the_base_but_not_the_data() -> None:
    barred = {"redistribution": {"state": "forbidden"}}
    kb = of(
        model("m", FREE, ["data"], base_models=["base"]),
        dataset("data", FREE, permissions=barred),
        model("base", FREE, permissions=barred),
    )
    assert found(kb) == [("weights-and-base", "m", "base", ["redistribution"])]


def test_the_licence_of_a_backbone_counts() -> None:
    kb = of(model("m", FREE, variants=[{"name": "7B", "backbone": "b"}]), component("b", NON_COMMERCIAL))
    assert [(sort, part) for sort, _, part, _ in found(kb)] == [("weights-and-base", "b")]


@pytest.mark.parametrize("weights", ["closed", "announced", None])
def test_weights_that_were_not_given_out_are_in_no_conflict(weights: str | None) -> None:
    assert found(of(model("m", FREE, ["data"], weights=weights), dataset("data", NON_COMMERCIAL))) == []


def test_both_from_one_place_is_said_unless_everybody_is_there() -> None:
    def kb(host: str) -> KnowledgeBase:
        return of(
            dataset("new", FREE, ["old"], links={"homepage": f"https://{host}/new"}),
            dataset("old", NON_COMMERCIAL, links={"homepage": f"https://www.{host}/old"}),
        )

    assert only(kb("physionet.org")).same_host == "physionet.org"
    assert only(kb("github.com")).same_host is None


def test_sources_that_disagree_on_a_licence_are_kept() -> None:
    values = [{"value": "MIT", "source": "https://example.org/a"}, {"value": "none", "source": "https://example.org/b"}]
    conflicts = [{"field": "size", "values": values}, {"field": "license", "values": values}]
    (disagreement,) = analyse(of(dataset("a", FREE, conflicts=conflicts))).disagreements
    assert (disagreement.thing, disagreement.field, disagreement.position) == (Thing("dataset", "a"), "license", 1)


def test_a_model_without_recorded_data_cannot_be_judged() -> None:
    kb = of(model("m", FREE))
    assert [(one.thing.id, one.doubt) for one in analyse(kb).unjudged] == [("m", "no-training-data")]


def test_toy_weights_are_freer_than_their_radiographs() -> None:
    kb = open_knowledge_base(TOY)
    conflicts = analyse(kb).conflicts[Thing("model", "aurelia")]
    assert {one.part.id for one in conflicts} == {"lumen-cxr", "lumen-vqa"}


@pytest.mark.data
def test_real_releases_that_name_freer_terms_than_what_they_rest_on() -> None:
    conflicts = analyse(open_knowledge_base(DATA)).conflicts
    pairs = {
        (one.whole.id, one.part.id): {difference.topic for difference in one.differences}
        for found in conflicts.values()
        for one in found
        if one.forbidden
    }
    assert "commercial_use" in pairs["radgenome-chest-ct", "ct-rate"]
    assert "commercial_use" in pairs["huatuogpt-vision", "llava-med-alignment-500k"]
    assert "derivatives" in pairs["lingshu", "iu-xray"]

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.toy import TOY

from medmllm_kb.analysis.licences import (
    DUTIES,
    PERMISSIONS,
    STRICTNESS,
    TOPICS,
    Judged,
    Mixture,
    Reason,
    Step,
    Terms,
    Thing,
    Value,
    combine,
    judge,
    licence_terms,
    mixture,
)
from medmllm_kb.loading.knowledge_base import Collection, KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.records import KINDS, Component, Dataset, MedicalModel, Record, Vocabulary

DATA = Path(__file__).parents[2] / "data"
ADDED = "2025-03-01"


def kb_of(records: Iterable[Record]) -> KnowledgeBase:
    found = list(records)
    return KnowledgeBase(
        {kind: Collection(kind, {one.id: one for one in found if kind == one.KIND}) for kind in KINDS},
        Collection("publication", {}),
    )


def dataset(id: str, licence: str | None = None, sources: Sequence[str] = (), **fields: object) -> Dataset:
    edges = [{"dataset": source, "reuses": ["images"]} for source in sources]
    data = {"id": id, "name": id, "license": licence, "derived_from": edges, "added": ADDED, **fields}
    return Dataset.model_validate_json(_json(data))


def model(id: str, licence: str | None, data: Sequence[str] = (), **fields: object) -> MedicalModel:
    training = [{"stage": "fine-tuning", "data": [{"dataset": one} for one in data]}]
    known = {"id": id, "name": id, "weights_license": licence, "training": training, "weights": "open", "added": ADDED}
    return MedicalModel.model_validate_json(_json({**known, **fields}))


def component(id: str, licence: str | None, role: str = "backbone") -> Component:
    data = {"id": id, "name": id, "role": role, "type": "decoder-only", "license": licence, "added": ADDED}
    return Component.model_validate_json(_json(data))


def _json(data: dict[str, object]) -> str:
    return json.dumps({key: value for key, value in data.items() if value is not None})


FREE, CREDIT, SHARED, NON_COMMERCIAL, NON_COMMERCIAL_SHARED, UNCHANGED, SILENT = (
    "free",
    "credit",
    "shared",
    "non-commercial",
    "non-commercial-shared",
    "unchanged",
    "silent",
)


def licence(id: str, commercial: str, passing: str, making: str, alike: bool, **fields: object) -> dict[str, object]:
    return {
        "id": id,
        "name": id.capitalize(),
        "definition": "A licence.",
        "permissions": {
            "commercial_use": {"state": commercial, "reason": f"as {id} says", "source": f"https://example.org/{id}"},
            "redistribution": {"state": passing},
            "derivatives": {"state": making},
        },
        "duties": {"attribution": id != FREE, "share_alike": alike, "agreement": False, **fields},
        "sources": [f"https://example.org/{id}"],
    }


LICENCES = Vocabulary.model_validate_json(
    _json(
        {
            "id": "licences",
            "name": "Licences",
            "singular": "licence",
            "terms": [
                licence(FREE, "allowed", "allowed", "allowed", False),
                licence(CREDIT, "allowed", "conditional", "conditional", False),
                licence(SHARED, "allowed", "conditional", "conditional", True),
                licence("shared-later", "allowed", "conditional", "conditional", True, share_under=[SHARED]),
                licence(NON_COMMERCIAL, "forbidden", "conditional", "conditional", False),
                licence(NON_COMMERCIAL_SHARED, "forbidden", "conditional", "conditional", True),
                licence(UNCHANGED, "forbidden", "conditional", "forbidden", False),
                {"id": SILENT, "name": "Silent", "definition": "A licence whose text was not read."},
                {
                    "id": "per-item",
                    "name": "By item",
                    "definition": "Each its own.",
                    "permissions": {"commercial_use": {"state": "conditional"}},
                },
            ],
            "added": ADDED,
        }
    )
)


def judged(kb: KnowledgeBase, *ids: str) -> list[Judged]:
    return [judge(kb, Thing("dataset", id)) for id in ids]


def of(*records: Record) -> KnowledgeBase:
    return kb_of([LICENCES, *records])


def states(terms: Terms) -> dict[str, str]:
    return {topic: value.state for topic, value in terms.items()}


def texts(value: Value) -> set[str]:
    return {reason.text for reason in value.reasons}


# The calculus


def reasons() -> st.SearchStrategy[tuple[Reason, ...]]:
    things = st.builds(Thing, st.just("dataset"), st.sampled_from("abc"))
    paths = st.lists(st.builds(Step, things, st.sampled_from(["reuses images", "reuses text"])), max_size=2).map(tuple)
    reason = st.builds(Reason, things, st.sampled_from(["x", "y"]), st.sampled_from([None, "free"]), path=paths)
    return st.lists(reason, min_size=1, max_size=3).map(tuple)


def some_terms() -> st.SearchStrategy[Terms]:
    permission = st.builds(Value, st.sampled_from(["allowed", "conditional", "unknown", "forbidden"]), reasons())
    duty = st.builds(Value, st.sampled_from(["not-required", "unknown", "required"]), reasons())
    made = st.fixed_dictionaries({**dict.fromkeys(PERMISSIONS, permission), **dict.fromkeys(DUTIES, duty)})
    return made.map(combine)  # in the order and with the shortest ways that every result has


def is_freer(one: Terms, other: Terms) -> bool:
    return any(STRICTNESS[one[topic].state] < STRICTNESS[other[topic].state] for topic in TOPICS)


@given(some_terms(), some_terms(), some_terms())
def test_combining_is_commutative_associative_and_idempotent(a: Terms, b: Terms, c: Terms) -> None:
    assert combine(a, b) == combine(b, a)
    assert combine(combine(a, b), c) == combine(a, combine(b, c)) == combine(a, b, c)
    assert combine(a, a) == a


@given(some_terms(), st.lists(some_terms(), min_size=1, max_size=4))
def test_a_further_part_never_makes_anything_freer(part: Terms, others: list[Terms]) -> None:
    assert not is_freer(combine(part, *others), combine(*others))


def test_a_known_no_outweighs_what_is_unknown_which_outweighs_every_yes() -> None:
    order = sorted(("unknown", "forbidden", "allowed", "conditional"), key=STRICTNESS.__getitem__)
    assert order == ["allowed", "conditional", "unknown", "forbidden"]
    kb = of(dataset("yes", FREE), dataset("no", UNCHANGED), dataset("what"))
    assert mixture(kb, judged(kb, "yes", "what", "no")).terms["commercial_use"].state == "forbidden"
    assert mixture(kb, judged(kb, "yes", "what")).terms["commercial_use"].state == "unknown"


def test_nothing_has_no_terms() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        combine()


IDS = "abcdef"
NAMES = st.sampled_from([None, FREE, CREDIT, SHARED, NON_COMMERCIAL, UNCHANGED, SILENT, "no-such-licence"])


@st.composite
def graphs(draw: st.DrawFn) -> list[Dataset]:
    """Datasets that reuse each other, at times in a circle."""
    access = st.sampled_from([None, "open", "credentialed"])
    links = st.lists(st.sampled_from(IDS), max_size=3, unique=True)
    return [dataset(id, draw(NAMES), [one for one in draw(links) if one != id], access=draw(access)) for id in IDS]


@given(graphs())
def test_nothing_is_freer_than_what_it_is_made_from(records: list[Dataset]) -> None:
    kb = of(*records)
    for record in records:
        whole = judge(kb, Thing("dataset", record.id))
        assert not is_freer(whole.terms, whole.own)
        for source in record.derived_from:
            assert not is_freer(whole.terms, judge(kb, Thing("dataset", source.dataset)).terms)


@given(graphs(), st.sampled_from(IDS), st.lists(st.sampled_from(IDS), min_size=1, max_size=3))
def test_forgetting_the_terms_of_a_part_permits_nothing_more(
    records: list[Dataset], forgotten: str, members: list[str]
) -> None:
    blank = [
        one.model_copy(update={"license": None, "permissions": None, "duties": None}) if one.id == forgotten else one
        for one in records
    ]
    before, after = (mixture(kb, judged(kb, *members)).terms for kb in (of(*records), of(*blank)))
    for topic in PERMISSIONS:
        if after[topic].state in ("allowed", "conditional"):
            assert STRICTNESS[after[topic].state] >= STRICTNESS[before[topic].state]
            assert before[topic].state in ("allowed", "conditional")


@given(graphs(), st.permutations(IDS))
def test_order_and_repetition_of_the_members_change_no_term(records: list[Dataset], order: list[str]) -> None:
    kb = of(*records)
    assert mixture(kb, judged(kb, *IDS)).terms == mixture(kb, judged(kb, *order, *order[:2])).terms


# What a release itself says


def test_an_absent_licence_permits_nothing_and_says_so() -> None:
    kb = of(dataset("bare"))
    terms = judge(kb, Thing("dataset", "bare")).terms
    assert {terms[topic].state for topic in PERMISSIONS} == {"unknown"}
    assert texts(terms["commercial_use"]) == {"no licence is recorded, and an absent licence permits nothing"}


def test_a_licence_that_was_looked_for_in_vain_is_told_from_one_that_nobody_looked_for() -> None:
    absent = [{"field": "license", "state": "not-reported", "looked_in": ["https://example.org"], "checked": ADDED}]
    terms = judge(of(dataset("bare", absent=absent)), Thing("dataset", "bare")).terms
    assert texts(terms["redistribution"]) == {
        "no licence was found by those who looked, and an absent licence permits nothing"
    }


def test_each_value_names_the_licence_and_where_it_was_read() -> None:
    value = judge(of(dataset("a", NON_COMMERCIAL)), Thing("dataset", "a")).terms["commercial_use"]
    assert value == Value(
        "forbidden",
        (
            Reason(
                Thing("dataset", "a"), "as non-commercial says", NON_COMMERCIAL, "https://example.org/non-commercial"
            ),
        ),
    )


def test_terms_of_the_very_release_stand_before_those_of_its_licence() -> None:
    said = {"commercial_use": {"state": "conditional", "reason": "Ask first.", "source": "https://example.org/a"}}
    value = judge(of(dataset("a", FREE, permissions=said)), Thing("dataset", "a")).terms["commercial_use"]
    assert value == Value("conditional", (Reason(Thing("dataset", "a"), "ask first", None, "https://example.org/a"),))


def test_not_stated_by_the_release_leaves_the_word_of_its_licence() -> None:
    said = {"commercial_use": {"state": "unknown", "reason": "Not stated."}}
    terms = judge(of(dataset("a", FREE, permissions=said)), Thing("dataset", "a")).terms
    assert terms["commercial_use"].state == "allowed"


@pytest.mark.parametrize(
    ("access", "state"), [("open", "not-required"), ("credentialed", "required"), ("gated", "required")]
)
def test_what_stands_before_the_files_is_an_agreement_whatever_the_licence_says(access: str, state: str) -> None:
    value = judge(of(dataset("a", FREE, access=access)), Thing("dataset", "a")).terms["agreement"]
    assert value.state == state


def test_what_may_be_passed_on_to_anybody_may_go_to_a_service_and_is_marked_as_inferred() -> None:
    kb = of(dataset("a", CREDIT), dataset("b", permissions={"redistribution": {"state": "forbidden"}}))
    inferred = judge(kb, Thing("dataset", "a")).terms["third_party_api"]
    assert (inferred.state, inferred.reasons[0].inferred) == ("conditional", True)
    assert judge(kb, Thing("dataset", "b")).terms["third_party_api"].state == "unknown"


def test_own_duties_add_to_those_of_the_licence() -> None:
    kb = of(dataset("a", FREE, duties={"attribution": True, "reason": "Cite the paper."}))
    value = judge(kb, Thing("dataset", "a")).terms["attribution"]
    assert (value.state, texts(value)) == ("required", {"cite the paper"})


def test_a_licence_alone_has_terms_for_the_matrix() -> None:
    terms = licence_terms(of().terms["licences"][UNCHANGED])
    assert states(terms) == {
        "commercial_use": "forbidden",
        "redistribution": "conditional",
        "derivatives": "forbidden",
        "third_party_api": "conditional",
        "clinical_use": "unknown",
        "attribution": "required",
        "share_alike": "not-required",
        "agreement": "not-required",
    }


# What it rests on


def test_reasons_lead_to_the_source_by_the_shortest_way_and_name_what_is_reused() -> None:
    kb = of(dataset("whole", FREE, ["near", "far"]), dataset("near", FREE, ["far"]), dataset("far", NON_COMMERCIAL))
    value = judge(kb, Thing("dataset", "whole")).terms["commercial_use"]
    assert value.state == "forbidden"
    assert [reason.path for reason in value.reasons] == [(Step(Thing("dataset", "far"), "reuses images"),)]


def test_a_source_that_is_not_there_is_left_to_the_check_of_references() -> None:
    kb = of(dataset("a", FREE, ["gone"]))
    assert list(judge(kb, Thing("dataset", "a")).parts) == [Thing("dataset", "a")]


def test_a_model_rests_on_data_base_and_components() -> None:
    kb = of(
        dataset("corpus", FREE, ["source"]),
        dataset("source", NON_COMMERCIAL),
        dataset("older", UNCHANGED),
        component("language-model", CREDIT),
        model("base", FREE, ["older"]),
        model("new", FREE, ["corpus"], base_models=["base"], variants=[{"name": "7B", "backbone": "language-model"}]),
    )
    parts = judge(kb, Thing("model", "new")).parts
    assert set(parts) == {
        Thing("model", "new"),
        Thing("model", "base"),
        Thing("component", "language-model"),
        Thing("dataset", "corpus"),
        Thing("dataset", "source"),
        Thing("dataset", "older"),
    }
    assert [step.how for step in parts[Thing("dataset", "older")]] == ["starts from its weights", "trained on it"]


# Mixtures


def clashing(kb: KnowledgeBase, *ids: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (clash.sort, clash.one.licence, clash.other.licence if clash.other else None)
        for clash in mixture(kb, judged(kb, *ids)).clashes
    ]


def test_two_share_alike_licences_cannot_be_met_at_once() -> None:
    kb = of(dataset("a", SHARED), dataset("b", NON_COMMERCIAL_SHARED))
    assert clashing(kb, "a", "b") == [("share-alike", NON_COMMERCIAL_SHARED, SHARED)]


def test_one_share_alike_licence_with_itself_or_with_what_its_text_lets_it_become_is_no_clash() -> None:
    kb = of(dataset("a", SHARED), dataset("b", SHARED), dataset("c", "shared-later"), dataset("d", CREDIT))
    assert clashing(kb, "a", "b", "c", "d") == []


def test_a_share_alike_licence_for_all_purposes_clashes_with_non_commercial_terms() -> None:
    kb = of(dataset("a", SHARED), dataset("b", NON_COMMERCIAL))
    assert clashing(kb, "a", "b") == [("share-alike-and-non-commercial", SHARED, NON_COMMERCIAL)]


def test_terms_against_adapted_versions_clash_with_every_mixture_but_not_with_themselves_alone() -> None:
    kb = of(dataset("a", UNCHANGED), dataset("b", FREE))
    assert clashing(kb, "a") == []
    assert clashing(kb, "a", "b") == [("no-derivatives", UNCHANGED, None)]


def test_a_clash_is_found_in_a_source_as_well() -> None:
    kb = of(dataset("a", FREE, ["b"]), dataset("b", SHARED), dataset("c", NON_COMMERCIAL_SHARED))
    (clash,) = mixture(kb, judged(kb, "a", "c")).clashes
    assert {thing.id for party in (clash.one, clash.other) if party for thing in party.things} == {"b", "c"}


# The toy records and the real ones


def test_toy_questions_need_the_credentials_of_the_images() -> None:
    kb = open_knowledge_base(TOY)
    value = judge(kb, Thing("dataset", "lumen-vqa")).terms["agreement"]
    assert value.state == "required"
    assert [(reason.thing.id, reason.text) for reason in value.reasons] == [("lumen-cxr", "access: credentialed")]


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return open_knowledge_base(DATA)


def real_mixture(kb: KnowledgeBase, *ids: str) -> Mixture:
    return mixture(kb, judged(kb, *ids))


@pytest.mark.data
def test_vqa_rad_with_mimic_cxr_needs_credentials_and_may_not_be_passed_on(real: KnowledgeBase) -> None:
    terms = real_mixture(real, "vqa-rad", "mimic-cxr").terms
    assert (terms["agreement"].state, terms["redistribution"].state) == ("required", "forbidden")
    assert {reason.thing.id for reason in terms["redistribution"].reasons} == {"mimic-cxr"}
    assert terms["commercial_use"].state == "unknown", (
        "the images of VQA-RAD are those of MedPix, whose terms nobody read"
    )


@pytest.mark.data
def test_slake_with_ct_rate_mixes_two_share_alike_licences(real: KnowledgeBase) -> None:
    clashes = {
        (one.one.licence, one.other.licence) for one in real_mixture(real, "slake", "ct-rate").clashes if one.other
    }
    assert ("CC-BY-NC-SA-4.0", "CC-BY-SA-4.0") in clashes


@pytest.mark.data
def test_every_permission_of_a_licence_with_an_id_of_spdx_has_a_source(real: KnowledgeBase) -> None:
    for term in real.terms["licences"].values():
        for topic in PERMISSIONS:
            said = getattr(term.permissions, topic, None)
            if said and any(one.scheme == "spdx" for one in term.external_ids):
                assert said.source, f"{term.id}: {topic}"


@pytest.mark.data
def test_licences_under_which_adaptations_may_be_shared_are_licences(real: KnowledgeBase) -> None:
    terms = real.terms["licences"]
    assert {under for one in terms.values() if one.duties for under in one.duties.share_under} <= set(terms)

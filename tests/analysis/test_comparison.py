"""Rankings hold what compares and nothing else, on the toy records and on the real ones."""

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.analysis.comparison import (
    PARTS,
    Measurement,
    UnlikeScoresError,
    compare_all,
    difference_in_words,
    measurements_of,
    measurer,
    protocol_of,
    rank,
)
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load, open_knowledge_base
from medmllm_kb.records import Result
from medmllm_kb.records.result import Score

ROOT = Path(__file__).parents[2]


@cache
def toy() -> KnowledgeBase:
    return open_knowledge_base(ROOT / "tests" / "toy")


@cache
def real() -> KnowledgeBase:
    return load(ROOT / "data").kb


def table(id: str = "one", **protocol: object) -> Result:
    return Result.model_validate(
        {"id": id, "name": id, "added": "2025-03-01", "measured_by": "independent", "protocol": protocol}
    )


def measured(value: float = 50.0, result: Result | None = None, **fields: object) -> Measurement:
    given = {"model": "aurelia", "benchmark": "lumen-vqa", "metric": "accuracy", "unit": "percent", "value": value}
    return Measurement(Score.model_validate({**given, **fields}), result or table())


def refused(*measurements: Measurement) -> dict[str, tuple[str, ...]]:
    with pytest.raises(UnlikeScoresError) as refusal:
        rank(toy(), measurements)
    return {one.part: one.values for one in refusal.value.differences}


@pytest.mark.parametrize(
    ("part", "fields", "other"),
    [
        ("benchmark", {}, {"benchmark": "lumen-cxr"}),
        ("split", {"split": "test"}, {"split": "validation"}),
        ("subset", {"subset": "open"}, {"subset": "closed"}),
        ("metric", {}, {"metric": "bleu"}),
        ("metric_variant", {"metric_variant": "BLEU-1"}, {"metric_variant": "BLEU-4"}),
        ("setting", {"setting": "zero-shot"}, {"setting": "fine-tuned"}),
        ("unit", {}, {"unit": "fraction"}),
    ],
)
def test_a_refusal_names_the_part_and_its_values(
    part: str, fields: dict[str, object], other: dict[str, object]
) -> None:
    found = refused(measured(**fields), measured(**other))
    assert set(found) == {part}
    assert set({**fields, **other}.values()) <= set(found[part])


def test_a_refusal_names_every_part() -> None:
    found = refused(measured(), measured(metric="bleu", setting="few-shot"), measured(subset="open"))
    assert set(found) == {"metric", "setting", "subset"}


@pytest.mark.parametrize(
    ("silent", "stated"),
    [
        ({}, {"setting": "zero-shot"}),
        ({}, {"split": "test"}),
        ({}, {"metric_variant": "BLEU-1"}),
        ({}, {"subset": "all"}),
    ],
)
def test_silence_equals_no_statement(silent: dict[str, object], stated: dict[str, object]) -> None:
    assert set(refused(measured(**silent), measured(**stated))) == set(stated)


def test_what_a_score_does_not_say_its_table_says() -> None:
    stated = measured(1.0, table("one", split="test", setting="zero-shot"))
    own = measured(2.0, table("two"), split="test", setting="zero-shot")
    assert rank(toy(), [stated, own]).protocol == protocol_of(own.score, own.result)


def test_the_message_is_for_people() -> None:
    with pytest.raises(UnlikeScoresError, match="setting: not stated, or zero-shot; unit: fraction, or percent"):
        rank(toy(), [measured(), measured(setting="zero-shot", unit="fraction")])


SCORES = st.builds(
    measured,
    st.integers(0, 100).map(float),
    st.builds(table, st.sampled_from(["one", "two"]), setting=st.sampled_from([None, "zero-shot"])),
    model=st.sampled_from(["aurelia", "borealis"]),
    metric=st.sampled_from(["accuracy", "bleu"]),
    split=st.sampled_from([None, "test"]),
    metric_variant=st.sampled_from([None, "BLEU-1"]),
    setting=st.sampled_from([None, "zero-shot", "few-shot"]),
)


@given(st.lists(SCORES, min_size=1, max_size=8))
def test_a_ranking_never_mixes_protocols(measurements: list[Measurement]) -> None:
    protocols = {protocol_of(one.score, one.result) for one in measurements}
    try:
        ranking = rank(toy(), measurements)
    except UnlikeScoresError as refusal:
        assert len(protocols) > 1
        for one in refusal.differences:
            assert set(one.values) == {getattr(protocol, one.part) for protocol in protocols}
    else:
        assert {ranking.protocol} == protocols
        assert sorted(map(id, ranking.measurements)) == sorted(map(id, measurements))
        values = [entry.score.value for entry in ranking.entries]
        assert values == sorted(values, reverse=True)


def test_equal_values_share_a_place() -> None:
    ranking = rank(toy(), [measured(80.0), measured(90.0, model="borealis"), measured(80.0, model="borealis")])
    assert [(entry.place, entry.score.value) for entry in ranking.entries] == [(1, 90.0), (2, 80.0), (2, 80.0)]


def test_one_value_in_two_tables_is_one_entry_and_two_values_are_two() -> None:
    one, same, other = measured(80.0), measured(80.0, table("two")), measured(33.0, table("three"))
    ranking = rank(toy(), [one, same, other])
    assert [[m.result.id for m in entry.measurements] for entry in ranking.entries] == [["one", "two"], ["three"]]


def test_a_form_of_a_metric_may_run_the_other_way() -> None:
    low = rank(toy(), [measured(30.0, better="lower"), measured(60.0, model="borealis", better="lower")])
    assert low.better == "lower"
    assert low.entries[0].score.value == 30.0


def test_no_places_where_no_end_is_the_better_one() -> None:
    scores = [measured(3.0, metric="unheard-of"), measured(4.0, metric="unheard-of", model="borealis")]
    assert [entry.place for entry in rank(toy(), scores).entries] == [None, None]


def test_other_conditions_are_told_and_do_not_refuse() -> None:
    with_judge = measured(1.0, table("one", judge="gpt-x", harness="H"))
    silent = measured(2.0, table("two", harness="H"))
    (condition,) = rank(toy(), [with_judge, silent]).conditions
    assert (condition.name, condition.values) == ("judge", (("gpt-x", ("one",)), ("", ("two",))))


def test_nothing_to_rank_is_said() -> None:
    with pytest.raises(ValueError, match="no scores"):
        rank(toy(), [])


def test_a_paper_is_its_own_only_for_its_own_models() -> None:
    own, rival = (
        next(one for one in measurements_of(toy()) if one.score.model == model) for model in ("aurelia", "borealis")
    )
    assert own.result is rival.result
    assert (measurer(toy(), own), measurer(toy(), rival)) == ("own-paper", "other-paper")


def test_every_real_score_stands_in_the_ranking_of_its_protocol() -> None:
    comparisons = compare_all(real())
    ranked = [(one, ranking.protocol) for ranking in comparisons.rankings for one in ranking.measurements]
    assert len(ranked) == sum(len(result.scores) for result in real().results.values())
    assert all(protocol_of(one.score, one.result) == protocol for one, protocol in ranked)
    assert len({ranking.protocol for ranking in comparisons.rankings}) == len(comparisons.rankings)


def test_any_two_real_rankings_together_are_refused() -> None:
    rankings = compare_all(real()).on["vqa-rad"]
    for one, two in combinations(rankings, 2):
        with pytest.raises(UnlikeScoresError) as refusal:
            rank(real(), [*one.measurements, *two.measurements])
        parts = {part for part in PARTS if getattr(one.protocol, part) != getattr(two.protocol, part)}
        assert {found.part for found in refusal.value.differences} == parts
        assert all(difference_in_words(found) in str(refusal.value) for found in refusal.value.differences)


def test_confusion_is_better_when_low() -> None:
    rankings = {one.protocol.metric_variant: one.better for one in compare_all(real()).on["mediconfusion"]}
    assert rankings == {"set accuracy": "higher", "confusion": "lower"}


def test_subset_and_split_hold_no_form_of_a_metric() -> None:
    words = ("bleu", "micro", "macro", "radcliq", "cider", "f1")
    for one in measurements_of(real()):
        said = f"{one.score.subset or ''} {one.score.split or ''}".lower()
        assert not any(word in said.split() or f"{word}-" in said for word in words), (one.result.id, said)

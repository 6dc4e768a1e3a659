"""What was measured more than once, and how far apart the values lie."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.test_comparison import measured, real, table, toy
from tests.checks.toy import toy_with

from medmllm_kb.analysis.comparison import compare_all, protocol_of
from medmllm_kb.analysis.disagreement import Disagreements, Repeat, disagreements, own_paper_effect, spreads_by_harness
from medmllm_kb.loading.load import open_knowledge_base

SCORE = (
    "{{model: aurelia, variant: {variant}, benchmark: lumen-vqa, metric: {metric}, {more}value: {value}, unit: {unit}}}"
)


def found_in(folder: Path, *scores: str) -> Disagreements:
    """The disagreements of a knowledge base with these scores, each in a table of its own."""
    files = {
        f"results/table-{number}.yaml": f"id: table-{number}\nname: Table {number}\nsummary: Some.\ntable: T\n"
        f"measured_by: independent\nscores:\n  - {score}\nevidence:\n"
        "  - {source: 'https://example.org/t', supports: [scores], checked: 2025-03-01}\nadded: 2025-03-01\n"
        for number, score in enumerate(scores)
    }
    kb = open_knowledge_base(toy_with(folder, files))
    return disagreements(kb, compare_all(kb))


def score(value: float, variant: str = "7B", metric: str = "accuracy", unit: str = "percent", more: str = "") -> str:
    return SCORE.format(value=value, variant=variant, metric=metric, unit=unit, more=more)


def test_both_values_stay_with_their_distance(tmp_path: Path) -> None:
    (repeat,) = found_in(tmp_path, score(83.1), score(33.2)).differing
    assert [one.score.value for one in repeat.measurements] == [33.2, 83.1]
    assert repeat.spread == pytest.approx(49.9)


def test_fractions_count_a_hundredfold(tmp_path: Path) -> None:
    (repeat,) = found_in(tmp_path, score(0.5, unit="fraction"), score(0.75, unit="fraction")).differing
    assert repeat.spread == pytest.approx(25)


def test_equal_values_are_repeats_and_no_disagreement(tmp_path: Path) -> None:
    found = found_in(tmp_path, score(50.0), score(50.0))
    assert [one.spread for one in found.repeats] == [0]
    assert not found.differing


def test_other_variants_and_protocols_are_no_repeats(tmp_path: Path) -> None:
    found = found_in(tmp_path, score(50.0), score(60.0, "70B"), score(70.0, more="setting: zero-shot, "))
    assert found.repeats == ()


def test_spellings_of_a_variant_are_one(tmp_path: Path) -> None:
    assert (
        len(found_in(tmp_path, score(50.0, "7B"), score(60.0, "Aurelia-7B"), score(70.0, "'Aurelia (7b)'")).repeats)
        == 1
    )


def test_what_one_table_leaves_out_is_told_apart_from_disagreement(tmp_path: Path) -> None:
    found = found_in(tmp_path, score(32.0, more="subset: all, "), score(57.9))
    assert found.repeats == ()
    (pair,) = found.half_stated
    assert pair.spread == pytest.approx(25.9)
    assert [one.part for one in pair.silent] == ["subset"]


def test_naming_no_part_is_never_naming_one(tmp_path: Path) -> None:
    assert found_in(tmp_path, score(32.0, more="subset: English, "), score(57.9)).half_stated == ()


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=5))
def test_the_spread_does_not_depend_on_order(values: list[int]) -> None:
    def spread_of(order: list[int]) -> float:
        found = sorted((measured(value / 10, table(f"t-{value}")) for value in order), key=lambda one: one.score.value)
        return Repeat(protocol_of(found[0].score, found[0].result), "higher", tuple(found)).spread

    assert spread_of(values) == spread_of(values[::-1])
    assert spread_of(values) >= 0


def test_real_disagreements_are_of_one_thing_under_one_protocol() -> None:
    found = disagreements(real(), compare_all(real()))
    assert found.differing
    for repeat in found.repeats:
        assert {protocol_of(one.score, one.result) for one in repeat.measurements} == {repeat.protocol}
        assert {one.score.model for one in repeat.measurements} == {repeat.model}
        assert len({one.result.id for one in repeat.measurements}) > 1
    assert [one.spread for one in found.repeats] == sorted((one.spread for one in found.repeats), reverse=True)


def test_gaps_have_the_sign_of_the_own_paper() -> None:
    found = disagreements(real(), compare_all(real()))
    for gap in found.gaps:
        assert (gap.points > 0) == (gap.own.score.value > gap.other.score.value)
    effect = own_paper_effect(found.gaps)
    assert effect.pairs == effect.equal + effect.own_higher + effect.own_lower


def test_few_models_are_too_few() -> None:
    assert not own_paper_effect([]).enough


def test_every_repeat_is_counted_once_by_harness() -> None:
    found = disagreements(real(), compare_all(real()))
    cases = spreads_by_harness(found.repeats)
    assert sum(one.repeats for one in cases) == len(found.repeats)
    assert sum(one.differing for one in cases) == len(found.differing)


def test_a_table_without_repeats_says_nothing() -> None:
    assert disagreements(toy(), compare_all(toy())).repeats == ()

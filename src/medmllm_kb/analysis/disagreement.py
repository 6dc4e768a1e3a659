"""One thing measured more than once: how far the values lie apart, and what their tables say of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import median

from medmllm_kb.analysis.comparison import (
    Comparisons,
    Difference,
    Direction,
    Measurement,
    Protocol,
    Ranking,
    differences,
    grouped,
    in_points,
    measurements_of,
    measurer,
    subject_of,
)
from medmllm_kb.loading.knowledge_base import KnowledgeBase

FEWEST_MODELS = 5
"""Models below which nothing is said about papers on their own models."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One model and variant, measured under one protocol by more than one table."""

    protocol: Protocol
    better: Direction | None
    measurements: tuple[Measurement, ...]
    """The lowest value first."""

    @property
    def model(self) -> str:
        """Id of the model."""
        return self.measurements[0].score.model

    @property
    def spread(self) -> float:
        """Highest minus lowest value, in points: fractions count a hundredfold."""
        return round(in_points(self.measurements[-1].score) - in_points(self.measurements[0].score), 6)

    @property
    def doubted(self) -> bool:
        """Whether a figure in it may be a mistake of its source."""
        return any(one.score.doubt for one in self.measurements)


@dataclass(frozen=True, slots=True)
class HalfStated:
    """One model and variant in two tables, whose protocols would agree if one of them said what the other says."""

    lower: Measurement
    higher: Measurement
    silent: tuple[Difference, ...]
    """The parts of which one table says nothing."""

    @property
    def spread(self) -> float:
        """Higher minus lower value, in points."""
        return round(in_points(self.higher.score) - in_points(self.lower.score), 6)


@dataclass(frozen=True, slots=True)
class Gap:
    """How a model's own paper and another table differ on it."""

    own: Measurement
    other: Measurement
    points: float
    """How much better the own paper's value is, in points."""


@dataclass(frozen=True)
class Disagreements:
    """Everything that was measured more than once."""

    repeats: tuple[Repeat, ...]
    """The widest spread first; spreads of nought are there too."""
    half_stated: tuple[HalfStated, ...]
    """The widest spread first."""
    gaps: tuple[Gap, ...]

    @cached_property
    def differing(self) -> tuple[Repeat, ...]:
        """Repeats whose values differ."""
        return tuple(one for one in self.repeats if one.spread > 0)

    @cached_property
    def differing_under(self) -> Mapping[Protocol, list[Repeat]]:
        """The same by their protocol."""
        found: dict[Protocol, list[Repeat]] = {}
        for one in self.differing:
            found.setdefault(one.protocol, []).append(one)
        return found


def disagreements(kb: KnowledgeBase, comparisons: Comparisons) -> Disagreements:
    """Every repeated measurement, and what comes near to one."""
    repeats = sorted(
        (repeat for one in comparisons.rankings for repeat in _repeats(kb, one)),
        key=lambda one: (-one.spread, one.model, one.protocol.benchmark),
    )
    half_stated = sorted(_half_stated(kb), key=lambda one: (-one.spread, repr(one.lower.score)))
    return Disagreements(tuple(repeats), tuple(half_stated), tuple(gap for one in repeats for gap in _gaps(kb, one)))


@dataclass(frozen=True, slots=True)
class OwnPaperEffect:
    """Whether papers find more for their own models than others do."""

    pairs: int
    models: int
    equal: int
    own_higher: int
    own_lower: int
    median: float
    """Of the gaps in points, over the models' own medians, so that no model counts twice."""
    enough: bool
    """Whether there are models enough to say anything."""


def own_paper_effect(gaps: Iterable[Gap]) -> OwnPaperEffect:
    """What the gaps say together; values equal to the last digit may be copies and tell nothing."""
    found = list(gaps)
    differing = [one for one in found if one.points]
    by_model = grouped(differing, lambda one: one.own.score.model)
    medians = [median(one.points for one in group) for group in by_model.values()]
    return OwnPaperEffect(
        len(found),
        len({one.own.score.model for one in found}),
        len(found) - len(differing),
        sum(1 for one in differing if one.points > 0),
        sum(1 for one in differing if one.points < 0),
        round(median(medians), 2) if medians else 0.0,
        len(by_model) >= FEWEST_MODELS,
    )


@dataclass(frozen=True, slots=True)
class SpreadsOf:
    """Repeats that have something in common."""

    case: str
    repeats: int
    differing: int
    median: float
    """Of all spreads, in points; many are nought."""
    largest: float


def spreads_by_harness(repeats: Iterable[Repeat]) -> list[SpreadsOf]:
    """How far values differ where the tables name one harness (``same``), several (``different``), or not all do."""
    return _spreads_by(repeats, _harness_case, ("same", "different", "not-stated"))


def spreads_by_setting(repeats: Iterable[Repeat]) -> list[SpreadsOf]:
    """How far values differ in each setting."""
    return _spreads_by(repeats, lambda one: one.protocol.setting, ("zero-shot", "few-shot", "fine-tuned", "not-stated"))


def _spreads_by(repeats: Iterable[Repeat], case_of: Callable[[Repeat], str], cases: Iterable[str]) -> list[SpreadsOf]:
    groups = grouped(repeats, case_of)
    return [
        SpreadsOf(
            case,
            len(found),
            sum(1 for one in found if one.spread > 0),
            round(median(one.spread for one in found), 2),
            max(one.spread for one in found),
        )
        for case in cases
        if (found := groups.get(case, []))
    ]


def _harness_case(repeat: Repeat) -> str:
    named = {one.result.protocol.harness for one in repeat.measurements}
    if None in named:
        return "not-stated"
    return "same" if len(named) == 1 else "different"


def _repeats(kb: KnowledgeBase, ranking: Ranking) -> Iterable[Repeat]:
    for found in grouped(ranking.measurements, lambda one: subject_of(kb, one)).values():
        if len({one.result.id for one in found}) > 1:
            ordered = sorted(found, key=lambda one: (one.score.value, one.result.id))
            yield Repeat(ranking.protocol, ranking.better, tuple(ordered))


_SILENT = {"split": "", "metric_variant": "", "setting": "not-stated"}


def _half_stated(kb: KnowledgeBase) -> Iterable[HalfStated]:
    groups = grouped(measurements_of(kb), lambda one: (*subject_of(kb, one), one.score.benchmark, one.score.metric))
    for group in groups.values():
        for pair in combinations(sorted(group, key=lambda one: (in_points(one.score), one.result.id)), 2):
            if pair[0].result.id == pair[1].result.id:
                continue
            found = tuple(one for one in differences(pair) if not _only_of_unit(one))
            if found and all(map(_one_is_silent, found)):
                yield HalfStated(pair[0], pair[1], found)


def _one_is_silent(difference: Difference) -> bool:
    """Whether one table may mean what the other says; a part of the benchmark is never meant by naming none."""
    if difference.part == "subset":
        return difference.values == ("", "all")
    return difference.part in _SILENT and _SILENT[difference.part] in difference.values


def _only_of_unit(difference: Difference) -> bool:
    """Percent and fraction are one scale."""
    return difference.part == "unit" and set(difference.values) == {"fraction", "percent"}


def _gaps(kb: KnowledgeBase, repeat: Repeat) -> Iterable[Gap]:
    own = [one for one in repeat.measurements if measurer(kb, one) == "own-paper"]
    others = [one for one in repeat.measurements if measurer(kb, one) not in ("own-paper", "not-stated")]
    if repeat.better:
        sign = 1 if repeat.better == "higher" else -1
        for one in own:
            for other in others:
                yield Gap(one, other, round(sign * (in_points(one.score) - in_points(other.score)), 6))

"""Scores side by side only where they may stand side by side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from medmllm_kb.analysis.variants import parameters_of, variant_key
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Result
from medmllm_kb.records.result import Score

Thing = TypeVar("Thing")
Key = TypeVar("Key")
Measurer = Literal["own-paper", "other-paper", "independent", "leaderboard", "not-stated"]
"""``other-paper``: by the authors of another model, as the baseline of their own."""
Direction = Literal["higher", "lower"]

MEASURERS: Mapping[Measurer, str] = {
    "own-paper": "own paper",
    "other-paper": "another model's paper",
    "independent": "independent",
    "leaderboard": "leaderboard",
    "not-stated": "not stated",
}
"""How each measurer is called."""
PARTS = ("benchmark", "split", "subset", "metric", "metric_variant", "setting", "unit")
"""What has to agree before scores are ranked, in the order in which a reader would narrow things down."""
CONDITIONS = ("shots", "harness", "judge", "prompt", "sample_size")
"""What is said beside a ranking where tables differ in it. Few tables state it, so that nothing is refused for it."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What two scores must share to be ranked (DESIGN 5.5); empty where the table does not say."""

    benchmark: str
    split: str
    """Split or version."""
    subset: str
    """Part of the benchmark; ``all`` only where the table says so."""
    metric: str
    metric_variant: str
    setting: str
    """``not-stated`` is a value of its own: it equals no stated one."""
    unit: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score and the table that it stands in."""

    score: Score
    result: Result


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the protocol in which scores differ, with its values."""

    part: str
    values: tuple[str, ...]


class UnlikeScoresError(ValueError):
    """Scores of several protocols were to be ranked."""

    def __init__(self, differences: tuple[Difference, ...]) -> None:
        self.differences = differences
        super().__init__("these scores do not compare: " + "; ".join(map(difference_in_words, differences)))


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in which the tables of a ranking differ: each value, empty when not stated, with its tables."""

    name: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one model and variant; tables that print the same value stand together."""

    place: int | None
    """From 1; equal values share a place. None where no end of the metric is the better one."""
    measurements: tuple[Measurement, ...]
    parameters: int | None

    @property
    def score(self) -> Score:
        """The score, as its first table prints it."""
        return self.measurements[0].score

    @property
    def doubted(self) -> bool:
        """Whether every table's figure is in doubt."""
        return all(one.score.doubt for one in self.measurements)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of one protocol."""

    protocol: Protocol
    better: Direction | None
    entries: tuple[Entry, ...]
    """The best first; by name where the metric has no better end."""
    conditions: tuple[Condition, ...]
    """In what else the tables differ, or which of them do not say."""

    @property
    def measurements(self) -> list[Measurement]:
        """Every score of it."""
        return [one for entry in self.entries for one in entry.measurements]

    @property
    def models(self) -> int:
        """How many models it holds."""
        return len({entry.score.model for entry in self.entries})

    @property
    def tables(self) -> tuple[Result, ...]:
        """The tables that its scores stand in."""
        return tuple({one.result.id: one.result for one in self.measurements}.values())


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Everything that the scores of a knowledge base allow."""

    rankings: tuple[Ranking, ...]
    """Protocols with the most models first."""
    on: Mapping[str, tuple[Ranking, ...]]
    """Rankings by benchmark."""
    of: Mapping[str, tuple[tuple[Ranking, Entry], ...]]
    """Entries by model."""


def measurements_of(kb: KnowledgeBase) -> list[Measurement]:
    """Every score, with its table, but for those whose model or benchmark has no record, which is a finding."""
    return [
        Measurement(score, result)
        for result in kb.results.values()
        for score in result.scores
        if score.model in kb.models and score.benchmark in kb.datasets
    ]


def protocol_of(score: Score, result: Result) -> Protocol:
    """The score's protocol; what the score does not say, its table says for all."""
    return Protocol(
        score.benchmark,
        score.split or result.protocol.split or "",
        score.subset or "",
        score.metric,
        score.metric_variant or "",
        score.setting or result.protocol.setting or "not-stated",
        score.unit,
    )


def rank(kb: KnowledgeBase, measurements: Iterable[Measurement]) -> Ranking:
    """Scores of one protocol, the best first.

    Raises:
        UnlikeScoresError: They differ in a part of the protocol; ``differences`` names each.
        ValueError: There are none.
    """
    group = list(measurements)
    if not group:
        raise ValueError("there are no scores to rank")
    if found := differences(group):
        raise UnlikeScoresError(found)
    protocol = protocol_of(group[0].score, group[0].result)
    better = _direction(kb, group)
    return Ranking(protocol, better, _entries(kb, group, better), conditions(one.result for one in group))


def differences(measurements: Iterable[Measurement]) -> tuple[Difference, ...]:
    """The parts of the protocol that are not the same in all scores, with the values that occur."""
    protocols = {protocol_of(one.score, one.result): None for one in measurements}
    found = []
    for part in PARTS:
        values = sorted({str(getattr(one, part)) for one in protocols})
        if len(values) > 1:
            found.append(Difference(part, tuple(values)))
    return tuple(found)


def difference_in_words(difference: Difference) -> str:
    """A difference as a person would say it: ``split: not stated, or test``."""
    values = ", or ".join(value_in_words(difference.part, value) for value in difference.values)
    return f"{difference.part.replace('_', ' ')}: {values}"


def value_in_words(part: str, value: str) -> str:
    """A value of a part of the protocol, with a word where there is none."""
    silent = "none named" if part in ("subset", "metric_variant") else "not stated"
    return "not stated" if value == "not-stated" else value or silent


def conditions(results: Iterable[Result]) -> tuple[Condition, ...]:
    """Conditions beside the protocol in which tables differ; silence is a difference, too."""
    tables = {one.id: one for one in results}
    found = []
    for name in CONDITIONS:
        values: dict[str, list[str]] = {}
        for id, table in tables.items():
            stated = getattr(table.protocol, name)
            values.setdefault("" if stated is None else str(stated), []).append(id)
        if len(values) > 1:
            ordered = sorted(values.items(), key=lambda item: (item[0] == "", item[0]))
            found.append(Condition(name, tuple((value, tuple(ids)) for value, ids in ordered)))
    return tuple(found)


def measurer(kb: KnowledgeBase, measurement: Measurement) -> Measurer:
    """Who measured: ``own-paper`` only if the table stands in a publication of the very model."""
    result = measurement.result
    if result.measured_by != "own-paper":
        return result.measured_by or "not-stated"
    model = kb.models.get(measurement.score.model)
    papers = {model.publication, *model.further_publications} - {None} if model is not None else set()
    ours = {result.publication, *result.further_publications}
    return "own-paper" if papers & ours else "other-paper"


def in_points(score: Score) -> float:
    """The value in percent where the unit allows: 0.5 as a fraction is 50."""
    return score.value * 100 if score.unit == "fraction" else score.value


def compare_all(kb: KnowledgeBase) -> Comparisons:
    """Every ranking that the records allow."""
    everything = measurements_of(kb)
    groups = grouped(everything, lambda one: protocol_of(one.score, one.result))
    rankings = sorted(
        (rank(kb, group) for group in groups.values()),
        key=lambda one: (-one.models, -len(one.entries), *(getattr(one.protocol, part) for part in PARTS)),
    )
    of: dict[str, list[tuple[Ranking, Entry]]] = {}
    for ranking in rankings:
        for entry in ranking.entries:
            of.setdefault(entry.score.model, []).append((ranking, entry))
    return Comparisons(
        tuple(rankings),
        {id: tuple(found) for id, found in grouped(rankings, lambda one: one.protocol.benchmark).items()},
        {id: tuple(found) for id, found in of.items()},
    )


def _direction(kb: KnowledgeBase, group: list[Measurement]) -> Direction | None:
    """The better end: of the form of the metric, if a score says so, else of the metric; None if they contradict."""
    said = {one.score.better for one in group if one.score.better}
    if said:
        return said.pop() if len(said) == 1 else None
    metric = kb.metrics.get(group[0].score.metric)
    return metric.better if metric is not None and metric.better != "neither" else None


def _entries(kb: KnowledgeBase, group: list[Measurement], better: Direction | None) -> tuple[Entry, ...]:
    same: dict[tuple[str, str, float], list[Measurement]] = {}
    for one in group:
        model = kb.models.get(one.score.model)
        same.setdefault((one.score.model, variant_key(model, one.score.variant), one.score.value), []).append(one)
    sign = {"higher": -1, "lower": 1, None: 0}[better]
    ordered = sorted(same.items(), key=lambda item: (sign * item[0][2], item[0]))
    places: dict[float, int] = {}
    for position, (key, _) in enumerate(ordered, start=1):
        places.setdefault(key[2], position)
    return tuple(
        Entry(
            places[key[2]] if better else None,
            tuple(found),
            parameters_of(kb.models.get(key[0]), found[0].score.variant),
        )
        for key, found in ordered
    )


def subject_of(kb: KnowledgeBase, one: Measurement) -> tuple[str, str]:
    """Model and variant, for telling whether two scores are of one thing."""
    return one.score.model, variant_key(kb.models.get(one.score.model), one.score.variant)


def grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """Things by a key, in the order in which they come."""
    groups: dict[Key, list[Thing]] = {}
    for one in things:
        groups.setdefault(key(one), []).append(one)
    return groups

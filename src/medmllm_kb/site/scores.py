"""Scores side by side only where they may stand side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Result
from medmllm_kb.records.result import Score


@dataclass(frozen=True, slots=True)
class Protocol:
    """What two scores must share to be compared (DESIGN 5.5)."""

    benchmark: str
    split: str
    subset: str
    metric: str
    setting: str
    unit: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score and the table that it stands in."""

    score: Score
    result: Result


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores of one protocol, the best first when the metric has a direction."""

    protocol: Protocol
    measurements: tuple[Measurement, ...]

    @property
    def benchmark(self) -> str:
        """Id of the dataset."""
        return self.protocol.benchmark


def protocol_of(score: Score, result: Result) -> Protocol:
    """The score's protocol; what the score does not say, its table says for all."""
    return Protocol(
        score.benchmark,
        score.split or result.protocol.split or "",
        score.subset or "",
        score.metric,
        score.setting or result.protocol.setting or "not-stated",
        score.unit,
    )


def comparisons(kb: KnowledgeBase, measurements: Iterable[Measurement]) -> list[Comparison]:
    """Measurements grouped by protocol, the largest group first."""
    groups: dict[Protocol, list[Measurement]] = {}
    for measurement in measurements:
        groups.setdefault(protocol_of(measurement.score, measurement.result), []).append(measurement)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), repr(item[0])))
    return [Comparison(protocol, _ranked(kb, protocol, group)) for protocol, group in ordered]


class Measurements:
    """Every score of the knowledge base, by benchmark and by model."""

    def __init__(self, results: Iterable[Result]) -> None:
        self._on: dict[str, list[Measurement]] = {}
        self._of: dict[str, list[Measurement]] = {}
        for result in results:
            for score in result.scores:
                measurement = Measurement(score, result)
                self._on.setdefault(score.benchmark, []).append(measurement)
                self._of.setdefault(score.model, []).append(measurement)

    def on(self, benchmark: str) -> list[Measurement]:
        """Every score on a benchmark."""
        return self._on.get(benchmark, [])

    def of(self, model: str) -> list[Measurement]:
        """Every score of a model."""
        return self._of.get(model, [])


def _ranked(kb: KnowledgeBase, protocol: Protocol, group: list[Measurement]) -> tuple[Measurement, ...]:
    metric = kb.metrics.get(protocol.metric)
    sign = 1 if metric is not None and metric.better == "lower" else -1
    return tuple(sorted(group, key=lambda one: (sign * one.score.value, one.score.model, one.score.variant or "")))


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one model and variant in a table."""

    model: str
    variant: str
    scores: dict[Protocol, Score]


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table: models down, protocols across, both in printed order."""

    columns: list[Protocol]
    rows: list[Row]


WIDEST = 9
"""Columns that a table may have before it is cut into one a benchmark."""


def tables_of(result: Result) -> list[Table]:
    """The scores as printed: one table when it is narrow enough, else one for each benchmark."""
    scores = [(score, protocol_of(score, result)) for score in result.scores]
    if len({protocol for _, protocol in scores}) <= WIDEST:
        return [_table(scores)] if scores else []
    by_benchmark: dict[str, list[tuple[Score, Protocol]]] = {}
    for score, protocol in scores:
        by_benchmark.setdefault(score.benchmark, []).append((score, protocol))
    return [_table(group) for group in by_benchmark.values()]


def _table(scores: list[tuple[Score, Protocol]]) -> Table:
    columns = list(dict.fromkeys(protocol for _, protocol in scores))
    rows: dict[tuple[str, str], Row] = {}
    for score, protocol in scores:
        variant = score.variant or ""
        row = rows.setdefault((score.model, variant), Row(score.model, variant, {}))
        row.scores[protocol] = score
    return Table(columns, list(rows.values()))

"""Scores side by side only where they may stand side by side."""

from collections.abc import Iterable, Iterator
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


def measurements_on(kb: KnowledgeBase, benchmark: str) -> Iterator[Measurement]:
    """Every score on a benchmark."""
    return (one for one in _all(kb, "dataset", benchmark) if one.score.benchmark == benchmark)


def measurements_of(kb: KnowledgeBase, model: str) -> Iterator[Measurement]:
    """Every score of a model."""
    return (one for one in _all(kb, "model", model) if one.score.model == model)


def _all(kb: KnowledgeBase, kind: str, id: str) -> Iterator[Measurement]:
    results = {one.record.id: one.record for one in kb.backlinks.get((kind, id), ())}
    for result in results.values():
        if isinstance(result, Result):
            yield from (Measurement(score, result) for score in result.scores)


def _ranked(kb: KnowledgeBase, protocol: Protocol, group: list[Measurement]) -> tuple[Measurement, ...]:
    metric = kb.metrics.get(protocol.metric)
    sign = 1 if metric is not None and metric.better == "lower" else -1
    return tuple(
        sorted(group, key=lambda one: (sign * one.score.value, one.score.model, one.score.variant or ""))
    )


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one model and variant in a table."""

    model: str
    variant: str
    scores: dict[Protocol, Score]


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table of one benchmark: models down, protocols across, both in printed order."""

    columns: list[Protocol]
    rows: list[Row]


def tables_of(result: Result) -> list[tuple[str, Table]]:
    """The scores of a result, a table for each benchmark."""
    tables: dict[str, Table] = {}
    rows: dict[tuple[str, str, str], Row] = {}
    for score in result.scores:
        protocol = protocol_of(score, result)
        table = tables.setdefault(score.benchmark, Table([], []))
        if protocol not in table.columns:
            table.columns.append(protocol)
        key = (score.benchmark, score.model, score.variant or "")
        if key not in rows:
            rows[key] = Row(score.model, score.variant or "", {})
            table.rows.append(rows[key])
        rows[key].scores[protocol] = score
    return list(tables.items())

"""Scores as their table prints them."""

from dataclasses import dataclass

from medmllm_kb.analysis.comparison import Protocol, protocol_of
from medmllm_kb.records import Result
from medmllm_kb.records.result import Score


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

"""Rankings, and refusals to rank, for people."""

import shlex
from collections.abc import Iterable

from medmllm_kb.analysis.comparison import (
    MEASURERS,
    PARTS,
    Entry,
    Measurement,
    Protocol,
    Ranking,
    UnlikeScoresError,
    difference_in_words,
    grouped,
    measurer,
    protocol_of,
    value_in_words,
)
from medmllm_kb.analysis.variants import variant_words
from medmllm_kb.exports.comparison_selection import option_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase


def ranking_text(kb: KnowledgeBase, ranking: Ranking) -> str:
    """A ranking with its protocol, what tables differ in besides, and who measured."""
    lines = [_protocol_line(kb, ranking.protocol)]
    lines.append(f"{ranking.better} is better" if ranking.better else "no end is the better one: in order of name")
    for condition in ranking.conditions:
        values = "; ".join(f"{value or 'not stated'} ({', '.join(ids)})" for value, ids in condition.values)
        lines.append(f"note: the tables differ in {condition.name.replace('_', ' ')}: {values}")
    digits = max(len(f"{entry.score.value:g}".partition(".")[2]) for entry in ranking.entries)
    rows = [_row(kb, entry, digits) for entry in ranking.entries]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines.append("")
    lines += [
        f"{place:>{widths[0]}}  {value:>{widths[1]}}  {model:<{widths[2]}}  {by}" for place, value, model, by in rows
    ]
    return "\n".join(lines) + "\n"


def refusal_text(benchmark: str, refusal: UnlikeScoresError, measurements: Iterable[Measurement]) -> str:
    """Why scores are not ranked, and the options with which they could be."""
    lines = ["Refused: these scores do not compare. They differ in"]
    lines += [f"  {difference_in_words(one)}" for one in refusal.differences]
    choices = protocol_options(refusal, measurements)
    lines += ["", f"Choose one of {len(choices)} protocols:", "  models  scores  options"]
    lines += [
        f"  {models:>6}  {scores:>6}  {' '.join(f'--{part} {shlex.quote(value)}' for part, value in options.items())}"
        for options, models, scores in choices
    ]
    first = " ".join(f"--{part} {shlex.quote(value)}" for part, value in choices[0][0].items())
    return "\n".join([*lines, "", f"For example: medmllm-kb compare {benchmark} {first}"]) + "\n"


def protocol_options(
    refusal: UnlikeScoresError, measurements: Iterable[Measurement]
) -> list[tuple[dict[str, str], int, int]]:
    """Options that lead to one protocol each, with its numbers of models and scores, the most models first."""
    groups = grouped(measurements, lambda one: protocol_of(one.score, one.result))
    found = [
        (
            _fewest({one.part: option_of(one.part, protocol) for one in refusal.differences}, protocol, groups),
            len({one.score.model for one in group}),
            len(group),
        )
        for protocol, group in groups.items()
    ]
    return sorted(found, key=lambda one: (-one[1], -one[2], *one[0].values()))


def _fewest(options: dict[str, str], protocol: Protocol, protocols: Iterable[Protocol]) -> dict[str, str]:
    """As few of the options as still lead to one protocol alone."""
    others = [{part: option_of(part, one) for part in options} for one in protocols if one != protocol]
    for part in reversed(PARTS):
        rest = {name: value for name, value in options.items() if name != part}
        if not any(all(other[name] == value for name, value in rest.items()) for other in others):
            options = rest
    return {part.replace("_", "-"): value for part, value in options.items()}


def _protocol_line(kb: KnowledgeBase, protocol: Protocol) -> str:
    dataset, metric = kb.datasets.get(protocol.benchmark), kb.metrics.get(protocol.metric)
    names = {"benchmark": dataset.name if dataset else "", "metric": metric.name if metric else ""}
    parts = [
        f"{part.replace('_', ' ')} {value_in_words(part, getattr(protocol, part))}"
        for part in PARTS
        if part not in names
    ]
    return f"{names['benchmark'] or protocol.benchmark}, {names['metric'] or protocol.metric}: {', '.join(parts)}"


def _row(kb: KnowledgeBase, entry: Entry, digits: int) -> tuple[str, str, str, str]:
    model = kb.models.get(entry.score.model)
    name = f"{model.name if model else entry.score.model} {variant_words(model, entry.score.variant)}".strip()
    by = ", ".join(f"{MEASURERS[measurer(kb, one)]}: {one.result.id}" for one in entry.measurements)
    value = f"{entry.score.value:.{digits}f}{'?' if entry.doubted else ' '}"
    return str(entry.place or ""), value, name, by

"""A spread says how far a score may be off, and makes sense."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records.result import Score


def _check(given: Given) -> Iterator[Offence]:
    for result in given.kb.results.values():
        for position, score in enumerate(result.scores):
            field, message = _problem(score)
            if message:
                hint = "write `deviation`, or `low` and `high`, on the scale of the value"
                yield Offence(result, ("scores", position, "spread", *field), message, hint)


def _problem(score: Score) -> tuple[tuple[str, ...], str]:
    spread = score.spread
    if spread is None:
        return (), ""
    if spread.kind in ("standard-deviation", "standard-error"):
        if spread.deviation is None:
            return (), f"a {spread.kind.replace('-', ' ')} without `deviation`"
        if spread.deviation < 0:
            return ("deviation",), f"a deviation is never negative: {spread.deviation:g}"
        return (), ""
    if spread.low is None or spread.high is None:
        needs_no_bounds = spread.deviation is not None and spread.deviation >= 0
        return (), "" if needs_no_bounds else f"a {spread.kind.replace('-', ' ')} without `low` and `high`"
    if spread.low > spread.high:
        return ("low",), f"the lower end {spread.low:g} is above the upper end {spread.high:g}"
    if not spread.low <= score.value <= spread.high and not score.doubt:
        return (
            (),
            f"the value {score.value:g} lies outside of its own interval, {spread.low:g} to {spread.high:g}",
        )
    return (), ""


RULE = Rule(
    code="score-spread",
    level="error",
    what="The spread of a score is incomplete, is negative, has its ends swapped, or does not hold the score itself.",
    why="Two scores are only different if their spreads allow it; a spread that cannot be right decides that wrongly.",
    mend="Copy the figures again. A plus-minus of the source goes under `deviation`, the ends of an "
    "interval under `low` and `high`, all on the scale of the value: 79.9, not 0.799, beside 81.5.",
    bad={
        "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: independent
scores:
  - model: aurelia
    benchmark: lumen-vqa
    metric: accuracy
    value: 81.5
    unit: percent
    spread: {kind: confidence-interval-95, low: 0.799, high: 0.83}
            ^
evidence:
  - {source: 'https://example.org/example', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: independent
scores:
  - model: aurelia
    benchmark: lumen-vqa
    metric: accuracy
    value: 81.5
    unit: percent
    spread: {kind: confidence-interval-95, low: 79.9, high: 83}
evidence:
  - {source: 'https://example.org/example', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

"""A score is one that its metric can give."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Metric
from medmllm_kb.records.result import Score


def _check(given: Given) -> Iterator[Offence]:
    for result in given.kb.results.values():
        for position, score in enumerate(result.scores):
            metric = given.kb.metrics.get(score.metric)
            problem = range_problem(score, metric) if metric is not None and not score.doubt else ""
            if problem:
                hint = "mend the value or its `unit`; if the source prints it so, say why in `doubt`"
                yield Offence(result, ("scores", position, "value"), problem, hint)


def range_problem(score: Score, metric: Metric) -> str:
    """How a score lies outside the range of its metric; empty when it does not, or when no range is known."""
    if metric.range is None:
        return ""
    value = score.value
    low, high = metric.range.minimum, metric.range.maximum
    if score.unit == "percent" and high is not None and high <= 1:
        value /= 100
    written = f"{score.value:g} {'%' if score.unit == 'percent' else ''}".rstrip()
    if low is not None and value < low:
        return f"{written} is below {low:g}, the least that {metric.name} can be"
    if high is not None and value > high:
        return f"{written} is above {high:g}, the most that {metric.name} can be"
    return ""


RULE = Rule(
    code="score-range",
    level="error",
    what="A score lies outside the range of its metric. A score in percent is divided by 100 where the "
    "metric ends at 1.",
    why="An accuracy of 81.5 and one of 0.815 are the same figure; in one column they would be a hundredfold apart.",
    mend="Set `unit` to what the source prints: `percent` for 81.5, `fraction` for 0.815. A figure that the "
    "source itself has wrong stays as printed, with the reason in `doubt`.",
    bad={
        "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: independent
scores:
  - {model: aurelia, benchmark: lumen-vqa, metric: accuracy, value: 81.5, unit: fraction}
                                                                    ^^^^
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
  - {model: aurelia, benchmark: lumen-vqa, metric: accuracy, value: 81.5, unit: percent}
evidence:
  - {source: 'https://example.org/example', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

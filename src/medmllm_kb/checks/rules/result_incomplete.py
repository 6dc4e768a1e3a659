"""A table of results says which table it is, who measured, and has scores."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule

_NEEDED = ("table", "measured_by", "scores")


def _check(given: Given) -> Iterator[Offence]:
    for result in given.kb.results.values():
        missing = [f"`{field}`" for field in _NEEDED if not getattr(result, field)]
        if missing and result.status != "stub":
            needed = " and ".join(missing)
            yield Offence(result, ("name",), f"the result `{result.id}` lacks {needed}", f"add {needed}")


RULE = Rule(
    code="result-incomplete",
    level="error",
    what="A result lacks the name of its table, who measured it, or scores.",
    why="A score counts for something only if one can find it in its source, and knows whether the authors "
    "of a model measured it themselves.",
    mend="Add `table` in the source's own numbering, `measured_by`, and under `scores` what the table has.",
    bad={
        "results/example.yaml": """\
id: example
name: Example, Table 1
      ^^^^^^^^^^^^^^^^
summary: One model on one benchmark.
table: Table 1
measured_by: own-paper
publication: okafor2023aurelia
added: 2025-03-01
"""
    },
    good={
        "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: own-paper
publication: okafor2023aurelia
scores:
  - {model: aurelia, benchmark: lumen-vqa, metric: accuracy, value: 81.5, unit: percent}
evidence:
  - {source: okafor2023aurelia, locator: Table 1, supports: [scores], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

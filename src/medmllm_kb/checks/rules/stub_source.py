"""Even a stub has a source."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.status == "stub" and not record.evidence and not record.publication:
            hint = "name under `evidence` where it is mentioned (`supports: [name]`), or its `publication`"
            yield Offence(record, ("status",), f"the stub `{record.id}` has no source", hint)


RULE = Rule(
    code="stub-source",
    level="error",
    what="A stub has neither evidence nor a publication.",
    why="A stub says that a thing exists and is called so. Who wants to describe it later needs a place to begin.",
    mend="Name one source in which the thing is mentioned, with `supports: [name]`, or its publication.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
status: stub
        ^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
status: stub
evidence:
  - {source: santos2022questions, supports: [name], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

"""A record does not name itself among others."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import value_at
from medmllm_kb.checks.rule import Given, Offence, Rule

_FOLLOWED = {"derived_from", "base_models", "initialised_from", "parent", "superseded_by"}
"""Fields whose circles ``reference-cycle`` finds."""


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for reference in given.kb.references[record.KIND, record.id]:
            if (
                reference.id == record.id
                and reference.kind == record.KIND
                and reference.path[0] not in _FOLLOWED
                and value_at(record, reference.path) == record.id
            ):
                message = f"`{record.id}` names itself"
                yield Offence(record, reference.path, message, "remove it, or name the record that was meant")


RULE = Rule(
    code="reference-self",
    level="error",
    what="A record names itself where it should name others.",
    why="It is related to itself, or distinct from itself: that says nothing, and mostly another record was meant.",
    mend="Remove the id, or write that of the record that was meant.",
    bad={
        "tasks/example.yaml": """\
id: example
name: Example
summary: Something is answered.
related_tasks: [report-generation, example]
                                   ^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "tasks/example.yaml": """\
id: example
name: Example
summary: Something is answered.
related_tasks: [report-generation]
added: 2025-03-01
"""
    },
    check=_check,
)

"""A record is added before it is changed."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.updated is not None and record.updated < record.added:
            message = f"the record was updated on {record.updated} before it was added on {record.added}"
            yield Offence(record, ("updated",), message, "swap the two days, or mend the wrong one")


RULE = Rule(
    code="date-order",
    level="error",
    what="A record was updated before it was added.",
    why="What's new is sorted by these days, so one of them cannot stay wrong.",
    mend="`added` is the day on which the record came in and never changes; `updated` is that of the latest change.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
updated: 2024-03-02
         ^^^^^^^^^^
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
updated: 2025-03-02
"""
    },
    check=_check,
)

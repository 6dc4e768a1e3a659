"""A list names each thing once."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import value_at
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records.references import FieldPath


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        seen: set[tuple[FieldPath, str]] = set()
        for reference in given.kb.references[record.KIND, record.id]:
            if not isinstance(reference.path[-1], int):
                continue
            entry = (reference.path[:-1], reference.id)
            if entry in seen and value_at(record, reference.path) == reference.id:
                message = f"`{reference.id}` stands in this list already"
                yield Offence(record, reference.path, message, "remove one of the two")
            seen.add(entry)


RULE = Rule(
    code="reference-twice",
    level="warning",
    what="A list names the same thing twice.",
    why="Pages and counts would show it twice; often one of the two was meant to be something else.",
    mend="Remove one, or replace it by what was meant.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
modalities: [radiography, text, radiography]
                                ^^^^^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
modalities: [radiography, text]
added: 2025-03-01
"""
    },
    check=_check,
)

"""A stub that has grown up is a stub no longer."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import is_empty
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Record

_FEW = 2
"""Fields of its own that a stub may have besides those that its kind asks for."""


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.status == "stub" and record.summary:
            described = _own_fields(record)
            if len(described) > _FEW:
                message = f"the stub `{record.id}` has a summary and {len(described)} fields of its own"
                yield Offence(record, ("status",), message, "remove `status: stub`: the record is described")


def _own_fields(record: Record) -> list[str]:
    return [
        name
        for name, field in type(record).model_fields.items()
        if name not in Record.model_fields and not field.is_required() and not is_empty(getattr(record, name))
    ]


RULE = Rule(
    code="stub-full",
    level="hint",
    what="A stub has a summary and more than two fields of its own.",
    why="Stubs are counted and shown as not described yet, and may only become fewer.",
    mend="Remove `status: stub`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, written by radiologists.
status: stub
        ^^^^
kind: benchmark
year: 2022
modalities: [radiography, text]
languages: [en]
publication: santos2022questions
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, written by radiologists.
kind: benchmark
year: 2022
modalities: [radiography, text]
languages: [en]
publication: santos2022questions
added: 2025-03-01
"""
    },
    check=_check,
)

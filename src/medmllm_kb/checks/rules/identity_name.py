"""A name means one thing."""

from collections.abc import Iterator
from typing import NamedTuple

from medmllm_kb.checks.names import plain_name
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Record, Term
from medmllm_kb.records.references import FieldPath


class _Name(NamedTuple):
    name: str
    id: str
    subject: Record
    path: FieldPath


def _check(given: Given) -> Iterator[Offence]:
    for kind, records in given.kb.records.items():
        names = (name for record in records.values() for name in _names(record, record, ()))
        yield from _clashes(names, kind)
    for vocabulary in given.kb.vocabularies.values():
        names = (
            name
            for position, term in enumerate(vocabulary.terms)
            for name in _names(term, vocabulary, ("terms", position))
        )
        yield from _clashes(names, vocabulary.singular)


def _names(thing: Record | Term, subject: Record, path: FieldPath) -> Iterator[_Name]:
    yield _Name(thing.name, thing.id, subject, (*path, "name"))
    for position, alias in enumerate(thing.aliases):
        yield _Name(alias, thing.id, subject, (*path, "aliases", position))


def _clashes(names: Iterator[_Name], noun: str) -> Iterator[Offence]:
    owners: dict[str, _Name] = {}
    for name in sorted(names, key=lambda one: "aliases" in one.path):  # a name has the right of way
        owner = owners.setdefault(plain_name(name.name), name)
        if owner.id != name.id:
            message = f"the {noun} `{owner.id}` has the name `{owner.name}` already"
            hint = "merge the two, or add to one of the names what tells them apart: the place, the year"
            yield Offence(name.subject, name.path, message, hint)


RULE = Rule(
    code="identity-name",
    level="error",
    what="Two records of a kind, or two terms of a vocabulary, have the same name or alias. Case, accents, "
    "spaces and punctuation do not count.",
    why="Whoever looks for the name must find one thing; and mostly the two are the same thing, entered twice.",
    mend="Merge the records, or add to one name what tells them apart: the place, the year, the makers.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
aliases: [lumen vqa]
          ^^^^^^^^^
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
aliases: [Lumen VQA of the year 2019]
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    check=_check,
)

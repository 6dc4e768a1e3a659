"""An old id leads to one record."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath


class _FormerId(NamedTuple):
    former: str
    id: str
    subject: Record
    path: FieldPath


def _check(given: Given) -> Iterator[Offence]:
    for records in given.kb.records.values():
        former = (
            _FormerId(old, record.id, record, ("former_ids", position))
            for record in records.values()
            for position, old in enumerate(record.former_ids)
        )
        yield from _clashes(former, set(records))
    for vocabulary in given.kb.vocabularies.values():
        former = (
            _FormerId(old, term.id, vocabulary, ("terms", place, "former_ids", position))
            for place, term in enumerate(vocabulary.terms)
            for position, old in enumerate(term.former_ids)
        )
        yield from _clashes(former, {term.id for term in vocabulary.terms})


def _clashes(former_ids: Iterable[_FormerId], living: set[str]) -> Iterator[Offence]:
    owners: dict[str, _FormerId] = {}
    for one in former_ids:
        owner = owners.setdefault(one.former, one)
        if one.former in living:
            message = f"`{one.former}` is in use: an id that somebody has cannot be a former one"
            yield Offence(one.subject, one.path, message, "remove it here, or rename the other record")
        elif owner is not one:
            message = f"`{one.former}` is a former id of `{owner.id}` already"
            yield Offence(one.subject, one.path, message, "keep it where the redirect should lead")


RULE = Rule(
    code="identity-former-id",
    level="error",
    what="A former id is the id of a record that exists, or a former id of another record too.",
    why="Old addresses lead to the record of today. From one address, a reader can be led to one place only.",
    mend="Remove the former id where it does not belong. Ids are never given to another record.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
former_ids: [lumen-vqa]
             ^^^^^^^^^
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
former_ids: [example-2019]
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    check=_check,
)

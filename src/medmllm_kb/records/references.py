"""Every reference of a record, found by the types of its fields.

A field that refers says so in its type (``RefersTo``, ``Citation``, ``Markup``), so a new field needs no code
here. The walk over a type is compiled once a class.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medmllm_kb.records import prose
from medmllm_kb.records.base import Record
from medmllm_kb.records.types import Citation, Markup, RefersTo
from medmllm_kb.records.vocabulary import Vocabulary
from medmllm_kb.records.walk import FieldPath, Visit, Walker

__all__ = ["PUBLICATION", "FieldPath", "Reference", "references"]

PUBLICATION = "publication"
"""Kind of a reference to the bibliography."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a record that names something else."""

    kind: str
    """A kind of record, the id of a vocabulary, or ``publication``."""
    id: str
    path: FieldPath


def references(record: Record) -> Iterator[Reference]:
    """All references of ``record``: ids, terms, citation keys, and links and citations in its prose."""
    yield from _WALKER.walk(record)
    if record.superseded_by is not None:
        yield Reference(record.KIND, record.superseded_by, ("superseded_by",))
    for position, other in enumerate(record.distinct_from):
        yield Reference(record.KIND, other, ("distinct_from", position))
    if isinstance(record, Vocabulary):
        for position, term in enumerate(record.terms):
            if term.parent is not None:
                yield Reference(record.id, term.parent, ("terms", position, "parent"))


def _visit_of(annotation: Any, metadata: list[Any]) -> Visit[Reference] | None:
    return next(filter(None, map(_visit_of_marker, metadata)), None)


def _visit_of_marker(marker: Any) -> Visit[Reference] | None:
    match marker:
        case RefersTo(kind=kind):
            return lambda value, path: iter((Reference(kind, value, path),))
        case Citation(url_allowed=url_allowed):
            return lambda value, path: (
                iter(()) if url_allowed and "://" in value else iter((Reference(PUBLICATION, value, path),))
            )
        case Markup():
            return _visit_prose
    return None


def _visit_prose(value: str, path: FieldPath) -> Iterator[Reference]:
    if "[" not in value:
        return
    for link in prose.links(value):
        yield Reference(link.kind, link.id, path)
    for key in prose.citations(value):
        yield Reference(PUBLICATION, key, path)


_WALKER = Walker(_visit_of)

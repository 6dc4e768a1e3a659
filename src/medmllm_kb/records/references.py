"""Every reference of a record, found by the types of its fields.

A field that refers says so in its type (``RefersTo``, ``Citation``, ``Markup``), so a new field needs no code
here. The walk over a type is compiled once a class.
"""

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from medmllm_kb.records import prose
from medmllm_kb.records.base import Record
from medmllm_kb.records.types import Citation, Markup, Model, RefersTo
from medmllm_kb.records.vocabulary import Vocabulary

PUBLICATION = "publication"
"""Kind of a reference to the bibliography."""

FieldPath = tuple[str | int, ...]
"""A place in a record: field names and positions in lists."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a record that names something else."""

    kind: str
    """A kind of record, the id of a vocabulary, or ``publication``."""
    id: str
    path: FieldPath


_Walk = Callable[[Any, FieldPath], Iterator[Reference]]


def references(record: Record) -> Iterator[Reference]:
    """All references of ``record``: ids, terms, citation keys, and links and citations in its prose."""
    walk = _walk_of_model(type(record))
    if walk is not None:
        yield from walk(record, ())
    if record.superseded_by is not None:
        yield Reference(record.KIND, record.superseded_by, ("superseded_by",))
    for position, other in enumerate(record.distinct_from):
        yield Reference(record.KIND, other, ("distinct_from", position))
    if isinstance(record, Vocabulary):
        for position, term in enumerate(record.terms):
            if term.parent is not None:
                yield Reference(record.id, term.parent, ("terms", position, "parent"))


@cache
def _walk_of_model(model: type[Model]) -> _Walk | None:
    hints = get_type_hints(model, include_extras=True)
    walks = [(name, walk) for name in model.model_fields if (walk := _walk_of_type(hints[name]))]
    if not walks:
        return None

    def walk_fields(value: Any, path: FieldPath) -> Iterator[Reference]:
        for name, walk in walks:
            inner = getattr(value, name)
            if inner is not None and inner != ():
                yield from walk(inner, (*path, name))

    return walk_fields


def _walk_of_type(annotation: Any) -> _Walk | None:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        walks = (_walk_of_marker(marker) for marker in metadata)
        return next(filter(None, walks), None) or _walk_of_type(inner)
    if origin in (Union, types.UnionType):
        return _walk_of_union([argument for argument in get_args(annotation) if argument is not type(None)])
    if origin is tuple:
        return _walk_of_items(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _walk_of_model(annotation)
    return None


def _walk_of_items(annotation: Any) -> _Walk | None:
    walk = _walk_of_type(annotation)
    if walk is None:
        return None

    def walk_items(values: Any, path: FieldPath) -> Iterator[Reference]:
        for position, value in enumerate(values):
            yield from walk(value, (*path, position))

    return walk_items


def _walk_of_union(alternatives: list[Any]) -> _Walk | None:
    if len(alternatives) == 1:
        return _walk_of_type(alternatives[0])
    walks = {alternative: walk for alternative in alternatives if (walk := _walk_of_type(alternative))}
    if not walks:
        return None

    def walk_alternative(value: Any, path: FieldPath) -> Iterator[Reference]:
        walk = walks.get(type(value))
        if walk is not None:
            yield from walk(value, path)

    return walk_alternative


def _walk_of_marker(marker: Any) -> _Walk | None:
    match marker:
        case RefersTo(kind=kind):
            return lambda value, path: iter((Reference(kind, value, path),))
        case Citation(url_allowed=url_allowed):
            return lambda value, path: (
                iter(()) if url_allowed and "://" in value else iter((Reference(PUBLICATION, value, path),))
            )
        case Markup():
            return _walk_prose
    return None


def _walk_prose(value: str, path: FieldPath) -> Iterator[Reference]:
    if "[" not in value:
        return
    for link in prose.links(value):
        yield Reference(link.kind, link.id, path)
    for key in prose.citations(value):
        yield Reference(PUBLICATION, key, path)

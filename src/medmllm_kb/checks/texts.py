"""Every text of a record, found by the types of its fields: lines and prose, not ids and addresses."""

import re
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import StringConstraints

from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath
from medmllm_kb.records.types import Latex, Markup, Model


class Text(NamedTuple):
    """One text and its place."""

    record: Record
    path: FieldPath
    value: str
    is_prose: bool
    """Whether it is Markdown, with links and citations."""


_Leaf = tuple[FieldPath, str, bool]
_Walk = Callable[[Any, FieldPath], Iterator[_Leaf]]
_LATEX = get_args(Latex)[1]


def texts(record: Record) -> Iterator[Text]:
    """The texts of a record, formulas left out."""
    walk = _walk_of_model(type(record))
    if walk is not None:
        for path, value, is_prose in walk(record, ()):
            yield Text(record, path, value, is_prose)


@cache
def _walk_of_model(model: type[Model]) -> _Walk | None:
    hints = get_type_hints(model, include_extras=True)
    walks = [(name, walk) for name in model.model_fields if (walk := _walk_of_type(hints[name]))]
    if not walks:
        return None

    def walk_fields(value: Any, path: FieldPath) -> Iterator[_Leaf]:
        for name, walk in walks:
            inner = getattr(value, name)
            if inner is not None and inner != ():
                yield from walk(inner, (*path, name))

    return walk_fields


def _walk_of_type(annotation: Any) -> _Walk | None:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        return _walk_of_text(metadata) if inner is str else _walk_of_type(inner)
    if origin in (Union, types.UnionType):
        # Alternatives that are models are operations, which hold numbers and words of a closed list, no text.
        walks = [walk for argument in get_args(annotation) if (walk := _walk_of_type(argument))]
        return walks[0] if len(walks) == 1 else None
    if origin is tuple:
        return _walk_of_items(_walk_of_type(get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _walk_of_model(annotation)
    return None


def _walk_of_text(metadata: list[Any]) -> _Walk | None:
    if _LATEX in metadata or any(isinstance(one, StringConstraints) and one.pattern for one in metadata):
        return None
    is_prose = any(isinstance(one, Markup) for one in metadata)
    return lambda value, path: iter(((path, value, is_prose),))


def _walk_of_items(walk: _Walk | None) -> _Walk | None:
    if walk is None:
        return None

    def walk_items(values: Any, path: FieldPath) -> Iterator[_Leaf]:
        for position, value in enumerate(values):
            yield from walk(value, (*path, position))

    return walk_items


_VERBATIM = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$", re.DOTALL)


def markup_of(prose: str) -> str:
    """Prose with a blank for each character of code and formulas, where brackets and such mean nothing."""
    if "`" not in prose and "$" not in prose:
        return prose
    return _VERBATIM.sub(lambda match: re.sub(r"\S", " ", match[0]), prose)

"""Every text of a record, found by the types of its fields: lines and prose, not ids and addresses."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pydantic import StringConstraints

from medmllm_kb.records import Record
from medmllm_kb.records.types import Latex, Markup
from medmllm_kb.records.walk import FieldPath, Visit, Walker


class Text(NamedTuple):
    """One text and its place."""

    record: Record
    path: FieldPath
    value: str
    is_prose: bool
    """Whether it is Markdown, with links and citations."""


_Leaf = tuple[FieldPath, str, bool]
_LATEX = get_args(Latex)[1]


def texts(record: Record) -> Iterator[Text]:
    """The texts of a record, formulas left out."""
    for path, value, is_prose in _WALKER.walk(record):
        yield Text(record, path, value, is_prose)


def _visit_of(annotation: Any, metadata: list[Any]) -> Visit[_Leaf] | None:
    is_id = any(isinstance(one, StringConstraints) and one.pattern for one in metadata)
    if annotation is not str or _LATEX in metadata or is_id:
        return None
    is_prose = any(isinstance(one, Markup) for one in metadata)
    return lambda value, path: iter(((path, value, is_prose),))


_WALKER = Walker(_visit_of)
_VERBATIM = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$", re.DOTALL)


def markup_of(prose: str) -> str:
    """Prose with a blank for each character of code and formulas, where brackets and such mean nothing."""
    if "`" not in prose and "$" not in prose:
        return prose
    return _VERBATIM.sub(lambda match: re.sub(r"\S", " ", match[0]), prose)

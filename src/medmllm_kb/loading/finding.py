"""A finding: what is wrong, where, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

from medmllm_kb.records.references import FieldPath

Level = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a place of a record whose lines are not known yet."""

    code: str
    path: FieldPath
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem in one place of one file.

    Line and column are counted from 1, columns in characters.
    """

    file: str
    """Path below the data folder, with forward slashes."""
    line: int
    column: int
    code: str
    level: Level
    message: str
    hint: str = ""
    field: str = ""
    """The field concerned, as ``training[0].compute``."""


def field_name(path: FieldPath) -> str:
    """A place in a record as people write it: ``("size", 0, "unit")`` -> ``size[0].unit``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")

"""Survey: another survey or living list, and what it covers."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import Count, Line, Model, Prose, Year


class Coverage(Model):
    """How many of something the survey covers, as counted or stated."""

    what: Line
    count: Count
    note: Line | None = None


class Survey(Record):
    """What a reader finds there and does not find here, and the other way round."""

    KIND: ClassVar[str] = "survey"
    FOLDER: ClassVar[str] = "surveys"
    FACTS: ClassVar[tuple[str, ...]] = ("axes", "covers")

    form: Literal["survey", "living-list"] = "survey"
    role: Literal["founding", "neighbour"] = "neighbour"
    year: Year | None = None
    scope: Prose | None = None
    axes: tuple[Line, ...] = ()
    """What it sorts the field by."""
    covers: tuple[Coverage, ...] = ()
    strengths: tuple[Prose, ...] = ()
    lacks: tuple[Prose, ...] = ()

"""Method: a way to train, align, prompt or run a model."""

from typing import ClassVar

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import (
    Latex,
    Line,
    MethodFamily,
    MethodId,
    Model,
    ModelId,
    Prose,
    Source,
    StageId,
)


class Equation(Model):
    """A formula with the meaning of its symbols."""

    latex: Latex
    meaning: Prose
    source: Source


class Method(Record):
    """How it works, what speaks for it and against it, who uses it."""

    KIND: ClassVar[str] = "method"
    FOLDER: ClassVar[str] = "methods"
    FACTS: ClassVar[tuple[str, ...]] = ("how_it_works",)

    family: MethodFamily
    year: int | None = None
    parent: MethodId | None = None
    stages: tuple[StageId, ...] = ()
    how_it_works: Prose | None = None
    equations: tuple[Equation, ...] = ()
    strengths: tuple[Prose, ...] = ()
    limits: tuple[Prose, ...] = ()
    used_by: tuple[ModelId, ...] = ()
    """Models whose training stages do not already name it."""
    used_by_note: Line | None = None

"""Architecture: a pattern in which encoder, connector, backbone and decoder are put together."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import ComponentType, Line, Model, ModelId, Prose

Role = Literal["encoder", "connector", "backbone", "decoder", "tool"]


class RoleInPattern(Model):
    """One role of the pattern, in the order in which features pass."""

    role: Role
    types: tuple[ComponentType, ...] = ()
    """Component types that usually fill it."""
    purpose: Line


class Architecture(Record):
    """A pattern, not a single model."""

    KIND: ClassVar[str] = "architecture"
    FOLDER: ClassVar[str] = "architectures"

    roles: tuple[RoleInPattern, ...] = ()
    how_it_works: Prose | None = None
    strengths: tuple[Prose, ...] = ()
    limits: tuple[Prose, ...] = ()
    exemplars: tuple[ModelId, ...] = ()

"""Stage: a phase of training, or evaluation; the survey's spine."""

from typing import ClassVar

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import Line, MethodId, Prose, StageId


class Stage(Record):
    """A phase, in its place in the order of phases."""

    KIND: ClassVar[str] = "stage"
    FOLDER: ClassVar[str] = "stages"

    order: int
    parent: StageId | None = None
    synthesis: Prose | None = None
    """What data serve it and why, in a few paragraphs with citations: the opening of its page."""
    purpose: Prose | None = None
    data_needed: Prose | None = None
    usually_trainable: Line | None = None
    methods: tuple[MethodId, ...] = ()

"""Challenge: what stands in the way, and what has been proposed against it."""

from typing import ClassVar

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import (
    ChallengeId,
    DatasetId,
    Line,
    MethodId,
    MetricId,
    Model,
    ModelId,
    Prose,
    Source,
    TaskId,
    Year,
)


class Claim(Model):
    """A finding with its source."""

    text: Prose
    figure: Line | None = None
    """The number behind it."""
    source: Source
    year: Year | None = None


class Solution(Model):
    """A proposal, who made it, and what speaks for it."""

    name: Line
    how: Prose
    methods: tuple[MethodId, ...] = ()
    models: tuple[ModelId, ...] = ()
    datasets: tuple[DatasetId, ...] = ()
    works: tuple[Source, ...] = ()
    result: Prose | None = None
    """What was found when it was tried."""


class Challenge(Record):
    """A problem of the field."""

    KIND: ClassVar[str] = "challenge"
    FOLDER: ClassVar[str] = "challenges"

    why_it_matters: Prose | None = None
    claims: tuple[Claim, ...] = ()
    solutions: tuple[Solution, ...] = ()
    open_questions: tuple[Prose, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    metrics: tuple[MetricId, ...] = ()
    related_challenges: tuple[ChallengeId, ...] = ()

"""Application: a use in practice, and what is known of how it fares."""

from typing import ClassVar

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import (
    ChallengeId,
    EvidenceKind,
    Line,
    Modality,
    Model,
    ModelId,
    Prose,
    Source,
    Specialty,
    TaskId,
    Year,
)


class EvidenceOfUse(Model):
    """One study, clearance or deployment."""

    kind: EvidenceKind
    text: Prose
    """What was done."""
    result: Prose | None = None
    source: Source
    year: Year | None = None


class Application(Record):
    """A use, with its evidence from benchmark to randomised trial."""

    KIND: ClassVar[str] = "application"
    FOLDER: ClassVar[str] = "applications"

    specialties: tuple[Specialty, ...] = ()
    modalities: tuple[Modality, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    models: tuple[ModelId, ...] = ()
    systems: tuple[Line, ...] = ()
    """Products and systems that are no record here."""
    multimodal: bool | None = None
    """False: the evidence is about text alone and stands here for comparison."""
    evidence_of_use: tuple[EvidenceOfUse, ...] = ()
    regulatory: tuple[EvidenceOfUse, ...] = ()
    risks: tuple[Prose, ...] = ()
    challenges: tuple[ChallengeId, ...] = ()
    open_points: tuple[Prose, ...] = ()

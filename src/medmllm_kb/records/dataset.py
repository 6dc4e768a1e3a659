"""Dataset: what models are trained and tested on."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.licensing import Duties, Permissions
from medmllm_kb.records.provenance import KnownIssue
from medmllm_kb.records.types import (
    AccessLevel,
    AnnotationOrigin,
    BodyRegion,
    Count,
    DatasetId,
    DatasetKind,
    Language,
    Licence,
    Line,
    Modality,
    Model,
    Prose,
    Slug,
    Specialty,
    StageId,
    TaskId,
    Unit,
    Year,
)


class Quantity(Model):
    """So many of something."""

    count: Count
    unit: Unit
    approximate: bool = False
    """Whether the source itself rounds the figure."""
    part: Line | None = None
    """Which part is counted, when it is not the whole."""


class Split(Model):
    """A part of the dataset that its makers set aside."""

    name: Slug
    """``train``, ``validation``, ``test``, or the makers' own name in kebab-case."""
    count: Count
    unit: Unit
    approximate: bool = False
    part: Line | None = None
    """Which part is split, when it is not the whole; totals are compared within a part."""


class Derivation(Model):
    """An edge of the lineage: what this dataset takes from another."""

    dataset: DatasetId
    reuses: tuple[Literal["images", "signals", "text", "labels", "annotations"], ...]
    split: Slug | None = None
    """Split of the source that was taken, when known."""
    note: Line | None = None


class Dataset(Record):
    """A corpus, an instruction set or a benchmark."""

    KIND: ClassVar[str] = "dataset"
    FOLDER: ClassVar[str] = "datasets"
    FACTS: ClassVar[tuple[str, ...]] = (
        "size",
        "splits",
        "annotation",
        "derived_from",
        "license",
        "access",
        "deidentification",
    )

    kind: DatasetKind | None = None
    year: Year | None = None
    stages: tuple[StageId, ...] = ()
    modalities: tuple[Modality, ...] = ()
    body_regions: tuple[BodyRegion, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    languages: tuple[Language, ...] = ()
    size: tuple[Quantity, ...] = ()
    splits: tuple[Split, ...] = ()
    annotation: tuple[AnnotationOrigin, ...] = ()
    """Who or what made the text and labels."""
    annotation_note: Prose | None = None
    derived_from: tuple[Derivation, ...] = ()
    derived_from_note: Prose | None = None
    """Sources that are no dataset of their own."""
    license: Licence | None = None
    license_note: Prose | None = None
    """What the statement covers and where it stands."""
    permissions: Permissions | None = None
    """Where terms of this very dataset go beyond its licence, or stand in for one that was not read. What follows from
    its sources is not written here: it is computed."""
    duties: Duties | None = None
    """What this very dataset asks for beyond its licence."""
    access: AccessLevel | None = None
    access_note: Prose | None = None
    deidentification: Prose | None = None
    notes: Prose | None = None
    """What a user should know besides: paragraphs, each with its citation."""
    known_issues: tuple[KnownIssue, ...] = ()

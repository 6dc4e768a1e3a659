"""Vocabulary: controlled terms. A term is written in records by its id and has a page of its own."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.licensing import Duties, Permissions
from medmllm_kb.records.types import Latex, Line, Model, Prose, Source, TermId, Url


class ExternalId(Model):
    """The same notion in another terminology."""

    scheme: Literal["dicom", "mesh", "radlex", "snomed-ct", "umls", "spdx", "bcp-47"]
    id: Line
    name: Line | None = None
    source: Source | None = None


class Transformation(Model):
    """What a type of component does to feature vectors."""

    before: Latex
    """Shape that enters."""
    after: Latex
    """Shape that leaves."""
    equation: Latex | None = None
    tokens: Line | None = None
    """How many vectors reach the language model."""


class Term(Model):
    """One term of a vocabulary."""

    id: TermId
    name: Line
    definition: Prose
    introduction: Prose | None = None
    """A few paragraphs for the term's page, with citations."""
    parent: TermId | None = None
    aliases: tuple[Line, ...] = ()
    former_ids: tuple[TermId, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()
    strengths: tuple[Prose, ...] = ()
    limits: tuple[Prose, ...] = ()
    link: Url | None = None
    """Official text, for a licence."""
    permissions: Permissions | None = None
    duties: Duties | None = None
    transformation: Transformation | None = None


class Vocabulary(Record):
    """A list or a tree of terms."""

    KIND: ClassVar[str] = "vocabulary"
    FOLDER: ClassVar[str] = "vocabularies"

    introduction: Prose | None = None
    singular: Line
    """What one term is called on pages: modality."""
    terms: tuple[Term, ...]

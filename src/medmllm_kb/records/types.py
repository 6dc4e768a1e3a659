"""The words that records are written with: ids, dates, addresses, prose, and references to other records.

A reference is a plain string in YAML, in Python and in JSON. What it refers to stands in its type, as
``RefersTo`` metadata, so that one walker (``records.references``) finds every reference of every kind.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TERM_PATTERN = r"^[A-Za-z0-9]+([.+-][A-Za-z0-9]+)*$"
CITATION_KEY_PATTERN = r"^[a-z]+[0-9]{4}[a-z0-9]{2,}$"
URL_PATTERN = r"^https?://[^\s<>\"'`{}|\\^]+$"
SOURCE_PATTERN = rf"{CITATION_KEY_PATTERN}|{URL_PATTERN}"
FACT_PATH_PATTERN = r"^[a-z_]+((\.[a-z_]+)|(\[[0-9]+\]))*$"


class Model(BaseModel):
    """Base of everything in a record: strict, immutable, and closed to unknown keys."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Marks a string as the id of a record of ``kind``; of a term, when ``kind`` names a vocabulary."""

    kind: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Marks a string as a citation key of the bibliography, or as an address (``url_allowed``)."""

    url_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Markup:
    """Marks a string as inline Markdown with ``[[kind:id]]`` links and ``[@key]`` citations."""


def _parse_iso_date(value: object) -> object:
    if not isinstance(value, str):
        return value
    if len(value) != len("YYYY-MM-DD"):
        raise ValueError("a date is written as YYYY-MM-DD")
    return date.fromisoformat(value)


def _refuse_newline(value: str) -> str:
    if "\n" in value:
        raise ValueError("this is a single line of text; remove the line break")
    return value


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
"""Kebab-case id of a record: lower-case letters, digits, single hyphens."""
TermId = Annotated[str, StringConstraints(pattern=TERM_PATTERN, max_length=80)]
"""Id of a vocabulary term: like a slug, but SPDX and BCP-47 ids keep their own spelling."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=600),
    AfterValidator(_refuse_newline),
]
"""One line of plain text."""
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), Markup()]
"""Inline Markdown; several paragraphs are allowed where a field says so."""
Latex = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
"""A formula in LaTeX, without dollar signs."""
Url = Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=500)]
Date = Annotated[date, BeforeValidator(_parse_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
Year = Annotated[int, Field(ge=1900, le=2100)]
Count = Annotated[int, Field(ge=0)]
"""A number of things."""
Dimension = Annotated[int, Field(ge=1)]
"""A width, a length, a number of layers: at least one."""

CitationKey = Annotated[str, StringConstraints(pattern=CITATION_KEY_PATTERN), Citation()]
"""Key of a publication in ``data/bibliography``."""
Source = Annotated[str, StringConstraints(pattern=SOURCE_PATTERN, max_length=500), Citation(url_allowed=True)]
"""Where a fact was seen: a citation key or an address."""
FactPath = Annotated[str, StringConstraints(pattern=FACT_PATH_PATTERN)]
"""A field of the record, or a place within it: ``size``, ``training[0].compute``."""


_SLUG = StringConstraints(pattern=SLUG_PATTERN)
_TERM = StringConstraints(pattern=TERM_PATTERN)

TaskId = Annotated[str, _SLUG, RefersTo("task")]
ArchitectureId = Annotated[str, _SLUG, RefersTo("architecture")]
ComponentId = Annotated[str, _SLUG, RefersTo("component")]
ModelId = Annotated[str, _SLUG, RefersTo("model")]
DatasetId = Annotated[str, _SLUG, RefersTo("dataset")]
StageId = Annotated[str, _SLUG, RefersTo("stage")]
MethodId = Annotated[str, _SLUG, RefersTo("method")]
MetricId = Annotated[str, _SLUG, RefersTo("metric")]
ChallengeId = Annotated[str, _SLUG, RefersTo("challenge")]

Modality = Annotated[str, _TERM, RefersTo("modalities")]
BodyRegion = Annotated[str, _TERM, RefersTo("body-regions")]
Specialty = Annotated[str, _TERM, RefersTo("specialties")]
Language = Annotated[str, _TERM, RefersTo("languages")]
Licence = Annotated[str, _TERM, RefersTo("licences")]
AccessLevel = Annotated[str, _TERM, RefersTo("access-levels")]
AnnotationOrigin = Annotated[str, _TERM, RefersTo("annotation-origins")]
DatasetKind = Annotated[str, _TERM, RefersTo("dataset-kinds")]
Unit = Annotated[str, _TERM, RefersTo("units")]
ComponentType = Annotated[str, _TERM, RefersTo("component-types")]
MethodFamily = Annotated[str, _TERM, RefersTo("method-families")]
MetricFamily = Annotated[str, _TERM, RefersTo("metric-families")]
ModelScope = Annotated[str, _TERM, RefersTo("model-scopes")]
WeightsAccess = Annotated[str, _TERM, RefersTo("weights-access")]
EvidenceKind = Annotated[str, _TERM, RefersTo("evidence-kinds")]

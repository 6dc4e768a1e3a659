"""What every record has, whatever its kind."""

from typing import ClassVar, Literal

from medmllm_kb.records.provenance import Absent, Conflict, Evidence, Links
from medmllm_kb.records.types import CitationKey, Date, Line, Model, Prose, Slug


class Record(Model):
    """One thing that the knowledge base describes; one YAML file, whose stem is the id."""

    KIND: ClassVar[str]
    """The kind's name, singular: ``dataset``."""
    FOLDER: ClassVar[str]
    """The kind's folder below ``data/`` and on the site: ``datasets``."""
    FACTS: ClassVar[tuple[str, ...]] = ()
    """Fields that say something about the world that can be wrong: each needs evidence."""

    id: Slug
    name: Line
    aliases: tuple[Line, ...] = ()
    """Other names that people use for it."""
    former_ids: tuple[Slug, ...] = ()
    """Ids that this record had before; their addresses lead here."""
    summary: Prose | None = None
    """One to three sentences in our own words. A stub may go without."""
    status: Literal["current", "superseded", "withdrawn", "unavailable", "stub"] = "current"
    """``stub``: referred to by others, not yet described."""
    superseded_by: Slug | None = None
    """Id of the record of the same kind that takes its place."""
    status_note: Prose | None = None
    publication: CitationKey | None = None
    """The work that introduced it."""
    further_publications: tuple[CitationKey, ...] = ()
    links: Links = Links()
    evidence: tuple[Evidence, ...] = ()
    absent: tuple[Absent, ...] = ()
    """Fields of which we know that there is no value, or that the sources are silent."""
    conflicts: tuple[Conflict, ...] = ()
    distinct_from: tuple[Slug, ...] = ()
    """Records of the same kind that look alike and are not the same."""
    curated_by: tuple[Line, ...] = ()
    reviewed_by: tuple[Line, ...] = ()
    added: Date
    updated: Date | None = None

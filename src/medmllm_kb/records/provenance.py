"""Where facts were seen, what was looked for in vain, and where sources disagree."""

from typing import Literal

from medmllm_kb.records.types import Date, FactPath, Line, Model, Prose, Source, Url


class Evidence(Model):
    """One source, and the facts of the record that were seen in it."""

    source: Source
    """Citation key of a publication, or the address of the page."""
    locator: Line | None = None
    """Where in the source: a section, a table, a file."""
    supports: tuple[FactPath, ...]
    """The fields that were seen there."""
    checked: Date
    """The day on which somebody looked."""
    tier: Literal["primary", "secondary"] | None = None
    """Primary: the work's own paper, repository, card or registry page. Left out, a source is primary when
    it is the record's own publication or one of its links, and secondary otherwise."""
    note: Line | None = None


class Absent(Model):
    """A field without a value, of which we know more than that nobody looked."""

    field: FactPath
    state: Literal["none", "not-reported"]
    """``none``: the sources say that there is none. ``not-reported``: looked, and the sources are silent."""
    looked_in: tuple[Source, ...]
    """Where somebody looked."""
    checked: Date
    note: Line | None = None


class ConflictingValue(Model):
    """What one source says."""

    value: Line
    source: Source


class Conflict(Model):
    """A fact on which sources disagree; both values stay."""

    field: FactPath
    values: tuple[ConflictingValue, ...]
    note: Prose | None = None


class KnownIssue(Model):
    """A leak, an error or a limit that a user of the record must know."""

    date: Date
    """When it became known to us, or was published."""
    kind: Literal[
        "leak",
        "duplicates",
        "wrong-labels",
        "superseded-version",
        "withdrawn",
        "translation",
        "shortcut",
        "licence",
        "availability",
        "comparability",
        "other",
    ]
    text: Prose
    source: Source


class Links(Model):
    """Addresses of the work itself, not of pages about it."""

    homepage: Url | None = None
    paper: Url | None = None
    repository: Url | None = None
    data: Url | None = None
    weights: Url | None = None
    card: Url | None = None
    """Dataset card or model card on a hub."""
    demo: Url | None = None
    documentation: Url | None = None

"""What a rule is, what it is given, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from medmllm_kb.checks.texts import Text, texts
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.finding import Level
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record
from medmllm_kb.records.references import PUBLICATION, FieldPath

ANY_PUBLICATION = (PUBLICATION, "")
"""Stands in ``kb.broken`` when a whole file of the bibliography could not be read."""


@dataclass(frozen=True)
class Given:
    """What a rule may look at."""

    kb: KnowledgeBase
    today: date

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text of every record: lines and prose."""
        return tuple(text for record in self.kb for text in texts(record))


@dataclass(frozen=True, slots=True)
class Offence:
    """Something that a rule objects to."""

    subject: Record | Publication
    path: FieldPath
    """The place in the record; empty for the whole of it. Publications are found as a whole."""
    message: str
    hint: str = ""
    quote: str = ""
    """Words of the value that the finding should point at, when they stand in the file as they are here."""


@dataclass(frozen=True, kw_only=True)
class Documentation:
    """What a person is told about a code.

    Examples are files that are laid over the toy knowledge base of the tests. In ``bad`` a line of carets
    below a line marks the place of a finding; such lines are no part of the file.
    """

    code: str
    level: Level
    what: str
    """What is found."""
    why: str
    """Why it matters."""
    mend: str
    """How to mend it."""
    bad: Mapping[str, str]
    """Path below the data folder -> text that gives the code, and no other, at the marks."""
    good: Mapping[str, str]
    """The same, mended: gives no finding."""
    scene: str = ""
    """Says in words what gives the code when no text can show it; ``bad`` is empty then."""


@dataclass(frozen=True, kw_only=True)
class Rule(Documentation):
    """One thing that must hold across records."""

    check: Callable[[Given], Iterator[Offence]]

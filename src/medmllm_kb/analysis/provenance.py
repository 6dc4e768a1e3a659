"""How well a record's facts are supported: which are known, from where, and which nobody checked."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from medmllm_kb.records import Record
from medmllm_kb.records.provenance import Absent, Evidence, Links

FactState = Literal["value", "none", "not-reported", "not-checked"]


@dataclass(frozen=True, slots=True)
class Support:
    """How many of the facts that a kind asks for have a source."""

    supported: int
    facts: int
    last_checked: date | None

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.supported / self.facts if self.facts else 1.0

    @property
    def is_thin(self) -> bool:
        """Whether no more than half of the facts have a source: known from an abstract or a card, as a rule."""
        return self.share <= 0.5


def support_of(record: Record) -> Support:
    """The support of a record: a fact counts when its value, or its absence, has been seen in a source."""
    known = known_facts(record)
    supported = sum(1 for fact in record.FACTS if fact in known)
    days = [item.checked for item in record.evidence] + [item.checked for item in record.absent]
    return Support(supported, len(record.FACTS), max(days, default=None))


def known_facts(record: Record) -> set[str]:
    """Fields that somebody saw in a source, or looked for in vain and said where."""
    seen = {fact_of(path) for item in record.evidence for path in item.supports}
    return seen | {absent.field for absent in record.absent}


def has_support(record: Record, fact: str) -> bool:
    """Whether a fact is known."""
    return fact in known_facts(record)


def supports(evidence: Evidence, fact: str) -> bool:
    """Whether the evidence names the fact or a place within it."""
    return any(fact_of(path) == fact for path in evidence.supports)


def state_of(record: Record, fact: str) -> FactState:
    """Which of the four states a field is in."""
    if getattr(record, fact) not in (None, ()):
        return "value"
    absence = absence_of(record, fact)
    return absence.state if absence else "not-checked"


def absence_of(record: Record, fact: str) -> Absent | None:
    """What is known of a field without a value."""
    return next((absent for absent in record.absent if absent.field == fact), None)


def fact_of(path: str) -> str:
    """The field that a place lies in: ``training[0].compute`` -> ``training``."""
    return path.partition(".")[0].partition("[")[0]


def is_primary(record: Record, evidence: Evidence) -> bool:
    """Whether a source is the work itself: as stated, else its publication or a page below its links."""
    if evidence.tier is not None:
        return evidence.tier == "primary"
    return evidence.source == record.publication or evidence.source.startswith(tuple(own_links(record.links)))


def own_links(links: Links) -> list[str]:
    """The addresses of a work, in the order of the fields."""
    return [link for name in Links.model_fields if (link := getattr(links, name))]

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


def support_of(record: Record) -> Support:
    """The support of a record: a fact counts when its value, or its absence, has been seen in a source."""
    supported = sum(1 for fact in record.FACTS if has_support(record, fact))
    days = [item.checked for item in (*record.evidence, *record.absent)]
    return Support(supported, len(record.FACTS), max(days, default=None))


def has_support(record: Record, fact: str) -> bool:
    """Whether somebody saw the fact, or looked for it in vain and said where."""
    return absence_of(record, fact) is not None or any(supports(item, fact) for item in record.evidence)


def state_of(record: Record, fact: str) -> FactState:
    """Which of the four states a field is in."""
    if getattr(record, fact) not in (None, ()):
        return "value"
    absence = absence_of(record, fact)
    return absence.state if absence else "not-checked"


def absence_of(record: Record, fact: str) -> Absent | None:
    """What is known of a field without a value."""
    return next((absent for absent in record.absent if absent.field == fact), None)


def supports(evidence: Evidence, fact: str) -> bool:
    """Whether the evidence names the fact or a place within it."""
    return any(path == fact or path.startswith((f"{fact}.", f"{fact}[")) for path in evidence.supports)


def is_primary(record: Record, evidence: Evidence) -> bool:
    """Whether a source is the work itself: as stated, else its publication or a page below its links."""
    if evidence.tier is not None:
        return evidence.tier == "primary"
    return evidence.source == record.publication or evidence.source.startswith(tuple(own_links(record.links)))


def own_links(links: Links) -> list[str]:
    """The addresses of a work, in the order of the fields."""
    return [link for name in Links.model_fields if (link := getattr(links, name))]

"""The numbered sources of one page, in the order in which the page first names them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from medmllm_kb.analysis.provenance import absence_of, fact_of, is_primary
from medmllm_kb.records import Record
from medmllm_kb.records.provenance import Evidence


@dataclass(slots=True, eq=False)
class PageSource:
    """One source and everything that the page says of it."""

    source: str
    """Citation key or address."""
    number: int
    primary: bool | None = None
    """None for a work that is only cited."""
    evidence: list[Evidence] = field(default_factory=list)


class PageSources:
    """Gives each source of a page one number."""

    def __init__(self, record: Record | None = None) -> None:
        self._by_source: dict[str, PageSource] = {}
        self._by_fact: dict[str, list[PageSource]] = {}
        self._record = record
        for evidence in record.evidence if record else ():
            source = self.cite(evidence.source)
            source.primary = bool(source.primary) or is_primary(record, evidence) if record else None
            source.evidence.append(evidence)
            for fact in {fact_of(path) for path in evidence.supports}:
                self._by_fact.setdefault(fact, []).append(source)

    def __iter__(self) -> Iterator[PageSource]:
        return iter(self._by_source.values())

    def __len__(self) -> int:
        return len(self._by_source)

    def cite(self, source: str) -> PageSource:
        """The source with its number; a new number when the page names it for the first time."""
        if source not in self._by_source:
            self._by_source[source] = PageSource(source, len(self._by_source) + 1)
        return self._by_source[source]

    def of_fact(self, fact: str) -> list[PageSource]:
        """Where a fact was seen or, when there is no value, where somebody looked for it."""
        if fact in self._by_fact:
            return list(dict.fromkeys(self._by_fact[fact]))
        absence = absence_of(self._record, fact) if self._record else None
        return [self.cite(source) for source in (absence.looked_in if absence else ())]

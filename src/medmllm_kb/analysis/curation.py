"""How far the records are curated, and what a contributor can best do next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from medmllm_kb.analysis.coverage import FIELDS, described
from medmllm_kb.analysis.provenance import has_support, is_primary, known_facts, state_of, support_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Record

WITHOUT_WORKS = ("vocabulary", "task", "stage", "challenge", "application", "architecture", "metric")
"""Kinds that need no publication of their own."""
FIELDWISE = ("dataset", "model")
"""Kinds whose fields are looked at one by one."""


@dataclass(frozen=True, slots=True)
class KindCuration:
    """How far the records of one kind are curated. Stubs count as stubs and nowhere else."""

    kind: str
    described: int
    stubs: int
    facts: int
    """Facts that the kind asks for, over all described records; 0 where it asks for none."""
    supported: int
    """How many of them somebody saw in a source, or looked for in vain."""
    complete: int
    """Records all of whose facts are supported."""
    primary: int
    """Pieces of evidence from the work itself."""
    secondary: int
    conflicts: int
    """Facts on which sources disagree."""
    issues: int
    """Known issues."""
    without_publication: tuple[str, ...] | None
    """Ids of records without a publication; None where the kind needs none."""
    oldest: date | None
    """The least recent of the records' last checks."""

    @property
    def share(self) -> float | None:
        """Share of the facts that are supported, between 0 and 1; None where there are none."""
        return self.supported / self.facts if self.facts else None


@dataclass(frozen=True, slots=True)
class FieldCuration:
    """What the described records of a kind say in one field."""

    kind: str
    field: str
    is_fact: bool
    """Whether it needs evidence; else it classifies the record."""
    values: int
    """Records with a value."""
    unsupported: int
    """Records with a value that no evidence names; always 0 for fields that classify."""
    none: int
    """Records of which the sources say that there is none."""
    not_reported: int
    """Records whose sources were searched in vain."""
    not_checked: int
    """Records of which nobody knows."""


@dataclass(frozen=True, slots=True)
class Check:
    """When somebody last looked at the sources of a record."""

    record: Record
    day: date


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that is worth somebody's next ten minutes."""

    record: Record
    users: int
    """How many other records refer to it."""
    missing: tuple[str, ...]
    """Facts without support; empty for a stub, of which everything is missing."""


@dataclass(frozen=True, slots=True)
class Curation:
    """The state of the whole knowledge base."""

    kinds: tuple[KindCuration, ...]
    fields: tuple[FieldCuration, ...]
    oldest_checks: tuple[Check, ...]
    newest_check: date | None
    stubs: tuple[Suggestion, ...]
    """Those that most records refer to first."""
    thin: tuple[Suggestion, ...]
    """Described records with missing facts, by what is missing times who refers to them."""


def curation(kb: KnowledgeBase, oldest: int = 20, suggestions: int = 15) -> Curation:
    """Looks at every record.

    Args:
        kb: The knowledge base.
        oldest: How many of the least recent checks are told.
        suggestions: How many stubs, and how many described records, are suggested.
    """
    checks = sorted(_checks(kb), key=lambda one: (one.day, one.record.KIND, one.record.id))
    return Curation(
        tuple(_of_kind(kb, kind) for kind in KINDS if kind != "vocabulary"),
        tuple(_of_field(kb, kind, field) for kind in FIELDWISE for field in (*KINDS[kind].FACTS, *_classifying(kind))),
        tuple(checks[:oldest]),
        checks[-1].day if checks else None,
        _first(suggestions, _stubs(kb), lambda one: one.users),
        _first(suggestions, _thin(kb), lambda one: one.users * len(one.missing)),
    )


def users_of(kb: KnowledgeBase, record: Record) -> int:
    """How many other records refer to a record."""
    own = (record.KIND, record.id)
    links = kb.backlinks.get(own, ())
    return len({(link.record.KIND, link.record.id) for link in links} - {own})


def _of_kind(kb: KnowledgeBase, kind: str) -> KindCuration:
    records = described(kb, kind)
    support = [support_of(record) for record in records]
    evidence = [is_primary(record, one) for record in records for one in record.evidence]
    return KindCuration(
        kind,
        len(records),
        len(kb.records[kind]) - len(records),
        sum(one.facts for one in support),
        sum(one.supported for one in support),
        sum(1 for one in support if one.facts and one.supported == one.facts),
        sum(evidence),
        len(evidence) - sum(evidence),
        sum(len(record.conflicts) for record in records),
        sum(len(getattr(record, "known_issues", ())) for record in records),
        None if kind in WITHOUT_WORKS else tuple(record.id for record in records if record.publication is None),
        min((one.last_checked for one in support if one.last_checked), default=None),
    )


def _of_field(kb: KnowledgeBase, kind: str, field: str) -> FieldCuration:
    records = described(kb, kind)
    is_fact = field in KINDS[kind].FACTS
    states = [state_of(record, field) for record in records]
    unsupported = [
        record
        for record, state in zip(records, states, strict=True)
        if is_fact and state == "value" and not has_support(record, field)
    ]
    return FieldCuration(
        kind,
        field,
        is_fact,
        states.count("value"),
        len(unsupported),
        states.count("none"),
        states.count("not-reported"),
        states.count("not-checked"),
    )


def _classifying(kind: str) -> list[str]:
    """Fields that can be without a value: a yes or no always has one."""
    fields = KINDS[kind].model_fields
    return [name for name in FIELDS[kind] if name not in KINDS[kind].FACTS and fields[name].annotation is not bool]


def _checks(kb: KnowledgeBase) -> Iterable[Check]:
    for record in kb:
        if record.status != "stub" and (day := support_of(record).last_checked):
            yield Check(record, day)


def _stubs(kb: KnowledgeBase) -> list[Suggestion]:
    return [Suggestion(record, users_of(kb, record), ()) for record in kb if record.status == "stub"]


def _thin(kb: KnowledgeBase) -> Iterable[Suggestion]:
    for record in kb:
        if record.status == "stub":
            continue
        known = known_facts(record)
        if missing := tuple(fact for fact in record.FACTS if fact not in known):
            yield Suggestion(record, users_of(kb, record), missing)


def _first(most: int, found: Iterable[Suggestion], weight: Callable[[Suggestion], int]) -> tuple[Suggestion, ...]:
    return tuple(sorted(found, key=lambda one: (-weight(one), one.record.KIND, one.record.id))[:most])

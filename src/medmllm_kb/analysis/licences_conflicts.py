"""Where a release is freer than what it rests on, where its own sources disagree, and what cannot be judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from medmllm_kb.analysis.licences import (
    STRICTNESS,
    Judged,
    Path,
    Terms,
    Thing,
    Value,
    has_known_terms,
    judge,
    licence_of,
    own_terms,
    shareable_under,
    term_of,
)
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Dataset, MedicalModel, Record

_HOSTS_OF_EVERYBODY = {"github.com", "huggingface.co", "zenodo.org", "kaggle.com", "drive.google.com", "doi.org"}
_BY_ITEM = "per-item"
"""The licence that stands for "each item has one of its own", and the parent of its narrower forms."""

ConflictSort = Literal["derived-and-source", "weights-and-data", "weights-and-base"]
_COMPARED: Mapping[ConflictSort, tuple[str, ...]] = {
    "derived-and-source": (
        "commercial_use",
        "redistribution",
        "derivatives",
        "third_party_api",
        "clinical_use",
        "attribution",
        "share_alike",
        "agreement",
    ),
    "weights-and-data": ("commercial_use", "derivatives", "clinical_use", "share_alike"),
    "weights-and-base": ("commercial_use", "redistribution", "derivatives", "clinical_use", "share_alike"),
}
"""Whoever shares weights passes on those of the base, but not the data: terms on copies of data are not compared."""
_GIVEN_OUT = ("open", "gated", "delta", "on-request")
"""Access to weights that leaves the hands of their makers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A topic on which a release is freer than something that it rests on."""

    topic: str
    whole: Value
    part: Value
    forbidden: bool
    """Whether the part forbids what the whole permits. Else the part permits it under a condition that the whole does
    not repeat, or the whole names a limit in its own words."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A release whose stated terms are freer than those of something that it rests on. Both sides are known."""

    sort: ConflictSort
    whole: Thing
    part: Thing
    path: Path
    differences: tuple[Difference, ...]
    same_host: str | None
    """Where both are given out, when that is one place: the same owners may have chosen other terms for it."""

    @property
    def forbidden(self) -> bool:
        """Whether the part forbids something that the whole permits."""
        return any(one.forbidden for one in self.differences)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that say different things of one licence."""

    thing: Thing
    field: str
    position: int
    """Place among the conflicts of the record."""


Doubt = Literal["no-licence", "no-training-data", "parts-without-terms", "by-item"]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A release that cannot be compared, or not with everything, since one side is unknown."""

    thing: Thing
    doubt: Doubt
    parts: tuple[Thing, ...] = ()
    """What has no known terms, or leaves them to each item."""


@dataclass(frozen=True, slots=True)
class Licences:
    """What follows from the licences of everything."""

    judged: Mapping[Thing, Judged]
    """Every dataset and every model."""
    conflicts: Mapping[Thing, tuple[Conflict, ...]]
    """By the whole; what is forbidden first, then the nearest parts."""
    disagreements: tuple[Disagreement, ...]
    unjudged: tuple[Unjudged, ...]


def analyse(kb: KnowledgeBase) -> Licences:
    """Terms of every dataset and model, and where they disagree."""
    things = [Thing("dataset", id) for id in kb.datasets] + [Thing("model", id) for id in kb.models]
    own = {thing: own_terms(kb, thing) for thing in (*things, *(Thing("component", id) for id in kb.components))}
    judged = {thing: judge(kb, thing, own) for thing in things}
    conflicts = {thing: conflicts_of(kb, one, own) for thing, one in judged.items()}
    return Licences(
        judged,
        {thing: found for thing, found in conflicts.items() if found},
        tuple(_disagreements(kb)),
        tuple(doubt for one in judged.values() for doubt in _doubts(kb, one, own)),
    )


def conflicts_of(
    kb: KnowledgeBase, judged: Judged, known: Mapping[Thing, Terms] = MappingProxyType({})
) -> tuple[Conflict, ...]:
    """Where one release is freer than what it rests on; ``known`` holds own terms that need not be read again."""
    own = {part: known[part] if part in known else own_terms(kb, part) for part in judged.parts}
    found = _conflicts(kb, judged, own)
    return tuple(sorted(found, key=lambda one: (one.sort, not one.forbidden, len(one.path), one.part)))


def _conflicts(kb: KnowledgeBase, judged: Judged, own: Mapping[Thing, Terms]) -> Iterator[Conflict]:
    record = kb.records[judged.thing.kind][judged.thing.id]
    if isinstance(record, MedicalModel) and record.weights not in _GIVEN_OUT:
        return
    for part, path in judged.parts.items():
        if path:
            sort = _sort_of(judged.thing, part)
            differences = tuple(
                one
                for one in _differences(kb, judged.own, own[part], _COMPARED[sort])
                if one.part.state != "conditional" or not is_by_item(kb, part)
            )
            if differences:
                yield Conflict(sort, judged.thing, part, path, differences, _same_host(kb, judged.thing, part))


def _same_host(kb: KnowledgeBase, one: Thing, other: Thing) -> str | None:
    shared = _hosts(kb.records[one.kind][one.id]) & _hosts(kb.records[other.kind][other.id])
    return min(shared, default=None)


def _hosts(record: Record) -> set[str]:
    """Hosts of the pages on which an owner gives out a work; hubs that everybody uses say nothing of owners."""
    links = (record.links.homepage, record.links.data)
    hosts = {urlsplit(link).netloc.removeprefix("www.") for link in links if link}
    return hosts - _HOSTS_OF_EVERYBODY


def _sort_of(whole: Thing, part: Thing) -> ConflictSort:
    if whole.kind == "dataset":
        return "derived-and-source"
    return "weights-and-data" if part.kind == "dataset" else "weights-and-base"


def _differences(kb: KnowledgeBase, whole: Terms, part: Terms, topics: Iterable[str]) -> Iterator[Difference]:
    for topic in topics:
        one, other = whole[topic], part[topic]
        if "unknown" in (one.state, other.state) or _is_inferred(one) or _is_inferred(other):
            continue
        freer = STRICTNESS[one.state] < STRICTNESS[other.state]
        if topic == "agreement":
            freer = freer and has_known_terms(whole)
        if topic == "share_alike" and other.state == "required":
            freer = not _stays_alike(kb, whole, part)
        if freer:
            yield Difference(topic, one, other, other.state == "forbidden" and not _names_a_limit(one))


def _names_a_limit(whole: Value) -> bool:
    """Whether a release limits a permission in words of its own, beyond those of its licence."""
    return whole.state == "conditional" and all(reason.licence is None for reason in whole.reasons)


def _is_inferred(value: Value) -> bool:
    return any(reason.inferred for reason in value.reasons)


def _stays_alike(kb: KnowledgeBase, whole: Terms, part: Terms) -> bool:
    licence, _ = licence_of(whole)
    demanded, _ = licence_of(part)
    return licence is not None and licence in shareable_under(kb, demanded)


def _disagreements(kb: KnowledgeBase) -> Iterator[Disagreement]:
    for kind in ("dataset", "model", "component"):
        for record in kb.records[kind].values():
            for position, conflict in enumerate(record.conflicts):
                if "license" in conflict.field or conflict.field.startswith(("permissions", "access")):
                    yield Disagreement(Thing(record.KIND, record.id), conflict.field, position)


def _doubts(kb: KnowledgeBase, judged: Judged, own: Mapping[Thing, Terms]) -> Iterator[Unjudged]:
    record = kb.records[judged.thing.kind][judged.thing.id]
    rests_on = [part for part, path in judged.parts.items() if path]
    if record.status == "stub":
        return
    if isinstance(record, MedicalModel):
        if record.weights not in _GIVEN_OUT:
            return
        if not any(part.kind == "dataset" for part in rests_on):
            yield Unjudged(judged.thing, "no-training-data")
    if not has_known_terms(judged.own):
        if rests_on or record.KIND == "model":
            yield Unjudged(judged.thing, "no-licence")
        return
    silent = tuple(part for part in rests_on if not has_known_terms(own[part]))
    if silent:
        yield Unjudged(judged.thing, "parts-without-terms", silent)
    by_item = tuple(part for part in rests_on if is_by_item(kb, part))
    if by_item:
        yield Unjudged(judged.thing, "by-item", by_item)


def is_by_item(kb: KnowledgeBase, thing: Thing) -> bool:
    """Whether each item of a dataset keeps a licence of its own, so that nothing can be said of the whole."""
    record = kb.records[thing.kind][thing.id]
    licence = record.license if isinstance(record, Dataset) else None
    term = term_of(kb, licence)
    return term is not None and _BY_ITEM in (term.id, term.parent)

"""Which datasets share images or signals: families of a common source, and the relatives of each dataset."""

from collections.abc import Iterator
from dataclasses import dataclass

from medmllm_kb.analysis.lineage import (
    FULL,
    PICTURES,
    Ancestry,
    Arrival,
    Edge,
    Lineage,
    Node,
    bits_of,
    materials_of,
)
from medmllm_kb.loading.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Family:
    """A source that takes from no other, with everything that was made of it."""

    source: str
    derived: tuple[str, ...]
    """Datasets that inherit images or signals from it, at any distance."""
    benchmarks: tuple[str, ...]
    """Those of them that models are tested on."""
    models: tuple[str, ...]
    """Models with a training stage on the source or on one of them."""


def families(kb: KnowledgeBase, lineage: Lineage, ancestry: Ancestry, benchmarks: frozenset[str]) -> list[Family]:
    """Families that share images or signals, the largest first."""
    pictures = bits_of(PICTURES)
    members: dict[str, list[str]] = {}
    for id in kb.datasets:
        for ancestor, bits in ancestry.ancestors(id).items():
            if bits & pictures and not _takes_pictures(lineage, ancestor):
                members.setdefault(ancestor, []).append(id)
    found = [
        Family(
            source,
            tuple(derived),
            tuple(id for id in (source, *derived) if id in benchmarks),
            tuple(sorted({model for id in (source, *derived) for model in _trained_models(lineage, id)})),
        )
        for source, derived in members.items()
    ]
    return sorted(found, key=lambda one: (-len(one.derived), -len(one.models), one.source))


def _takes_pictures(lineage: Lineage, dataset: str) -> bool:
    return any(
        edge.relation == "derived-from" and bits_of(edge.materials) & bits_of(PICTURES)
        for edge in lineage.of(Node("dataset", dataset))
    )


def _trained_models(lineage: Lineage, dataset: str) -> Iterator[str]:
    return (edge.source.id for edge in lineage.into(Node("dataset", dataset)) if edge.relation == "trained-on")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Another dataset with the same images or signals, and the two ways to where both come from."""

    other: str
    materials: tuple[str, ...]
    own: tuple[Edge, ...]
    """From the dataset to the common source; empty when the dataset itself is the source."""
    others: tuple[Edge, ...]
    """From the other dataset to the common source; empty when the other is the source."""


@dataclass(slots=True)
class Sharings:
    """Which datasets share images or signals."""

    ancestry: Ancestry
    _descendants: dict[str, dict[str, Arrival]]
    """Those that inherit pictures from a dataset, with the first way by which they do."""

    def of(self, dataset: str) -> list[Sharing]:
        """Sharings of a dataset: what it takes from, what takes from it, what takes from the same."""
        found: dict[str, Sharing] = {}
        own = self._upward(dataset)
        candidates: list[tuple[str, Arrival | None, Arrival | None]]
        candidates = [(ancestor, arrival, None) for ancestor, arrival in own.items()]
        candidates += [(other, None, arrival) for other, arrival in self._descendants.get(dataset, {}).items()]
        candidates += [
            (other, arrival, theirs)
            for ancestor, arrival in own.items()
            for other, theirs in self._descendants.get(ancestor, {}).items()
            if other != dataset
        ]
        for other, mine, theirs in candidates:
            if other not in found and (bits := self._bits(dataset, mine) & self._bits(other, theirs)):
                ways = self._way(dataset, mine, bits), self._way(other, theirs, bits)
                found[other] = Sharing(other, materials_of(bits), *ways)
        return list(found.values())

    def _upward(self, dataset: str) -> dict[str, Arrival]:
        """Ancestors by pictures, the nearest first."""
        ways: dict[str, Arrival] = {}
        for arrival in self.ancestry.arrivals(dataset):
            if self._bits(dataset, arrival):
                ways.setdefault(arrival.ancestor, arrival)
        return dict(sorted(ways.items(), key=lambda item: len(self._way(dataset, item[1], FULL))))

    def _bits(self, dataset: str, arrival: Arrival | None) -> int:
        bits = FULL if arrival is None else self.ancestry.arrivals(dataset)[arrival]
        return bits & bits_of(PICTURES)

    def _way(self, dataset: str, arrival: Arrival | None, bits: int) -> tuple[Edge, ...]:
        if arrival is None:
            return ()
        bits &= self._bits(dataset, arrival)
        return self.ancestry.way(dataset, arrival, bits & -bits)


def sharings(kb: KnowledgeBase, ancestry: Ancestry) -> Sharings:
    """Prepares which datasets share images or signals."""
    descendants: dict[str, dict[str, Arrival]] = {}
    for id in kb.datasets:
        for arrival, bits in ancestry.arrivals(id).items():
            if bits & bits_of(PICTURES):
                descendants.setdefault(arrival.ancestor, {}).setdefault(id, arrival)
    return Sharings(ancestry, descendants)

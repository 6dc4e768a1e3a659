"""Whether a model's training data share images, text or labels with a benchmark, by which path, and how sure that is.

The rules stand in ``docs/analysis/lineage.md``; each is one branch of ``_Meetings``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, NamedTuple

from medmllm_kb.analysis.disclosure import Disclosure, Gap
from medmllm_kb.analysis.lineage import (
    FULL,
    TRAINED,
    Ancestry,
    Arrival,
    Edge,
    Lineage,
    Node,
    lineage_of,
    materials_of,
    ways_to_weights,
)
from medmllm_kb.loading.knowledge_base import KnowledgeBase


class Level(IntEnum):
    """How grave a verdict is; the order is total, and a verdict is as grave as its gravest finding or gap."""

    NONE = 0
    """Nothing recorded, and the training data are recorded."""
    APART = 1
    """A shared source, of which the two took different documented splits."""
    UNDISCLOSED = 2
    """Nothing recorded, and the training data are not all recorded."""
    TRAINING = 3
    """Trained on the training split of the benchmark: not a leak, but in-domain."""
    SOURCE = 4
    """Training data and benchmark take from the same source, or one from the other at an unknown split."""
    UNSTATED = 5
    """Trained on items of the benchmark; which of its splits is not stated."""
    EVALUATION = 6
    """Trained on the items that the benchmark tests with."""


State = Literal["documented overlap", "possible: shared source", "none recorded", "training data undisclosed"]

STATES: Mapping[Level, State] = {
    Level.NONE: "none recorded",
    Level.APART: "none recorded",
    Level.UNDISCLOSED: "training data undisclosed",
    Level.TRAINING: "documented overlap",
    Level.SOURCE: "possible: shared source",
    Level.UNSTATED: "documented overlap",
    Level.EVALUATION: "documented overlap",
}
LABELS: Mapping[Level, str] = {
    Level.NONE: "none recorded",
    Level.APART: "none recorded: separate splits of a shared source",
    Level.UNDISCLOSED: "training data undisclosed",
    Level.TRAINING: "documented: training split",
    Level.SOURCE: "possible: shared source",
    Level.UNSTATED: "documented overlap: split not stated",
    Level.EVALUATION: "documented overlap: evaluation split",
}
SPLIT_LEVELS: Mapping[Level, str] = {
    Level.TRAINING: "training split",
    Level.UNSTATED: "split not stated",
    Level.EVALUATION: "evaluation split",
}
"""At which split a documented overlap is."""

EVALUATION_SPLITS = frozenset({"test", "validation", "validate", "dev", "val"})
APART_SPLITS = frozenset({"train", *EVALUATION_SPLITS})
"""Names of splits that leave nothing in common when a dataset documents both."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One path from a model to a benchmark."""

    level: Level
    materials: tuple[str, ...]
    """What is shared; empty when it is the benchmark itself, or when the source does not say."""
    seen: tuple[Edge, ...]
    """From the model to where the two meet."""
    tested: tuple[Edge, ...] = ()
    """From the benchmark to where the two meet; empty when they meet at the benchmark."""

    @property
    def meeting(self) -> Node:
        """The dataset in which the two ways meet."""
        return self.seen[-1].target

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every step."""
        return self.seen + self.tested


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the records say of one model and one benchmark."""

    model: str
    benchmark: str
    level: Level
    findings: tuple[Finding, ...]
    """The gravest first, then the shortest."""
    gaps: tuple[Gap, ...]
    """Training data that are not recorded: for these, nothing can be ruled out."""
    limits: tuple[Gap, ...]
    """What else the verdict cannot see: pretraining of general parts, sources told in words."""

    @property
    def state(self) -> State:
        """One of the four verdicts."""
        return STATES[self.level]

    @property
    def label(self) -> str:
        """The verdict with the split at which an overlap is documented."""
        return LABELS[self.level]

    @property
    def split(self) -> str | None:
        """At which split a documented overlap is."""
        return SPLIT_LEVELS.get(self.level)

    @property
    def in_domain(self) -> bool:
        """Whether the benchmark's own training split was trained on, whatever else was."""
        return any(one.level is Level.TRAINING for one in self.findings)


class Brief(NamedTuple):
    """A verdict without its reasons: what a mark needs."""

    level: Level
    in_domain: bool
    undisclosed: bool


class Meeting(NamedTuple):
    """Where the ways of a training set and of a benchmark meet."""

    level: Level
    bits: int
    """The materials that both have from there."""
    own: Arrival | None
    """How the training set gets there; None when it is the training set itself."""
    theirs: Arrival | None
    """How the benchmark gets there; None when it is the benchmark itself."""
    issue: Edge | None = None
    """The known issue that names both, when that is where they meet."""


class Exposure(NamedTuple):
    """A dataset that a model was trained on, itself or through what it is made of."""

    dataset: str
    split: str | None
    route: tuple[Edge, ...]


class Overlaps:
    """Verdicts for all models and benchmarks of a knowledge base; what is asked for often is kept."""

    def __init__(self, kb: KnowledgeBase, lineage: Lineage | None = None) -> None:
        self._kb = kb
        self.lineage = lineage or lineage_of(kb)
        self.ancestry = Ancestry(self.lineage)
        self.benchmarks = benchmarks_of(kb, self.lineage)
        """Ids of the datasets that models are tested on."""
        self._meetings = _Meetings(kb, self.lineage, self.ancestry, self.benchmarks)
        self._disclosure = Disclosure(kb, self.lineage)
        self._seen: dict[str, list[Exposure]] = {}
        self._leaks: dict[str, dict[str, list[Finding]]] = {}
        self._briefs: dict[str, dict[str, Brief]] = {}

    def verdict(self, model: str, benchmark: str) -> Verdict:
        """The verdict with all its reasons. Both ids must exist."""
        level, _, _ = self.brief(model, benchmark)
        findings = [
            self._finding(benchmark, exposure, meeting)
            for exposure in self._exposures(model)
            for meeting in self._meetings.of(exposure.dataset, exposure.split).get(benchmark, ())
        ]
        findings += self._leaks_of(model).get(benchmark, [])
        findings.sort(key=lambda one: (-one.level, len(one.edges)))
        limits = (*self._disclosure.limits(model), *self._disclosure.of_benchmark(benchmark))
        return Verdict(model, benchmark, level, tuple(findings), self._disclosure.gaps(model), limits)

    def brief(self, model: str, benchmark: str) -> Brief:
        """The verdict without its reasons."""
        return self.briefs(model).get(benchmark) or self.ground(model)

    def briefs(self, model: str) -> Mapping[str, Brief]:
        """Verdicts for the benchmarks to which a path from the model is recorded."""
        found = self._briefs.get(model)
        if found is None:
            ground = self.ground(model)
            levels = {id: frozenset(one.level for one in leaks) for id, leaks in self._leaks_of(model).items()}
            for exposure in self._exposures(model):
                for id, own in self._meetings.levels(exposure.dataset, exposure.split).items():
                    levels[id] = levels[id] | own if id in levels else own
            found = self._briefs[model] = {
                id: Brief(max(ground.level, *own), Level.TRAINING in own, ground.undisclosed)
                for id, own in levels.items()
            }
        return found

    def ground(self, model: str) -> Brief:
        """The verdict for every benchmark to which no path from the model is recorded."""
        undisclosed = bool(self._disclosure.gaps(model))
        return Brief(Level.UNDISCLOSED if undisclosed else Level.NONE, False, undisclosed)

    def touched(self, model: str) -> set[str]:
        """Benchmarks that a model was scored on, or of which a path is recorded."""
        return {*self.lineage.scored.get(model, ()), *self.briefs(model)}

    def of_model(self, model: str) -> list[tuple[str, Brief]]:
        """Those benchmarks with their verdicts, the gravest first."""
        found = [(benchmark, self.brief(model, benchmark)) for benchmark in self.touched(model)]
        return sorted(found, key=lambda one: (-one[1].level, one[0]))

    def all(self) -> Iterator[tuple[str, str, Brief]]:
        """Every model with every benchmark. What is computed are the recorded paths; other pairs cost a look-up."""
        for model in self._kb.models:
            recorded, ground = self.briefs(model), self.ground(model)
            for benchmark in self.benchmarks:
                yield model, benchmark, recorded.get(benchmark, ground)

    def gaps(self, model: str) -> tuple[Gap, ...]:
        """What is not recorded of a model's training data."""
        return self._disclosure.gaps(model)

    def limits(self, model: str) -> tuple[Gap, ...]:
        """What verdicts on a model cannot see besides."""
        return self._disclosure.limits(model)

    def _exposures(self, model: str) -> list[Exposure]:
        if model not in self._seen:
            self._seen[model] = exposures(self.lineage, Node("model", model))
        return self._seen[model]

    def _leaks_of(self, model: str) -> dict[str, list[Finding]]:
        found = self._leaks.get(model)
        if found is None:
            found = self._leaks[model] = {}
            for route, node in ways_to_weights(self.lineage, Node("model", model)):
                for edge in self.lineage.of(node):
                    if edge.relation == "leaks":
                        kind = _issue_kind(self._kb, edge)
                        level = Level.EVALUATION if kind == "leak" else Level.UNSTATED
                        found.setdefault(edge.target.id, []).append(Finding(level, (), (*route, edge)))
        return found

    def _finding(self, benchmark: str, exposure: Exposure, meeting: Meeting) -> Finding:
        bit = meeting.bits & -meeting.bits
        seen = exposure.route
        if meeting.own is not None:
            seen += self.ancestry.way(exposure.dataset, meeting.own, bit, _around(meeting.own.ancestor, benchmark))
        if meeting.issue is not None:
            seen += (meeting.issue,)
        tested: tuple[Edge, ...] = ()
        if meeting.theirs is not None:
            tested = self.ancestry.way(
                benchmark, meeting.theirs, bit, _around(meeting.theirs.ancestor, exposure.dataset)
            )
        unsaid = meeting.issue is not None or (meeting.own is None and meeting.theirs is None)
        return Finding(meeting.level, () if unsaid else materials_of(meeting.bits), seen, tested)


def _around(ancestor: str, other: str) -> str:
    return "" if ancestor == other else other


def _issue_kind(kb: KnowledgeBase, edge: Edge) -> str:
    record = kb.models[edge.record.id]
    position = int(edge.fields[0].removeprefix("known_issues[").removesuffix("]"))
    return record.known_issues[position].kind


def overlaps_of(kb: KnowledgeBase) -> Overlaps:
    """Verdicts for a knowledge base."""
    return Overlaps(kb)


def benchmarks_of(kb: KnowledgeBase, lineage: Lineage) -> tuple[str, ...]:
    """Ids of datasets that are benchmarks by kind, or on which a model was scored."""
    scored = {benchmark for benchmarks in lineage.scored.values() for benchmark in benchmarks}
    return tuple(id for id, one in kb.datasets.items() if one.kind == "benchmark" or id in scored)


def exposures(lineage: Lineage, model: Node) -> list[Exposure]:
    """Every dataset and split that a model was trained on, each by its shortest route."""
    found: dict[tuple[str, str | None], Exposure] = {}
    for route, node in ways_to_weights(lineage, model):
        for edge in lineage.of(node):
            key = edge.target.id, edge.split
            if edge.relation in TRAINED and key not in found:
                found[key] = Exposure(edge.target.id, edge.split, (*route, edge))
    return list(found.values())


class _Meetings:
    """Where each training set meets each benchmark. A training set is compared once, however many models use it."""

    def __init__(self, kb: KnowledgeBase, lineage: Lineage, ancestry: Ancestry, benchmarks: tuple[str, ...]) -> None:
        self._kb = kb
        self._lineage = lineage
        self._ancestry = ancestry
        self._benchmarks = frozenset(benchmarks)
        self._known: dict[tuple[str, str | None], dict[str, list[Meeting]]] = {}
        self._levels: dict[tuple[str, str | None], dict[str, frozenset[Level]]] = {}
        self._below: dict[str, list[tuple[str, Arrival, int]]] = {}
        for benchmark in benchmarks:
            for arrival, bits in ancestry.arrivals(benchmark).items():
                self._below.setdefault(arrival.ancestor, []).append((benchmark, arrival, bits))

    def of(self, dataset: str, split: str | None) -> dict[str, list[Meeting]]:
        """Meetings of a training set, of which a split was used, by benchmark."""
        found = self._known.get((dataset, split))
        if found is None:
            found = self._known[dataset, split] = {}
            for benchmark, meeting in self._all(dataset, split):
                found.setdefault(benchmark, []).append(meeting)
        return found

    def levels(self, dataset: str, split: str | None) -> dict[str, frozenset[Level]]:
        """How grave the meetings of a training set are, by benchmark."""
        found = self._levels.get((dataset, split))
        if found is None:
            met = self.of(dataset, split)
            found = {id: frozenset([one.level for one in meetings]) for id, meetings in met.items()}
            self._levels[dataset, split] = found
        return found

    def _all(self, dataset: str, split: str | None) -> Iterator[tuple[str, Meeting]]:
        if dataset in self._benchmarks:
            yield dataset, Meeting(level_of_split(split), FULL, None, None)
        yield from self._made_from_it(dataset, split)
        for arrival, bits in self._ancestry.arrivals(dataset).items():
            if arrival.ancestor in self._benchmarks:
                yield arrival.ancestor, Meeting(_level_of_part(dataset, arrival), bits, arrival, None)
            yield from self._siblings(dataset, arrival, bits)
        yield from self._issues(dataset)

    def _made_from_it(self, dataset: str, split: str | None) -> Iterator[tuple[str, Meeting]]:
        """Benchmarks that are made from the training set."""
        for benchmark, theirs, bits in self._below.get(dataset, ()):
            direct = theirs.through == benchmark
            if self._are_apart(dataset, split, theirs.split):
                level = Level.APART
            elif direct and split is not None and split == theirs.split:
                level = Level.UNSTATED
            else:
                level = Level.SOURCE
            yield benchmark, Meeting(level, bits, None, theirs)

    def _siblings(self, dataset: str, arrival: Arrival, bits: int) -> Iterator[tuple[str, Meeting]]:
        """Benchmarks that take from the same source, along ways that do not run through each other."""
        for benchmark, theirs, their_bits in self._below.get(arrival.ancestor, ()):
            shared = bits & their_bits
            if not shared or benchmark == dataset or arrival.through == theirs.through:
                continue
            shared &= self._clear(dataset, arrival, benchmark) & self._clear(benchmark, theirs, dataset)
            if shared:
                apart = self._are_apart(arrival.ancestor, arrival.split, theirs.split)
                yield benchmark, Meeting(Level.APART if apart else Level.SOURCE, shared, arrival, theirs)

    def _clear(self, dataset: str, arrival: Arrival, other: str) -> int:
        """Materials that come by an arrival without passing through the other dataset, where they met before."""
        if other not in self._ancestry.ancestors(dataset):
            return FULL
        return self._ancestry.arrivals(dataset, other).get(arrival, 0)

    def _are_apart(self, source: str, one: str | None, other: str | None) -> bool:
        """Whether two parts of a source have nothing in common: different splits, both documented by the source."""
        if one is None or other is None or one == other or not {one, other} <= APART_SPLITS:
            return False
        return {one, other} <= {split.name for split in self._kb.datasets[source].splits}

    def _issues(self, dataset: str) -> Iterator[tuple[str, Meeting]]:
        """Benchmarks that a known issue names together with the training set or with one of its sources."""
        ways: dict[str, tuple[Arrival | None, int]] = {dataset: (None, FULL)}
        for arrival, bits in self._ancestry.arrivals(dataset).items():
            ways.setdefault(arrival.ancestor, (arrival, bits))
        for id, (own, bits) in ways.items():
            node = Node("dataset", id)
            named = {edge.source.id: edge for edge in self._lineage.into(node) if edge.relation == "named-with"}
            named |= {edge.target.id: edge for edge in self._lineage.of(node) if edge.relation == "named-with"}
            for benchmark, edge in named.items():
                if benchmark in self._benchmarks and benchmark != dataset:
                    yield benchmark, Meeting(Level.SOURCE, bits, own, None, edge)


def level_of_split(split: str | None) -> Level:
    """How grave it is to have trained on a split of the benchmark itself."""
    if split is None:
        return Level.UNSTATED
    if split == "train" or split.startswith("train-"):
        return Level.TRAINING
    if split in EVALUATION_SPLITS or split.startswith("test"):
        return Level.EVALUATION
    return Level.UNSTATED


def _level_of_part(dataset: str, arrival: Arrival) -> Level:
    """How grave it is that a training set takes from the benchmark: certain at one remove, possible further off."""
    level = level_of_split(arrival.split)
    return level if arrival.through == dataset or level is Level.TRAINING else Level.SOURCE

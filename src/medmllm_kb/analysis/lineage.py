"""The graph of what comes from what: datasets, components, models, and the benchmarks that models were scored on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from medmllm_kb.analysis.provenance import fact_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Component, Dataset, MedicalModel, Record, Result
from medmllm_kb.records.model import TrainingData
from medmllm_kb.records.prose import links

MATERIALS = ("images", "signals", "text", "labels", "annotations")
"""What one dataset can take from another, in the order in which it is told."""
PICTURES = ("images", "signals")
"""What a patient was recorded with, as against what people wrote about it."""

Relation = Literal[
    "derived-from", "trained-on", "pretrained-on", "initialised-from", "base-model", "uses", "leaks", "named-with"
]
"""``leaks``: a known issue of a model names a benchmark. ``named-with``: one of a dataset names another dataset."""

ISSUES = ("leak", "duplicates")
"""Kinds of known issues that are evidence of an overlap."""


class Node(NamedTuple):
    """A record in the graph."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of the lineage: ``source`` is what takes, ``target`` what is taken."""

    source: Node
    target: Node
    relation: Relation
    record: Node
    """The record that states it."""
    fields: tuple[str, ...]
    """Where in that record: ``derived_from[0]``."""
    evidence: tuple[str, ...]
    """Citation keys and addresses in which it was seen; empty when the record names none for the field."""
    materials: tuple[str, ...] = ()
    """What of the target is reused, for datasets; empty elsewhere."""
    split: str | None = None
    """Split of the target that was taken, when a source says so."""
    stages: tuple[str, ...] = ()
    """Names of the training stages, for models."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Every edge, by what takes and by what is taken."""

    sources: Mapping[Node, tuple[Edge, ...]]
    """Edges to what a record was made from."""
    uses: Mapping[Node, tuple[Edge, ...]]
    """Edges from what was made of a record."""
    scored: Mapping[str, tuple[str, ...]]
    """Ids of the benchmarks that each model has scores on."""

    def of(self, node: Node) -> tuple[Edge, ...]:
        """Edges to what a record was made from."""
        return self.sources.get(node, ())

    def into(self, node: Node) -> tuple[Edge, ...]:
        """Edges from what was made of a record."""
        return self.uses.get(node, ())


def dataset_node(id: str) -> Node:
    """The node of a dataset."""
    return Node("dataset", id)


def model_node(id: str) -> Node:
    """The node of a model."""
    return Node("model", id)


def lineage_of(kb: KnowledgeBase) -> Lineage:
    """The graph of a knowledge base. References that lead nowhere are left out."""
    sources: dict[Node, list[Edge]] = {}
    uses: dict[Node, list[Edge]] = {}
    for edge in _edges(kb):
        if edge.target.id in kb.records[edge.target.kind]:
            sources.setdefault(edge.source, []).append(edge)
            uses.setdefault(edge.target, []).append(edge)
    return Lineage(
        {node: tuple(found) for node, found in sources.items()},
        {node: tuple(found) for node, found in uses.items()},
        _scored(kb),
    )


def _scored(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    scored: dict[str, dict[str, None]] = {}
    for result in kb.results.values():
        for score in result.scores:
            scored.setdefault(score.model, {})[score.benchmark] = None
    return {model: tuple(sorted(benchmarks)) for model, benchmarks in scored.items()}


def _edges(kb: KnowledgeBase) -> Iterator[Edge]:
    for dataset in kb.datasets.values():
        yield from _of_dataset(dataset)
    for component in kb.components.values():
        yield from _of_component(component)
    for model in kb.models.values():
        yield from _of_model(model, kb)
    for result in kb.results.values():
        yield from _of_result(result)


def _of_dataset(dataset: Dataset) -> Iterator[Edge]:
    own = Node("dataset", dataset.id)
    for position, one in enumerate(dataset.derived_from):
        path = f"derived_from[{position}]"
        yield Edge(
            own,
            Node("dataset", one.dataset),
            "derived-from",
            own,
            (path,),
            evidence_of(dataset, path),
            one.reuses,
            one.split,
            note=one.note,
        )
    yield from _named_in_issues(dataset, "named-with")


def _of_component(component: Component) -> Iterator[Edge]:
    own = Node("component", component.id)
    for position, one in enumerate(component.pretraining_data):
        path = f"pretraining_data[{position}]"
        yield _training_edge(component, own, one, "pretrained-on", (path,), ())
    if component.initialised_from:
        target = Node("component", component.initialised_from)
        evidence = evidence_of(component, "initialised_from")
        yield Edge(own, target, "initialised-from", own, ("initialised_from",), evidence)


def _of_model(model: MedicalModel, kb: KnowledgeBase) -> Iterator[Edge]:
    own = Node("model", model.id)
    yield from _trained_on(model, own, kb)
    for position, base in enumerate(model.base_models):
        path = f"base_models[{position}]"
        yield Edge(own, Node("model", base), "base-model", own, (path,), evidence_of(model, path))
    components: dict[str, list[str]] = {}
    for position, step in enumerate(model.pipeline):
        components.setdefault(step.component, []).append(f"pipeline[{position}]")
    for position, variant in enumerate(model.variants):
        if variant.backbone:
            components.setdefault(variant.backbone, []).append(f"variants[{position}].backbone")
    for id, fields in components.items():
        yield Edge(own, Node("component", id), "uses", own, tuple(fields), evidence_of(model, fields[0]))
    yield from _named_in_issues(model, "leaks")


def _trained_on(model: MedicalModel, own: Node, kb: KnowledgeBase) -> Iterator[Edge]:
    """One edge for each dataset and split, with every stage that used it."""
    places: dict[tuple[str, str | None], list[tuple[str, str, TrainingData]]] = {}
    for number, stage in enumerate(model.training):
        for position, one in enumerate(stage.data):
            place = (f"training[{number}].data[{position}]", stage.stage, one)
            places.setdefault((one.dataset, one.split), []).append(place)
    for found in places.values():
        fields = tuple(path for path, _, _ in found)
        stages = tuple(dict.fromkeys(stage_name(kb, stage) for _, stage, _ in found))
        yield _training_edge(model, own, found[0][2], "trained-on", fields, stages)


def _training_edge(
    record: Record, own: Node, data: TrainingData, relation: Relation, fields: tuple[str, ...], stages: tuple[str, ...]
) -> Edge:
    return Edge(
        own,
        Node("dataset", data.dataset),
        relation,
        own,
        fields,
        evidence_of(record, fields[0]),
        split=data.split,
        stages=stages,
        note=data.note,
    )


def _of_result(result: Result) -> Iterator[Edge]:
    """A table that says of a score that the benchmark's training split was trained on."""
    marked: dict[tuple[str, str], list[str]] = {}
    for position, score in enumerate(result.scores):
        if score.in_training_mix:
            path = f"scores[{position}].in_training_mix"
            marked.setdefault((score.model, score.benchmark), []).append(path)
    own = Node("result", result.id)
    for (model, benchmark), fields in marked.items():
        evidence = evidence_of(result, fields[0])
        target = Node("dataset", benchmark)
        yield Edge(Node("model", model), target, "trained-on", own, tuple(fields), evidence, split="train")


def _named_in_issues(record: Dataset | MedicalModel, relation: Relation) -> Iterator[Edge]:
    own = Node(record.KIND, record.id)
    for position, issue in enumerate(record.known_issues):
        if issue.kind not in ISSUES:
            continue
        for id in dict.fromkeys(link.id for link in links(issue.text) if link.kind == "dataset"):
            target = Node("dataset", id)
            if target != own:
                path = f"known_issues[{position}]"
                yield Edge(own, target, relation, own, (path,), (issue.source,), note=issue.text)


INHERITED = ("base-model", "uses", "initialised-from")
TRAINED = ("trained-on", "pretrained-on")


def ways_to_weights(lineage: Lineage, model: Node) -> Iterator[tuple[tuple[Edge, ...], Node]]:
    """The model itself, and every model and component that it inherits weights from, nearest first, by one way each."""
    reached: set[Node] = {model}
    waiting: list[tuple[tuple[Edge, ...], Node]] = [((), model)]
    for route, node in waiting:
        for edge in lineage.of(node):
            if edge.relation in INHERITED and edge.target not in reached:
                reached.add(edge.target)
                waiting.append(((*route, edge), edge.target))
    return iter(waiting)


def stage_name(kb: KnowledgeBase, id: str) -> str:
    """Name of a training stage within a sentence: ``supervised fine-tuning``, ``RL with verifiable rewards``."""
    name = kb.stages[id].name if id in kb.stages else id.replace("-", " ")
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def evidence_of(record: Record, path: str) -> tuple[str, ...]:
    """Sources that support a place in a record, or the field that it lies in."""
    exact = [one.source for one in record.evidence if any(_covers(fact, path) for fact in one.supports)]
    fact = fact_of(path)
    near = exact or [one.source for one in record.evidence if any(fact_of(path) == fact for path in one.supports)]
    return tuple(dict.fromkeys(near))


def _covers(supported: str, path: str) -> bool:
    return path == supported or path.startswith((f"{supported}.", f"{supported}["))


class Arrival(NamedTuple):
    """How a dataset gets at one of its ancestors: through which set, and from which of the ancestor's splits."""

    ancestor: str
    through: str
    split: str | None


FULL = (1 << len(MATERIALS)) - 1
"""All materials, as bits in the order of ``MATERIALS``."""


@cache
def bits_of(materials: tuple[str, ...]) -> int:
    """Materials as bits."""
    return sum(1 << position for position, one in enumerate(MATERIALS) if one in materials)


def materials_of(bits: int) -> tuple[str, ...]:
    """Bits as materials."""
    return tuple(one for position, one in enumerate(MATERIALS) if bits >> position & 1)


@dataclass(slots=True)
class Ancestry:
    """Ancestors of datasets by what is reused, each dataset followed to its end once.

    A material counts as inherited when every step of a way reuses it.
    """

    lineage: Lineage
    _reached: dict[tuple[str, str], dict[Arrival, int]] = field(default_factory=dict)

    def arrivals(self, dataset: str, around: str = "") -> dict[Arrival, int]:
        """Every way into every ancestor, with the materials (bits) that come along it; not by way of ``around``."""
        found = self._reached.get((dataset, around))
        if found is None:
            found = self._reached[dataset, around] = self._follow(dataset, around)
        return found

    def _follow(self, dataset: str, around: str) -> dict[Arrival, int]:
        reached = {dataset: FULL}
        arrivals: dict[Arrival, int] = {}
        waiting = [dataset]
        while waiting:
            at = waiting.pop()
            for edge in self.lineage.of(Node("dataset", at)):
                target = edge.target.id
                if edge.relation != "derived-from" or target in (around, dataset):
                    continue
                bits = reached[at] & bits_of(edge.materials)
                if bits == 0:
                    continue
                arrival = Arrival(target, at, edge.split)
                arrivals[arrival] = arrivals.get(arrival, 0) | bits
                if bits & ~reached.get(target, 0):
                    reached[target] = reached.get(target, 0) | bits
                    waiting.append(target)
        return arrivals

    def ancestors(self, dataset: str) -> dict[str, int]:
        """Every ancestor with the materials (bits) that come from it."""
        found: dict[str, int] = {}
        for arrival, bits in self.arrivals(dataset).items():
            found[arrival.ancestor] = found.get(arrival.ancestor, 0) | bits
        return found

    def way(self, dataset: str, arrival: Arrival, bit: int, around: str = "") -> tuple[Edge, ...]:
        """The shortest way from a dataset by an arrival, each step of which reuses the material of the bit."""
        return (
            shortest(
                dataset,
                arrival.through,
                lambda at: (
                    edge
                    for edge in self.lineage.of(Node("dataset", at))
                    if edge.relation == "derived-from" and edge.target.id != around and bits_of(edge.materials) & bit
                ),
            )
            + tuple(
                edge
                for edge in self.lineage.of(Node("dataset", arrival.through))
                if edge.relation == "derived-from"
                and edge.target.id == arrival.ancestor
                and edge.split == arrival.split
                and bits_of(edge.materials) & bit
            )[:1]
        )


def shortest(start: str, goal: str, edges: Callable[[str], Iterator[Edge]]) -> tuple[Edge, ...]:
    """The first of the shortest ways between two datasets; empty when they are the same, or there is none."""
    came: dict[str, Edge] = {}
    waiting = [start]
    for at in waiting:
        if at == goal:
            break
        for edge in edges(at):
            if edge.target.id != start and edge.target.id not in came:
                came[edge.target.id] = edge
                waiting.append(edge.target.id)
    way: list[Edge] = []
    at = goal
    while at != start and at in came:
        way.append(came[at])
        at = came[at].source.id
    return tuple(reversed(way))

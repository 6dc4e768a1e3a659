"""What is not known of the training data of models, and of the sources of datasets."""

from collections.abc import Iterator
from dataclasses import dataclass

from medmllm_kb.analysis.lineage import TRAINED, Lineage, Node, stage_name, ways_to_weights
from medmllm_kb.analysis.provenance import absence_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Component, Dataset, MedicalModel

MADE_OF_OTHERS = frozenset({"instruction-tuning", "reasoning", "preference"})
"""Kinds of datasets that are made of other sets, so that one without sources has unrecorded ones."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known of what a model has seen, or of what a benchmark is made of."""

    record: Node
    field: str
    text: str
    """What is not known, to be read after the name of the record."""
    said: str | None = None
    """What the record says in words instead."""


class Disclosure:
    """What is not known of the training data of models, and of the sources of datasets."""

    def __init__(self, kb: KnowledgeBase, lineage: Lineage) -> None:
        self._kb = kb
        self._lineage = lineage
        self._known: dict[str, tuple[tuple[Gap, ...], tuple[Gap, ...]]] = {}
        self._of_sets: dict[str, tuple[list[Gap], list[Gap]]] = {}

    def gaps(self, model: str) -> tuple[Gap, ...]:
        """What is not recorded of the data that a model was trained on, itself or through what it is made of."""
        return self._of(model)[0]

    def limits(self, model: str) -> tuple[Gap, ...]:
        """What else the records do not tell of those data: general pretraining, sources that are told in words."""
        return self._of(model)[1]

    def _of(self, model: str) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
        if model not in self._known:
            gaps: dict[Gap, None] = {}
            limits: dict[Gap, None] = {}
            for _, node in ways_to_weights(self._lineage, Node("model", model)):
                own = self._of_own(node)
                gaps.update(dict.fromkeys(own[0]))
                limits.update(dict.fromkeys(own[1]))
            self._known[model] = tuple(gaps), tuple(limits)
        return self._known[model]

    def _of_own(self, node: Node) -> tuple[list[Gap], list[Gap]]:
        if node.kind == "component":
            gaps, limits = self._of_component(node)
        else:
            model = self._kb.models[node.id]
            gaps, limits = [*_training_gaps(self._kb, node, model), *_unknown_parts(node, model)], []
        for edge in self._lineage.of(node):
            if edge.relation in TRAINED:
                of_set = self._of_set(edge.target.id)
                gaps, limits = gaps + of_set[0], limits + of_set[1]
        return gaps, limits

    def _of_component(self, node: Node) -> tuple[list[Gap], list[Gap]]:
        component = self._kb.components[node.id]
        if component.pretraining_data or component.role not in ("encoder", "backbone"):
            return [], []
        field = "pretraining_data"
        if component.pretraining_note:
            return [Gap(node, field, "has pretraining data told in words only", component.pretraining_note)], []
        gap = Gap(node, field, "has pretraining data that are not recorded")
        return ([gap], []) if self._is_special(component) else ([], [gap])

    def _is_special(self, component: Component) -> bool:
        """Whether a part was made for a particular medical modality, so that its pretraining was medical, too."""
        terms = self._kb.terms.get("modalities")
        return terms is not None and any(id in terms and terms[id].parent for id in component.modalities)

    def _of_set(self, dataset: str) -> tuple[list[Gap], list[Gap]]:
        """What is not known of a training set and of the sets that it takes from."""
        if dataset not in self._of_sets:
            gaps: list[Gap] = []
            limits: list[Gap] = []
            for id in _with_sources(self._lineage, dataset):
                record = self._kb.datasets[id]
                if gap := _unknown_sources(record):
                    gaps.append(gap)
                elif record.derived_from_note:
                    limits.append(_sources_in_words(record))
            self._of_sets[dataset] = gaps, limits
        return self._of_sets[dataset]

    def of_benchmark(self, benchmark: str) -> tuple[Gap, ...]:
        """What is not known of the sources of a benchmark."""
        found = []
        for id in _with_sources(self._lineage, benchmark):
            record = self._kb.datasets[id]
            if record.derived_from_note:
                found.append(_sources_in_words(record))
            elif _has_no_sources(record) and record.kind in (None, "benchmark", *MADE_OF_OTHERS):
                found.append(Gap(Node("dataset", id), "derived_from", "has sources that are not recorded"))
        return tuple(found)


def _training_gaps(kb: KnowledgeBase, node: Node, model: MedicalModel) -> Iterator[Gap]:
    if not model.training:
        absence = absence_of(model, "training")
        state = "was looked for and is not reported" if absence else "is not recorded"
        yield Gap(node, "training", f"has training that {state}")
    for number, stage in enumerate(model.training):
        where = f"training[{number}].data"
        name = stage.name or stage_name(kb, stage.stage)
        if not stage.data:
            told = "told in words only" if stage.data_note else "not recorded"
            yield Gap(node, where, f"has a training stage ({name}) whose data are {told}", stage.data_note)
        elif stage.data_note:
            yield Gap(node, where, f"has a training stage ({name}) with data told in words only", stage.data_note)


def _unknown_parts(node: Node, model: MedicalModel) -> Iterator[Gap]:
    """A part that nobody named may be one that was pretrained on medical data."""
    if model.training and not model.pipeline and not model.base_models:
        yield Gap(node, "pipeline", "has parts that are not recorded, and so is what they were pretrained on")


def _with_sources(lineage: Lineage, dataset: str) -> list[str]:
    """A dataset and all that it takes from."""
    found = {dataset: None}
    waiting = [dataset]
    for at in waiting:
        for edge in lineage.of(Node("dataset", at)):
            if edge.relation == "derived-from" and edge.target.id not in found:
                found[edge.target.id] = None
                waiting.append(edge.target.id)
    return list(found)


def _has_no_sources(dataset: Dataset) -> bool:
    absence = absence_of(dataset, "derived_from")
    return not dataset.derived_from and (absence is None or absence.state != "none")


def _unknown_sources(dataset: Dataset) -> Gap | None:
    node = Node("dataset", dataset.id)
    if dataset.status == "stub":
        return Gap(node, "derived_from", "is a training set that is not described yet")
    if not _has_no_sources(dataset):
        return None
    if dataset.kind in MADE_OF_OTHERS or (dataset.kind == "pretraining-corpus" and dataset.derived_from_note):
        text = "is a training set whose sources are not recorded"
        return Gap(node, "derived_from", text, dataset.derived_from_note)
    return None


def _sources_in_words(dataset: Dataset) -> Gap:
    text = "has sources told in words, which are not followed"
    return Gap(Node("dataset", dataset.id), "derived_from_note", text, dataset.derived_from_note)

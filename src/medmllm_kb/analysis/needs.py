"""Clinical needs: what the records hold for one task on one modality, from data to practice."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from medmllm_kb.analysis.coverage import described, evaluation_datasets, upwards
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record

FEWEST_BENCHMARKS = 3
FEWEST_MODELS = 3
"""With less there is no way to walk, only records to look at."""

Pair = tuple[str, str]
"""Task and modality."""


@dataclass(frozen=True, slots=True)
class Need:
    """A task on a modality, and the records that name both, or something below them.

    A record that names several tasks and modalities counts for each pair, since it does not say which go together.
    """

    task: str
    modality: str
    training: tuple[str, ...]
    """Datasets that are used for something else than evaluation, too."""
    benchmarks: tuple[str, ...]
    models: tuple[str, ...]
    applications: tuple[str, ...]


def needs(kb: KnowledgeBase) -> tuple[Need, ...]:
    """Every need with enough benchmarks and models, in the order of the tasks and then of the modalities.

    The roots of both trees are left out: nobody needs *understanding of images*. So is a need whose records are the
    same as those of a narrower one.
    """
    pairs_of = _pairs_of(kb)
    evaluated = evaluation_datasets(kb)
    testing_only = {one.id for one in evaluated if _is_only_tested_on(kb, one)}
    benchmarks = _by_pair(evaluated, pairs_of)
    models = _by_pair(described(kb, "model"), pairs_of)
    training = _by_pair((one for one in described(kb, "dataset") if one.id not in testing_only), pairs_of)
    applications = _by_pair(described(kb, "application"), pairs_of)
    found = {
        (task, modality): Need(
            task,
            modality,
            tuple(training.get((task, modality), ())),
            tuple(benchmarks[task, modality]),
            tuple(models[task, modality]),
            tuple(applications.get((task, modality), ())),
        )
        for task, modality in product(kb.tasks, (term.id for term in kb.vocabularies["modalities"].terms))
        if len(benchmarks.get((task, modality), ())) >= FEWEST_BENCHMARKS
        and len(models.get((task, modality), ())) >= FEWEST_MODELS
    }
    return tuple(need for need in found.values() if not _is_told_by_a_narrower_one(kb, need, found))


def _pairs_of(kb: KnowledgeBase) -> Callable[[Record], Iterator[Pair]]:
    """For a record, the pairs that it belongs to; without the roots of both trees."""
    above_task = {one.id: one.parent for one in kb.tasks.values() if one.parent}
    above_modality = {one.id: one.parent for one in kb.terms["modalities"].values() if one.parent}

    def closed(ids: Iterable[str], parents: Mapping[str, str]) -> list[str]:
        return list(dict.fromkeys(above for id in ids for above in upwards(id, parents) if above in parents))

    def pairs(record: Record) -> Iterator[Pair]:
        tasks, modalities = getattr(record, "tasks", ()), getattr(record, "modalities", ())
        return product(closed(tasks, above_task), closed(modalities, above_modality))

    return pairs


def _by_pair(records: Iterable[Record], pairs_of: Callable[[Record], Iterator[Pair]]) -> dict[Pair, list[str]]:
    found: dict[Pair, list[str]] = {}
    for record in records:
        for pair in pairs_of(record):
            found.setdefault(pair, []).append(record.id)
    return found


def _is_only_tested_on(kb: KnowledgeBase, dataset: Record) -> bool:
    parents = {one.id: one.parent for one in kb.stages.values() if one.parent}
    return all("evaluation" in upwards(stage, parents) for stage in getattr(dataset, "stages", ()))


def _is_told_by_a_narrower_one(kb: KnowledgeBase, need: Need, found: Mapping[Pair, Need]) -> bool:
    modalities, tasks = kb.terms["modalities"].values(), kb.tasks.values()
    narrower = [(need.task, one.id) for one in modalities if one.parent == need.modality]
    narrower += [(one.id, need.modality) for one in tasks if one.parent == need.task]
    return any(
        (other.benchmarks, other.models) == (need.benchmarks, need.models)
        for pair in narrower
        if (other := found.get(pair)) is not None
    )

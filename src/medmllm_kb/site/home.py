"""What the home page counts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from medmllm_kb.analysis.provenance import support_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Dataset, Stage
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.trees import ancestors

COUNTED = ("dataset", "model", "component", "method", "metric", "task", "challenge")
SPINE = (
    "pretraining",
    "modality-alignment",
    "supervised-fine-tuning",
    "reasoning-fine-tuning",
    "reinforcement-learning",
    "evaluation",
)
"""The stages by which the survey goes."""


@dataclass(frozen=True, slots=True)
class CountedKind:
    """A kind with the way to its index."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of datasets by task and modality."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]
    largest: int


def home_context(kb: KnowledgeBase) -> dict[str, Any]:
    """Numbers for the home page; stubs are not counted."""
    described = {kind: [one for one in kb.records[kind].values() if one.status != "stub"] for kind in KINDS}
    return {
        "counts": [
            (CountedKind(f"{KINDS[kind].FOLDER}/", KINDS_OF_PAGES[kind].plural), len(described[kind]))
            for kind in COUNTED
        ],
        "scores": sum(len(result.scores) for result in kb.results.values()),
        "sourced": sum(support_of(record).supported for record in kb),
        "updated": max((record.updated or record.added for record in kb), default=None),
        "spine": [_spine_entry(kb, kb.stages[id]) for id in SPINE if id in kb.stages],
        "matrix": modality_by_task(kb, [one for one in kb.datasets.values() if one.status != "stub"]),
    }


def _spine_entry(kb: KnowledgeBase, stage: Stage) -> tuple[Stage, int, int]:
    """A stage with the datasets and the models of it and of the stages within it."""
    family = [id for id in kb.stages if stage.id in (id, *ancestors(kb.stages, id))]
    users = {(link.record.KIND, link.record.id) for id in family for link in kb.backlinks.get(("stage", id), ())}
    kinds = Counter(kind for kind, _ in users)
    return stage, kinds["dataset"], kinds["model"]


def modality_by_task(kb: KnowledgeBase, datasets: list[Dataset], columns: int = 10, rows: int = 8) -> Matrix:
    """Counts for the most frequent tasks and modalities, kinds of text aside."""
    texts = {id for id in kb.terms["modalities"] if "text" in (id, *ancestors(kb.terms["modalities"], id))}
    modalities = Counter(one for dataset in datasets for one in dataset.modalities if one not in texts)
    tasks = Counter(one for dataset in datasets for one in dataset.tasks)
    pairs = Counter(
        (task, modality) for dataset in datasets for task in dataset.tasks for modality in dataset.modalities
    )
    shown = [modality for modality, _ in modalities.most_common(columns)]
    table = [(task, [pairs[task, modality] for modality in shown]) for task, _ in tasks.most_common(rows)]
    return Matrix(shown, table, max((number for _, cells in table for number in cells), default=1))

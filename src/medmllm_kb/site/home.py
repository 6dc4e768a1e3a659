"""What the home page counts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from medmllm_kb.analysis.coverage import CoverageMap, Heading
from medmllm_kb.analysis.provenance import support_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Stage
from medmllm_kb.site.analyses.coverage import list_path, step_of
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.trees import ancestors

HOME_MAP = "datasets-modality-task"
"""The gap map of which the home page shows a part."""
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
    """The fullest part of a gap map, modalities across."""

    path: str
    """Address of the map below the root."""
    columns: list[Heading]
    rows: list[tuple[Heading, list[tuple[int, str]]]]
    """Tasks, each with the count of each cell and the address of the list behind it."""


def home_context(kb: KnowledgeBase, coverage: CoverageMap) -> dict[str, Any]:
    """Numbers for the home page; stubs are not counted. ``coverage`` is the map named by ``HOME_MAP``."""
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
        "matrix": modality_by_task(kb, coverage),
        "step_of": step_of,
    }


def _spine_entry(kb: KnowledgeBase, stage: Stage) -> tuple[Stage, int, int]:
    """A stage with the datasets and the models of it and of the stages within it."""
    family = [id for id in kb.stages if stage.id in (id, *ancestors(kb.stages, id))]
    users = {(link.record.KIND, link.record.id) for id in family for link in kb.backlinks.get(("stage", id), ())}
    kinds = Counter(kind for kind, _ in users)
    return stage, kinds["dataset"], kinds["model"]


def modality_by_task(kb: KnowledgeBase, found: CoverageMap, columns: int = 10, rows: int = 8) -> Matrix:
    """The most frequent tasks and modalities of the map, kinds of text aside."""
    modalities = kb.terms["modalities"]
    across = [one for one in found.rows if "text" not in (one.id, *ancestors(modalities, one.id)) and one.named]
    down = [one for one in found.columns if one.named]
    fullest = sorted(across, key=lambda one: -len(one.records))[:columns]
    path = f"gap-maps/{HOME_MAP}/"
    return Matrix(
        path,
        fullest,
        [
            (task, [(found.count(one.id, task.id), f"{list_path(path, one.id)}#{task.id}") for one in fullest])
            for task in sorted(down, key=lambda one: -len(one.records))[:rows]
        ],
    )

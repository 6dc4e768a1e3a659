"""Who refers to a record, in groups that say why."""

from dataclasses import dataclass

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.site.navigation import KINDS_OF_PAGES

LABELS = {
    ("dataset", "dataset", "derived_from"): "Datasets made from it",
    ("dataset", "model", "training"): "Models trained on it",
    ("dataset", "component", "pretraining_data"): "Components pretrained on it",
    ("dataset", "task", "benchmarks"): "Tasks that it tests",
    ("dataset", "result", "scores"): "Tables of results",
    ("model", "model", "base_models"): "Models built on it",
    ("model", "result", "scores"): "Tables of results",
    ("model", "architecture", "exemplars"): "Exemplar of",
    ("model", "method", "used_by"): "Methods that it uses",
    ("component", "model", "pipeline"): "Models built with it",
    ("component", "model", "variants"): "Models built with it",
    ("component", "component", "initialised_from"): "Components started from it",
    ("method", "model", "training"): "Models trained with it",
    ("task", "task", "parent"): "Narrower tasks",
    ("task", "dataset", "tasks"): "Datasets",
    ("task", "model", "tasks"): "Models",
    ("task", "application", "tasks"): "Applications",
    ("architecture", "model", "architecture"): "Models of this pattern",
    ("metric", "result", "scores"): "Tables that report it",
    ("metric", "task", "metrics"): "Tasks scored with it",
    ("stage", "stage", "parent"): "Stages within it",
    ("stage", "dataset", "stages"): "Datasets",
    ("stage", "model", "training"): "Models with this stage",
    ("stage", "method", "stages"): "Methods",
    ("method", "method", "parent"): "Variants of it",
}
"""Why, by the kind referred to, the kind that refers, and its field."""


@dataclass(frozen=True, slots=True)
class BacklinkGroup:
    """Records that refer to a thing in the same way."""

    label: str
    kind: str
    ids: tuple[str, ...]


def backlink_groups(kb: KnowledgeBase, kind: str, id: str) -> list[BacklinkGroup]:
    """Groups with a reason of their own first, in the order of ``LABELS``; the rest by kind."""
    named: dict[tuple[str, str], dict[str, None]] = {}
    other: dict[tuple[str, str], dict[str, None]] = {}
    for backlink in kb.backlinks.get((kind, id), ()):
        record = backlink.record
        label = LABELS.get((kind, record.KIND, backlink.field))
        group = (label or _fallback(kind, record.KIND), record.KIND)
        (named if label else other).setdefault(group, {})[record.id] = None
    order = list(LABELS.values())
    groups = sorted(named.items(), key=lambda item: order.index(item[0][0])) + sorted(other.items())
    return [BacklinkGroup(label, kind, tuple(ids)) for (label, kind), ids in groups]


def _fallback(target: str, source: str) -> str:
    plural = KINDS_OF_PAGES[source].plural.capitalize()
    return plural if target not in KINDS_OF_PAGES else f"{plural} that mention it"

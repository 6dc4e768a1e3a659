"""From a clinical need to data, models, recipes, results and pitfalls: a page for each task on each modality."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.analysis.coverage import FIELDS, upwards
from medmllm_kb.analysis.needs import Need
from medmllm_kb.analysis.overlap import LABELS, Brief, Level
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Challenge, Dataset, MedicalModel, Metric
from medmllm_kb.records.model import Training
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.coverage import name_of
from medmllm_kb.site.analyses.leaderboards import Highlight, best_of, board_path
from medmllm_kb.site.analyses.lineage import SIGNS
from medmllm_kb.site.page import PlannedPage

PATH = "needs/"
MOST = 12
"""Rows of a table; the rest is folded away as names."""
MOST_RECIPES = 8
MOST_BOARDS = 4
MOST_PROTOCOLS = 3
MOST_OVERLAPS = 8
TO_BE_HAD = ("open", "gated", "delta")
"""Access to weights that lets anybody have them who accepts the terms."""


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """A benchmark with what is recorded on it."""

    dataset: Dataset
    board: str
    """Address of its leaderboard below the root; empty when there are no scores."""
    scores: int
    models: int
    """Models for this need that have a score on it."""


@dataclass(frozen=True, slots=True)
class Board:
    """The best of a benchmark, in metrics that fit the task."""

    benchmark: str
    path: str
    main: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """How a model was trained, stage by stage."""

    model: MedicalModel
    stages: tuple[Training, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the records lack for a need."""

    unscored: list[str]
    """Benchmarks without any score."""
    unlicensed: int
    """Training sets of which no licence is recorded."""
    no_weights: int
    """Models whose weights cannot be downloaded, or of which nobody knows."""
    untraced: int
    """Models whose training data are not recorded."""


def path_of(need: Need) -> str:
    """Address of a need's page below the root."""
    return f"{PATH}{need.task}/{need.modality}/"


def title_of(kb: KnowledgeBase, need: Need) -> str:
    """Task and modality as people say them: Report generation, CT."""
    return f"{kb.tasks[need.task].name}, {modality_name(kb, need.modality)}"


def modality_name(kb: KnowledgeBase, id: str) -> str:
    """A modality in short."""
    return name_of(kb, FIELDS["dataset"]["modalities"], id)


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The index, and a page for each need."""
    kb, found = analyses.kb, analyses.needs
    yield PlannedPage(
        PATH,
        "read",
        "From a clinical need",
        "What a model is needed for, and what there is for it: data, models, recipes, results and pitfalls.",
        "needs.html",
        partial(_index, kb, found),
    )
    for need in found:
        title = title_of(kb, need)
        yield PlannedPage(
            path_of(need),
            "read",
            title,
            f"{title}: data to train on, benchmarks, models, recipes, results, pitfalls, practice and gaps, in order.",
            "need.html",
            partial(need_context, analyses, need),
        )


def needs_about(analyses: Analyses) -> Callable[[str, str], list[tuple[str, str]]]:
    """Finds the needs that a task or a modality belongs to: what is beside it, and the address of the page."""
    kb = analyses.kb
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for need in analyses.needs:
        found.setdefault(("task", need.task), []).append((modality_name(kb, need.modality), path_of(need)))
        found.setdefault(("modalities", need.modality), []).append((kb.tasks[need.task].name, path_of(need)))
    return lambda kind, id: found.get((kind, id), [])


def _index(kb: KnowledgeBase, found: tuple[Need, ...]) -> dict[str, Any]:
    by_modality: dict[str, list[Need]] = {}
    for need in found:
        by_modality.setdefault(need.modality, []).append(need)
    rows = sorted(by_modality.items(), key=lambda one: -max(len(need.models) for need in one[1]))
    return {
        "rows": [(id, modality_name(kb, id), sorted(those, key=lambda need: -len(need.models))) for id, those in rows],
        "path_of": path_of,
    }


def need_context(analyses: Analyses, need: Need) -> dict[str, Any]:
    """All that the page of a need shows, each part in the order in which one would want it."""
    kb = analyses.kb
    task = kb.tasks[need.task]
    training = sorted(
        (kb.datasets[id] for id in need.training), key=lambda one: (-_users(kb, need, one.id), -(one.year or 0), one.id)
    )
    benchmarks = _benchmarks(analyses, need)
    models = sorted((kb.models[id] for id in need.models), key=lambda one: (-(one.year or 0), one.name.lower()))
    recipes = [RecipeRow(one, one.training) for one in models if any(stage.data for stage in one.training)]
    return {
        "need": need,
        "task": task,
        "title": title_of(kb, need),
        "modality": modality_name(kb, need.modality),
        "training": training,
        "benchmarks": benchmarks,
        "models": models,
        "recipes": recipes[:MOST_RECIPES],
        "recipes_in_all": len(recipes),
        "boards": _boards(analyses, need, benchmarks),
        "metrics": _metrics(analyses, need),
        "overlaps": _overlaps(analyses, need),
        "applications": [kb.applications[id] for id in need.applications],
        "challenges": _challenges(kb, need),
        "gaps": _gaps(kb, need, benchmarks),
        "most": MOST,
    }


def _users(kb: KnowledgeBase, need: Need, dataset: str) -> int:
    """Models for the need that were trained on a dataset."""
    users = {link.record.id for link in kb.backlinks.get(("dataset", dataset), ()) if link.record.KIND == "model"}
    return len(users & set(need.models))


def _benchmarks(analyses: Analyses, need: Need) -> list[BenchmarkRow]:
    rows = []
    for id in need.benchmarks:
        found = [one for ranking in analyses.comparisons.on.get(id, ()) for one in ranking.measurements]
        models = {one.score.model for one in found} & set(need.models)
        board = board_path(id) if found else ""
        rows.append(BenchmarkRow(analyses.kb.datasets[id], board, len(found), len(models)))
    return sorted(rows, key=lambda row: (-row.models, -row.scores, -(row.dataset.year or 0), row.dataset.id))


def _boards(analyses: Analyses, need: Need, rows: Iterable[BenchmarkRow]) -> list[Board]:
    """Benchmarks on which models are ranked by a metric of the task, or of one below it."""
    fitting = _fitting_metrics(analyses.kb, need)
    found = (
        Board(
            row.dataset.id,
            row.board,
            best_of(
                (one for one in analyses.comparisons.on[row.dataset.id] if one.protocol.metric in fitting),
                MOST_PROTOCOLS,
            ),
        )
        for row in rows
        if row.models > 1
    )
    return [board for board in found if board.main][:MOST_BOARDS]


def _fitting_metrics(kb: KnowledgeBase, need: Need) -> set[str]:
    parents = {one.id: one.parent for one in kb.tasks.values() if one.parent}
    named = {id for task in kb.tasks.values() if need.task in upwards(task.id, parents) for id in task.metrics}
    return named | {
        one.id for one in kb.metrics.values() if any(need.task in upwards(task, parents) for task in one.tasks)
    }


def _metrics(analyses: Analyses, need: Need) -> list[Metric]:
    """What the task is usually scored with, then what scores on its benchmarks are recorded in."""
    kb = analyses.kb
    in_use = Counter(
        ranking.protocol.metric
        for id in need.benchmarks
        for ranking in analyses.comparisons.on.get(id, ())
        for _ in ranking.measurements
    )
    ids = dict.fromkeys((*kb.tasks[need.task].metrics, *(id for id, _ in in_use.most_common())))
    return [kb.metrics[id] for id in ids if kb.metrics[id].pitfalls][:MOST]


def _overlaps(analyses: Analyses, need: Need) -> dict[str, Any]:
    """Verdicts on every model for the need that has a score on one of its benchmarks."""
    benchmarks = set(need.benchmarks)
    scored = analyses.lineage.lineage.scored
    found: list[tuple[str, str, Brief]] = [
        (model, id, brief)
        for model in need.models
        for id, brief in analyses.lineage.verdicts.get(model, ())
        if id in benchmarks and id in scored.get(model, ())
    ]
    tally = Counter(brief.level for _, _, brief in found)
    grave = [one for one in found if one[2].level >= Level.SOURCE]
    return {
        "pairs": len(found),
        "tally": [(SIGNS[level], int(level), LABELS[level], tally[level]) for level in sorted(tally, reverse=True)],
        "gravest": sorted(grave, key=lambda one: (-one[2].level, one[0], one[1]))[:MOST_OVERLAPS],
        "grave": len(grave),
    }


def _challenges(kb: KnowledgeBase, need: Need) -> list[Challenge]:
    """Challenges that name the task or one below it, then those that name one above it."""
    parents = {one.id: one.parent for one in kb.tasks.values() if one.parent}
    above = set(upwards(need.task, parents))
    direct = [one for one in kb.challenges.values() if any(need.task in upwards(task, parents) for task in one.tasks)]
    wider = [one for one in kb.challenges.values() if above & set(one.tasks) and one not in direct]
    return [*direct, *wider]


def _gaps(kb: KnowledgeBase, need: Need, benchmarks: Iterable[BenchmarkRow]) -> Gaps:
    models = [kb.models[id] for id in need.models]
    return Gaps(
        unscored=[row.dataset.id for row in benchmarks if not row.scores],
        unlicensed=sum(kb.datasets[id].license is None for id in need.training),
        no_weights=sum(one.weights not in TO_BE_HAD for one in models),
        untraced=sum(not any(stage.data for stage in one.training) for one in models),
    )

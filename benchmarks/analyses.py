"""What the records together imply: each analysis on 1,000 records, and all pairs of 250 models and 150 benchmarks."""

import gc
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.check import seconds
from medmllm_kb.analysis.comparison import compare_all
from medmllm_kb.analysis.coverage import gap_maps
from medmllm_kb.analysis.curation import curation
from medmllm_kb.analysis.disagreement import disagreements
from medmllm_kb.analysis.licences_conflicts import analyse as licences
from medmllm_kb.analysis.lineage_findings import lineage_findings
from medmllm_kb.analysis.overlap import Overlaps
from medmllm_kb.analysis.recipes import recipes
from medmllm_kb.analysis.traced_models import traced_models
from medmllm_kb.analysis.trends import trends
from medmllm_kb.loading.knowledge_base import Collection, KnowledgeBase
from medmllm_kb.loading.load import load
from medmllm_kb.records import Record

ANALYSES: Mapping[str, Callable[[KnowledgeBase], object]] = {
    "lineage and contamination": lineage_findings,
    "licences": licences,
    "comparable results": lambda kb: disagreements(kb, compare_all(kb)),
    "gap maps": gap_maps,
    "trends": trends,
    "curation": curation,
    "traces": traced_models,
    "recipes": recipes,
}
"""Every analysis by its name; a new one is entered here."""

MODELS = 250
BENCHMARKS = 150


def measure(data: Path) -> dict[str, float]:
    """Seconds of each analysis, and of all in turn, on one knowledge base that is loaded before."""
    kb = _loaded(data)
    found = {name: seconds(lambda analyse=analyse: analyse(_fresh(kb)), runs=5) for name, analyse in ANALYSES.items()}
    return {**found, "all": sum(found.values())}


def measure_pairs(small: Path, large: Path) -> dict[str, float]:
    """Seconds for the verdicts on all pairs, and what a step of lineage costs in the large against the small data.

    ``large`` must hold at least ``MODELS`` models and ``BENCHMARKS`` benchmarks.
    """
    kb = _loaded(large)
    part = _part(kb, MODELS, BENCHMARKS)
    return {
        "pairs": float(_pairs(part)),
        "seconds": seconds(lambda: _pairs(part), runs=5),
        "edges": float(_edges(part)),
        "growth": _cost_per_edge(kb) / _cost_per_edge(_loaded(small)),
    }


def _loaded(data: Path) -> KnowledgeBase:
    """Records that the garbage collector passes over, as it does when the site is built."""
    kb = load(data).kb
    gc.collect()
    gc.freeze()
    return kb


def _fresh(kb: KnowledgeBase) -> KnowledgeBase:
    """The same records without what was computed from them before."""
    return KnowledgeBase(kb.records, kb.publications, kb.files, kb.broken)


def _pairs(kb: KnowledgeBase) -> int:
    return sum(1 for _ in Overlaps(_fresh(kb)).all())


def _cost_per_edge(kb: KnowledgeBase) -> float:
    return seconds(lambda: lineage_findings(_fresh(kb)), runs=5) / _edges(kb)


def _edges(kb: KnowledgeBase) -> int:
    return sum(len(edges) for edges in Overlaps(kb).lineage.sources.values())


def _part(kb: KnowledgeBase, models: int, benchmarks: int) -> KnowledgeBase:
    """The first so many models and benchmarks, with all other records."""
    tested = Overlaps(kb).benchmarks
    ids = [id for id in tested if kb.datasets[id].kind == "benchmark"]
    if len(kb.models) < models or len(ids) < benchmarks:
        raise ValueError(f"{len(kb.models)} models and {len(ids)} benchmarks are too few; generate more records")
    spare = frozenset(tested) - frozenset(ids[:benchmarks])
    datasets = {id: one for id, one in kb.datasets.items() if id not in spare or one.kind != "benchmark"}
    kept: dict[str, Collection[Record]] = {
        **kb.records,
        "dataset": Collection("dataset", datasets),
        "model": Collection("model", dict(list(kb.models.items())[:models])),
        "result": Collection("result", {id: one for id, one in kb.results.items() if not _on_any(one, spare)}),
    }
    return KnowledgeBase(kept, kb.publications)


def _on_any(result: object, benchmarks: frozenset[str]) -> bool:
    return any(score.benchmark in benchmarks for score in result.scores)  # type: ignore[attr-defined]

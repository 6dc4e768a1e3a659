"""Everything that pages need of the lineage, computed once."""

from collections.abc import Callable
from dataclasses import dataclass

from medmllm_kb.analysis.lineage import Lineage
from medmllm_kb.analysis.overlap import Brief, Level, Overlaps
from medmllm_kb.analysis.sharing import Family, Sharing, families, sharings
from medmllm_kb.loading.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class LineageFindings:
    """What pages need of the lineage, computed once."""

    overlaps: Overlaps
    families: list[Family]
    sharings: Callable[[str], list[Sharing]]
    verdicts: dict[str, list[tuple[str, Brief]]]
    """For each model, the benchmarks that it was scored on or shares data with, the gravest first."""
    seen: dict[str, list[tuple[str, Brief]]]
    """For each benchmark, the models that share data with it, the gravest first."""

    @property
    def lineage(self) -> Lineage:
        """The graph."""
        return self.overlaps.lineage


def lineage_findings(kb: KnowledgeBase) -> LineageFindings:
    """Computes what pages need of the lineage."""
    overlaps = Overlaps(kb)
    verdicts = {model: overlaps.of_model(model) for model in kb.models}
    seen: dict[str, list[tuple[str, Brief]]] = {}
    for model, found in verdicts.items():
        for benchmark, brief in found:
            if brief.level > Level.UNDISCLOSED:
                seen.setdefault(benchmark, []).append((model, brief))
    for models in seen.values():
        models.sort(key=lambda one: (-one[1].level, one[0]))
    relatives = sharings(kb, overlaps.ancestry)
    of_sources = families(kb, overlaps.lineage, overlaps.ancestry, frozenset(overlaps.benchmarks))
    return LineageFindings(overlaps, of_sources, relatives.of, verdicts, seen)

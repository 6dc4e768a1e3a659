"""Pages of the lineage and of the overlaps, and what they add to the pages of datasets and models."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from medmllm_kb.analysis.lineage import Lineage, Node
from medmllm_kb.analysis.lineage_findings import LineageFindings
from medmllm_kb.analysis.lineage_words import clauses, told
from medmllm_kb.analysis.overlap import LABELS, Brief, Level, Overlaps, Verdict
from medmllm_kb.analysis.sharing import Sharing
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.ego_graph import ego_graph
from medmllm_kb.site.page import PlannedPage
from medmllm_kb.site.view import ROOT, address

MOST_PATHS = 6
"""Paths of one verdict that a page tells in words; the command prints all."""
MATRIX_COLUMNS = 10
METHOD = "analysis/lineage/"

SIGNS = {
    Level.EVALUATION: "●",
    Level.UNSTATED: "◐",
    Level.SOURCE: "◇",
    Level.TRAINING: "▲",
    Level.UNDISCLOSED: "◌",
    Level.APART: "○",
    Level.NONE: "○",
}
MEANINGS = {
    Level.EVALUATION: "A source says that items of the evaluation split were trained on.",
    Level.UNSTATED: "A source says that items of the benchmark were trained on; not of which split.",
    Level.SOURCE: "Training data and benchmark share images, text or labels through a common source.",
    Level.TRAINING: "Trained on the benchmark's own training split: fair, but not zero-shot.",
    Level.UNDISCLOSED: "No path is recorded, but the training data are not all recorded either.",
    Level.NONE: "No path is recorded, and every training stage lists its data.",
}
"""What each sign says, the gravest first."""


def label_of(brief: Brief) -> str:
    """A verdict in words, with what it adds to its gravest finding."""
    words = [LABELS[brief.level]]
    if brief.in_domain and brief.level is not Level.TRAINING:
        words.append("also trained on its training split")
    if brief.undisclosed and brief.level is not Level.UNDISCLOSED:
        words.append("other training data undisclosed")
    return "; ".join(words)


def signs_of(brief: Brief) -> str:
    """The sign of a verdict, and that of in-domain training when something graver hides it."""
    sign = SIGNS[brief.level]
    return f"{sign}{SIGNS[Level.TRAINING]}" if brief.in_domain and brief.level is not Level.TRAINING else sign


Mark = Callable[[str, str], Markup]
"""Model, benchmark -> the mark beside a score, which leads to its reasons."""


def overlap_signs(overlaps: Overlaps) -> Mark:
    """Marks, each made once."""

    @cache
    def mark(model: str, benchmark: str) -> Markup:
        brief = overlaps.brief(model, benchmark)
        href = f"{ROOT}{address('model', model)}#overlap-{benchmark}"
        return Markup('<a class="kb-sign kb-sign-{}" href="{}" title="{}" aria-label="{}">{}</a>').format(
            int(brief.level), Markup(href), label_of(brief), label_of(brief), signs_of(brief)
        )

    return mark


def template_globals(findings: LineageFindings) -> dict[str, Any]:
    """What templates may call wherever a score stands."""
    return {
        "overlap_sign": overlap_signs(findings.overlaps),
        "overlap_legend": [(SIGNS[level], int(level), LABELS[level], meaning) for level, meaning in MEANINGS.items()],
        "path_clauses": lambda down, up: clauses(down, up) if down else clauses(up, ()),
        "overlap_labels": LABELS,
        "overlap_glyph": signs_of,
        "overlap_method": METHOD,
        "told": told,
        "address": address,
    }


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The overview of the lineage, and that of the overlaps."""
    yield PlannedPage(
        "lineage/",
        "datasets",
        "Lineage",
        "Which datasets are made from which, what they share, and which models were trained on them.",
        "lineage.html",
        partial(_lineage_context, analyses),
    )
    yield PlannedPage(
        "contamination/",
        "evaluation",
        "Contamination",
        "Whether the training data of each model share images, text or labels with each benchmark.",
        "contamination.html",
        partial(_contamination_context, analyses),
    )


@dataclass(frozen=True, slots=True)
class ReusedSource:
    """A dataset that others take from directly."""

    id: str
    derived: list[tuple[str, str]]
    """Datasets with what they take."""
    models: list[str]
    """Models trained on it."""


def _lineage_context(analyses: Analyses) -> dict[str, Any]:
    findings = analyses.lineage
    lineage = findings.lineage
    relations = Counter(edge.relation for edges in lineage.sources.values() for edge in edges)
    return {
        "relations": relations,
        "families": [one for one in findings.families if len(one.derived) > 1],
        "pairs": [one for one in findings.families if len(one.derived) == 1],
        "reused": list(_reused(lineage)),
    }


def _reused(lineage: Lineage) -> Iterator[ReusedSource]:
    """Sources by how many datasets take from them."""
    taken: list[ReusedSource] = []
    for node, edges in lineage.uses.items():
        derived = {edge.source.id: " · ".join(edge.materials) for edge in edges if edge.relation == "derived-from"}
        if len(derived) > 1:
            models = sorted({edge.source.id for edge in edges if edge.relation == "trained-on"})
            taken.append(ReusedSource(node.id, sorted(derived.items()), models))
    return iter(sorted(taken, key=lambda one: (-len(one.derived), -len(one.models), one.id)))


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model with its benchmarks by verdict."""

    model: str
    groups: list[tuple[str, list[str], list[str]]]
    """Labels of the columns, with benchmarks that the model has scores on, and with those that it has not."""
    open: list[str]
    """Benchmarks with a score and without a path."""
    undisclosed: bool


GROUPS = (
    ("Documented overlap", (Level.EVALUATION, Level.UNSTATED)),
    ("Possible: shared source", (Level.SOURCE,)),
    ("Training split only", (Level.TRAINING,)),
)


def _contamination_context(analyses: Analyses) -> dict[str, Any]:
    findings = analyses.lineage
    kb = analyses.kb
    scored = findings.lineage.scored
    rows = [_model_row(model, found, scored) for model, found in findings.verdicts.items() if found]
    rows.sort(key=lambda row: ([-len(with_score) for _, with_score, _ in row.groups], row.model))
    counted = Counter(
        brief.level for model, found in findings.verdicts.items() for id, brief in found if id in scored.get(model, ())
    )
    tested = Counter(benchmark for benchmarks in scored.values() for benchmark in benchmarks)
    columns = [id for id, _ in sorted(tested.items(), key=lambda one: (-one[1], one[0]))[:MATRIX_COLUMNS]]
    described = [id for id, one in kb.models.items() if one.status != "stub"]
    models = [id for id in described if set(scored.get(id, ())) & set(columns)]
    return {
        "rows": rows,
        "counted": counted,
        "scored": sum(counted.values()),
        "signs": SIGNS,
        "labels": LABELS,
        "meanings": MEANINGS,
        "columns": columns,
        "matrix": [
            (id, [(one, findings.overlaps.brief(id, one) if one in scored[id] else None) for one in columns])
            for id in models
        ],
    }


def _model_row(model: str, found: list[tuple[str, Brief]], scored: Mapping[str, tuple[str, ...]]) -> ModelRow:
    tested = frozenset(scored.get(model, ()))
    groups = []
    for label, levels in GROUPS:
        ids = [id for id, brief in found if brief.level in levels]
        groups.append((label, [id for id in ids if id in tested], [id for id in ids if id not in tested]))
    without = [id for id, brief in found if brief.level <= Level.UNDISCLOSED and id in tested]
    return ModelRow(model, groups, without, any(brief.undisclosed for _, brief in found))


@dataclass(frozen=True, slots=True)
class Relatives:
    """Datasets that share images with one, by how they are related."""

    label: str
    sharings: list[Sharing]


def dataset_context(analyses: Analyses, id: str) -> dict[str, Any]:
    """The graph of a dataset, its relatives, and the models that have seen it."""
    findings = analyses.lineage
    return {
        "graph": ego_graph(findings.lineage, Node("dataset", id)),
        "relatives": list(_relatives(findings.sharings(id))),
        "seen_by": [
            (model, brief, _short(findings.overlaps.verdict(model, id))) for model, brief in findings.seen.get(id, ())
        ],
    }


def _relatives(found: Iterable[Sharing]) -> Iterator[Relatives]:
    groups: dict[str, list[Sharing]] = {}
    for one in found:
        label = "It takes from" if not one.others else "Taken from it" if not one.own else "From the same source"
        groups.setdefault(label, []).append(one)
    return (Relatives(label, sharings) for label, sharings in groups.items())


def model_context(analyses: Analyses, id: str) -> dict[str, Any]:
    """The graph of a model and its verdicts with their paths."""
    findings = analyses.lineage
    scored = frozenset(findings.lineage.scored.get(id, ()))
    verdicts = [(one, brief) for one, brief in findings.verdicts[id] if brief.level > Level.UNDISCLOSED]

    def told_verdict(benchmark: str, brief: Brief) -> tuple[Brief, ToldVerdict]:
        return brief, _short(findings.overlaps.verdict(id, benchmark))

    return {
        "graph": ego_graph(findings.lineage, Node("model", id)),
        "scored": [told_verdict(one, brief) for one, brief in verdicts if one in scored],
        "unscored": [told_verdict(one, brief) for one, brief in verdicts if one not in scored],
        "open_benchmarks": [one for one, brief in findings.verdicts[id] if brief.level <= Level.UNDISCLOSED],
        "gaps": findings.overlaps.gaps(id),
        "limits": findings.overlaps.limits(id),
    }


@dataclass(frozen=True, slots=True)
class ToldVerdict:
    """A verdict with the paths that a page tells."""

    benchmark: str
    findings: tuple[Any, ...]
    more: int


def _short(verdict: Verdict) -> ToldVerdict:
    told = verdict.findings[:MOST_PATHS]
    return ToldVerdict(verdict.benchmark, told, len(verdict.findings) - len(told))

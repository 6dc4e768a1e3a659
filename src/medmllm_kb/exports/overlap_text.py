"""What ``medmllm-kb overlap`` prints: verdicts as text for people, or as JSON for programs."""

import json
from collections.abc import Iterator
from textwrap import TextWrapper
from typing import Any

from medmllm_kb.analysis.disclosure import Gap
from medmllm_kb.analysis.lineage import Edge, Node
from medmllm_kb.analysis.lineage_words import sentence, told
from medmllm_kb.analysis.overlap import LABELS, Finding, Overlaps, Verdict
from medmllm_kb.exports.selection import UnknownIdError
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records.prose import CITATION, LINK

WIDTH = 100
MOST_FINDINGS = 12
"""Paths that are printed as text; JSON has them all."""
CAUTION = (
    "What is not recorded is not ruled out. How verdicts are reached and what they cannot see: docs/analysis/lineage.md"
)


def model_of(kb: KnowledgeBase, id: str) -> str:
    """The id of a model.

    Raises:
        UnknownIdError: No model has it.
    """
    return _known(kb, "model", id)


def benchmark_of(kb: KnowledgeBase, id: str) -> str:
    """The id of a dataset, which need not be a benchmark by kind.

    Raises:
        UnknownIdError: No dataset has it.
    """
    return _known(kb, "dataset", id)


def _known(kb: KnowledgeBase, kind: str, id: str) -> str:
    plain = id.removeprefix(f"{kind}:")
    if plain not in kb.records[kind]:
        raise UnknownIdError(f"there is no {kind} `{plain}`; {did_you_mean(plain, kb.records[kind])}".rstrip("; "))
    return plain


def overlap_table(overlaps: Overlaps, kb: KnowledgeBase, model: str) -> str:
    """Every benchmark that the model was scored on or shares data with, the gravest first."""
    rows = [
        (benchmark, overlaps.verdict(model, benchmark).label, _scored(overlaps, model, benchmark))
        for benchmark, _ in overlaps.of_model(model)
    ]
    lines = [kb.models[model].name, ""]
    if rows:
        widths = [max(len(row[column]) for row in (*rows, HEAD)) for column in range(2)]
        for row in (HEAD, *rows):
            lines.append(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}".rstrip())
    else:
        lines.append("No benchmark: no scores of this model are recorded, and no path leads from its training data.")
    lines += ["", *_not_known(kb, overlaps.gaps(model), "Not recorded, so that nothing can be ruled out:")]
    lines.append(CAUTION)
    return "\n".join(lines) + "\n"


HEAD = ("benchmark", "verdict", "scores")


def _scored(overlaps: Overlaps, model: str, benchmark: str) -> str:
    return "yes" if benchmark in overlaps.lineage.scored.get(model, ()) else "no"


def verdict_text(kb: KnowledgeBase, verdict: Verdict) -> str:
    """The verdict on one pair with its paths and their evidence."""
    lines = [f"{kb.models[verdict.model].name} and {kb.datasets[verdict.benchmark].name}: {verdict.label}", ""]
    for number, finding in enumerate(verdict.findings[:MOST_FINDINGS], 1):
        lines += [*_finding_lines(kb, number, finding), ""]
    if len(verdict.findings) > MOST_FINDINGS:
        lines += [f"And {len(verdict.findings) - MOST_FINDINGS} more paths; --format json has them all.", ""]
    if not verdict.findings:
        lines += ["No path is recorded from the training data of the model to the benchmark.", ""]
    lines += _not_known(kb, verdict.gaps, "Not recorded, so that nothing more can be ruled out:")
    lines += _not_known(kb, verdict.limits, "Besides, the records do not tell:")
    lines.append(CAUTION)
    return "\n".join(lines) + "\n"


def _finding_lines(kb: KnowledgeBase, number: int, finding: Finding) -> Iterator[str]:
    yield from _wrapped(f"{number}. ", sentence(finding.seen, finding.tested, lambda node: name_of(kb, node)))
    shared = told(finding.materials) or "not told apart"
    yield f"   {LABELS[finding.level]} · shared: {shared}"
    for edge in finding.edges:
        seen = ", ".join(edge.evidence) or "no source named"
        yield from _wrapped("   - ", f"{edge.record.kind}:{edge.record.id} {', '.join(edge.fields)}: {seen}")
        if edge.note:
            yield from _wrapped("     ", plain(edge.note))


def plain(prose: str) -> str:
    """Prose without its marks."""
    text = CITATION.sub("", LINK.sub(lambda match: match["label"] or match["id"], prose))
    return " ".join(text.split()).replace(" .", ".")


def _not_known(kb: KnowledgeBase, gaps: tuple[Gap, ...], head: str) -> list[str]:
    if not gaps:
        return []
    lines = [head]
    for gap in gaps:
        said = f": {gap.said}" if gap.said else ""
        lines += _wrapped("- ", f"{name_of(kb, gap.record)} {gap.text}{said}")
    return [*lines, ""]


def _wrapped(start: str, text: str) -> list[str]:
    indent = " " * len(start)
    return TextWrapper(WIDTH, start, indent, break_long_words=False, break_on_hyphens=False).wrap(text)


def name_of(kb: KnowledgeBase, node: Node) -> str:
    """Name of a record of the graph."""
    return kb.records[node.kind][node.id].name


def overlap_json(overlaps: Overlaps, kb: KnowledgeBase, model: str, benchmark: str | None) -> str:
    """One verdict, or all verdicts of a model, as JSON."""
    if benchmark is not None:
        return _dumped(verdict_data(kb, overlaps, overlaps.verdict(model, benchmark)))
    verdicts = [overlaps.verdict(model, id) for id, _ in overlaps.of_model(model)]
    return _dumped({"model": model, "verdicts": [verdict_data(kb, overlaps, one) for one in verdicts]})


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def verdict_data(kb: KnowledgeBase, overlaps: Overlaps, verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data."""
    return {
        "model": verdict.model,
        "benchmark": verdict.benchmark,
        "verdict": verdict.state,
        "split": verdict.split,
        "severity": int(verdict.level),
        "label": verdict.label,
        "in_domain": verdict.in_domain,
        "training_data_undisclosed": bool(verdict.gaps),
        "scored": verdict.benchmark in overlaps.lineage.scored.get(verdict.model, ()),
        "paths": [_finding_data(kb, finding) for finding in verdict.findings],
        "not_recorded": [_gap_data(gap) for gap in verdict.gaps],
        "limits": [_gap_data(gap) for gap in verdict.limits],
    }


def _finding_data(kb: KnowledgeBase, finding: Finding) -> dict[str, Any]:
    return {
        "severity": int(finding.level),
        "shared": list(finding.materials),
        "words": sentence(finding.seen, finding.tested, lambda node: name_of(kb, node)),
        "from_model": [_edge_data(edge) for edge in finding.seen],
        "from_benchmark": [_edge_data(edge) for edge in finding.tested],
    }


def _edge_data(edge: Edge) -> dict[str, Any]:
    return {
        "source": f"{edge.source.kind}:{edge.source.id}",
        "relation": edge.relation,
        "target": f"{edge.target.kind}:{edge.target.id}",
        "materials": list(edge.materials),
        "split": edge.split,
        "stages": list(edge.stages),
        "note": edge.note,
        "record": f"{edge.record.kind}:{edge.record.id}",
        "fields": list(edge.fields),
        "evidence": list(edge.evidence),
    }


def _gap_data(gap: Gap) -> dict[str, Any]:
    return {"record": f"{gap.record.kind}:{gap.record.id}", "field": gap.field, "text": gap.text, "said": gap.said}

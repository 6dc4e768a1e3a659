"""Pages of the results that compare: leaderboards, and where papers disagree on the same score."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.analysis.comparison import (
    MEASURERS,
    PARTS,
    Comparisons,
    Condition,
    Entry,
    Measurement,
    Protocol,
    Ranking,
    conditions,
    differences,
    measurer,
)
from medmllm_kb.analysis.disagreement import (
    FEWEST_MODELS,
    Disagreements,
    Gap,
    HalfStated,
    Repeat,
    own_paper_effect,
    spreads_by_harness,
    spreads_by_setting,
)
from medmllm_kb.analysis.variants import variant_words
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import MedicalModel, Metric, Result
from medmllm_kb.records.provenance import KnownIssue
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.charts import Measured, Plot, Point, RangePlot, RangeRow, Series, ranges, scatter
from medmllm_kb.site.page import PlannedPage

FEWEST_POINTS = 4
"""Points of one protocol below which a chart over time would show nothing but chance."""
MOST_RANGES = 16
"""Disagreements that the chart shows; the table has all."""
MOST_HALF_STATED = 15
OUTSTANDING = 3
"""Protocols and models that the page of a dataset shows."""
WEIGHTS = ("Weights can be had", "Weights are not given out", "Access to weights not recorded")
CAN_BE_HAD = ("open", "gated", "delta", "on-request")


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The index, a leaderboard for each benchmark with scores, and the page of disagreements."""
    kb = analyses.kb
    yield PlannedPage(
        "leaderboards/",
        "evaluation",
        "Leaderboards",
        "Scores by benchmark, ranked only where the protocol is the same.",
        "leaderboards.html",
        partial(_index, analyses),
    )
    for benchmark in analyses.comparisons.on:
        name = kb.datasets[benchmark].name
        yield PlannedPage(
            board_path(benchmark),
            "evaluation",
            f"{name}: leaderboard",
            f"Who scores what on {name}, under which protocol, measured by whom.",
            "leaderboard.html",
            partial(_board, analyses, benchmark),
        )
    yield PlannedPage(
        "measurement-spread/",
        "evaluation",
        "When papers disagree on the same score",
        "One model, one benchmark, one protocol, and more than one value: how far apart, and what is known of why.",
        "measurement-spread.html",
        partial(_spread, analyses),
    )


def board_path(benchmark: str) -> str:
    """Address of a benchmark's leaderboard below the root."""
    return f"leaderboards/{benchmark}/"


def anchor(protocol: Protocol) -> str:
    """Place of a protocol on its leaderboard; the same as long as the protocol is."""
    words = " ".join(getattr(protocol, part) for part in PARTS if part != "benchmark")
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Line:
    """A benchmark in the index."""

    benchmark: str
    scores: int
    models: int
    tables: int
    protocols: int
    alone: int
    """Protocols with a single model."""
    newest: int | None
    """Year of the newest model."""


def _index(analyses: Analyses) -> dict[str, Any]:
    comparisons = analyses.comparisons
    lines = [_line(analyses.kb, id, found) for id, found in comparisons.on.items()]
    return {
        "lines": sorted(lines, key=lambda one: (-one.scores, one.benchmark)),
        "scores": sum(one.scores for one in lines),
        "rankings": comparisons.rankings,
        "alone": sum(1 for one in comparisons.rankings if one.models < 2),
        "several_tables": sum(1 for one in comparisons.rankings if len(one.tables) > 1),
        "differing": len(analyses.disagreements.differing),
    }


def _line(kb: KnowledgeBase, benchmark: str, rankings: tuple[Ranking, ...]) -> Line:
    found = [one for ranking in rankings for one in ranking.measurements]
    models = {one.score.model for one in found}
    years = [year for id in models if (year := kb.models[id].year)]
    return Line(
        benchmark,
        len(found),
        len(models),
        len({one.result.id for one in found}),
        len(rankings),
        sum(1 for one in rankings if one.models < 2),
        max(years, default=None),
    )


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An entry of a ranking, ready to be shown."""

    entry: Entry
    model: MedicalModel
    by: tuple[tuple[str, Result], ...]
    """Who measured it, in which table."""
    others: str
    """The range of values when other tables print others for this model under this protocol; else empty."""


@dataclass(frozen=True, slots=True)
class Group:
    """One protocol of a leaderboard."""

    id: str
    ranking: Ranking
    rows: tuple[BoardRow, ...]
    plot: Plot | None
    drawn: int
    """Entries that the chart shows: those whose model has a date."""


def _board(analyses: Analyses, benchmark: str) -> dict[str, Any]:
    kb = analyses.kb
    rankings = analyses.comparisons.on[benchmark]
    groups = [_group(kb, one, analyses.disagreements) for one in rankings]
    everything = [one for ranking in rankings for one in ranking.measurements]
    tables = {one.result.id: one.result for one in everything}
    return {
        "benchmark": kb.datasets[benchmark],
        "line": _line(kb, benchmark, rankings),
        "ranked": [one for one in groups if one.ranking.models > 1],
        "alone": [one for one in groups if one.ranking.models == 1],
        "differences": differences(everything),
        "tables": list(tables.values()),
        "issues": [one for one in kb.datasets[benchmark].known_issues if one.kind in ("comparability", "leak")],
        "fewest": FEWEST_POINTS,
    }


def _group(kb: KnowledgeBase, ranking: Ranking, found: Disagreements) -> Group:
    repeats = {
        id(one): repeat for repeat in found.differing_under.get(ranking.protocol, ()) for one in repeat.measurements
    }
    rows = tuple(_row(kb, entry, repeats.get(id(entry.measurements[0]))) for entry in ranking.entries)
    plot, drawn = _over_time(kb, ranking)
    return Group(anchor(ranking.protocol), ranking, rows, plot, drawn)


def _row(kb: KnowledgeBase, entry: Entry, repeat: Repeat | None) -> BoardRow:
    by = tuple((MEASURERS[measurer(kb, one)], one.result) for one in entry.measurements)
    others = ""
    if repeat is not None:
        others = f"{repeat.measurements[0].score.value:g} to {repeat.measurements[-1].score.value:g}"
    return BoardRow(entry, kb.models[entry.score.model], by, others)


def _over_time(kb: KnowledgeBase, ranking: Ranking) -> tuple[Plot | None, int]:
    dated = [(entry, date) for entry in ranking.entries if (date := model_date(kb, entry.score.model))]
    if len(dated) < FEWEST_POINTS or len({date for _, date in dated}) < 2 or ranking.better is None:
        return None, len(dated)
    series = [
        Series(name, tuple(_point(kb, entry, date) for entry, date in dated if _weights(kb, entry) == name))
        for name in WEIGHTS
    ]
    return scatter(series, best=ranking.better), len(dated)


def _point(kb: KnowledgeBase, entry: Entry, date: float) -> Point:
    model = kb.models[entry.score.model]
    name = f"{model.name} {variant_words(model, entry.score.variant)}".strip()
    doubt = ", in doubt" if entry.doubted else ""
    label = f"{name}, {int(date)}: {entry.score.value:g}{doubt}"
    return Point(date, entry.score.value, label, f"models/{model.id}/", _scale(entry.parameters), entry.doubted)


def _scale(parameters: int | None) -> float:
    """Marks grow with the model: below 5, to 20, and above 20 billion parameters."""
    if parameters is None:
        return 1
    return 0.75 if parameters < 5e9 else 1 if parameters <= 20e9 else 1.4


def _weights(kb: KnowledgeBase, entry: Entry) -> str:
    access = kb.models[entry.score.model].weights
    if access is None:
        return WEIGHTS[2]
    return WEIGHTS[0] if access in CAN_BE_HAD else WEIGHTS[1]


def model_date(kb: KnowledgeBase, id: str) -> float | None:
    """When a model came, in years with their fraction: the month of its arXiv id, else the middle of its year."""
    model = kb.models[id]
    paper = kb.publications.get(model.publication) if model.publication else None
    found = re.match(r"(\d\d)(\d\d)\.", paper.arxiv) if paper is not None else None
    if found is not None and model.year in (None, 2000 + int(found[1])) and 1 <= int(found[2]) <= 12:
        return round(2000 + int(found[1]) + (int(found[2]) - 0.5) / 12, 3)
    return model.year + 0.5 if model.year else None


@dataclass(frozen=True, slots=True)
class ShownRepeat:
    """A disagreement, ready to be shown."""

    repeat: Repeat
    measurements: tuple[tuple[str, Measurement], ...]
    """Who measured, lowest value first."""
    board: str
    """Address of its ranking."""
    conditions: tuple[Condition, ...]
    """In what the tables differ, or are silent."""


def _spread(analyses: Analyses) -> dict[str, Any]:
    kb, found = analyses.kb, analyses.disagreements
    effect = own_paper_effect(found.gaps)
    return {
        "repeats": len(found.repeats),
        "differing": [_shown(kb, one) for one in found.differing],
        "equal": len(found.repeats) - len(found.differing),
        "doubted": sum(1 for one in found.differing if one.doubted),
        "plot": _ranges(kb, found.differing[:MOST_RANGES]) if found.differing else None,
        "shown": min(MOST_RANGES, len(found.differing)),
        "by_harness": spreads_by_harness(found.repeats),
        "by_setting": spreads_by_setting(found.repeats),
        "other_judge": [one for one in found.differing if _differ_in_judge_alone(one)],
        "issues": _comparability_issues(kb, found),
        "pitfalls": _pitfalls(kb, found),
        "half_stated": _widest(found.half_stated),
        "half_stated_pairs": len(found.half_stated),
        "gaps": [one for one in found.gaps if one.points],
        "effect": effect,
        "gap_plot": _gap_plot(kb, found.gaps) if effect.own_higher + effect.own_lower else None,
        "fewest_models": FEWEST_MODELS,
        "who": MEASURERS,
        "measurer": partial(measurer, kb),
        "board_path": board_path,
        "anchor": anchor,
    }


def _differ_in_judge_alone(repeat: Repeat) -> bool:
    """Whether one harness is named by all tables, with more than one judge."""
    harnesses = {one.result.protocol.harness for one in repeat.measurements}
    judges = {one.result.protocol.judge for one in repeat.measurements}
    return len(harnesses) == 1 and len(judges) > 1 and None not in harnesses | judges


def _comparability_issues(kb: KnowledgeBase, found: Disagreements) -> list[tuple[str, KnownIssue]]:
    """What sources say against comparing scores on the benchmarks that disagreements occur on."""
    benchmarks = sorted({one.protocol.benchmark for one in found.differing})
    return [(id, issue) for id in benchmarks for issue in kb.datasets[id].known_issues if issue.kind == "comparability"]


def _pitfalls(kb: KnowledgeBase, found: Disagreements) -> list[Metric]:
    """Metrics that disagreements occur in, as far as pitfalls of them are recorded."""
    used = (kb.metrics.get(id) for id in sorted({one.protocol.metric for one in found.differing}))
    return [metric for metric in used if metric is not None and metric.pitfalls]


def _shown(kb: KnowledgeBase, repeat: Repeat) -> ShownRepeat:
    return ShownRepeat(
        repeat,
        tuple((MEASURERS[measurer(kb, one)], one) for one in repeat.measurements),
        f"{board_path(repeat.protocol.benchmark)}#{anchor(repeat.protocol)}",
        conditions(one.result for one in repeat.measurements),
    )


def _ranges(kb: KnowledgeBase, repeats: Iterable[Repeat]) -> RangePlot:
    sorts = {"own-paper": 0, "other-paper": 1}
    rows = []
    for repeat in repeats:
        values = tuple(
            Measured(
                round(one.score.value * (100 if one.score.unit == "fraction" else 1), 4),
                f"{MEASURERS[who]}: {one.score.value:g} ({one.result.name})",
                sorts.get(who, 2),
                f"results/{one.result.id}/",
            )
            for one in repeat.measurements
            for who in (measurer(kb, one),)
        )
        name = f"{_variant_name(kb, repeat.measurements[0])}, {kb.datasets[repeat.protocol.benchmark].name}"
        board = f"{board_path(repeat.protocol.benchmark)}#{anchor(repeat.protocol)}"
        rows.append(RangeRow(name, f"{repeat.spread:.1f}", values, board))
    return ranges(rows, ("Own paper", "Another model's paper", "Independent, or a leaderboard"))


def _gap_plot(kb: KnowledgeBase, gaps: Iterable[Gap]) -> RangePlot:
    """A row a model: how much better its own paper's values are than those of others."""
    by_model: dict[str, list[Gap]] = {}
    for one in gaps:
        by_model.setdefault(one.own.score.model, []).append(one)
    rows = [
        RangeRow(
            kb.models[id].name,
            f"n = {len(found)}",
            tuple(
                Measured(
                    one.points,
                    f"{one.points:+g} points, {kb.datasets[one.own.score.benchmark].name}: {one.own.score.value:g} "
                    f"against {one.other.score.value:g} in {one.other.result.name}",
                )
                for one in found
            ),
            f"models/{id}/",
        )
        for id, found in sorted(by_model.items())
    ]
    return ranges(rows, ("Own value minus another's, in points",))


def _variant_name(kb: KnowledgeBase, measurement: Measurement) -> str:
    model = kb.models[measurement.score.model]
    return f"{model.name} {variant_words(model, measurement.score.variant)}".strip()


def _widest(found: Iterable[HalfStated]) -> list[HalfStated]:
    """The widest pair of each model and benchmark."""
    first: dict[tuple[str, str, str], HalfStated] = {}
    for one in found:
        if one.spread > 0:
            first.setdefault((one.lower.score.model, one.lower.score.benchmark, one.lower.score.metric), one)
    return list(first.values())[:MOST_HALF_STATED]


@dataclass(frozen=True, slots=True)
class Highlight:
    """The best of one protocol, for the page of a dataset."""

    id: str
    ranking: Ranking
    best: tuple[Entry, ...]


def highlights(comparisons: Comparisons, benchmark: str) -> dict[str, Any]:
    """What the page of a dataset says of its scores: the best few of its main protocols."""
    rankings = comparisons.on.get(benchmark, ())
    return {
        "path": board_path(benchmark),
        "scores": sum(len(one.measurements) for one in rankings),
        "protocols": len(rankings),
        "main": best_of(rankings, OUTSTANDING),
    }


def best_of(rankings: Iterable[Ranking], most: int) -> tuple[Highlight, ...]:
    """The best few of the first rankings that rank."""
    main = [one for one in rankings if one.models > 1 and one.better][:most]
    return tuple(
        Highlight(anchor(one.protocol), one, tuple(entry for entry in one.entries if not entry.doubted)[:OUTSTANDING])
        for one in main
    )


@dataclass(frozen=True, slots=True)
class ModelScores:
    """A model's scores on one benchmark."""

    benchmark: str
    path: str
    entries: tuple[tuple[str, Ranking, Entry], ...]
    """Place of the ranking on the leaderboard, the ranking, the model's entry."""


def scores_of_model(comparisons: Comparisons, model: str) -> list[ModelScores]:
    """A model's scores, by benchmark, those with the most scores first."""
    by_benchmark: dict[str, list[tuple[str, Ranking, Entry]]] = {}
    for ranking, entry in comparisons.of.get(model, ()):
        by_benchmark.setdefault(ranking.protocol.benchmark, []).append((anchor(ranking.protocol), ranking, entry))
    found = [ModelScores(id, board_path(id), tuple(entries)) for id, entries in by_benchmark.items()]
    return sorted(found, key=lambda one: (-len(one.entries), one.benchmark))

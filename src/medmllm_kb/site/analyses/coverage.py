"""Pages of the gap maps and of the trends, with the lists behind their numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.analysis.coverage import (
    GAP_MAPS,
    LEAST,
    OTHER,
    CoverageMap,
    Field,
    Heading,
    MapPlan,
    described,
    gaps,
    last_change,
    scores_on,
)
from medmllm_kb.analysis.trends import FEWEST, Trend, by_year
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record, Term
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.charts import Plot, Point, Series, bars, lines
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.page import PlannedPage

SECTION = "taxonomy"
STEPS = (1, 2, 5, 10, 25)
"""Least count of each shade."""
STEP_LABELS = ("1", "2 to 4", "5 to 9", "10 to 24", "25 or more")
MOST_GAPS = 6
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class ShownMap:
    """A map of the site with what stands around it."""

    plan: MapPlan
    map: CoverageMap
    nouns: tuple[str, str]
    """What is counted: one of it, many of it."""
    scores: Mapping[str, int]
    """Dataset -> scores recorded on it; empty for maps that do not tell them."""

    @property
    def path(self) -> str:
        """Address of the map below the root."""
        return f"gap-maps/{self.plan.id}/"

    def scores_of(self, ids: Sequence[str]) -> int:
        """Scores recorded on all of these datasets."""
        return sum(self.scores.get(id, 0) for id in ids)


def shown_maps(analyses: Analyses) -> tuple[ShownMap, ...]:
    """The maps of the site, in their order."""
    scores = scores_on(analyses.kb)
    return tuple(_shown(plan, analyses.gap_maps[plan.id], scores) for plan in GAP_MAPS)


def _shown(plan: MapPlan, found: CoverageMap, scores: Counter[str]) -> ShownMap:
    kind = KINDS_OF_PAGES[plan.kind]
    nouns = ("benchmark", "benchmarks") if plan.only_evaluation else (kind.singular, kind.plural)
    return ShownMap(plan, found, nouns, scores if plan.only_evaluation else {})


@dataclass(frozen=True, slots=True)
class Listed:
    """A map whose rows have pages that list the records."""

    base: str
    """Address below which the lists stand."""
    home: str
    """Address of the map itself."""
    title: str
    index: tuple[str, str]
    """Address and name of the index page above the map."""
    map: CoverageMap
    nouns: tuple[str, str]
    scores: Mapping[str, int]


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The index of the maps, each map, the trends, and a list for each row of both."""
    kb = analyses.kb
    maps = shown_maps(analyses)
    yield PlannedPage(
        "gap-maps/",
        SECTION,
        "Gap maps",
        "Which modalities, languages, body regions and specialties have data, and for what; and which have none.",
        "gap-maps.html",
        partial(_index_context, maps),
    )
    for shown in maps:
        context = partial(_map_context, kb, shown)
        yield PlannedPage(shown.path, SECTION, shown.plan.title, shown.plan.question, "gap-map.html", context)
        index = ("gap-maps/", "Gap maps")
        yield from _lists(
            kb, Listed(shown.path, shown.path, shown.plan.title, index, shown.map, shown.nouns, shown.scores)
        )
    yield PlannedPage(
        "trends/",
        SECTION,
        "Trends",
        "How the recorded datasets and models change from year to year.",
        "trends.html",
        partial(_trends_context, kb, analyses.trends),
    )
    for one in analyses.trends:
        kind = KINDS_OF_PAGES[one.plan.kind]
        base, home = f"trends/{one.plan.id}/", f"trends/#{one.plan.id}"
        nouns = (kind.singular, kind.plural)
        yield from _lists(kb, Listed(base, home, one.plan.title, ("trends/", "Trends"), one.map, nouns, {}))


def list_path(base: str, row: str) -> str:
    """Address of the list behind a row of a map; each column has its place there, by its id."""
    return f"{base}{row.lower()}/"


def step_of(count: int) -> int:
    """Which shade a count has: 0 for none, up to ``len(STEPS)``."""
    return sum(1 for least in STEPS if count >= least)


def name_of(kb: KnowledgeBase, field: Field, id: str) -> str:
    """What a heading is called, short where people say it short: CT."""
    if id == OTHER:
        return f"Other {field.plural}"
    target = kb.find(field.target, id) if field.target else None
    if isinstance(target, Record | Term):
        return next((alias for alias in target.aliases if alias.lower() == id), target.name)
    return dict(field.names).get(id, id)


def _lists(kb: KnowledgeBase, listed: Listed) -> Iterator[PlannedPage]:
    for row in listed.map.rows:
        name = name_of(kb, listed.map.row_field, row.id)
        yield PlannedPage(
            list_path(listed.base, row.id),
            SECTION,
            f"{name}: {listed.nouns[1]} by {listed.map.column_field.singular}",
            f"{listed.title}: the list behind the row {name}.",
            "gap-list.html",
            partial(_list_context, listed, row),
            indexed=False,
        )


def _index_context(maps: tuple[ShownMap, ...]) -> dict[str, Any]:
    return {"maps": [(shown, _thumbnail(shown.map)) for shown in maps], **_shades()}


def _shades() -> dict[str, Any]:
    return {"step_of": step_of, "legend": STEP_LABELS, "list_path": list_path, "other": OTHER}


def _thumbnail(found: CoverageMap) -> list[tuple[int, str]]:
    """The map at a glance: for each shade, the path of its squares on a grid of units."""
    squares: dict[int, list[str]] = {}
    for y, row in enumerate(found.rows):
        for x, column in enumerate(found.columns):
            squares.setdefault(step_of(found.count(row.id, column.id)), []).append(f"M{x} {y}h.86v.86h-.86z")
    return [(step, "".join(paths)) for step, paths in sorted(squares.items())]


def _map_context(kb: KnowledgeBase, shown: ShownMap) -> dict[str, Any]:
    found = shown.map
    counts = [(row, column, found.count(row.id, column.id)) for row in found.rows for column in found.columns]
    named = [one for one in counts if OTHER not in (one[0].id, one[1].id)]
    records = kb.records[shown.plan.kind]
    return {
        "shown": shown,
        "map": found,
        "fullest": max(named, key=lambda one: one[2], default=None),
        "empty": sum(1 for _, _, count in counts if not count),
        "single": sum(1 for _, _, count in counts if count == 1),
        "gaps": gaps(found)[:MOST_GAPS],
        "least": LEAST,
        "single_rows": [row for row in found.rows if len(row.records) == 1 and row.id != OTHER],
        "roots": [heading for heading in found.rows if heading.is_root],
        "stubs": len(records) - len(described(kb, shown.plan.kind)),
        "updated": last_change(kb, shown.plan.kind),
        **_shades(),
    }


def _list_context(listed: Listed, row: Heading) -> dict[str, Any]:
    found = listed.map
    cells = [(column, found.cells.get((row.id, column.id), ())) for column in found.columns]
    placed = {id for _, ids in cells for id in ids}
    return {
        "listed": listed,
        "map": found,
        "row": row,
        "sections": [(column, ids) for column, ids in cells if ids],
        "empty": [column for column, ids in cells if not ids],
        "lacking": [id for id in row.records if id not in placed],
        **_shades(),
    }


@dataclass(frozen=True, slots=True)
class ShownTrend:
    """A trend with its chart, if there is enough to draw."""

    trend: Trend
    nouns: tuple[str, str]
    rows: tuple[Heading, ...]
    plot: Plot | None
    plot_years: tuple[str, ...]


def _trends_context(kb: KnowledgeBase, trends: tuple[Trend, ...]) -> dict[str, Any]:
    years = {kind: by_year(kb, kind) for kind in ("dataset", "model")}
    newest = max((date for kind in years if (date := last_change(kb, kind))), default=None)
    return {
        "totals": [
            (kind, KINDS_OF_PAGES[kind], counts, _bars(counts, KINDS_OF_PAGES[kind].plural))
            for kind, counts in years.items()
            if counts
        ],
        "trends": [_shown_trend(kb, one) for one in trends],
        "undated": {kind: _undated(kb, kind) for kind in years},
        "updated": newest,
        "fewest": FEWEST,
        **_shades(),
    }


def _undated(kb: KnowledgeBase, kind: str) -> list[str]:
    return [record.id for record in described(kb, kind) if getattr(record, "year", None) is None]


def _bars(counts: Mapping[int, int], plural: str) -> Plot:
    return bars([Point(year, count, f"{year}: {count} {plural}") for year, count in counts.items()])


def _shown_trend(kb: KnowledgeBase, one: Trend) -> ShownTrend:
    kind = KINDS_OF_PAGES[one.plan.kind]
    years = one.years_with_shares
    if years and not one.plan.shares:
        years = tuple(str(year) for year in range(int(years[0]), int(one.years[-1]) + 1))
    candidates = [row for row in one.map.rows if row.id != OTHER and len(row.records) >= FEWEST]
    fullest = sorted(candidates, key=lambda row: -len(row.records))[:MOST_LINES]
    drawn = [row for row in candidates if row in fullest]
    plot = lines([_series(kb, one, row, years) for row in drawn]) if len(years) > 1 and drawn else None
    return ShownTrend(one, (kind.singular, kind.plural), one.map.rows, plot, years)


def _series(kb: KnowledgeBase, one: Trend, row: Heading, years: Sequence[str]) -> Series:
    name = name_of(kb, one.map.row_field, row.id)
    points = []
    for year in years:
        count, share = one.map.count(row.id, year), one.share(row.id, year)
        value = round(100 * share, 1) if one.plan.shares and share is not None else count
        told = (
            f"{count} of {one.totals[year]}, {100 * share:.0f} %"
            if one.plan.shares and share is not None
            else str(count)
        )
        points.append(Point(int(year), value, f"{year}, {name}: {told}"))
    return Series(name, tuple(points))

"""How the recorded datasets and models change from year to year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medmllm_kb.analysis.coverage import FIELDS, YEAR, Axis, CoverageMap, Field, axis, cover, described, values_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Dataset, Record

FEWEST = 5
"""Records that a year needs before a share of them is worth stating."""
WIDEST = 6
"""Headings of a trend at most; a chart draws the fullest of them."""

COMMERCIAL_USE = Field(
    "commercial_use",
    "licence class",
    "licence classes",
    names=(
        ("allowed", "commercial use allowed"),
        ("conditional", "commercial use on conditions"),
        ("forbidden", "no commercial use"),
        ("unknown", "licence without a stated rule for commercial use"),
        ("none-recorded", "no licence recorded"),
    ),
)
"""No field of a dataset: what its licence says of commercial use."""


@dataclass(frozen=True, slots=True)
class TrendPlan:
    """A trend that everybody sees."""

    id: str
    title: str
    question: str
    kind: str
    field: str
    """Field of the kind, or ``commercial_use``."""
    shares: bool = False
    """Whether shares of a year's records are asked for; else their numbers."""


TRENDS = (
    TrendPlan("datasets-kind", "Kinds of datasets", "Of which kind are the datasets of each year?", "dataset", "kind"),
    TrendPlan(
        "datasets-modality",
        "Modalities of datasets",
        "Which modalities do the datasets of each year hold?",
        "dataset",
        "modalities",
    ),
    TrendPlan(
        "datasets-stage", "Stages of datasets", "For which stage of training are they meant?", "dataset", "stages"
    ),
    TrendPlan(
        "datasets-access", "Access to datasets", "Are newer datasets easier to have?", "dataset", "access", shares=True
    ),
    TrendPlan(
        "datasets-licence",
        "Licences of datasets",
        "Do the licences of newer datasets allow commercial use?",
        "dataset",
        COMMERCIAL_USE.name,
        shares=True,
    ),
    TrendPlan(
        "models-modality", "Modalities of models", "What do the models of each year read?", "model", "modalities"
    ),
    TrendPlan(
        "models-reasoning",
        "Models trained to reason",
        "How many models of each year are trained to reason before they answer?",
        "model",
        "reasoning",
        shares=True,
    ),
    TrendPlan(
        "models-weights",
        "Openness of weights",
        "Can the weights of each year's models be had?",
        "model",
        "weights",
        True,
    ),
)
"""The trends of the site, in their order."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Records of one kind by a field, year by year."""

    plan: TrendPlan
    map: CoverageMap
    """The field downwards, years across."""
    totals: Mapping[str, int]
    """Year -> records of that year that say something in the field."""

    def share(self, row: str, year: str) -> float | None:
        """Share of the year's records that belong to a row, between 0 and 1; None where they are too few."""
        total = self.totals.get(year, 0)
        return self.map.count(row, year) / total if total >= FEWEST else None

    @property
    def years(self) -> tuple[str, ...]:
        """Years with records, in order."""
        return tuple(self.totals)

    @property
    def years_with_shares(self) -> tuple[str, ...]:
        """The longest run of years without a gap that all have enough records; the later one of two."""
        runs: list[list[str]] = [[]]
        for year in self.years:
            if self.totals[year] < FEWEST:
                runs.append([])
            elif runs[-1] and int(year) != int(runs[-1][-1]) + 1:
                runs.append([year])
            else:
                runs[-1].append(year)
        longest = max(len(run) for run in runs)
        return tuple(next(run for run in reversed(runs) if len(run) == longest))


def trend(kb: KnowledgeBase, plan: TrendPlan) -> Trend:
    """One of the trends that everybody sees."""
    records = described(kb, plan.kind)
    if plan.field == COMMERCIAL_USE.name:
        rows = _commercial_use(kb, records)
    else:
        rows = axis(kb, records, FIELDS[plan.kind][plan.field])
    found = cover(plan.kind, records, rows, axis(kb, records, YEAR), most_rows=WIDEST)
    placed: dict[str, set[str]] = {heading.id: set() for heading in found.columns}
    for (_, year), ids in found.cells.items():
        placed[year].update(ids)
    return Trend(plan, found, {year: len(ids) for year, ids in placed.items() if ids})


def trends(kb: KnowledgeBase) -> tuple[Trend, ...]:
    """All trends that everybody sees and that have any year."""
    return tuple(found for plan in TRENDS if (found := trend(kb, plan)).years)


def by_year(kb: KnowledgeBase, kind: str) -> dict[int, int]:
    """How many described records of a kind each year has, from the first year to the last; years without have 0."""
    years = [int(year) for record in described(kb, kind) for year in values_of(record, YEAR.name)]
    return {year: years.count(year) for year in range(min(years), max(years) + 1)} if years else {}


def _commercial_use(kb: KnowledgeBase, records: Iterable[Record]) -> Axis:
    tags = {record.id: (commercial_use(kb, record),) for record in records if isinstance(record, Dataset)}
    return Axis(COMMERCIAL_USE, tags, tuple(value for value, _ in COMMERCIAL_USE.names), {}, in_order=True)


def commercial_use(kb: KnowledgeBase, dataset: Dataset) -> str:
    """What a dataset's own terms, else those of its licence, say of commercial use; parts are not looked at."""
    term = kb.terms["licences"].get(dataset.license) if dataset.license else None
    for permissions in (dataset.permissions, term.permissions if term else None):
        if permissions and permissions.commercial_use:
            return permissions.commercial_use.state
    return "unknown" if dataset.license else "none-recorded"

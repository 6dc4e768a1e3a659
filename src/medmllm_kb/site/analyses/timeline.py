"""Models by the month of their publication, as a plot and as lists."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import MedicalModel
from medmllm_kb.site.analyses.choose import TO_BE_HAD
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.charts import Plot, Point, Series, scatter
from medmllm_kb.site.page import PlannedPage

PATH = "timeline/"
FEW = 20
"""Below so many models a year is said to be thin."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SORTS = (
    "reasoning, weights to download",
    "reasoning, no weights to download recorded",
    "other models, weights to download",
    "other models, no weights to download recorded",
)
_ARXIV = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A model with when it was published."""

    model: MedicalModel
    year: int
    month: int | None
    """From 1 to 12; None when only the year is known."""

    @property
    def sort(self) -> int:
        """Index in ``SORTS``."""
        return (0 if self.model.reasoning else 2) + (self.model.weights not in TO_BE_HAD)

    @property
    def quarter(self) -> int | None:
        """From 0 to 3."""
        return (self.month - 1) // 3 if self.month else None

    @property
    def when(self) -> str:
        """Month and year in words."""
        return f"{MONTHS[self.month - 1]} {self.year}" if self.month else str(self.year)


@dataclass(frozen=True, slots=True)
class YearOfModels:
    """The models of a year: the latest first, those without a month last."""

    year: int
    models: tuple[Dated, ...]

    @property
    def few(self) -> bool:
        """Whether there are too few to say anything of the year."""
        return len(self.models) < FEW


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The timeline."""
    yield PlannedPage(
        PATH,
        "models",
        "Timeline of models",
        "Recorded models by the month of publication, with whether they reason and whether weights can be had.",
        "timeline.html",
        partial(timeline_context, analyses.kb),
    )


def timeline_context(kb: KnowledgeBase) -> dict[str, Any]:
    """The plot, the years and those without a date."""
    models = [one for one in kb.models.values() if one.status != "stub"]
    found = [one for model in models if (one := dated(model, kb))]
    years = [
        YearOfModels(year, tuple(sorted((one for one in found if one.year == year), key=_order)))
        for year in sorted({one.year for one in found}, reverse=True)
    ]
    return {
        "years": years,
        "plot": picture(found) if any(one.month for one in found) else None,
        "drawn": sum(one.month is not None for one in found),
        "sorts": [(name, Counter(one.sort for one in found)[number]) for number, name in enumerate(SORTS)],
        "undated": [one for one in models if dated(one, kb) is None],
        "few": FEW,
        "updated": max((one.updated or one.added for one in models), default=None),
    }


def dated(model: MedicalModel, kb: KnowledgeBase) -> Dated | None:
    """When a model was published: its year, with the month of its arXiv id or its publication if of that year."""
    publication = kb.publications.get(model.publication or "")
    year = model.year or (publication.year if publication else 0)
    if not year:
        return None
    if publication is None:
        return Dated(model, year, None)
    arxiv = _ARXIV.match(publication.arxiv)
    if arxiv and 2000 + int(arxiv[1]) == year and 1 <= int(arxiv[2]) <= 12:
        return Dated(model, year, int(arxiv[2]))
    return Dated(model, year, publication.month if publication.year == year else None)


def picture(found: Sequence[Dated]) -> Plot:
    """Models of each quarter one above the other; those without a month are left out."""
    series: list[list[Point]] = [[] for _ in SORTS]
    heights: Counter[tuple[int, int]] = Counter()
    for one in sorted(found, key=lambda one: (one.sort, one.month or 0, one.model.name.lower())):
        if one.quarter is None:
            continue
        heights[one.year, one.quarter] += 1
        point = Point(
            one.year + (one.quarter + 0.5) / 4,
            heights[one.year, one.quarter],
            f"{one.model.name}, {one.when}: {SORTS[one.sort]}",
            f"models/{one.model.id}/",
        )
        series[one.sort].append(point)
    tallest = max(heights.values())
    shown = [Series(name, tuple(points)) for name, points in zip(SORTS, series, strict=True)]
    return scatter(shown, height=max(220, 13 * tallest))


def _order(one: Dated) -> tuple[int, str]:
    return -(one.month or 0), one.model.name.lower()

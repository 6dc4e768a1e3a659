"""Pages of what the records together imply: a module for each analysis."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from medmllm_kb.site.analyses import (
    choose,
    connectors,
    coverage,
    curation,
    leaderboards,
    licences,
    lineage,
    needs,
    recipes,
    timeline,
    traces,
)
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.fragments import Fragment
from medmllm_kb.site.page import Download, PlannedPage

PAGES: tuple[Callable[[Analyses], Iterator[PlannedPage]], ...] = (
    coverage.pages,
    curation.pages,
    licences.pages,
    leaderboards.pages,
    lineage.pages,
    traces.pages,
    choose.pages,
    connectors.pages,
    timeline.pages,
    needs.pages,
)
"""What plans the pages of each analysis."""
FRAGMENTS: Mapping[str, Fragment] = {**recipes.FRAGMENTS}
"""What chapters may show, by name."""


def analysis_pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The pages of all analyses."""
    return chain.from_iterable(pages(analyses) for pages in PAGES)


def analysis_downloads(analyses: Analyses) -> Iterator[Download]:
    """The files beside those pages."""
    return traces.downloads(analyses)

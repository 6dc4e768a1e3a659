"""Pages of what the records together imply: a module for each analysis."""

from collections.abc import Callable, Iterator
from itertools import chain

from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.page import PlannedPage

PAGES: tuple[Callable[[Analyses], Iterator[PlannedPage]], ...] = ()
"""What plans the pages of each analysis."""


def analysis_pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The pages of all analyses."""
    return chain.from_iterable(pages(analyses) for pages in PAGES)

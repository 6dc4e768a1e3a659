"""The page that tells curators how far they are and what comes next."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from medmllm_kb.analysis.curation import Curation
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Record
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.page import PlannedPage


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The curation dashboard."""
    description = "How many facts have a source, what is missing most often, and what to do next."
    context = partial(_context, analyses.kb, analyses.curation, analyses.edit_url)
    yield PlannedPage("curation/", "about", "Curation", description, "curation.html", context)


def _context(kb: KnowledgeBase, found: Curation, edit_url: str) -> dict[str, Any]:
    def edit(record: Record) -> str:
        return f"{edit_url}/{kb.files[record.KIND, record.id]}" if edit_url else ""

    facts, supported = sum(kind.facts for kind in found.kinds), sum(kind.supported for kind in found.kinds)
    by_absence = sorted(found.fields, key=lambda one: (-one.not_checked, one.kind, one.field))
    return {
        "found": found,
        "kinds": KINDS_OF_PAGES,
        "folders": {kind: f"{KINDS[kind].FOLDER}/" for kind in KINDS},
        "described": sum(kind.described for kind in found.kinds),
        "stubs": sum(kind.stubs for kind in found.kinds),
        "conflicts": sum(kind.conflicts for kind in found.kinds),
        "facts": facts,
        "supported": supported,
        "unchecked": [one for one in by_absence if one.not_checked][:5],
        "silent": sorted((one for one in found.fields if one.not_reported), key=lambda one: -one.not_reported)[:5],
        "one_day": bool(found.oldest_checks) and found.oldest_checks[0].day == found.newest_check,
        "edit": edit,
    }

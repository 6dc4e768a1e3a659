"""Pieces of pages that chapters may show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from medmllm_kb.site.analyses.computed import Analyses


@dataclass(frozen=True, slots=True)
class Fragment:
    """Something that the site makes of the records and a chapter may show."""

    template: str
    """Shows what ``context`` gives, under the name ``given``."""
    context: Callable[[Analyses], Any]

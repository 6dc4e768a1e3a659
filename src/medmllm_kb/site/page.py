"""A generated page, before any engine has put its shell around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from medmllm_kb.records import Record


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page before its template is rendered."""

    path: str
    """Address below the site's root, without a leading slash: ``datasets/vqa-rad/``, or empty for home."""
    section: str
    """Id of the section of the navigation that it belongs to."""
    title: str
    description: str
    template: str
    context: Callable[[], Mapping[str, Any]]
    """What the template shows. Called when the page is rendered, perhaps in another process."""
    record: Record | None = None
    """The record whose page it is: facts and sources are looked up there."""
    indexed: bool = True
    """Whether full-text search finds it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page plan says of one page. Knows nothing of the site engine."""

    path: str
    """Address below the site's root, without a leading slash: ``datasets/vqa-rad/``, or empty for home."""
    section: str
    """Id of the section of the navigation that it belongs to."""
    title: str
    """Plain text."""
    description: str
    """Plain text for search engines."""
    body: Callable[[], str]
    """Renders the HTML of the main part. Links are relative to the page itself."""
    indexed: bool = True
    """Whether full-text search finds it."""

    @property
    def depth(self) -> int:
        """How many folders lie between the page and the root: 2 for ``datasets/vqa-rad/``."""
        return self.path.count("/")


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the pages: a bibliography, an index for the jump box."""

    path: str
    """Address below the site's root."""
    content: Callable[[], bytes]

"""What templates see: the knowledge base with addresses, links, prose and provenance marks."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from urllib.parse import unquote

from markupsafe import Markup

from medmllm_kb.analysis.provenance import FactState, state_of
from medmllm_kb.exports.citation import short_label
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Record, Term
from medmllm_kb.records.prose import CITATION
from medmllm_kb.records.references import PUBLICATION
from medmllm_kb.site.prose import ProseRenderer, math
from medmllm_kb.site.sources import PageSource, PageSources

ROOT = "\ue001"
"""Stands for the way from a page up to the site's root until the page is known."""


def address(kind: str, id: str) -> str:
    """Address of the page of a record or, when ``kind`` names a vocabulary, of a term, below the root."""
    if kind == PUBLICATION:
        return f"references/#{id}"
    if kind == "vocabulary":
        return f"{id}/"
    return f"{KINDS[kind].FOLDER if kind in KINDS else kind}/{id}/".lower()


class Links:
    """Links to everything in one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.to = cache(self._to)
        self.source = cache(self._source)

    def _to(self, kind: str, id: str, label: str | None = None) -> Markup:
        """A link with the name of what it leads to; the bare id when nothing is there."""
        target = self.kb.find(kind, id)
        if target is None:
            return Markup(f"<code>{escape(label or id)}</code>")
        name = label or (target.name if isinstance(target, Record | Term) else short_label(target))
        stub = ' class="kb-stub"' if isinstance(target, Record) and target.status == "stub" else ""
        return Markup(f'<a href="{ROOT}{address(kind, id)}"{stub}>{escape(name)}</a>')

    def all(self, kind: str, ids: Iterable[str]) -> Markup:
        """Links, separated by commas."""
        return Markup(", ").join(self.to(kind, id) for id in ids)

    def items(self, kind: str, ids: Iterable[str]) -> Markup:
        """Links as the items of a list."""
        return Markup("".join(f"<li>{self.to(kind, id)}</li>" for id in ids))

    def _source(self, source: str) -> Markup:
        """A source as it stands in the list at the foot of a page."""
        publication = self.kb.publications.get(source)
        if publication is None:
            return Markup('<a href="{0}" rel="noopener">{1}</a>').format(source, shown_address(source))
        return Markup('<a href="{0}">{1}</a> <i>{2}</i>. {3}').format(
            ROOT + address(PUBLICATION, source),
            short_label(publication),
            publication.title,
            publication.venue,
        )


Row = Callable[[str, Record], Markup]
"""Sort of table, record -> the record's row in such a table."""


class PageView:
    """One page's way of looking at the knowledge base: it numbers the sources that the page names."""

    def __init__(self, links: Links, renderer: ProseRenderer, row: Row, record: Record | None = None) -> None:
        self.kb = links.kb
        self.row = row
        self.record = record
        self.link = links.to
        self.links = links.all
        self.items = links.items
        self.source = links.source
        self.sources = PageSources(record)
        self._renderer = renderer

    def url(self, path: str) -> str:
        """Address below the root -> address to write in a link."""
        return ROOT + path

    def prose(self, text: str | None) -> Markup:
        """Prose as a run of words, for use within a paragraph, a cell or an item."""
        return Markup(self._renderer.inline(text, self._cite)) if text else Markup("")

    def blocks(self, text: str | None) -> Markup:
        """Prose as paragraphs."""
        return Markup(self._renderer.blocks(text, self._cite)) if text else Markup("")

    def math(self, latex: str, display: bool = False) -> Markup:
        """A formula as MathML."""
        return Markup(math(latex, display))

    def formula(self, latex: str) -> Markup:
        """A formula on a line of its own, which scrolls where it is wider than the page, by keyboard as well."""
        return Markup('<div class="kb-formula" tabindex="0" role="group" aria-label="Formula">{}</div>').format(
            self.math(latex, True)
        )

    def state(self, fact: str) -> FactState:
        """Which of the four states a field of the page's record is in."""
        return state_of(self._own_record(), fact)

    def name(self, kind: str, id: str) -> str:
        """Name of a record or a term; the bare id when nothing has it."""
        target = self.kb.find(kind, id)
        return target.name if isinstance(target, Record | Term) else id

    def short_name(self, kind: str, id: str) -> str:
        """How people say a term in a table: CC0-1.0, CT; else its name."""
        if id != id.lower():
            return id
        term = self.kb.find(kind, id)
        aliases = term.aliases if isinstance(term, Term) else ()
        return next((one for one in aliases if one.lower() == id), self.name(kind, id))

    def first_sentence(self, text: str | None) -> Markup:
        """The first sentence of a summary, without the marks of its citations, for lists."""
        without = SPACE_LEFT_BEHIND.sub(r"\1", CITATION.sub("", text or ""))
        return self.prose(SENTENCE_END.split(without, maxsplit=1)[0])

    def count_users(self, kind: str, id: str, user_kind: str) -> int:
        """How many records of a kind refer to something."""
        users = {one.record.id for one in self.kb.backlinks.get((kind, id), ()) if user_kind == one.record.KIND}
        return len(users)

    def marks(self, fact: str) -> Markup:
        """Numbers of the sources in which a fact was seen."""
        return self._marks(self.sources.of_fact(fact))

    def mark(self, *sources: str) -> Markup:
        """Numbers of named sources."""
        return self._marks([self.sources.cite(source) for source in sources])

    def _cite(self, keys: list[str]) -> str:
        return self.mark(*keys)

    def _marks(self, sources: Sequence[PageSource]) -> Markup:
        if not sources:
            return Markup("")
        numbers = ",".join(
            f'<a href="#source-{one.number}"{_SECONDARY if one.primary is False else ""}>{one.number}</a>'
            for one in sources
        )
        return Markup(f'<sup class="kb-mark">{numbers}</sup>')

    def _own_record(self) -> Record:
        assert self.record is not None, "this page has no record of its own"
        return self.record


def shown_address(url: str) -> str:
    """An address as people read it: no scheme, not endlessly long."""
    text = unquote(url.split("://", 1)[-1].removeprefix("www.").rstrip("/"))
    return text if len(text) <= 90 else f"{text[:60]}…{text[-29:]}"


SPACE_LEFT_BEHIND = re.compile(r"\s+([.,;:])")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SECONDARY = ' class="kb-secondary"'

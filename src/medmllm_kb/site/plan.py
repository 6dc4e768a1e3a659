"""The page plan: which pages and downloads the knowledge base gives. Knows nothing of any site engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from markupsafe import Markup

from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import KINDS, Record
from medmllm_kb.records.prose import CITATION, LINK
from medmllm_kb.site.analyses import FRAGMENTS, analysis_downloads, analysis_pages
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.lineage import template_globals
from medmllm_kb.site.analyses.needs import needs_about
from medmllm_kb.site.chapters import Chapter, chapter_pages, chapters_about, cited_by
from medmllm_kb.site.contexts import Contexts
from medmllm_kb.site.environment import environment
from medmllm_kb.site.home import HOME_MAP, home_context
from medmllm_kb.site.names import names_index
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.page import Download, Page, PlannedPage
from medmllm_kb.site.prose import ProseRenderer
from medmllm_kb.site.rules import rules_context
from medmllm_kb.site.view import ROOT, Links, PageView, address


@dataclass(frozen=True, slots=True)
class Settings:
    """What the pages need to know of the place where they will stand."""

    site_url: str = ""
    repo_url: str = ""
    """Address of the repository; empty when none is configured."""
    edit_branch: str = "main"
    chapters: tuple[Chapter, ...] = ()
    """Pages written by hand that show what the records say."""

    @property
    def edit_url(self) -> str:
        """Address at which files of the data folder are edited; empty when no repository is configured."""
        return f"{self.repo_url.rstrip('/')}/edit/{self.edit_branch}/data" if self.repo_url else ""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """Everything that the site generates."""

    pages: list[Page]
    downloads: list[Download]
    redirects: dict[str, str]
    """Former address -> address."""
    chapters: tuple[Chapter, ...] = ()
    """What the navigation leads to beside the index pages."""


def plan_site(kb: KnowledgeBase, settings: Settings) -> SitePlan:
    """Pages for records, kinds, terms, references, checks, chapters and home, with the files beside them.

    Raises:
        SiteError: A chapter names what does not exist.
    """
    planner = _Planner(kb, settings)
    return SitePlan(list(planner.pages()), planner.downloads, dict(_redirects(kb)), settings.chapters)


class _Planner:
    def __init__(self, kb: KnowledgeBase, settings: Settings) -> None:
        self._kb = kb
        self._analyses = Analyses(kb, settings.edit_url)
        self._contexts = Contexts(kb, self._analyses, settings.edit_url)
        self._chapters = chapter_pages(settings.chapters, self._analyses, FRAGMENTS)
        self._links = Links(kb)
        self._renderer = ProseRenderer(self._links.to)
        self._environment = environment()
        self._environment.globals.update(template_globals(self._analyses.lineage))
        self._environment.globals.update(chapters_about=chapters_about(settings.chapters))
        self._environment.globals.update(needs_about=needs_about(self._analyses))
        self._rows: dict[tuple[str, str, str], Markup] = {}
        self.downloads = [
            Download("names.json", lambda: names_index(kb, settings.chapters)),
            *analysis_downloads(self._analyses),
        ]
        self._bibliography("", list(kb.publications.values()))
        for chapter in settings.chapters:
            self._bibliography(chapter.path, [kb.publications[key] for key in cited_by(chapter)])

    def pages(self) -> Iterator[Page]:
        """Every page, ready to be rendered."""
        planned = chain(
            [self._home()],
            self._indexes(),
            self._records(),
            self._terms(),
            analysis_pages(self._analyses),
            self._chapters,
            [self._references(), self._checks(), self._search()],
        )
        return map(self._page, planned)

    def _home(self) -> PlannedPage:
        return PlannedPage(
            "",
            "home",
            "MedMLLM-KB",
            "A living survey of medical multimodal language models: what they are made of, trained on, and worth.",
            "home.html",
            lambda: home_context(self._kb, self._analyses.gap_maps[HOME_MAP]),
        )

    def _indexes(self) -> Iterator[PlannedPage]:
        for id, kind in KINDS_OF_PAGES.items():
            path = f"{KINDS[id].FOLDER}/"
            self._bibliography(path, self._contexts.publications_of(self._kb.records[id].values()))
            context = partial(self._contexts.of_index, id)
            yield PlannedPage(path, kind.section, kind.plural.capitalize(), kind.question, "index.html", context)

    def _records(self) -> Iterator[PlannedPage]:
        for record in self._kb:
            kind = KINDS_OF_PAGES[record.KIND]
            yield PlannedPage(
                address(record.KIND, record.id),
                kind.section,
                record.name,
                plain(record.summary) or f"{kind.singular.capitalize()}: {record.name}",
                f"{record.KIND}.html",
                partial(self._contexts.of_record, record),
                record,
            )

    def _terms(self) -> Iterator[PlannedPage]:
        for vocabulary in self._kb.vocabularies.values():
            for term in vocabulary.terms:
                path = address(vocabulary.id, term.id)
                users = self._contexts.users(vocabulary.id, term.id)
                self._bibliography(path, self._contexts.publications_of(users))
                context = partial(self._contexts.of_term, vocabulary, term)
                yield PlannedPage(path, "taxonomy", term.name, plain(term.definition), "term.html", context)

    def _references(self) -> PlannedPage:
        description = "Every publication that the knowledge base cites, with BibTeX."
        context = self._contexts.of_references
        return PlannedPage("references/", "references", "References", description, "references.html", context)

    def _checks(self) -> PlannedPage:
        description = "What medmllm-kb check asks of the records, why, and how to mend what it finds."
        return PlannedPage("checks/", "about", "Check rules", description, "checks.html", rules_context)

    def _search(self) -> PlannedPage:
        return PlannedPage("search/", "about", "Search", "Full-text search.", "search.html", dict, indexed=False)

    def _page(self, planned: PlannedPage) -> Page:
        up = "../" * planned.path.count("/")

        def body() -> str:
            view = PageView(self._links, self._renderer, self._row, planned.record)
            template = self._environment.get_template(planned.template)
            return template.render(v=view, **planned.context()).replace(ROOT, up)

        description = planned.description[:300]
        return Page(planned.path, planned.section, planned.title, description, body, planned.indexed)

    def _row(self, table: str, record: Record) -> Markup:
        key = (table, record.KIND, record.id)
        if key not in self._rows:
            render: Callable[[PageView, Record], Markup] = getattr(
                self._environment.get_template("rows.html").module, f"{table}_row"
            )
            self._rows[key] = render(PageView(self._links, self._renderer, self._row), record)
        return self._rows[key]

    def _bibliography(self, path: str, publications: list[Publication]) -> None:
        if publications:
            self.downloads.append(Download(f"{path}references.bib", lambda: to_bibtex(publications).encode()))


def plain(prose: str | None) -> str:
    """Prose without its marks, for descriptions."""
    text = CITATION.sub("", LINK.sub(lambda match: match["label"] or match["id"], prose or ""))
    return " ".join(text.replace("*", "").replace("`", "").replace(" .", ".").split())


def _redirects(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    for record in kb:
        for former in record.former_ids:
            yield address(record.KIND, former), address(record.KIND, record.id)
    for vocabulary in kb.vocabularies.values():
        yield f"vocabularies/{vocabulary.id}/", address("vocabulary", vocabulary.id)
        for term in vocabulary.terms:
            for former in term.former_ids:
                yield address(vocabulary.id, former), address(vocabulary.id, term.id)

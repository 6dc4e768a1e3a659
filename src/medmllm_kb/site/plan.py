"""The page plan: which pages and downloads the knowledge base gives. Knows nothing of any site engine."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from medmllm_kb.analysis.provenance import support_of
from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import (
    KINDS,
    Architecture,
    Component,
    Dataset,
    MedicalModel,
    Record,
    Result,
    Stage,
    Task,
    Term,
    Vocabulary,
)
from medmllm_kb.records.licensing import Permission, Permissions
from medmllm_kb.records.prose import CITATION, LINK
from medmllm_kb.records.provenance import Links as RecordLinks
from medmllm_kb.records.references import PUBLICATION
from medmllm_kb.site.backlinks import backlink_groups
from medmllm_kb.site.dimensions import key_dimensions
from medmllm_kb.site.environment import environment
from medmllm_kb.site.home import home_context
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.page import Download, Page
from medmllm_kb.site.prose import ProseRenderer
from medmllm_kb.site.scores import Measurements, comparisons, tables_of
from medmllm_kb.site.trees import Branch, ancestors, branches
from medmllm_kb.site.view import ROOT, Links, PageView, address


@dataclass(frozen=True, slots=True)
class Settings:
    """What the pages need to know of the place where they will stand."""

    site_url: str = ""
    repo_url: str = ""
    """Address of the repository; empty when none is configured."""
    edit_branch: str = "main"


@dataclass(frozen=True, slots=True)
class SitePlan:
    """Everything that the site generates."""

    pages: list[Page]
    downloads: list[Download]
    redirects: dict[str, str]
    """Former address -> address."""


def plan_site(kb: KnowledgeBase, settings: Settings) -> SitePlan:
    """Pages for records, kinds, terms, references, checks and home, with the files beside them."""
    planner = _Planner(kb, settings)
    pages = [
        planner.home(),
        *planner.indexes(),
        *planner.records(),
        *planner.terms(),
        planner.references(),
        planner.checks(),
        planner.search(),
    ]
    return SitePlan(pages, planner.downloads, dict(_redirects(kb)))


@dataclass(frozen=True, slots=True)
class UserTable:
    """Records of one kind that use a term, a task or a stage."""

    label: str
    kind: str
    records: list[Record]


def user_tables(users: list[Record]) -> list[UserTable]:
    """Users by kind, in the order of the kinds."""
    tables = [
        UserTable(kind.plural.capitalize(), kind_id, [one for one in users if kind_id == one.KIND])
        for kind_id, kind in KINDS_OF_PAGES.items()
    ]
    return [table for table in tables if table.records]


SHOWN_AS_TABLES = {
    (target, source) for target in ("task", "stage") for source in ("dataset", "model", "method")
}
"""Backlinks that a page shows as tables, and therefore not as names."""


class _Planner:
    def __init__(self, kb: KnowledgeBase, settings: Settings) -> None:
        self._kb = kb
        self._settings = settings
        self._links = Links(kb)
        self._renderer = ProseRenderer(self._links.to)
        self._environment = environment()
        self._measurements = Measurements(kb.results.values())
        self._rows: dict[tuple[str, str, str], Markup] = {}
        self.downloads = [
            Download("references.bib", lambda: to_bibtex(self._cited()).encode()),
            Download("names.json", lambda: names_index(kb)),
        ]

    def home(self) -> Page:
        return self._page(
            "",
            "home",
            "MedMLLM-KB",
            "A living survey of medical multimodal large language models: what they are made of, trained on, and worth.",
            "home.html",
            lambda view: home_context(self._kb),
        )

    def indexes(self) -> Iterator[Page]:
        for kind_id, kind in KINDS_OF_PAGES.items():
            records = list(self._kb.records[kind_id].values())
            path = f"{KINDS[kind_id].FOLDER}/"
            publications = self._publications_of(records)
            self._bibliography(path, publications)
            yield self._page(
                path,
                kind.section,
                kind.plural.capitalize(),
                kind.question,
                "index.html",
                partial(self._index_context, kind_id, records, publications),
            )

    def records(self) -> Iterator[Page]:
        for record in self._kb:
            kind = KINDS_OF_PAGES[record.KIND]
            yield self._page(
                address(record.KIND, record.id),
                kind.section,
                record.name,
                plain(record.summary) or f"{kind.singular.capitalize()}: {record.name}",
                f"{record.KIND}.html",
                partial(self._record_context, record),
                record,
            )

    def terms(self) -> Iterator[Page]:
        for vocabulary in self._kb.vocabularies.values():
            yield self._page(
                f"{vocabulary.id}/",
                "taxonomy",
                vocabulary.name,
                plain(vocabulary.summary),
                "vocabulary.html",
                partial(self._record_context, vocabulary),
                vocabulary,
            )
            for term in vocabulary.terms:
                path = address(vocabulary.id, term.id)
                publications = self._publications_of(self._users(vocabulary.id, term.id))
                self._bibliography(path, publications)
                yield self._page(
                    path,
                    "taxonomy",
                    term.name,
                    plain(term.definition),
                    "term.html",
                    partial(self._term_context, vocabulary, term, publications),
                )

    def references(self) -> Page:
        def context(view: PageView) -> dict[str, Any]:
            users = [
                (one, _distinct(link.record for link in self._kb.backlinks.get((PUBLICATION, one.key), ())))
                for one in self._cited()
            ]
            return {"publications": users}

        return self._page(
            "references/",
            "references",
            "References",
            "Every publication that the knowledge base cites, with BibTeX.",
            "references.html",
            context,
        )

    def checks(self) -> Page:
        from medmllm_kb.site.rules import rules_context

        return self._page(
            "checks/",
            "about",
            "Check rules",
            "What medmllm-kb check asks of the records, why, and how to mend what it finds.",
            "checks.html",
            lambda view: rules_context(),
        )

    def search(self) -> Page:
        page = self._page("search/", "about", "Search", "Full-text search.", "search.html", lambda view: {})
        return Page(page.path, page.section, page.title, page.description, page.body, indexed=False)

    def _page(
        self,
        path: str,
        section: str,
        title: str,
        description: str,
        template: str,
        context: Callable[[PageView], Mapping[str, Any]],
        record: Record | None = None,
    ) -> Page:
        up = "../" * path.count("/")

        def body() -> str:
            view = PageView(self._links, self._renderer, self._row, record)
            html = self._environment.get_template(template).render(v=view, **context(view))
            return html.replace(ROOT, up)

        return Page(path, section, title, description[:300], body)

    def _row(self, table: str, record: Record) -> Markup:
        key = (table, record.KIND, record.id)
        if key not in self._rows:
            macros = self._environment.get_template("rows.html").module
            self._rows[key] = getattr(macros, f"{table}_row")(
                PageView(self._links, self._renderer, self._row), record
            )
        return self._rows[key]

    def _record_context(self, record: Record, view: PageView) -> dict[str, Any]:
        keys = [key for key in (record.publication, *record.further_publications) if key]
        return {
            "record": record,
            "kind": KINDS_OF_PAGES[record.KIND],
            "support": support_of(record),
            "publications": [self._kb.publications[key] for key in keys],
            "links": labelled_links(record.links),
            "edit_url": self._edit_url(record.KIND, record.id),
            "known_issues": getattr(record, "known_issues", ()),
            "backlinks": [
                group
                for group in backlink_groups(self._kb, record.KIND, record.id)
                if (record.KIND, group.kind) not in SHOWN_AS_TABLES
            ],
            **self._context_of_kind(record, view),
        }

    def _context_of_kind(self, record: Record, view: PageView) -> dict[str, Any]:
        kb = self._kb
        match record:
            case Vocabulary():
                return {"tree": self._term_tree(record)}
            case MedicalModel():
                return {
                    "comparisons": sorted(
                        comparisons(kb, self._measurements.of(record.id)), key=lambda one: repr(one.protocol)
                    )
                }
            case Result():
                return {"tables": tables_of(record)}
            case Component():
                return {"dimensions": key_dimensions(record)}
            case Task():
                return {"ancestors": ancestors(kb.tasks, record.id), "tables": self._tables_of(record)}
            case Stage():
                return {"tables": self._tables_of(record)}
            case Architecture():
                return {"exemplars": [kb.models[id] for id in record.exemplars]}
            case Dataset():
                return {
                    "comparisons": comparisons(kb, self._measurements.on(record.id)),
                    "permissions": labelled_permissions(record.permissions),
                }
        return {}

    def _tables_of(self, record: Record) -> list[UserTable]:
        """Datasets, models and methods that refer to a task or a stage."""
        users = self._users(record.KIND, record.id)
        return [table for table in user_tables(users) if table.kind in ("dataset", "model", "method")]

    def _index_context(
        self, kind_id: str, records: list[Record], publications: list[Publication], view: PageView
    ) -> dict[str, Any]:
        described = [record for record in records if record.status != "stub"]
        return {
            "kind": KINDS_OF_PAGES[kind_id],
            "kind_id": kind_id,
            "described": described,
            "stubs": [record for record in records if record.status == "stub"],
            "updated": max((record.updated or record.added for record in records), default=None),
            "tree": _index_tree(self._kb, kind_id),
            "groups": _index_groups(self._kb, kind_id, described),
            "publications": publications,
            "bibtex_path": f"{KINDS[kind_id].FOLDER}/references.bib",
        }

    def _term_context(
        self, vocabulary: Vocabulary, term: Term, publications: list[Publication], view: PageView
    ) -> dict[str, Any]:
        terms = self._kb.terms[vocabulary.id]
        users = self._users(vocabulary.id, term.id)
        return {
            "vocabulary": vocabulary,
            "term": term,
            "ancestors": ancestors(terms, term.id),
            "children": [one.id for one in vocabulary.terms if one.parent == term.id],
            "siblings": [
                one.id for one in vocabulary.terms if one.parent == term.parent and one.id != term.id
            ][:24],
            "permissions": labelled_permissions(term.permissions),
            "tables": user_tables(users),
            "publications": publications,
            "bibtex_path": f"{address(vocabulary.id, term.id)}references.bib",
            "edit_url": self._edit_url("vocabulary", vocabulary.id),
        }

    def _term_tree(self, vocabulary: Vocabulary) -> list[Any]:
        def with_uses(branch: Branch[Term]) -> Any:
            uses = len(self._users(vocabulary.id, branch.node.id))
            return branch.node, uses, [with_uses(child) for child in branch.children]

        return [with_uses(branch) for branch in branches(vocabulary.terms)]

    def _users(self, kind: str, id: str) -> list[Record]:
        return _distinct(backlink.record for backlink in self._kb.backlinks.get((kind, id), ()))

    def _publications_of(self, records: Iterable[Record]) -> list[Publication]:
        keys = {key for one in records for key in (one.publication, *one.further_publications) if key}
        return [self._kb.publications[key] for key in sorted(keys)]

    def _cited(self) -> list[Publication]:
        return list(self._kb.publications.values())

    def _bibliography(self, path: str, publications: list[Publication]) -> None:
        if publications:
            self.downloads.append(Download(f"{path}references.bib", lambda: to_bibtex(publications).encode()))

    def _edit_url(self, kind: str, id: str) -> str:
        if not self._settings.repo_url:
            return ""
        file = self._kb.files[kind, id]
        return f"{self._settings.repo_url.rstrip('/')}/edit/{self._settings.edit_branch}/data/{file}"


def names_index(kb: KnowledgeBase) -> bytes:
    """Columns of what the jump box looks up: kinds, addresses, names, other names."""
    entries = [
        (record.KIND, address(record.KIND, record.id), record.name, record.aliases)
        for record in kb
        if record.KIND != "vocabulary"
    ]
    entries += [
        (vocabulary.singular, address(vocabulary.id, term.id), term.name, term.aliases)
        for vocabulary in kb.vocabularies.values()
        for term in vocabulary.terms
    ]
    kinds = sorted({entry[0] for entry in entries})
    columns = {
        "kinds": kinds,
        "kind": [kinds.index(entry[0]) for entry in entries],
        "address": [entry[1] for entry in entries],
        "name": [entry[2] for entry in entries],
        "aliases": ["\t".join(entry[3]) for entry in entries],
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()


def labelled_links(links: RecordLinks) -> list[tuple[str, str]]:
    """The addresses of a work with the name of each."""
    return [(name.capitalize(), link) for name in RecordLinks.model_fields if (link := getattr(links, name))]


def labelled_permissions(permissions: Permissions | None) -> list[tuple[str, Permission]]:
    """Each permission that is known of, with its name."""
    if permissions is None:
        return []
    return [
        (name.replace("_", " ").capitalize().replace("api", "API"), one)
        for name in Permissions.model_fields
        if (one := getattr(permissions, name))
    ]


def plain(prose: str | None) -> str:
    """Prose without its marks, for descriptions."""
    text = CITATION.sub("", LINK.sub(lambda match: match["label"] or match["id"], prose or ""))
    return " ".join(text.replace("*", "").replace("`", "").replace(" .", ".").split())


def _redirects(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    for record in kb:
        for former in record.former_ids:
            yield address(record.KIND, former), address(record.KIND, record.id)
    for vocabulary in kb.vocabularies.values():
        for term in vocabulary.terms:
            for former in term.former_ids:
                yield address(vocabulary.id, former), address(vocabulary.id, term.id)


def _index_tree(kb: KnowledgeBase, kind: str) -> list[Any]:
    if kind not in ("task", "stage"):
        return []

    def pairs(branch: Branch[Any]) -> Any:
        return branch.node, [pairs(child) for child in branch.children]

    nodes: list[Any] = list(kb.records[kind].values())
    if kind == "stage":
        nodes.sort(key=lambda stage: stage.order)
    return [pairs(branch) for branch in branches(nodes)]


def _index_groups(kb: KnowledgeBase, kind: str, records: list[Record]) -> list[tuple[str, list[Record]]]:
    if kind in ("method", "metric"):
        families = kb.terms.get(f"{kind}-families", {})
        return [
            (term.name, found)
            for term in families.values()
            if (found := [one for one in records if getattr(one, "family", "") == term.id])
        ]
    if kind == "component":
        return [
            (f"{role.capitalize()}s", found)
            for role in ("encoder", "connector", "backbone", "decoder", "tool")
            if (found := [one for one in records if getattr(one, "role", "") == role])
        ]
    return []


def _distinct(records: Iterable[Record]) -> list[Record]:
    return list({(one.KIND, one.id): one for one in records}.values())

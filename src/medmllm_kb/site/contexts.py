"""What each page shows: the facts of a record, an index or a term, ready for their template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from medmllm_kb.analysis.provenance import support_of
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
from medmllm_kb.records.provenance import Links
from medmllm_kb.records.references import PUBLICATION
from medmllm_kb.site.analyses import leaderboards, licences, lineage, traces
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.backlinks import backlink_groups
from medmllm_kb.site.dimensions import key_dimensions
from medmllm_kb.site.navigation import KINDS_OF_PAGES
from medmllm_kb.site.scores import tables_of
from medmllm_kb.site.trees import Branch, ancestors, branches
from medmllm_kb.site.view import address

Context = dict[str, Any]


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


SHOWN_AS_TABLES = {(target, source) for target in ("task", "stage") for source in ("dataset", "model", "method")}
"""Backlinks that a page shows as tables, and therefore not as names."""


class Contexts:
    """Contexts of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, analyses: Analyses, edit_url: str) -> None:
        """Prepares what all pages need; ``edit_url`` is where files of the data folder are edited, or empty."""
        self._kb = kb
        self._analyses = analyses
        self._edit = edit_url

    def of_record(self, record: Record) -> Context:
        """For the page of a record."""
        keys = [key for key in (record.publication, *record.further_publications) if key]
        return {
            "record": record,
            "kind": KINDS_OF_PAGES[record.KIND],
            "support": support_of(record),
            "publications": tuple(self._kb.publications[key] for key in keys),
            "links": labelled_links(record.links),
            "edit_url": self._edit_url(record.KIND, record.id),
            "known_issues": getattr(record, "known_issues", ()),
            "backlinks": [
                group
                for group in backlink_groups(self._kb, record.KIND, record.id)
                if (record.KIND, group.kind) not in SHOWN_AS_TABLES
            ],
            **self._of_kind(record),
        }

    def _of_kind(self, record: Record) -> Context:
        kb = self._kb
        match record:
            case Vocabulary():
                return {"tree": self._term_tree(record)}
            case MedicalModel():
                return {
                    "model_scores": leaderboards.scores_of_model(self._analyses.comparisons, record.id),
                    **licences.of_model(self._analyses, record),
                    "lineage": lineage.model_context(self._analyses, record.id),
                    **traces.of_model(self._analyses, record),
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
                    "highlights": leaderboards.highlights(self._analyses.comparisons, record.id),
                    **licences.of_dataset(self._analyses, record),
                    "lineage": lineage.dataset_context(self._analyses, record.id),
                }
        return {}

    def _tables_of(self, record: Record) -> list[UserTable]:
        """Datasets, models and methods that refer to a task or a stage."""
        users = self.users(record.KIND, record.id)
        return [table for table in user_tables(users) if table.kind in ("dataset", "model", "method")]

    def of_index(self, kind_id: str) -> Context:
        """For the index page of a kind."""
        records = list(self._kb.records[kind_id].values())
        described = [record for record in records if record.status != "stub"]
        return {
            "kind": KINDS_OF_PAGES[kind_id],
            "kind_id": kind_id,
            "described": described,
            "stubs": [record for record in records if record.status == "stub"],
            "updated": max((record.updated or record.added for record in records), default=None),
            "tree": _index_tree(self._kb, kind_id),
            "groups": _index_groups(self._kb, kind_id, described),
            "publications": self.publications_of(records),
            "bibtex_path": f"{KINDS[kind_id].FOLDER}/references.bib",
        }

    def of_term(self, vocabulary: Vocabulary, term: Term) -> Context:
        """For the page of a term."""
        terms = self._kb.terms[vocabulary.id]
        users = self.users(vocabulary.id, term.id)
        return {
            "vocabulary": vocabulary,
            "term": term,
            "ancestors": ancestors(terms, term.id),
            "children": [one.id for one in vocabulary.terms if one.parent == term.id],
            "siblings": [one.id for one in vocabulary.terms if one.parent == term.parent and one.id != term.id][:24],
            "term_lines": licences.of_licence(term) if vocabulary.id == "licences" else [],
            "tables": user_tables(users),
            "publications": self.publications_of(users),
            "bibtex_path": f"{address(vocabulary.id, term.id)}references.bib",
            "edit_url": self._edit_url("vocabulary", vocabulary.id),
        }

    def _term_tree(self, vocabulary: Vocabulary) -> list[Any]:
        def with_uses(branch: Branch[Term]) -> Any:
            uses = len(self.users(vocabulary.id, branch.node.id))
            return branch.node, uses, [with_uses(child) for child in branch.children]

        return [with_uses(branch) for branch in branches(vocabulary.terms)]

    def users(self, kind: str, id: str) -> list[Record]:
        """Records that refer to a thing."""
        return _distinct(backlink.record for backlink in self._kb.backlinks.get((kind, id), ()))

    def publications_of(self, records: Iterable[Record]) -> list[Publication]:
        """Works that introduced the records, by their keys."""
        keys = {key for one in records for key in (one.publication, *one.further_publications) if key}
        return [self._kb.publications[key] for key in sorted(keys)]

    def of_references(self) -> Context:
        """For the page of all publications."""
        return {"publications": [(one, self.users(PUBLICATION, one.key)) for one in self._kb.publications.values()]}

    def _edit_url(self, kind: str, id: str) -> str:
        return f"{self._edit}/{self._kb.files[kind, id]}" if self._edit else ""


def labelled_links(links: Links) -> list[tuple[str, str]]:
    """The addresses of a work with the name of each."""
    return [(name.capitalize(), link) for name in Links.model_fields if (link := getattr(links, name))]


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
        families: Mapping[str, Term] = kb.terms.get(f"{kind}-families", {})
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

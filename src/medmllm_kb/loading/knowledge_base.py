"""The knowledge base: every record, term and publication, immutable once loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records import (
    KINDS,
    Application,
    Architecture,
    Challenge,
    Component,
    Dataset,
    MedicalModel,
    Method,
    Metric,
    Record,
    Result,
    Stage,
    Survey,
    Task,
    Term,
    Vocabulary,
)
from medmllm_kb.records.references import PUBLICATION, Reference, references

Thing = TypeVar("Thing", covariant=True)
KindOfRecord = TypeVar("KindOfRecord", bound=Record)


class Collection(Mapping[str, Thing]):
    """Things of one sort by their ids, in the order of their ids."""

    def __init__(self, sort: str, items: Mapping[str, Thing]) -> None:
        self._sort = sort
        self._items = dict(sorted(items.items()))

    def __getitem__(self, key: str) -> Thing:
        """The thing with this id.

        Raises:
            KeyError: There is none; the message names the nearest id.
        """
        try:
            return self._items[key]
        except KeyError:
            raise KeyError(f"no {self._sort} `{key}`; {did_you_mean(key, self._items)}".rstrip("; ")) from None

    def get(self, key: str, default: Any = None) -> Any:
        """The thing with this id, or ``default``; looks for no near id, which would be slow."""
        return self._items.get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __repr__(self) -> str:
        return f"<{len(self)} of {self._sort}>"


@dataclass(frozen=True, slots=True)
class Backlink:
    """A record that refers to something, and the field in which it does."""

    record: Record
    field: str


@dataclass(frozen=True)
class KnowledgeBase:
    """Typed collections of records, the vocabularies and the bibliography.

    ``kb.datasets["vqa-rad"]`` is a record, ``kb.terms["modalities"]["ct"]`` a term and
    ``kb.publications["lau2018vqarad"]`` a publication.
    """

    records: Mapping[str, Collection[Record]]
    """Collections by the name of the kind."""
    publications: Collection[Publication]
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """File of each record below the data folder, by kind and id."""
    broken: frozenset[tuple[str, str]] = frozenset()
    """Kind and id of files that are there and could not be read as records."""

    @cached_property
    def tasks(self) -> Collection[Task]:
        """Every task, by its id."""
        return self._of(Task)

    @cached_property
    def architectures(self) -> Collection[Architecture]:
        """Every architecture, by its id."""
        return self._of(Architecture)

    @cached_property
    def components(self) -> Collection[Component]:
        """Every component, by its id."""
        return self._of(Component)

    @cached_property
    def models(self) -> Collection[MedicalModel]:
        """Every model, by its id."""
        return self._of(MedicalModel)

    @cached_property
    def datasets(self) -> Collection[Dataset]:
        """Every dataset, by its id."""
        return self._of(Dataset)

    @cached_property
    def stages(self) -> Collection[Stage]:
        """Every stage, by its id."""
        return self._of(Stage)

    @cached_property
    def methods(self) -> Collection[Method]:
        """Every method, by its id."""
        return self._of(Method)

    @cached_property
    def metrics(self) -> Collection[Metric]:
        """Every metric, by its id."""
        return self._of(Metric)

    @cached_property
    def results(self) -> Collection[Result]:
        """Every result, by its id."""
        return self._of(Result)

    @cached_property
    def challenges(self) -> Collection[Challenge]:
        """Every challenge, by its id."""
        return self._of(Challenge)

    @cached_property
    def applications(self) -> Collection[Application]:
        """Every application, by its id."""
        return self._of(Application)

    @cached_property
    def surveys(self) -> Collection[Survey]:
        """Every survey, by its id."""
        return self._of(Survey)

    @cached_property
    def vocabularies(self) -> Collection[Vocabulary]:
        """Every vocabulary, by its id."""
        return self._of(Vocabulary)

    @cached_property
    def terms(self) -> Mapping[str, Collection[Term]]:
        """Terms by the id of their vocabulary."""
        return MappingProxyType(
            {
                vocabulary.id: Collection(vocabulary.singular, {term.id: term for term in vocabulary.terms})
                for vocabulary in self.vocabularies.values()
            }
        )

    @cached_property
    def references(self) -> Mapping[tuple[str, str], tuple[Reference, ...]]:
        """What each record refers to, by the record's kind and id."""
        return MappingProxyType({(record.KIND, record.id): tuple(references(record)) for record in self})

    @cached_property
    def backlinks(self) -> Mapping[tuple[str, str], tuple[Backlink, ...]]:
        """Who refers to a thing, by its kind (or vocabulary, or ``publication``) and id."""
        links: dict[tuple[str, str], list[Backlink]] = {}
        for record in self:
            for reference in self.references[record.KIND, record.id]:
                backlink = Backlink(record, str(reference.path[0]))
                links.setdefault((reference.kind, reference.id), []).append(backlink)
        return MappingProxyType({target: tuple(found) for target, found in links.items()})

    def forget_references(self) -> None:
        """Frees the memory of ``references``, once ``backlinks`` are made of them; they are found anew if asked for."""
        _ = self.backlinks
        vars(self).pop("references", None)

    def find(self, kind: str, id: str) -> Record | Term | Publication | None:
        """What a reference leads to, or None when nothing has that id."""
        things: Collection[Record] | Collection[Term] | Collection[Publication] | None
        things = self.publications if kind == PUBLICATION else self.records.get(kind) or self.terms.get(kind)
        return things[id] if things is not None and id in things else None

    def __iter__(self) -> Iterator[Record]:
        """Every record: kinds in the order of ``KINDS``, ids in alphabetical order."""
        for kind in KINDS:
            yield from self.records[kind].values()

    def __len__(self) -> int:
        return sum(len(collection) for collection in self.records.values())

    def _of(self, kind: type[KindOfRecord]) -> Collection[KindOfRecord]:
        return self.records[kind.KIND]  # type: ignore[return-value]

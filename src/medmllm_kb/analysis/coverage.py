"""Evidence-gap maps: how many records pair one term with another, and which pairs nobody has recorded."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records import Record

OTHER = "other-terms"
"""Stands for all terms that have no heading of their own and none above them."""
WIDEST = 20
"""Headings that a map has at most on each side."""
OWN_SHARE = 0.1
"""Share of its records that must name a family itself if it is to stand above members with headings of their own."""
LEAST = 10
"""Records that a row and a column need each before an empty cell between them is worth a sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field by which records are classified."""

    name: str
    singular: str
    plural: str
    target: str = ""
    """Vocabulary or kind that its values belong to; empty for plain values."""
    names: tuple[tuple[str, str], ...] = ()
    """What plain values are called, where they do not speak for themselves; gives their order, too."""


MODALITIES = Field("modalities", "modality", "modalities", "modalities")
SPECIALTIES = Field("specialties", "specialty", "specialties", "specialties")
TASKS = Field("tasks", "task", "tasks", "task")
LANGUAGES = Field("languages", "language", "languages", "languages")
YEAR = Field("year", "year", "years")

FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind: {field.name: field for field in fields}
    for kind, fields in {
        "dataset": (
            Field("kind", "kind", "kinds", "dataset-kinds"),
            YEAR,
            Field("stages", "stage", "stages", "stage"),
            MODALITIES,
            Field("body_regions", "body region", "body regions", "body-regions"),
            SPECIALTIES,
            TASKS,
            LANGUAGES,
            Field("annotation", "origin of the labels", "origins of the labels", "annotation-origins"),
            Field("license", "licence", "licences", "licences"),
            Field("access", "access level", "access levels", "access-levels"),
        ),
        "model": (
            YEAR,
            Field("scope", "scope", "scopes", "model-scopes"),
            Field(
                "reasoning",
                "training to reason",
                "kinds of training to reason",
                names=(("yes", "trained to reason"), ("no", "not recorded as such")),
            ),
            MODALITIES,
            SPECIALTIES,
            TASKS,
            LANGUAGES,
            Field("architecture", "architecture", "architectures", "architecture"),
            Field("weights", "access to the weights", "kinds of access to the weights", "weights-access"),
            Field("weights_license", "licence of the weights", "licences of the weights", "licences"),
            Field("code_license", "licence of the code", "licences of the code", "licences"),
        ),
    }.items()
}
"""The classification fields of each kind that has maps, by their names."""

METRIC_FAMILIES = Field("metric_families", "kind of metric", "kinds of metrics", "metric-families")
"""No field of a dataset: the families of the metrics in which scores on it are recorded."""


class UnknownFieldError(ValueError):
    """A field by which no record of the kind is classified; the message names the nearest one."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What the records are tagged with in one field, and how the tags hang together."""

    field: Field
    tags: Mapping[str, tuple[str, ...]]
    """Record -> its own terms, none twice."""
    terms: tuple[str, ...]
    """Every term there is, in the order in which they are told."""
    parents: Mapping[str, str]
    """Term -> the term above it."""
    in_order: bool = False
    """Whether the terms have an order of their own, as years and stages have; others go by their counts."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or a column: a term with everything below it."""

    id: str
    parent: str | None
    """The next heading above it."""
    level: int
    """How many headings stand above it."""
    records: tuple[str, ...]
    """Ids of the records that name the term or one below it, each once."""
    named: int
    """How many of them name the term itself."""
    folded: tuple[str, ...]
    """Terms in use that are counted here and have no heading of their own."""
    is_root: bool = False
    """Whether the whole vocabulary hangs on the term, so that only records count that name the term itself."""


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Records of one kind by two fields. A record counts once in each cell that it belongs to."""

    kind: str
    row_field: Field
    column_field: Field
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]
    """Row and column -> ids of the records; an empty cell is left out."""
    records: tuple[str, ...]
    """Ids of all records that were looked at."""
    unplaced: tuple[str, ...]
    """Ids of those that lack one of the fields, or both."""
    unused_rows: tuple[str, ...]
    """Terms that no record names, nor a term below them."""
    unused_columns: tuple[str, ...]

    def count(self, row: str, column: str) -> int:
        """Number of records in a cell."""
        return len(self.cells.get((row, column), ()))

    @property
    def size(self) -> int:
        """Number of cells, empty or not."""
        return len(self.rows) * len(self.columns)


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty cell between two headings that each have records."""

    row: Heading
    column: Heading


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A map that everybody sees."""

    id: str
    title: str
    question: str
    kind: str
    rows: str
    columns: str
    """Field of the kind, or ``metric_families``."""
    only_evaluation: bool = False
    """Whether only datasets count that are used to evaluate."""


GAP_MAPS = (
    MapPlan(
        "datasets-modality-task",
        "Datasets: modality by task",
        "Which modalities have data for which tasks?",
        "dataset",
        "modalities",
        "tasks",
    ),
    MapPlan(
        "datasets-language-task",
        "Datasets: language by task",
        "What is there outside English?",
        "dataset",
        "languages",
        "tasks",
    ),
    MapPlan(
        "datasets-region-stage",
        "Datasets: body region by training stage",
        "Which parts of the body can a model be trained on, and tested on, at each stage?",
        "dataset",
        "body_regions",
        "stages",
    ),
    MapPlan(
        "datasets-modality-access",
        "Datasets: modality by access",
        "Which modalities can be had without asking, and which not?",
        "dataset",
        "modalities",
        "access",
    ),
    MapPlan(
        "benchmarks-specialty-task",
        "Benchmarks: specialty by task",
        "Which specialties have something to be tested on, in which task?",
        "dataset",
        "specialties",
        "tasks",
        only_evaluation=True,
    ),
    MapPlan(
        "benchmarks-specialty-metric",
        "Benchmarks with scores: specialty by kind of metric",
        "Where have models been scored, and with what?",
        "dataset",
        "specialties",
        "metric_families",
        only_evaluation=True,
    ),
    MapPlan(
        "models-modality-task",
        "Models: modality by task",
        "What are models built to read, and to do?",
        "model",
        "modalities",
        "tasks",
    ),
)
"""The maps of the site, in their order."""


def field_named(kind: str, name: str) -> Field:
    """A classification field by its name; hyphens may stand for underscores.

    Raises:
        UnknownFieldError: The kind has no such field.
    """
    fields = FIELDS[kind]
    if (written := name.replace("-", "_")) in fields:
        return fields[written]
    hint = did_you_mean(written, fields) or f"there are {', '.join(fields)}"
    raise UnknownFieldError(f"no field `{name}` classifies a {kind}; {hint}")


def cross(kb: KnowledgeBase, kind: str, rows: str, columns: str, most: int | None = None) -> CoverageMap:
    """All described records of a kind by any two classification fields; ``most`` limits the headings of each side.

    Raises:
        UnknownFieldError: The kind has no such field.
    """
    records = described(kb, kind)
    down, across = (axis(kb, records, field_named(kind, name)) for name in (rows, columns))
    return cover(kind, records, down, across, most, most)


def gap_map(kb: KnowledgeBase, plan: MapPlan) -> CoverageMap:
    """One of the maps that everybody sees."""
    records = evaluation_datasets(kb) if plan.only_evaluation else described(kb, plan.kind)
    rows, columns = (
        metric_axis(kb, records) if name == METRIC_FAMILIES.name else axis(kb, records, FIELDS[plan.kind][name])
        for name in (plan.rows, plan.columns)
    )
    return cover(plan.kind, records, rows, columns, WIDEST, WIDEST)


def gap_maps(kb: KnowledgeBase) -> dict[str, CoverageMap]:
    """All maps that everybody sees, by the ids of their plans."""
    return {plan.id: gap_map(kb, plan) for plan in GAP_MAPS}


def described(kb: KnowledgeBase, kind: str) -> list[Record]:
    """Records of a kind that are more than stubs."""
    return [record for record in kb.records[kind].values() if record.status != "stub"]


def evaluation_datasets(kb: KnowledgeBase) -> list[Record]:
    """Described datasets that are benchmarks, or are used in evaluation or a stage below it."""
    parents = {stage.id: stage.parent for stage in kb.stages.values() if stage.parent}
    return [
        one
        for one in kb.datasets.values()
        if one.status != "stub"
        and (one.kind == "benchmark" or any("evaluation" in upwards(stage, parents) for stage in one.stages))
    ]


def axis(kb: KnowledgeBase, records: Iterable[Record], field: Field) -> Axis:
    """The tags of records in one field."""
    tags = {record.id: values_of(record, field.name) for record in records}
    if field.target in kb.terms:
        terms = kb.terms[field.target]
        vocabulary = kb.vocabularies[field.target]
        parents = {term.id: term.parent for term in terms.values() if term.parent}
        return Axis(field, tags, tuple(term.id for term in vocabulary.terms), parents)
    if field.target == "stage":
        stages = sorted(kb.stages.values(), key=lambda stage: (stage.order, stage.id))
        above = {stage.id: stage.parent for stage in stages if stage.parent}
        return Axis(field, tags, tuple(stage.id for stage in stages), above, in_order=True)
    if field.target == "task":
        above = {task.id: task.parent for task in kb.tasks.values() if task.parent}
        return Axis(field, tags, tuple(kb.tasks), above)
    if field.target:
        return Axis(field, tags, tuple(kb.records[field.target]), {})
    values = sorted({value for found in tags.values() for value in found})
    return Axis(field, tags, tuple(value for value, _ in field.names) or tuple(values), {}, in_order=True)


def metric_axis(kb: KnowledgeBase, records: Iterable[Record]) -> Axis:
    """The families of metrics in which scores on the datasets are recorded."""
    families: dict[str, dict[str, None]] = {record.id: {} for record in records}
    for result in kb.results.values():
        for score in result.scores:
            metric = kb.metrics.get(score.metric)
            if metric is not None and score.benchmark in families:
                families[score.benchmark][metric.family] = None
    tree = axis(kb, (), METRIC_FAMILIES)
    return Axis(METRIC_FAMILIES, {id: tuple(found) for id, found in families.items()}, tree.terms, tree.parents)


def values_of(record: Record, field: str) -> tuple[str, ...]:
    """What a record says in a field, as ids, none twice; empty when it says nothing."""
    value = getattr(record, field)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(value))
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return () if value is None else (str(value),)


def upwards(id: str, parents: Mapping[str, str]) -> Iterator[str]:
    """A term and all above it; a cycle ends the walk."""
    seen = {id}
    yield id
    while (above := parents.get(id)) is not None and above not in seen:
        seen.add(above)
        yield above
        id = above


def cover(
    kind: str,
    records: Collection[Record],
    rows: Axis,
    columns: Axis,
    most_rows: int | None = None,
    most_columns: int | None = None,
) -> CoverageMap:
    """Counts records of a kind by two axes.

    Args:
        kind: Name of the kind.
        records: What is counted, each once a cell.
        rows: Axis downwards.
        columns: Axis across.
        most_rows: Headings at most; rarer terms are counted with the next heading above them, or with all others.
            None shows every term in use.
        most_columns: The same across.
    """
    ids = [record.id for record in records]
    down, places_down = _headings(rows, ids, most_rows)
    across, places_across = _headings(columns, ids, most_columns)
    cells: dict[tuple[str, str], list[str]] = {}
    for id in ids:
        for row in places_down[id]:
            for column in places_across[id]:
                cells.setdefault((row, column), []).append(id)
    return CoverageMap(
        kind,
        rows.field,
        columns.field,
        down,
        across,
        {cell: tuple(found) for cell, found in cells.items()},
        tuple(ids),
        tuple(id for id in ids if not places_down[id] or not places_across[id]),
        _unused(rows, ids),
        _unused(columns, ids),
    )


def gaps(found: CoverageMap, least: int = LEAST) -> list[Gap]:
    """Empty cells whose row and column have at least ``least`` records each, the most surprising first.

    How surprising is measured by the product of the two counts. A cell below an empty one (of a term above its row
    or its column) says nothing new and is left out.
    """
    rows = {heading.id: heading for heading in found.rows}
    columns = {heading.id: heading for heading in found.columns}

    def is_below_an_empty_cell(row: Heading, column: Heading) -> bool:
        above = [(one, column.id) for one in _chain(row, rows)] + [(row.id, one) for one in _chain(column, columns)]
        return any(not found.count(*cell) for cell in above)

    empty = [
        Gap(row, column)
        for row in found.rows
        for column in found.columns
        if OTHER not in (row.id, column.id)
        and min(len(row.records), len(column.records)) >= least
        and not found.count(row.id, column.id)
        and not is_below_an_empty_cell(row, column)
    ]
    return sorted(empty, key=lambda gap: (-len(gap.row.records) * len(gap.column.records), gap.row.id, gap.column.id))


def scores_on(kb: KnowledgeBase) -> Counter[str]:
    """How many scores are recorded on each dataset."""
    return Counter(score.benchmark for result in kb.results.values() for score in result.scores)


def _chain(heading: Heading, headings: Mapping[str, Heading]) -> Iterator[str]:
    while heading.parent is not None:
        yield heading.parent
        heading = headings[heading.parent]


def _headings(axis: Axis, ids: Sequence[str], most: int | None) -> tuple[tuple[Heading, ...], dict[str, set[str]]]:
    """The headings of an axis, and under which of them each record belongs."""
    root = _only_root(axis)
    parents = {term: above for term, above in axis.parents.items() if above != root}
    climb = cache(lambda term: tuple(upwards(term, parents)))
    records: dict[str, dict[str, None]] = {}
    named: Counter[str] = Counter()
    for id in ids:
        named.update(axis.tags[id])
        for term in axis.tags[id]:
            for above in climb(term):
                records.setdefault(above, {})[id] = None
    shown = _shown(axis, {term: len(found) for term, found in records.items()}, named, parents, most)
    home = {term: next((above for above in climb(term) if above in shown), OTHER) for term in records}
    others = {term for term in named if home[term] == OTHER}
    if others:
        records[OTHER] = dict.fromkeys(id for id in ids if not others.isdisjoint(axis.tags[id]))
    folded: dict[str, list[str]] = {}
    for term in sorted(named, key=lambda one: (-len(records[one]), one)):
        if home[term] != term:
            folded.setdefault(home[term], []).append(term)
    nearest = {term: next((one for one in climb(term)[1:] if one in shown), None) for term in shown}
    headings = tuple(
        Heading(
            term,
            nearest.get(term),
            sum(1 for one in climb(term)[1:] if one in shown),
            tuple(records[term]),
            named[term],
            tuple(folded.get(term, ())),
            term == root,
        )
        for term in _in_reading_order(axis, shown, nearest, records)
    )
    places = {
        id: {one for term in axis.tags[id] for one in climb(term) if one in shown}
        | ({OTHER} if not others.isdisjoint(axis.tags[id]) else set())
        for id in ids
    }
    return headings, places


def _only_root(axis: Axis) -> str | None:
    """The term on which all others hang, if there is one: to count all records with it would say nothing."""
    roots = [term for term in axis.terms if term not in axis.parents]
    return roots[0] if len(roots) == 1 and len(axis.terms) > 1 else None


def _shown(
    axis: Axis, counts: Mapping[str, int], named: Counter[str], parents: Mapping[str, str], most: int | None
) -> set[str]:
    """Terms that get a heading: the most frequent, without families that hardly any record names itself.

    Such a family stays where none of its members is frequent enough for a heading of its own.
    """
    if most is None:
        return set(counts)
    children: dict[str, list[str]] = {}
    for term in counts:
        if term in parents:
            children.setdefault(parents[term], []).append(term)
    places = {term: place for place, term in enumerate(axis.terms)}
    ranked = sorted(counts, key=lambda term: (-counts[term], places.get(term, len(places))))
    needless: set[str] = set()
    while True:
        left = [term for term in ranked if term not in needless]
        shown = set(left if len(left) <= most else left[: most - 1])
        seen = shown | needless
        found = {
            term
            for term in shown
            if named[term] < OWN_SHARE * counts[term] and any(one in seen for one in children.get(term, ()))
        }
        if not found:
            return shown
        needless |= found


def _in_reading_order(
    axis: Axis, shown: set[str], above: Mapping[str, str | None], records: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Families together; the fullest first, or in the order of the terms where they have one; all others last."""
    places = {term: place for place, term in enumerate(axis.terms)}
    below: dict[str | None, list[str]] = {}
    for term in sorted(shown, key=lambda one: (0 if axis.in_order else -len(records[one]), places.get(one, 0), one)):
        below.setdefault(above[term], []).append(term)

    def walk(parent: str | None) -> Iterator[str]:
        for term in below.get(parent, ()):
            yield term
            yield from walk(term)

    yield from walk(None)
    if OTHER in records:
        yield OTHER


def _unused(axis: Axis, ids: Sequence[str]) -> tuple[str, ...]:
    used = {above for id in ids for term in axis.tags[id] for above in upwards(term, axis.parents)}
    return tuple(term for term in axis.terms if term not in used)


def last_change(kb: KnowledgeBase, kind: str) -> date | None:
    """The day on which a record of the kind was last added or changed."""
    return max((record.updated or record.added for record in kb.records[kind].values()), default=None)

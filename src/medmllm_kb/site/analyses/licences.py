"""Pages of the licences: what each permits, what may be done with which dataset, and where terms disagree."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.analysis.licences import (
    DUTIES,
    PERMISSIONS,
    STRICTNESS,
    TOPICS,
    Judged,
    Terms,
    Thing,
    Value,
    combine,
    licence_terms,
    own_terms,
)
from medmllm_kb.analysis.licences_conflicts import Conflict, Doubt, Licences
from medmllm_kb.exports.licence_words import LABELS, grouped, in_words, licence_name
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Component, Dataset, MedicalModel, Record, Term
from medmllm_kb.records.provenance import Conflict as RecordedConflict
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.page import PlannedPage
from medmllm_kb.site.trees import ancestors

SECTION = "datasets"
CONFLICTS_PATH = "licence-conflicts/"
MATRIX_PATH = "permissions/"
QUESTIONS = {
    "commercial_use": "Which datasets may be used commercially?",
    "redistribution": "Which datasets may be passed on?",
    "derivatives": "From which datasets may one make something and share it?",
    "third_party_api": "Which datasets may be sent to a hosted model?",
    "clinical_use": "Which datasets may be used in clinical care?",
}
MOST_NAMES = 8


def path_of(topic: str) -> str:
    """Address of the page of a permission."""
    return f"{MATRIX_PATH}{topic.replace('_', '-')}/"


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The page of conflicts, the matrix of licences, and a page for each permission."""
    yield PlannedPage(
        CONFLICTS_PATH,
        SECTION,
        "Licences: what follows, and where they disagree",
        "Releases whose terms are freer than those of their sources, sources that disagree, and what cannot be judged.",
        "licence-conflicts.html",
        partial(_conflicts_context, analyses),
    )
    yield PlannedPage(
        MATRIX_PATH,
        SECTION,
        "What each licence permits",
        "Every licence and agreement with its permissions and duties, as far as its text was read.",
        "licence-matrix.html",
        partial(_matrix_context, analyses.kb),
    )
    for topic, question in QUESTIONS.items():
        yield PlannedPage(
            path_of(topic),
            SECTION,
            question,
            f"{LABELS[topic]}: datasets by what their own terms and those of their sources allow, by modality.",
            "permission.html",
            partial(_permission_context, analyses, topic),
        )


# The page of a record


@dataclass(frozen=True, slots=True)
class Line:
    """One permission or duty on a page."""

    topic: str
    label: str
    value: Value
    groups: list[Any]
    """Reasons that say the same together."""
    own: Value | None = None
    """What the release alone says, where that is something else."""


def lines(terms: Terms, own: Terms | None = None, topics: Iterable[str] = TOPICS) -> list[Line]:
    """Terms as lines of a table."""
    return [
        Line(
            topic,
            LABELS[topic],
            terms[topic],
            grouped(terms[topic]),
            own[topic] if own is not None and own[topic].state != terms[topic].state else None,
        )
        for topic in topics
    ]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the three sides whose terms meet in a model."""

    title: str
    values: list[tuple[str, Value, list[Any]]]
    """Label, value and reasons of each permission."""
    parts: int


def of_dataset(analyses: Analyses, record: Dataset) -> dict[str, Any]:
    """What the page of a dataset shows of its terms."""
    judged = analyses.licences.judged[Thing("dataset", record.id)]
    return {
        "term_lines": lines(judged.terms, judged.own),
        "term_parts": len(judged.parts) - 1,
        **_own_conflicts(analyses, judged.thing),
        "sources_recorded": is_traced(record),
    }


def is_traced(record: Dataset) -> bool:
    """Whether anybody recorded what a dataset was made from, or looked for it."""
    return bool(record.derived_from) or any(one.field == "derived_from" for one in record.absent)


def of_model(analyses: Analyses, record: MedicalModel) -> dict[str, Any]:
    """What the page of a model shows of the terms of its weights, of its base and of its data."""
    judged = analyses.licences.judged[Thing("model", record.id)]
    known = analyses.licences.judged
    sides = [_side("The weights themselves", [judged.own])]
    for title, kinds in (("What they are built on", ("model", "component")), ("Training data", ("dataset",))):
        parts = [part for part, path in judged.parts.items() if path and part.kind in kinds]
        own = [known[part].own if part in known else own_terms(analyses.kb, part) for part in parts]
        sides.append(_side(title, own))
    return {
        "term_sides": sides,
        "term_topics": [LABELS[topic] for topic in (*PERMISSIONS, "share_alike")],
        **_own_conflicts(analyses, judged.thing),
    }


def _own_conflicts(analyses: Analyses, thing: Thing) -> dict[str, Any]:
    """Conflicts of a release, and where the page of conflicts shows them."""
    conflicts = analyses.licences.conflicts.get(thing, ())
    anchor = anchor_of(conflicts[0].sort, thing) if conflicts else ""
    return {"term_conflicts": conflicts, "term_conflicts_path": f"{CONFLICTS_PATH}#{anchor}"}


def anchor_of(sort: str, thing: Thing) -> str:
    """Where on the page of conflicts those of a release and a sort stand."""
    return f"{sort}-{thing.kind}-{thing.id}"


def _side(title: str, terms: Sequence[Terms]) -> Side:
    if not terms:
        return Side(title, [], 0)
    together = combine(*terms)
    topics = (*PERMISSIONS, "share_alike")
    return Side(title, [(LABELS[topic], together[topic], grouped(together[topic])) for topic in topics], len(terms))


def of_licence(term: Term) -> list[Line]:
    """What the page of a licence shows of its permissions and duties."""
    return lines(licence_terms(term))


# The matrix of licences


def _matrix_context(kb: KnowledgeBase) -> dict[str, Any]:
    uses = Counter([one.license for one in kb.datasets.values()])
    uses.update(one.weights_license for one in kb.models.values())
    terms = [(term, licence_terms(term), uses[term.id]) for term in kb.terms.get("licences", {}).values()]
    return {
        "rows": [(term, lines(said), number) for term, said, number in terms],
        "permissions": [(topic, LABELS[topic]) for topic in PERMISSIONS],
        "duties": [(topic, LABELS[topic]) for topic in DUTIES],
        "topic_path": path_of,
        "conflicts_path": CONFLICTS_PATH,
        "in_words": in_words,
    }


# The page of a permission


@dataclass(frozen=True, slots=True)
class Row:
    """A dataset on the page of a permission."""

    record: Dataset
    own: Value
    value: Value
    groups: list[Any]
    traced: bool
    """Whether anybody recorded what it was made from, or that it was made from nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Datasets with one answer."""

    id: str
    title: str
    meaning: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class ModalityRow:
    """What is allowed of one modality."""

    modality: str
    names: list[str]
    """Ids of the datasets that are free of conditions, or under conditions if there are none such."""
    counts: list[int]
    """Datasets in each group."""


_GROUPS = (
    ("allowed", "Allowed", "By their own terms, and by those of everything that is recorded as their source."),
    (
        "conditional",
        "Under conditions",
        "They stand beside each, and some leave little: research alone, or what the owners agree to.",
    ),
    (
        "source-unknown",
        "Allowed by the release, unknown for a source",
        "The release itself allows it, with or without conditions; something that it is made from has no known terms.",
    ),
    ("forbidden", "Forbidden", "By the release itself, or by something that it is made from."),
    ("unknown", "Not known", "No licence is known, or its text does not say. What is not known permits nothing."),
)


def _permission_context(analyses: Analyses, topic: str) -> dict[str, Any]:
    kb = analyses.kb
    found: dict[str, list[Row]] = {id: [] for id, _, _ in _GROUPS}
    for record in kb.datasets.values():
        if record.status != "stub":
            judged = analyses.licences.judged[Thing("dataset", record.id)]
            value = judged.terms[topic]
            found[_group_of(judged, topic)].append(
                Row(record, judged.own[topic], value, grouped(value), is_traced(record))
            )
    groups = [Group(id, title, meaning, found[id]) for id, title, meaning in _GROUPS]
    return {
        "topic": topic,
        "label": LABELS[topic],
        "question": QUESTIONS[topic],
        "groups": groups,
        "modalities": _by_modality(kb, groups),
        "others": [(LABELS[one], path_of(one)) for one in PERMISSIONS if one != topic],
        "most_names": MOST_NAMES,
        "matrix_path": MATRIX_PATH,
        "conflicts_path": CONFLICTS_PATH,
    }


def _group_of(judged: Judged, topic: str) -> str:
    state = judged.terms[topic].state
    if state == "unknown" and STRICTNESS[judged.own[topic].state] < STRICTNESS["unknown"]:
        return "source-unknown"
    return state


def _by_modality(kb: KnowledgeBase, groups: Sequence[Group]) -> list[ModalityRow]:
    """Counts for each modality that a dataset names, kinds of text aside, the most frequent first."""
    terms: Mapping[str, Term] = kb.terms.get("modalities", {})
    texts = {id for id in terms if "text" in (id, *ancestors(terms, id))}
    counts = {
        (modality, group.id): [row.record.id for row in group.rows if modality in row.record.modalities]
        for modality in terms
        if modality not in texts
        for group in groups
    }
    rows = [
        ModalityRow(modality, counts[modality, "allowed"], [len(counts[modality, group.id]) for group in groups])
        for modality in terms
        if modality not in texts and any(counts[modality, group.id] for group in groups)
    ]
    return sorted(rows, key=lambda row: (-sum(row.counts), row.modality))


# The page of conflicts


@dataclass(frozen=True, slots=True)
class Release:
    """A release with its conflicts of one sort."""

    record: Record
    anchor: str
    licence: str | None
    seen: tuple[str, ...]
    """Sources in which its licence was seen."""
    forbidden: list[Conflict]
    milder: list[Conflict]


@dataclass(frozen=True, slots=True)
class Doubts:
    """Releases that cannot be judged for one reason."""

    doubt: Doubt
    title: str
    records: list[tuple[Record, list[Record]]]
    """Each with the parts that are in the way."""


_SORTS = (
    (
        "weights-and-data",
        "weights",
        "Weights freer than the data they were trained on",
        "Whether weights are a derivative of their training data is disputed, and laws differ. The tables only set the "
        "two statements side by side.",
    ),
    (
        "weights-and-base",
        "base",
        "Weights freer than the model they start from",
        "Fine-tuned weights contain those of the base, whose terms usually have to be passed on.",
    ),
    (
        "derived-and-source",
        "derived",
        "Derived sets freer than their source",
        "A set of questions may only point to the images of its source and leave them where they are; the licence then "
        "covers the questions alone. What is reused is named; whether it is copied is not always recorded.",
    ),
)
_DOUBTS: tuple[tuple[Doubt, str], ...] = (
    ("no-licence", "No licence of the release itself is known"),
    ("no-training-data", "The training data are not recorded"),
    ("parts-without-terms", "Something that it rests on has no known terms"),
    ("by-item", "Something that it rests on leaves the terms to each item"),
)


def _conflicts_context(analyses: Analyses) -> dict[str, Any]:
    kb, licences = analyses.kb, analyses.licences
    sections = [(id, title, note, _releases(kb, licences, sort)) for sort, id, title, note in _SORTS]
    return {
        "sections": sections,
        "numbers": [
            (len(releases), sum(len(one.forbidden) + len(one.milder) for one in releases), id, title)
            for id, title, _, releases in sections
        ],
        "disagreements": [
            (_record(kb, one.thing), _recorded(kb, one.thing, one.position)) for one in licences.disagreements
        ],
        "doubts": [
            Doubts(
                doubt,
                title,
                [
                    (_record(kb, one.thing), [_record(kb, part) for part in one.parts])
                    for one in licences.unjudged
                    if one.doubt == doubt
                ],
            )
            for doubt, title in _DOUBTS
        ],
        "labels": LABELS,
        "in_words": in_words,
        "short": partial(licence_name, kb),
        "matrix_path": MATRIX_PATH,
        "topic_path": path_of,
    }


def _releases(kb: KnowledgeBase, licences: Licences, sort: str) -> list[Release]:
    releases = []
    for thing, conflicts in licences.conflicts.items():
        chosen = [one for one in conflicts if one.sort == sort]
        if chosen:
            record = _record(kb, thing)
            field, licence = _licence(record)
            releases.append(
                Release(
                    record,
                    anchor_of(sort, thing),
                    licence,
                    tuple(dict.fromkeys(item.source for item in record.evidence if field in item.supports)),
                    [one for one in chosen if one.forbidden],
                    [one for one in chosen if not one.forbidden],
                )
            )
    return sorted(releases, key=lambda one: (not one.forbidden, one.record.name.lower()))


def _licence(record: Record) -> tuple[str, str | None]:
    match record:
        case MedicalModel():
            return "weights_license", record.weights_license
        case Dataset() | Component():
            return "license", record.license
    return "license", None


def _record(kb: KnowledgeBase, thing: Thing) -> Record:
    return kb.records[thing.kind][thing.id]


def _recorded(kb: KnowledgeBase, thing: Thing, position: int) -> RecordedConflict:
    return _record(kb, thing).conflicts[position]

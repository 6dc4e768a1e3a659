"""What may be done with a dataset, a mixture or a model: the strictest of all that it rests on, with the reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from medmllm_kb.analysis.provenance import absence_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Component, Dataset, MedicalModel, Record, Term
from medmllm_kb.records.licensing import Duties, Permission, Permissions

State = Literal["allowed", "conditional", "unknown", "forbidden", "not-required", "required"]
"""State of a permission (the first four) or of a duty (the last two, and ``unknown``)."""

PERMISSIONS = tuple(Permissions.model_fields)
DUTIES = ("attribution", "share_alike", "agreement")
TOPICS = (*PERMISSIONS, *DUTIES)

STRICTNESS: Mapping[State, int] = {
    "allowed": 0,
    "not-required": 0,
    "conditional": 1,
    "unknown": 2,
    "forbidden": 3,
    "required": 3,
}
"""The order in which the strictest state wins. A known "no" outweighs what is unknown, which outweighs every "yes"."""


class Thing(NamedTuple):
    """Something with terms of its own: a dataset, a model or a component."""

    kind: str
    id: str


class Step(NamedTuple):
    """One step of the way from a thing to something that it rests on."""

    thing: Thing
    how: str
    """What it takes from there: ``reuses images``, ``trained on``."""


Path = tuple[Step, ...]
"""The way from the thing that is asked about to the one whose terms are named; empty for itself."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a permission or a duty is in its state."""

    thing: Thing
    """Whose terms say so."""
    text: str
    licence: str | None = None
    """Id of the licence that says so; None when the thing has terms of its own."""
    source: str | None = None
    """Where it was read: a citation key or an address."""
    inferred: bool = False
    """Whether it follows from another permission and is not in the text."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Value:
    """State of one permission or duty, with all that makes it so."""

    state: State
    reasons: tuple[Reason, ...]


Terms = Mapping[str, Value]
"""A value for each of ``TOPICS``."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A dataset or a model, by itself and with all that it rests on."""

    thing: Thing
    own: Terms
    """What its own release says."""
    terms: Terms
    """The strictest of its own terms and of those of everything that it rests on."""
    parts: Mapping[Thing, Path]
    """Itself and everything that it rests on, the nearest first."""


ClashSort = Literal["share-alike", "share-alike-and-non-commercial", "no-derivatives"]


@dataclass(frozen=True, slots=True)
class Party:
    """Parts of a mixture with the same licence, on one side of a clash."""

    licence: str | None
    things: tuple[Thing, ...]
    source: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Terms in one mixture that its maker cannot meet at once when sharing an adapted whole."""

    sort: ClashSort
    one: Party
    other: Party | None


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several things taken together."""

    members: tuple[Judged, ...]
    terms: Terms
    parts: Mapping[Thing, Path]
    clashes: tuple[Clash, ...]


def combine(*many: Terms) -> Terms:
    """The strictest of several terms: commutative, associative, idempotent.

    Raises:
        ValueError: Nothing was given, and nothing permits nothing and everything alike.
    """
    return _strictest([(terms, ()) for terms in many])


def _strictest(many: Iterable[tuple[Terms, Path]]) -> Terms:
    parts = list(many)
    if not parts:
        raise ValueError("a mixture has at least one part")
    return {topic: _strictest_value([(terms[topic], path) for terms, path in parts]) for topic in TOPICS}


def _strictest_value(parts: list[tuple[Value, Path]]) -> Value:
    worst = max((value.state for value, _ in parts), key=STRICTNESS.__getitem__)
    nearest: dict[Reason, Path] = {}
    for value, way in parts:
        if value.state == worst:
            for reason in value.reasons:
                path = way + reason.path
                bare = replace(reason, path=()) if reason.path else reason
                if bare not in nearest or _nearness(path) < _nearness(nearest[bare]):
                    nearest[bare] = path
    reasons = [replace(reason, path=path) if path else reason for reason, path in nearest.items()]
    return Value(worst, tuple(sorted(reasons, key=_order)))


def _nearness(path: Path) -> tuple[int, Path]:
    return len(path), path


def _order(reason: Reason) -> tuple[int, Thing, str, str, str]:
    return len(reason.path), reason.thing, reason.licence or "", reason.text, reason.source or ""


# What a release itself says

_ACCESS_WITHOUT_AGREEMENT = "open"
_WEIGHTS_BEHIND_AGREEMENT = ("gated", "on-request")
_DUTY_TEXTS = {
    "attribution": "credit to the makers",
    "share_alike": "what is adapted and shared comes under the same terms",
    "agreement": "an agreement, accepted terms or credentials",
}


def own_terms(kb: KnowledgeBase, thing: Thing) -> Terms:
    """What the release of a thing itself says, whatever it rests on."""
    record = kb.records[thing.kind][thing.id]
    match record:
        case Dataset():
            own, duties, licence, field = record.permissions, record.duties, record.license, "license"
        case MedicalModel():
            own, duties, licence, field = record.permissions, record.duties, record.weights_license, "weights_license"
        case Component():
            own, duties, licence, field = None, None, record.license, "license"
        case _:
            raise ValueError(f"a {record.KIND} has no terms")
    term = term_of(kb, licence)
    silence = _silence(record, term, field)
    terms = {topic: _permission(thing, topic, own, term, silence) for topic in PERMISSIONS}
    if terms["third_party_api"].state == "unknown":
        terms["third_party_api"] = _as_passed_on(thing, terms["redistribution"], terms["third_party_api"])
    for topic in DUTIES:
        terms[topic] = _duty(thing, topic, duties, term, _access_demands(kb, record), silence)
    return terms


def licence_terms(term: Term) -> Terms:
    """What a licence says by itself, for the matrix of all licences."""
    thing = Thing("licences", term.id)
    silence = "not found in the text, or the text was not read"
    terms = {topic: _permission(thing, topic, None, term, silence) for topic in PERMISSIONS}
    if terms["third_party_api"].state == "unknown":
        terms["third_party_api"] = _as_passed_on(thing, terms["redistribution"], terms["third_party_api"])
    return terms | {topic: _duty(thing, topic, None, term, None, silence) for topic in DUTIES}


def _permission(thing: Thing, topic: str, own: Permissions | None, term: Term | None, silence: str) -> Value:
    """The release's own word if it says something, else that of its licence, else unknown."""
    said: Permission | None = getattr(own, topic) if own else None
    if said is not None and said.state != "unknown":
        text = _phrase(said.reason) or "terms of the release itself"
        return Value(said.state, (Reason(thing, text, None, said.source),))
    of_licence: Permission | None = getattr(term.permissions, topic) if term and term.permissions else None
    if term is not None and of_licence is not None and of_licence.state != "unknown":
        source = of_licence.source or _first_source(term)
        return Value(of_licence.state, (Reason(thing, _phrase(of_licence.reason), term.id, source),))
    if said is not None and said.reason:
        silence = _phrase(said.reason)
    return Value("unknown", (Reason(thing, silence, term.id if term else None),))


def _phrase(reason: str | None) -> str:
    """A reason as it stands within a line: no capital for its own sake, no full stop."""
    text = (reason or "").rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _as_passed_on(thing: Thing, redistribution: Value, unknown: Value) -> Value:
    """What may be passed on to anybody may be sent to a service as well, under the same conditions."""
    if redistribution.state == "forbidden":
        text = "passing on is forbidden; whether sending to a hosted service counts is not said"
        return Value("unknown", (replace(unknown.reasons[0], text=text),))
    if redistribution.state == "unknown":
        return unknown
    reason = redistribution.reasons[0]
    text = "not named; what may be passed on to anybody may be sent to a service"
    if redistribution.state == "conditional" and reason.text:
        text += f", here {reason.text}"
    return Value(redistribution.state, (replace(reason, text=text, inferred=True),))


def _duty(
    thing: Thing, topic: str, own: Duties | None, term: Term | None, access: Reason | bool | None, silence: str
) -> Value:
    """Required if anything asks for it; not required if something says so; else unknown."""
    asked: list[Reason] = []
    waived: list[Reason] = []
    for duties, licence in ((own, None), (term.duties if term else None, term)):
        wanted: bool | None = getattr(duties, topic) if duties else None
        if duties is not None and wanted is not None:
            source = duties.source or (_first_source(licence) if licence else None)
            text = (_phrase(duties.reason) or _DUTY_TEXTS[topic]) if wanted else ""
            (asked if wanted else waived).append(Reason(thing, text, licence.id if licence else None, source))
    if topic == "agreement" and isinstance(access, Reason):
        asked.append(access)
    if asked:
        return Value("required", tuple(sorted(asked, key=_order)))
    if waived or (topic == "agreement" and access is False):
        return Value("not-required", tuple(waived) or (Reason(thing, "open access"),))
    return Value("unknown", (Reason(thing, silence, term.id if term else None),))


def _access_demands(kb: KnowledgeBase, record: Record) -> Reason | bool | None:
    """The agreement that stands before the files; False if nothing does, None if that is not known."""
    match record:
        case Dataset(access=str() as access):
            if access == _ACCESS_WITHOUT_AGREEMENT:
                return False
            level = term_of(kb, access, "access-levels")
            name = level.name.lower() if level else access
            return Reason(Thing(record.KIND, record.id), f"access: {name}", None, _source_of(record, "access"))
        case MedicalModel(weights=str() as weights):
            if weights in _WEIGHTS_BEHIND_AGREEMENT:
                text = f"the weights are {weights.replace('-', ' ')}"
                return Reason(Thing(record.KIND, record.id), text, None, _source_of(record, "weights"))
            return False if weights == _ACCESS_WITHOUT_AGREEMENT else None
    return None


def _silence(record: Record, term: Term | None, field: str) -> str:
    if term is not None:
        return "its text does not say, or was not read"
    if record.status == "stub":
        return "not yet described; no licence is known, and an absent licence permits nothing"
    if absence_of(record, field):
        return "no licence was found by those who looked, and an absent licence permits nothing"
    return "no licence is recorded, and an absent licence permits nothing"


def _first_source(term: Term) -> str | None:
    return term.sources[0] if term.sources else None


def _source_of(record: Record, field: str) -> str | None:
    return next((one.source for one in record.evidence if field in one.supports), None)


# What a thing rests on


def parts_of(kb: KnowledgeBase, thing: Thing) -> dict[Thing, Path]:
    """A thing and everything that it rests on, each with the shortest way to it; a cycle does no harm."""
    parts: dict[Thing, Path] = {thing: ()}
    queue = [thing]
    for here in queue:
        for step in _steps(kb, here):
            if step.thing not in parts and step.thing.id in kb.records[step.thing.kind]:
                parts[step.thing] = (*parts[here], step)
                queue.append(step.thing)
    return parts


def _steps(kb: KnowledgeBase, thing: Thing) -> Iterator[Step]:
    match kb.records[thing.kind][thing.id]:
        case Dataset() as dataset:
            for source in dataset.derived_from:
                split = f" of the {source.split} split" if source.split else ""
                yield Step(Thing("dataset", source.dataset), f"reuses {_and(source.reuses)}{split}")
        case MedicalModel() as model:
            yield from _steps_of_model(kb, model)
        case Component() as component:
            if component.initialised_from:
                yield Step(Thing("component", component.initialised_from), "starts from its weights")


def _steps_of_model(kb: KnowledgeBase, model: MedicalModel) -> Iterator[Step]:
    for base in model.base_models:
        yield Step(Thing("model", base), "starts from its weights")
    for variant in model.variants:
        if variant.backbone:
            yield Step(Thing("component", variant.backbone), f"{variant.name} is built on it")
    for place in model.pipeline:
        component = kb.components.get(place.component)
        if component is not None and component.role in ("encoder", "backbone", "decoder"):
            yield Step(Thing("component", place.component), f"has it as its {component.role}")
    for training in model.training:
        for data in training.data:
            what = f"its {data.split} split" if data.split else "it"
            yield Step(Thing("dataset", data.dataset), f"trained on {what}")


def _and(words: Iterable[str]) -> str:
    *most, last = words or ("parts",)
    return f"{', '.join(most)} and {last}" if most else last


# Mixtures


def mixture(kb: KnowledgeBase, members: Iterable[Judged]) -> Mixture:
    """Several things taken together, with the terms that cannot be met at once."""
    judged = tuple(members)
    parts: dict[Thing, Path] = {}
    for one in judged:
        for thing, path in one.parts.items():
            way = (Step(one.thing, "member"), *path) if path else path
            if thing not in parts or _nearness(way) < _nearness(parts[thing]):
                parts[thing] = way
    return Mixture(judged, combine(*(one.terms for one in judged)), parts, clashes(kb, parts))


def clashes(kb: KnowledgeBase, parts: Iterable[Thing]) -> tuple[Clash, ...]:
    """Terms among the parts that cannot be met at once by somebody who shares an adapted whole."""
    own = {thing: own_terms(kb, thing) for thing in parts}
    if len(own) < 2:
        return ()
    alike = _parties(thing_terms for thing_terms in own.items() if thing_terms[1]["share_alike"].state == "required")
    found: list[Clash] = []
    for position, one in enumerate(alike):
        found += [
            Clash("share-alike", one, other) for other in alike[position + 1 :] if not _compatible(kb, one, other)
        ]
    non_commercial = _parties(
        (thing, terms)
        for thing, terms in own.items()
        if terms["commercial_use"].state == "forbidden" and terms["share_alike"].state != "required"
    )
    for one in alike:
        if own[one.things[0]]["commercial_use"].state == "allowed":
            found += [Clash("share-alike-and-non-commercial", one, other) for other in non_commercial]
    unchanged = _parties(item for item in own.items() if item[1]["derivatives"].state == "forbidden")
    return (*found, *(Clash("no-derivatives", one, None) for one in unchanged))


def _parties(items: Iterable[tuple[Thing, Terms]]) -> list[Party]:
    """Things with the same licence together; a thing whose own terms decide stands for itself."""
    by_licence: dict[str, list[Thing]] = {}
    licences: dict[str, tuple[str | None, str | None]] = {}
    for thing, terms in items:
        licence, source = licence_of(terms)
        key = licence or f"{thing.kind}:{thing.id}"
        by_licence.setdefault(key, []).append(thing)
        licences.setdefault(key, (licence, source))
    return [Party(licences[key][0], tuple(sorted(by_licence[key])), licences[key][1]) for key in sorted(by_licence)]


def licence_of(terms: Terms) -> tuple[str | None, str | None]:
    """The licence that a release names, and where its text was read."""
    reasons = [reason for topic in TOPICS for reason in terms[topic].reasons]
    named = next((reason for reason in reasons if reason.licence), None)
    source = next((reason.source for reason in reasons if reason.source), None)
    return (named.licence if named else None), source


def _compatible(kb: KnowledgeBase, one: Party, other: Party) -> bool:
    """Whether an adaptation of both can come under one licence, as far as the texts read say."""
    return bool(shareable_under(kb, one.licence) & shareable_under(kb, other.licence))


def shareable_under(kb: KnowledgeBase, licence: str | None) -> set[str]:
    """Licences under which an adaptation may be shared: itself, and those that its text names."""
    if licence is None:
        return set()
    term = term_of(kb, licence)
    return {licence, *(term.duties.share_under if term and term.duties else ())}


def judge(kb: KnowledgeBase, thing: Thing, known: Mapping[Thing, Terms] = MappingProxyType({})) -> Judged:
    """A dataset or a model with all that it rests on; ``known`` holds own terms that need not be read again."""
    parts = parts_of(kb, thing)
    own = {part: known[part] if part in known else own_terms(kb, part) for part in parts}
    return Judged(thing, own[thing], _strictest((own[part], path) for part, path in parts.items()), parts)


def has_known_terms(terms: Terms) -> bool:
    """Whether any permission is known."""
    return any(terms[topic].state != "unknown" for topic in PERMISSIONS)


def term_of(kb: KnowledgeBase, id: str | None, vocabulary: str = "licences") -> Term | None:
    """A term, if there is such an id."""
    terms = kb.terms.get(vocabulary)
    return terms.get(id) if terms is not None and id is not None else None

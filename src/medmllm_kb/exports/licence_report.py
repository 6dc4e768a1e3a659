"""Terms of a mixture in print: as text for people, as plain data for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from medmllm_kb.analysis.licences import TOPICS, Clash, Mixture, Party, Path, Reason, Thing, Value
from medmllm_kb.analysis.licences_conflicts import Conflict
from medmllm_kb.exports.licence_words import CLASHES, LABELS, NOTICE, grouped, in_words, licence_name
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record

_WIDTH = max(map(len, LABELS.values())) + 2
_MOST = 6
"""Things named for one reason."""


def to_text(kb: KnowledgeBase, mixture: Mixture, conflicts: Iterable[Conflict]) -> str:
    """The terms with their reasons, then what cannot be met at once, then where a release is freer than its parts."""
    return "\n".join(_lines(kb, mixture, list(conflicts))) + "\n"


def _lines(kb: KnowledgeBase, mixture: Mixture, conflicts: list[Conflict]) -> Iterator[str]:
    yield " + ".join(_name(kb, member.thing) for member in mixture.members)
    others = len(mixture.parts) - len(mixture.members)
    if others:
        yield f"with {others} {'other' if others == 1 else 'others'} that they rest on"
    yield ""
    for topic in TOPICS:
        value = mixture.terms[topic]
        yield f"{LABELS[topic]:<{_WIDTH}}{in_words(value.state)}"
        for reason, same in grouped(value):
            yield f"  {_why(kb, reason, same)}"
    if mixture.clashes:
        yield ""
        yield "Cannot be met at once by whoever shares an adapted whole"
        for clash in mixture.clashes:
            yield f"  {_parties(kb, clash)}: {CLASHES[clash.sort]}"
    if conflicts:
        yield ""
        yield "Freer, as released, than what it rests on"
        for conflict in conflicts:
            yield f"  {_name(kb, conflict.whole)} and {_name(kb, conflict.part)} ({_way(kb, conflict.path)})"
            for one in conflict.differences:
                label = LABELS[one.topic]
                yield f"    {label}: {_side(kb, one.whole)}, against {_side(kb, one.part)}"
            if conflict.same_host:
                yield f"    Both are given out at {conflict.same_host}: the same owners may have chosen other terms."
    yield ""
    yield NOTICE


def _why(kb: KnowledgeBase, reason: Reason, same: list[Reason]) -> str:
    text = reason.text or "as the licence says"
    licence = f" [{licence_name(kb, reason.licence)}]" if reason.licence else ""
    things = list(dict.fromkeys(_of(kb, one) for one in same))
    more = f" and {len(things) - _MOST} more" if len(things) > _MOST else ""
    source = f" <{reason.source}>" if reason.source else ""
    return f"{text}{licence}: {'; '.join(things[:_MOST])}{more}{source}"


def _of(kb: KnowledgeBase, reason: Reason) -> str:
    return f"{_name(kb, reason.thing)} ({_way(kb, reason.path)})" if reason.path else _name(kb, reason.thing)


def _way(kb: KnowledgeBase, path: Path) -> str:
    return ", ".join(step.how if step == path[-1] else f"{step.how}: {_name(kb, step.thing)}" for step in path)


def _side(kb: KnowledgeBase, value: Value) -> str:
    reason = value.reasons[0]
    licence = f" by {licence_name(kb, reason.licence)}" if reason.licence else ""
    text = f", {reason.text}" if reason.text else ""
    return f"{in_words(value.state)}{licence}{text}"


def _parties(kb: KnowledgeBase, clash: Clash) -> str:
    return " and ".join(_party(kb, party) for party in (clash.one, clash.other) if party)


def _party(kb: KnowledgeBase, party: Party) -> str:
    things = ", ".join(_name(kb, thing) for thing in party.things[:_MOST])
    return f"{licence_name(kb, party.licence)} ({things})" if party.licence else things


def _name(kb: KnowledgeBase, thing: Thing) -> str:
    found = kb.find(thing.kind, thing.id)
    return found.name if isinstance(found, Record) else thing.id


def to_data(mixture: Mixture, conflicts: Iterable[Conflict]) -> dict[str, Any]:
    """The same as plain data, ready for JSON."""
    return {
        "members": [
            {**_thing(member.thing), "release": {topic: member.own[topic].state for topic in TOPICS}}
            for member in mixture.members
        ],
        "terms": {topic: _value(mixture.terms[topic]) for topic in TOPICS},
        "parts": [{**_thing(thing), "path": _path(path)} for thing, path in mixture.parts.items()],
        "clashes": [
            {"sort": clash.sort, "parties": [_party_data(party) for party in (clash.one, clash.other) if party]}
            for clash in mixture.clashes
        ],
        "conflicts": [
            {
                "sort": conflict.sort,
                "whole": _thing(conflict.whole),
                "part": _thing(conflict.part),
                "path": _path(conflict.path),
                "differences": [
                    {"topic": one.topic, "whole": _value(one.whole), "part": _value(one.part)}
                    for one in conflict.differences
                ],
            }
            for conflict in conflicts
        ],
        "notice": NOTICE,
    }


def _thing(thing: Thing) -> dict[str, str]:
    return {"kind": thing.kind, "id": thing.id}


def _path(path: Path) -> list[dict[str, str]]:
    return [{**_thing(step.thing), "how": step.how} for step in path]


def _value(value: Value) -> dict[str, Any]:
    return {
        "state": value.state,
        "reasons": [
            {
                **_thing(reason.thing),
                "licence": reason.licence,
                "text": reason.text,
                "source": reason.source,
                "inferred": reason.inferred,
                "path": _path(reason.path),
            }
            for reason in value.reasons
        ],
    }


def _party_data(party: Party) -> dict[str, Any]:
    return {"licence": party.licence, "source": party.source, "things": [_thing(thing) for thing in party.things]}

"""Every id, term and citation key leads somewhere."""

from collections.abc import Iterator, Mapping

from medmllm_kb.checks.fields import value_at
from medmllm_kb.checks.names import an, plain_name
from medmllm_kb.checks.rule import ANY_PUBLICATION, Given, Offence, Rule
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records import KINDS, Record, Term
from medmllm_kb.records.references import PUBLICATION, Reference

_MOST_SUGGESTIONS = 100
"""Looking for a near id among thousands takes a while; who has more mistakes has another problem."""


def _check(given: Given) -> Iterator[Offence]:
    kb = given.kb
    resolves: dict[tuple[str, str], bool] = {}
    hints: dict[tuple[str, str], str] = {}
    for record in kb:
        for reference in kb.references[record.KIND, record.id]:
            target = (reference.kind, reference.id)
            if target not in resolves:
                resolves[target] = _resolves(kb, reference)
            if resolves[target]:
                continue
            if target not in hints:
                hints[target] = _hint(kb, reference, suggest=len(hints) < _MOST_SUGGESTIONS)
            yield Offence(record, reference.path, _message(kb, reference), hints[target], _quote(record, reference))


def _resolves(kb: KnowledgeBase, reference: Reference) -> bool:
    if kb.find(reference.kind, reference.id) is not None or (reference.kind, reference.id) in kb.broken:
        return True
    if reference.kind == PUBLICATION:
        return ANY_PUBLICATION in kb.broken
    return ("vocabulary", reference.kind) in kb.broken


def _message(kb: KnowledgeBase, reference: Reference) -> str:
    kind, id = reference.kind, reference.id
    if kind == PUBLICATION:
        return f"no publication has the key `{id}`"
    if kind in KINDS:
        return f"there is no {kind} `{id}`"
    if kind in kb.vocabularies:
        return f"there is no {kb.vocabularies[kind].singular} `{id}`"
    return f"there is no kind of record and no vocabulary `{kind}`"


def _hint(kb: KnowledgeBase, reference: Reference, suggest: bool) -> str:
    kind, id = reference.kind, reference.id
    if kind == PUBLICATION:
        near = did_you_mean(id, kb.publications) if suggest else ""
        return near or "add its BibTeX entry to data/bibliography, or mend the key"
    if kind in KINDS:
        return _hint_for_record(kb, kind, id, suggest)
    if kind in kb.terms:
        near = _near_thing(kb.terms[kind], id) if suggest else ""
        return near or f"choose a term of data/vocabularies/{kind}.yaml, or add one there"
    return did_you_mean(kind, [*KINDS, *kb.vocabularies]) if suggest else ""


def _hint_for_record(kb: KnowledgeBase, kind: str, id: str, suggest: bool) -> str:
    other = next((other for other in KINDS if id in kb.records[other]), None)
    if other is not None:
        return f"`{id}` is {an(other)}, not {an(kind)}"
    near = _near_thing(kb.records[kind], id) if suggest else ""
    return near or f"mend the id, or describe it in data/{KINDS[kind].FOLDER}/{id}.yaml, at first as a stub"


def _near_thing(things: Mapping[str, Record] | Mapping[str, Term], id: str) -> str:
    renamed = next((thing.id for thing in things.values() if id in thing.former_ids), None)
    if renamed is not None:
        return f"it is now called `{renamed}`"
    name = plain_name(id)
    for thing in things.values():
        if any(plain_name(other) == name for other in (thing.id, thing.name, *thing.aliases)):
            return f"did you mean `{thing.id}`?"
    return did_you_mean(id, things)


def _quote(record: Record, reference: Reference) -> str:
    if value_at(record, reference.path) == reference.id:
        return ""
    return f"@{reference.id}" if reference.kind == PUBLICATION else f"[[{reference.kind}:{reference.id}"


RULE = Rule(
    code="reference-unknown",
    level="error",
    what="A record, a term or a publication is named that the knowledge base does not have, or has as another kind.",
    why="The page would show a link that leads nowhere, and lists and counts would miss the record.",
    mend="Mend the spelling. If the thing is not described yet, add it: a term to its vocabulary, a "
    "publication to the bibliography, a record as a stub with its name and one source.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: >-
  Questions on chest radiographs [@rivera2012lumen], also used by
                                  ^
  [[model:aurelio]].
  ^
modalities: [radiographie, text]
             ^^^^^^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: >-
  Questions on chest radiographs [@rivera2021lumen], also used by
  [[model:aurelia]].
modalities: [radiography, text]
added: 2025-03-01
"""
    },
    check=_check,
)

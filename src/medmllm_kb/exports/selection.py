"""Which publications somebody means who names records or citation keys."""

from collections.abc import Iterable, Iterator

from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records import KINDS
from medmllm_kb.records.references import PUBLICATION


class UnknownIdError(Exception):
    """An id names nothing; the message says what was meant, perhaps."""


def select_publications(kb: KnowledgeBase, ids: Iterable[str]) -> list[Publication]:
    """The publications of citation keys, and all that records such as ``dataset:vqa-rad`` cite; each once.

    Raises:
        UnknownIdError: An id names neither a publication nor a record.
    """
    keys = dict.fromkeys(key for id in ids for key in _keys(kb, id))
    return [kb.publications[key] for key in keys if key in kb.publications]


def _keys(kb: KnowledgeBase, id: str) -> Iterator[str]:
    kind, colon, name = id.partition(":")
    if not colon:
        if id not in kb.publications:
            hint = did_you_mean(id, kb.publications) or "records are written as dataset:vqa-rad"
            raise UnknownIdError(f"there is no publication `{id}`; {hint}")
        yield id
    elif kind not in KINDS:
        raise UnknownIdError(f"there is no kind of record `{kind}`; it is one of {', '.join(KINDS)}")
    elif name not in kb.records[kind]:
        raise UnknownIdError(f"there is no {kind} `{name}`; {did_you_mean(name, kb.records[kind])}".rstrip("; "))
    else:
        record = kb.records[kind][name]
        if record.publication:
            yield record.publication
        yield from (one.id for one in kb.references[kind, name] if one.kind == PUBLICATION)

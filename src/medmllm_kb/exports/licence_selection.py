"""Which datasets and models somebody means who asks for terms."""

from collections.abc import Iterable

from medmllm_kb.analysis.licences import Thing
from medmllm_kb.exports.selection import UnknownIdError
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean

_KINDS = ("dataset", "model")


def select_things(kb: KnowledgeBase, ids: Iterable[str]) -> list[Thing]:
    """Datasets by their ids, and others as ``model:lingshu``; each once, in the order given.

    Raises:
        UnknownIdError: Nothing has that id; the message names the nearest.
    """
    return list(dict.fromkeys(_thing(kb, id) for id in ids))


def _thing(kb: KnowledgeBase, id: str) -> Thing:
    kind, colon, name = id.rpartition(":")
    if colon and kind not in _KINDS:
        raise UnknownIdError(f"`{kind}` has no terms of use here; write a dataset as vqa-rad, a model as model:lingshu")
    kind = kind or "dataset"
    if name in kb.records[kind]:
        return Thing(kind, name)
    if not colon and name in kb.models:
        raise UnknownIdError(f"there is no dataset `{name}`, but a model; write model:{name}")
    raise UnknownIdError(f"there is no {kind} `{name}`; {did_you_mean(name, kb.records[kind])}".rstrip("; "))

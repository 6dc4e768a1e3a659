"""What somebody wants to have traced who names models or components."""

from collections.abc import Sequence

from medmllm_kb.analysis.trace import UnknownSubjectError
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean


def select_subject(kb: KnowledgeBase, ids: Sequence[str]) -> str | tuple[str, ...]:
    """The id of a model; or the ids of components, which make a chain.

    Raises:
        UnknownSubjectError: A single id names neither a model nor a component.
    """
    if len(ids) > 1:
        return tuple(ids)
    (id,) = ids
    if id in kb.models:
        return id
    if id in kb.components:
        return (id,)
    hint = did_you_mean(id, [*kb.models, *kb.components])
    raise UnknownSubjectError(f"there is no model or component `{id}`; {hint}".rstrip("; "))

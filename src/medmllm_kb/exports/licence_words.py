"""What permissions, duties and conflicts are called, on pages and in print alike."""

from collections.abc import Mapping

from medmllm_kb.analysis.licences import ClashSort, Reason, Value, term_of
from medmllm_kb.loading.knowledge_base import KnowledgeBase

LABELS: Mapping[str, str] = {
    "commercial_use": "Commercial use",
    "redistribution": "Passing it on",
    "derivatives": "Sharing what is made from it",
    "third_party_api": "Sending it to a hosted service",
    "clinical_use": "Clinical use",
    "attribution": "Credit",
    "share_alike": "Same terms for what is made from it",
    "agreement": "Agreement or credentials",
}
"""By permission and duty."""

NOTICE = "Not legal advice: computed from recorded terms. Read the terms of the works themselves before you rely on it."

CLASHES: Mapping[ClashSort, str] = {
    "share-alike": "Each asks that what is made from it be shared under its own terms.",
    "share-alike-and-non-commercial": (
        "The first asks for its own terms on what is made from it, and these allow commercial use, which the second "
        "forbids."
    ),
    "no-derivatives": (
        "Does not allow adapted versions to be shared; unchanged parts of a collection may be another matter."
    ),
}
"""Why two terms of a mixture cannot be met at once when an adapted whole is shared."""


def in_words(state: str) -> str:
    """A state as people read it."""
    return state.replace("-", " ")


def grouped(value: Value) -> list[tuple[Reason, list[Reason]]]:
    """Reasons that say the same together: the first of each with all of them."""
    groups: dict[tuple[str, str | None, str | None], list[Reason]] = {}
    for reason in value.reasons:
        groups.setdefault((reason.text, reason.licence, reason.source), []).append(reason)
    return [(reasons[0], reasons) for reasons in groups.values()]


def licence_name(kb: KnowledgeBase, id: str) -> str:
    """How a licence is called in passing: its id when that is a known short form, as CC-BY-4.0, else its name."""
    term = term_of(kb, id)
    return term.name if term is not None and id == id.lower() else id

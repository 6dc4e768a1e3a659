"""Which model may I use for what? All described models with what decides: input, task, weights, terms, size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from medmllm_kb.analysis.licences import Thing, Value
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import MedicalModel, Term
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.page import PlannedPage
from medmllm_kb.site.trees import Branch, ancestors, branches

PATH = "choose/"
UNKNOWN = "unknown"
TO_BE_HAD = ("open", "gated", "delta")
"""Access to weights that lets anybody have them who accepts the terms."""
GROUPS = (
    ("download", "Weights to download", "Without approval, after accepting terms, or as a difference from a base."),
    (
        "service",
        "To be called or asked for",
        "As a service whose weights stay with its owner, or at owners' discretion.",
    ),
    ("none", "No weights", "Kept, or promised and not seen."),
    (UNKNOWN, "Weights not checked or not reported", "Nobody has looked, or the sources are silent."),
)
"""Groups of openness: id, heading, what it means."""
_GROUP_OF = {"api-only": "service", "on-request": "service", "announced": "none", "closed": "none"}
SIZES = (
    ("4b", "up to 4 billion", 4 * 10**9),
    ("10b", "4 to 10 billion", 10 * 10**9),
    ("40b", "10 to 40 billion", 40 * 10**9),
    ("more", "more than 40 billion", None),
)
"""Classes of size: id, label, greatest number of parameters."""
COMMERCIAL = (
    ("all", "allowed by all it rests on"),
    ("own", "allowed by its release"),
    ("forbidden", "forbidden somewhere"),
    (UNKNOWN, "not known"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A model with all that a reader may choose by."""

    model: MedicalModel
    group: str
    """Of ``GROUPS``."""
    sizes: tuple[int, ...]
    own: Value
    """Commercial use as the release alone says."""
    whole: Value
    """Commercial use with all that the model rests on."""
    facets: dict[str, tuple[str, ...]]
    """Values of each facet, those above them in their tree included."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a reader may choose, and how deep it stands in its tree."""

    value: str
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One question, with all values that at least one model has."""

    id: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Models of one value and one group of openness."""

    group: str
    models: tuple[str, ...]


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The page on which to choose."""
    yield PlannedPage(
        PATH,
        "models",
        "Choose a model",
        "Which model may I use for what? By modality, task, openness of the weights, terms, size and reasoning.",
        "choose.html",
        partial(choose_context, analyses),
    )


def choose_context(analyses: Analyses) -> dict[str, Any]:
    """All choices with their facets, and modalities and tasks with the models for each."""
    kb = analyses.kb
    choices = choices_of(analyses)
    return {
        "choices": choices,
        "groups": [(*one, [choice for choice in choices if choice.group == one[0]]) for one in GROUPS],
        "facets": facets_of(choices, kb),
        "modalities": _rows(choices, "modality", kb.terms["modalities"].values()),
        "tasks": _rows(choices, "task", kb.tasks.values()),
    }


def choices_of(analyses: Analyses) -> list[Choice]:
    """Every described model; the latest year first, then by name."""
    models = [one for one in analyses.kb.models.values() if one.status != "stub"]
    ordered = sorted(models, key=lambda one: (-(one.year or 0), one.name.lower(), one.id))
    return [_choice(model, analyses) for model in ordered]


def facets_of(choices: Sequence[Choice], kb: KnowledgeBase) -> list[Facet]:
    """The questions, each with the values that occur."""
    scopes = kb.terms["model-scopes"]
    access = kb.terms["weights-access"]
    plan = (
        ("modality", "Reads", _tree_options(kb.terms["modalities"].values())),
        ("task", "For", _tree_options(kb.tasks.values())),
        ("scope", "Made for", _tree_options(scopes.values())),
        ("weights", "Weights", [Option("download", "to download"), *(_option(one) for one in access.values())]),
        ("commercial", "Commercial use", [Option(*one) for one in COMMERCIAL]),
        ("size", "A size of", [*(Option(id, label) for id, label, _ in SIZES), Option(UNKNOWN, "not recorded")]),
        ("reasoning", "Trained to reason", [Option("yes", "yes"), Option("no", "no")]),
    )
    return [
        Facet(id, label, tuple(option for option in options if _occurs(option, id, choices)))
        for id, label, options in plan
    ]


def _choice(model: MedicalModel, analyses: Analyses) -> Choice:
    kb = analyses.kb
    judged = analyses.licences.judged[Thing("model", model.id)]
    own, whole = judged.own["commercial_use"], judged.terms["commercial_use"]
    sizes = tuple(sorted({one.parameters for one in model.variants if one.parameters}))
    group = "download" if model.weights in TO_BE_HAD else _GROUP_OF.get(model.weights or "", UNKNOWN)
    facets = {
        "modality": _with_ancestors(model.modalities, kb.terms["modalities"]),
        "task": _with_ancestors(model.tasks, kb.tasks),
        "scope": _with_ancestors((model.scope,) if model.scope else (), kb.terms["model-scopes"]),
        "weights": tuple(dict.fromkeys([*(["download"] if group == "download" else []), model.weights or UNKNOWN])),
        "commercial": tuple(_commercial(own, whole)),
        "size": tuple(dict.fromkeys(map(_size_class, sizes))) or (UNKNOWN,),
        "reasoning": ("yes" if model.reasoning else "no",),
    }
    return Choice(model, group, sizes, own, whole, facets)


def _commercial(own: Value, whole: Value) -> Iterator[str]:
    if whole.state == "allowed":
        yield "all"
    if own.state == "allowed":
        yield "own"
    if whole.state == "forbidden":
        yield "forbidden"
    if whole.state not in ("allowed", "forbidden") and own.state != "allowed":
        yield UNKNOWN


def _size_class(parameters: int) -> str:
    return next(id for id, _, most in SIZES if most is None or parameters <= most)


def _with_ancestors(ids: Sequence[str], nodes: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for id in ids for one in (id, *ancestors(nodes, id))))


def _option(term: Term) -> Option:
    return Option(term.id, term.name)


def _tree_options(nodes: Any) -> list[Option]:
    def walk(branch: Branch[Any], level: int) -> Iterator[Option]:
        yield Option(branch.node.id, branch.node.name, level)
        for child in branch.children:
            yield from walk(child, level + 1)

    return [option for branch in branches(nodes) for option in walk(branch, 0)]


def _occurs(option: Option, facet: str, choices: Sequence[Choice]) -> bool:
    return any(option.value in choice.facets[facet] for choice in choices)


def _rows(choices: Sequence[Choice], facet: str, nodes: Any) -> list[tuple[Option, list[Cell]]]:
    """Values of a tree that occur, with the models of each by openness."""
    rows = []
    for option in _tree_options(nodes):
        those = [choice for choice in choices if option.value in choice.facets[facet]]
        if those:
            rows.append((option, [_cell(those, group) for group, _, _ in GROUPS]))
    return rows


def _cell(choices: Sequence[Choice], group: str) -> Cell:
    return Cell(group, tuple(one.model.id for one in choices if one.group == group))

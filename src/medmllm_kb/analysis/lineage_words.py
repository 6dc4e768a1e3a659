"""Paths of the lineage in words."""

from collections.abc import Callable, Mapping, Sequence

from medmllm_kb.analysis.lineage import Edge, Node

Name = Callable[[Node], str]


def clauses(down: Sequence[Edge], up: Sequence[Edge]) -> list[str | Node]:
    """Two ways that meet, as a sentence: words, and the records between them.

    ``down`` leads from the first record to where they meet and has at least one step; ``up`` leads there from the
    other record, and is empty when they meet at that record itself.
    """
    said: list[str | Node] = [down[0].source]
    for position, edge in enumerate(down):
        said += _step(edge, first=position == 0, origin=down[position - 1].target if position else None)
    for position, edge in enumerate(reversed(up)):
        if position == 0:
            said += [", from which ", edge.source, f" takes its {told(edge.materials)}", _aside(edge)]
        else:
            said += ["; ", edge.source, f" reuses the {told(edge.materials)} of ", edge.target, _aside(edge)]
    return [one for one in said if one]


VERBS: Mapping[str, str] = {
    "base-model": "starts from the weights of",
    "uses": "is built with",
    "initialised-from": "was initialised from",
    "pretrained-on": "was pretrained on",
    "trained-on": "was trained on",
    "leaks": "has a known leak of",
}


def _step(edge: Edge, first: bool, origin: Node | None) -> list[str | Node]:
    start = " " if first else ", which "
    if edge.relation == "derived-from":
        return [f"{start}reuses the {told(edge.materials)} of ", edge.target, _aside(edge)]
    if edge.relation == "named-with":
        named = edge.target if edge.source == origin else edge.source
        return [f"{start}a known issue names together with ", named]
    return [f"{start}{VERBS[edge.relation]} ", edge.target, _aside(edge)]


def _aside(edge: Edge) -> str:
    split = f"{edge.split} split" if edge.split and not edge.split.endswith("split") else edge.split
    stated = "as a score table says" if edge.record.kind == "result" else ""
    words = [one for one in (split, told(edge.stages), stated) if one]
    return f" ({', '.join(words)})" if words else ""


def told(words: tuple[str, ...]) -> str:
    """``images, text and labels``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def sentence(down: Sequence[Edge], up: Sequence[Edge], name: Name) -> str:
    """Two ways that meet, as plain text."""
    return "".join(one if isinstance(one, str) else name(one) for one in clauses(down, up)) + "."

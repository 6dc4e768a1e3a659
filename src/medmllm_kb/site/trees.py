"""Things with a parent, as trees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Node(Protocol):
    """A record or a term that may have a parent of its own sort."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def parent(self) -> str | None:
        """Id of what it belongs to."""


AnyNode = TypeVar("AnyNode", bound=Node)


@dataclass(frozen=True, slots=True)
class Branch(Generic[AnyNode]):
    """A node with all below it."""

    node: AnyNode
    children: tuple["Branch[AnyNode]", ...]


def branches(nodes: Iterable[AnyNode]) -> list[Branch[AnyNode]]:
    """The trees of ``nodes``, in their order. What hangs on a cycle hangs on no root and is left out."""
    children: dict[str | None, list[AnyNode]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)

    def grow(node: AnyNode) -> Branch[AnyNode]:
        return Branch(node, tuple(grow(child) for child in children.get(node.id, ())))

    return [grow(root) for root in children.get(None, ())]


def ancestors(nodes: Mapping[str, AnyNode], id: str) -> Sequence[str]:
    """Ids from the root down to the parent of ``id``; a cycle ends the walk."""
    found: list[str] = []
    node = nodes.get(id)
    while node is not None and node.parent is not None and node.parent not in found:
        found.append(node.parent)
        node = nodes.get(node.parent)
    return found[::-1]

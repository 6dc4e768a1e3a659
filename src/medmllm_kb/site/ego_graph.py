"""What a record was made from and what was made of it, two steps far, laid out as a picture of rails and stations.

The picture grows downwards, so that it reads the same on a phone: sources above the record, uses below it, each
indented by its distance. Lengths are in pixels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from medmllm_kb.analysis.lineage import Edge, Lineage, Node
from medmllm_kb.analysis.lineage_words import told

PITCH = 27
"""From one row to the next."""
INDENT = 22
MARGIN = 12
NEAR = 8
"""Records at one remove that are drawn on each side; the list beside the picture has all."""
ROWS = 14
"""Rows on each side, those at two removes included."""
FAR = 2
"""Records at two removes that are drawn for each one between."""


@dataclass(frozen=True, slots=True)
class Station:
    """One row of the picture."""

    node: Node | None
    """None for a row that says how many more there are."""
    depth: int
    """0 for the record itself, then 1 and 2."""
    note: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class EgoGraph:
    """The picture of one record, with the list that says the same."""

    stations: tuple[Station, ...]
    rails: tuple[str, ...]
    """Paths of SVG."""
    height: int
    sources: tuple[tuple[Node, str], ...]
    """Everything at one remove, with what was taken."""
    uses: tuple[tuple[Node, str], ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    node: Node
    note: str
    twigs: tuple[tuple[Node, str], ...] = ()
    more: int = 0


def ego_graph(lineage: Lineage, own: Node) -> EgoGraph | None:
    """The picture of a record; None when nothing is recorded before or after it."""
    sources = _distinct(lineage.of(own), target=True)
    uses = _distinct(lineage.into(own), target=False)
    if not sources and not uses:
        return None
    above = _branches(sources, lambda node: _distinct(lineage.of(node), target=True))
    below = _branches(uses, lambda node: _distinct(lineage.into(node), target=False))
    return _drawn(own, above, below, sources, uses)


def _distinct(edges: Sequence[Edge], target: bool) -> tuple[tuple[Node, str], ...]:
    """The other ends of edges, each once, with what is taken."""
    found: dict[Node, str] = {}
    for edge in edges:
        if edge.relation not in ("leaks", "named-with"):
            found.setdefault(edge.target if target else edge.source, note_of(edge, target))
    order = SOURCES_ORDER if target else USES_ORDER
    return tuple(sorted(found.items(), key=lambda item: order.index(item[0].kind)))


SOURCES_ORDER = ("model", "dataset", "component")
USES_ORDER = ("dataset", "component", "model")


def note_of(edge: Edge, target: bool) -> str:
    """What an edge says, to stand beside the name of its other end."""
    split = f"{edge.split} split" if edge.split else ""
    what = {
        "derived-from": told(edge.materials),
        "trained-on": "training data" if target else "trained on it",
        "pretrained-on": "pretraining data" if target else "pretrained on it",
        "initialised-from": "first weights" if target else "started from it",
        "base-model": "base model" if target else "built on it",
        "uses": "part" if target else "built with it",
    }[edge.relation]
    return ", ".join(filter(None, (what, split)))


def _branches(
    near: Sequence[tuple[Node, str]], further: Callable[[Node], tuple[tuple[Node, str], ...]]
) -> list[_Branch]:
    drawn = near[:NEAR]
    room = ROWS - len(drawn)
    branches = []
    for node, note in drawn:
        twigs = further(node)
        shown = twigs[: max(0, min(FAR, room))]
        hidden = len(twigs) - len(shown)
        room -= len(shown)
        branches.append(_Branch(node, note, shown, hidden))
    return branches


def _drawn(
    own: Node,
    above: list[_Branch],
    below: list[_Branch],
    sources: tuple[tuple[Node, str], ...],
    uses: tuple[tuple[Node, str], ...],
) -> EgoGraph:
    canvas = _Canvas()
    if len(sources) > len(above):
        canvas.row(None, 1, f"and {len(sources) - len(above)} more")
    for branch in above:
        tops = [canvas.row(node, 2, note) for node, note in branch.twigs]
        at = canvas.row(branch.node, 1, _with_more(branch, "sources"))
        canvas.join_down(tops, at, 1)
    first = [one.y for one in canvas.stations if one.depth == 1]
    middle = canvas.row(own, 0, "")
    canvas.join_down(first, middle, 0)
    for branch in below:
        at = canvas.row(branch.node, 1, _with_more(branch, "uses"))
        canvas.join_up([canvas.row(node, 2, note) for node, note in branch.twigs], at, 1)
    if len(uses) > len(below):
        canvas.row(None, 1, f"and {len(uses) - len(below)} more")
    last = [one.y for one in canvas.stations if one.depth == 1 and one.y > middle]
    canvas.join_up(last, middle, 0)
    return EgoGraph(tuple(canvas.stations), tuple(canvas.rails), canvas.height, sources, uses)


def _with_more(branch: _Branch, what: str) -> str:
    if not branch.more:
        return branch.note
    more = f"{branch.more} more {what}" if branch.twigs else f"{branch.more} {what}"
    return f"{branch.note} · {more if branch.more > 1 else more.removesuffix('s')}"


class _Canvas:
    """Rows from the top downwards, and the rails between them."""

    def __init__(self) -> None:
        self.stations: list[Station] = []
        self.rails: list[str] = []

    @property
    def height(self) -> int:
        return len(self.stations) * PITCH + 4

    def row(self, node: Node | None, depth: int, note: str) -> int:
        """Adds a row; returns the height of its middle."""
        y = len(self.stations) * PITCH + PITCH // 2 + 2
        self.stations.append(Station(node, depth, note, MARGIN + depth * INDENT, y))
        return y

    def join_down(self, heights: list[int], end: int, depth: int) -> None:
        """Rails from rows above, one step further in, down to a row."""
        self._join(heights, end, depth, 8)

    def join_up(self, heights: list[int], end: int, depth: int) -> None:
        """Rails from rows below, one step further in, up to a row."""
        self._join(heights, end, depth, -8)

    def _join(self, heights: list[int], end: int, depth: int, bend: int) -> None:
        if not heights:
            return
        rail, station = MARGIN + depth * INDENT, MARGIN + (depth + 1) * INDENT
        self.rails.extend(f"M{station} {y}H{rail + abs(bend)}Q{rail} {y} {rail} {y + bend}" for y in heights)
        farthest = min(heights) if bend > 0 else max(heights)
        self.rails.append(f"M{rail} {farthest + bend}V{end}")

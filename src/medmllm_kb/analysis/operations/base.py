"""What rules of operations are written with: sizes that may be unknown, states of the vectors, effects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from medmllm_kb.analysis.expressions import ZERO, Expression, Integer, evaluate, product, symbols_of, to_text, total
from medmllm_kb.analysis.operations.conditions import Condition


@dataclass(frozen=True, slots=True)
class Unknown:
    """A size that the records do not give."""

    reason: str


Size: TypeAlias = Expression | Unknown


class NotKnownError(Exception):
    """A rule needs what the record does not state; the message names it."""


class MismatchError(Exception):
    """What comes cannot enter an operation; the message says what does not fit."""


class WidthMismatchError(MismatchError):
    """Vectors come with one width, and an operation takes another.

    Attributes:
        comes: Width of the vectors.
        taken: Width that the operation takes.
    """

    def __init__(self, comes: int, taken: int) -> None:
        super().__init__(f"vectors of width {comes:,} come, but it takes {taken:,}")
        self.comes = comes
        self.taken = taken


@dataclass(frozen=True, slots=True)
class Grid:
    """Channels over one to three axes: a signal (C, time), a picture (C, H, W), a volume (C, depth, H, W)."""

    channels: Size
    axes: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sequence of vectors."""

    count: Size
    width: Size
    grid: tuple[Expression, ...] | None = None
    """Sizes of the grid in which they lie; None when they lie in none."""
    extra: int = 0
    """Class and register tokens that stand before those of the grid."""


State: TypeAlias = Grid | Tokens


@dataclass(frozen=True, slots=True)
class Part:
    """A share of an operation's parameters, by what they serve."""

    name: str
    count: Size


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation does to one picture, volume or sequence."""

    state: State
    """What leaves."""
    parts: tuple[Part, ...] = ()
    """Parameters."""
    flops: Size = ZERO
    """Floating-point operations of the matrix products and convolutions; a multiplication with an addition is two."""
    used: Size | None = None
    """Parameters that the result depends on, when not all of them."""
    conditions: tuple[Condition, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def parameters(self) -> Size:
        """The sum of the parts."""
        return add(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around an operation and decides about it."""

    layer: int | None = None
    """Whose states are read, as in ``hidden_states`` of transformers; -1 is the last."""
    output_width: int | None = None
    """Width that the neighbour after it takes."""
    backbone_width: int | None = None
    backbone_layers: int | None = None
    picture_size: int | None = None
    """Side of the picture that the pipeline states; the table of positions is of that size."""
    text: Tokens | None = None
    """The text beside which an operation runs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An operation as the analysis knows it."""

    title: str
    apply: Callable[[Any, State, Place], Effect]
    """Operation, what enters, place -> effect.

    Raises MismatchError or NotKnownError.
    """
    shape: str
    """Shape rule, in LaTeX."""
    equation: str
    """What is computed, in LaTeX."""
    parameters: str
    """Number of parameters, in LaTeX."""
    flops: str
    """Prefill FLOPs, in LaTeX; 0 when nothing is multiplied."""
    source: str
    """Address of the paper or reference implementation."""


def add(sizes: Iterable[Size | int]) -> Size:
    """The sum; unknown as soon as one term is."""
    known: list[Expression | int] = []
    for size in sizes:
        if isinstance(size, Unknown):
            return size
        known.append(size)
    return total(known)


def times(*sizes: Size | int) -> Size:
    """The product; unknown as soon as one factor is."""
    known: list[Expression | int] = []
    for size in sizes:
        if isinstance(size, Unknown):
            return size
        known.append(size)
    return product(known)


def part(name: str, count: Callable[[], Size | int]) -> Part:
    """A share of the parameters; unknown, with the reason, when the formula lacks something."""
    return Part(name, attempt(count))


def attempt(count: Callable[[], Size | int]) -> Size:
    """The size, or why it is unknown."""
    try:
        size = count()
    except NotKnownError as error:
        return Unknown(str(error))
    return Integer(size) if isinstance(size, int) else size


def known(value: int | None, what: str) -> int:
    """A field that a formula needs.

    Raises:
        NotKnownError: The record leaves it out.
    """
    if value is None:
        raise NotKnownError(f"{what} is not recorded")
    return value


def stated(value: bool | None, what: str) -> bool:
    """A yes or no that a formula needs.

    Raises:
        NotKnownError: The record leaves it out.
    """
    if value is None:
        raise NotKnownError(f"whether {what} is not recorded")
    return value


def number(size: Size, what: str) -> int:
    """A size that depends on no input.

    Raises:
        NotKnownError: It is not known, or depends on inputs.
    """
    if isinstance(size, Unknown):
        raise NotKnownError(size.reason)
    if symbols_of(size):
        raise NotKnownError(f"{what} depends on the input ({to_text(size)})")
    return evaluate(size, {})


def entering_width(comes: Size, taken: int | None) -> Size:
    """The width that enters: what the operation states, else what comes.

    Raises:
        WidthMismatchError: Both are known and differ.
    """
    if taken is None:
        return comes
    if isinstance(comes, Integer) and comes.value != taken:
        raise WidthMismatchError(comes.value, taken)
    return Integer(taken)


def as_tokens(state: State) -> Tokens:
    """A sequence; a feature map is read row by row."""
    if isinstance(state, Tokens):
        return state
    return Tokens(product(state.axes), state.channels, state.axes)


def as_grid(state: State, axes: int, taker: str) -> Grid:
    """A picture, signal or volume with so many axes.

    Raises:
        MismatchError: It is something else.
    """
    if isinstance(state, Grid) and len(state.axes) == axes:
        return state
    came = "a sequence of vectors" if isinstance(state, Tokens) else _GRIDS[len(state.axes)]
    raise MismatchError(f"{taker} takes {_GRIDS[axes]}, but {came} comes")


_GRIDS = {1: "a signal", 2: "a picture", 3: "a volume"}

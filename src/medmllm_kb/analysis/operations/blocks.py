"""Arithmetic that transformer blocks have in common: weights and matrix products of attention and feed-forward."""

from medmllm_kb.analysis.expressions import Expression, Integer
from medmllm_kb.analysis.operations.base import MismatchError, NotKnownError, Size, times
from medmllm_kb.records.operations import Activation

GATED = ("swiglu", "geglu")


def linear(enters: int, leaves: int, bias: bool) -> int:
    """Parameters of a linear layer."""
    return enters * leaves + leaves * bias


def norm(kind: str, width: int) -> int:
    """Parameters of a normalisation: weights and biases for LayerNorm, weights for RMSNorm."""
    return {"layer-norm": 2 * width, "rms-norm": width, "none": 0}[kind]


def matrices(activation: Activation | None) -> int:
    """Matrices of a feed-forward layer: a gate is a third one.

    Raises:
        NotKnownError: The activation is not recorded.
    """
    if activation is None:
        raise NotKnownError("the activation, and with it whether the feed-forward layer has a gate, is not recorded")
    return 3 if activation in GATED else 2


def feed_forward(width: int, hidden: int, count: int, bias: bool) -> int:
    """Parameters of a feed-forward layer of 2 matrices, or of 3 with a gate."""
    return count * width * hidden + (width + (count - 1) * hidden) * bias


def head_width(width: int, heads: int, head_size: int | None) -> int:
    """Width of all heads together.

    Raises:
        MismatchError: The heads do not share the width evenly.
    """
    if head_size is not None:
        return heads * head_size
    if width % heads:
        raise MismatchError(f"{heads} heads cannot share a width of {width:,}")
    return width


def attended(queries: Size, keys: Size, width: int) -> Size:
    """FLOPs of the scores and of the weighted sum: each query with each key, whatever a mask leaves of it."""
    return times(4 * width, queries, keys)


def pairs_in_windows(grid: tuple[Expression, ...], window: int) -> Expression:
    """Pairs of tokens that see each other in squares of a grid, those at its edges being smaller."""
    plane: Expression = Integer(1)
    for axis in grid[-2:]:
        rest = axis % window
        plane = plane * (window**2 * (axis // window) + rest * rest)
    for axis in grid[:-2]:
        plane = axis * plane
    return plane

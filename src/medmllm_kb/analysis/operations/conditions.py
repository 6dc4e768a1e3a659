"""What must hold of the inputs of a trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from medmllm_kb.analysis.expressions import Expression, Integer, Product, evaluate

Level = Literal["error", "note"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions, and how they must relate."""

    left: Expression
    relation: Literal["==", "<=", ">="]
    right: Expression

    def holds(self, bindings: Mapping[str, int]) -> bool:
        """Whether it is so for these inputs."""
        left, right = evaluate(self.left, bindings), evaluate(self.right, bindings)
        match self.relation:
            case "==":
                return left == right
            case "<=":
                return left <= right
            case ">=":
                return left >= right


@dataclass(frozen=True, slots=True)
class Condition:
    """One of several comparisons must hold."""

    level: Level
    """``error``: without it there is no trace. ``note``: without it the reader should know the message."""
    any_of: tuple[Comparison, ...]
    message: str
    """Says what is so when none of the comparisons holds."""

    def holds(self, bindings: Mapping[str, int]) -> bool:
        """Whether it is met by these inputs."""
        return any(comparison.holds(bindings) for comparison in self.any_of)


def equals(expression: Expression, value: int, message: str, level: Level = "error") -> Condition:
    """The expression has this value."""
    return Condition(level, (Comparison(expression, "==", Integer(value)),), message)


def at_most(expression: Expression, limit: int, message: str) -> Condition:
    """The expression is not larger."""
    return Condition("error", (Comparison(expression, "<=", Integer(limit)),), message)


def at_least(expression: Expression, limit: int, message: str) -> Condition:
    """The expression is not smaller."""
    return Condition("error", (Comparison(expression, ">=", Integer(limit)),), message)


def multiple(expression: Expression, of: int, message: str, or_else: int | None = None) -> Condition:
    """The expression is a multiple, or this one other value."""
    any_of = [Comparison(expression, "==", Product((Integer(of), expression // of)))]
    if or_else is not None:
        any_of.append(Comparison(expression, "==", Integer(or_else)))
    return Condition("error", tuple(any_of), message)


def fills(expression: Expression, side: int, trained: int | None, name: str) -> Condition:
    """A size that patches fill, or the one of the training, of which the reference cuts off the rest.

    Patches of at least one value make every multiple at least as large as a patch.
    """
    if trained is None or trained % side == 0:
        return multiple(expression, side, f"{name} must be a multiple of {side}")
    message = f"{name} must be a multiple of {side}, or {trained:,} as in training"
    return multiple(expression, side, message, trained)

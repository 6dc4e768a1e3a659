"""Exact arithmetic on non-negative integers and named inputs: what sizes of tensors are written in.

Expressions are immutable and compare by structure. Of simplified ones, the operators ``+``, ``*``, ``//`` and ``%``
build simplified ones; the classes themselves build what they are told, and ``simplify`` puts it in order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SymbolInfo:
    """How an input is written in formulas, and what it counts."""

    letter: str
    meaning: str


SYMBOLS: Mapping[str, SymbolInfo] = {
    "image_size": SymbolInfo("H", "side of the picture, in pixels"),
    "slices": SymbolInfo("S", "slices of a volume"),
    "frames": SymbolInfo("F", "frames of a video, or steps in time of a signal"),
    "tiles": SymbolInfo("T", "tiles into which a picture is cut, an overview included"),
    "text_tokens": SymbolInfo("L", "tokens of text"),
}
"""The inputs, in the order in which they are shown."""


class _Arithmetic:
    """Operators for all expressions; an operand may be a plain integer."""

    __slots__ = ()

    def __add__(self, other: "Expression | int") -> "Expression":
        return _simplified_sum((_of(self), _of(other)))

    def __mul__(self, other: "Expression | int") -> "Expression":
        return _simplified_product((_of(self), _of(other)))

    def __floordiv__(self, divisor: int) -> "Expression":
        return _simplified_division(_of(self), divisor)

    def __mod__(self, divisor: int) -> "Expression":
        return _simplified_remainder(_of(self), divisor)

    __radd__ = __add__
    __rmul__ = __mul__

    def __str__(self) -> str:
        return to_text(_of(self))


@dataclass(frozen=True, slots=True)
class Integer(_Arithmetic):
    """A number: 0, 1, 2 ..."""

    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("sizes are not negative")

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Symbol(_Arithmetic):
    """An input, by its name in ``SYMBOLS``."""

    name: str

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Sum(_Arithmetic):
    """The sum of its terms; 0 without any."""

    terms: tuple["Expression", ...]

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Product(_Arithmetic):
    """The product of its factors; 1 without any. A power is a factor that stands there several times."""

    factors: tuple["Expression", ...]

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class FloorDivision(_Arithmetic):
    """The dividend over a positive number, rounded down."""

    dividend: "Expression"
    divisor: int

    def __post_init__(self) -> None:
        if self.divisor < 1:
            raise ValueError("the divisor is at least 1")

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Remainder(_Arithmetic):
    """What the division by a positive number leaves."""

    dividend: "Expression"
    divisor: int

    def __post_init__(self) -> None:
        if self.divisor < 1:
            raise ValueError("the divisor is at least 1")

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Difference(_Arithmetic):
    """An expression less a number, and 0 rather than less than that."""

    of: "Expression"
    less: int

    __str__ = _Arithmetic.__str__


@dataclass(frozen=True, slots=True)
class Minimum(_Arithmetic):
    """The smaller of an expression and a number."""

    of: "Expression"
    limit: int

    __str__ = _Arithmetic.__str__


Expression: TypeAlias = Integer | Symbol | Sum | Product | FloorDivision | Remainder | Difference | Minimum
Plain: TypeAlias = str | list["Plain"]
"""The form for JSON: digits are a number, a name is an input, a list is an operator and its operands."""

ZERO = Integer(0)
ONE = Integer(1)


def total(terms: Iterable[Expression | int]) -> Expression:
    """The sum of simplified terms, simplified."""
    return _simplified_sum(map(_of, terms))


def product(factors: Iterable[Expression | int]) -> Expression:
    """The product of simplified factors, simplified."""
    return _simplified_product(map(_of, factors))


def ceil_divide(dividend: Expression, divisor: int) -> Expression:
    """The dividend over a positive number, rounded up."""
    return (dividend + (divisor - 1)) // divisor


def less(expression: Expression, number: int) -> Expression:
    """The expression less a number, but not below 0, simplified."""
    return _simplified_difference(expression, number)


def at_most(expression: Expression, limit: int) -> Expression:
    """The smaller of an expression and a number, simplified."""
    return _simplified_minimum(expression, limit)


def evaluate(expression: Expression, bindings: Mapping[str, int]) -> int:
    """The value, exactly.

    Raises:
        KeyError: An input has no value in ``bindings``.
    """
    match expression:
        case Integer(value):
            return value
        case Symbol(name):
            return bindings[name]
        case Sum(terms):
            return sum(evaluate(term, bindings) for term in terms)
        case Product(factors):
            return reduce(lambda value, factor: value * evaluate(factor, bindings), factors, 1)
        case FloorDivision(dividend, divisor):
            return evaluate(dividend, bindings) // divisor
        case Remainder(dividend, divisor):
            return evaluate(dividend, bindings) % divisor
        case Difference(of, less):
            return max(evaluate(of, bindings) - less, 0)
        case Minimum(of, limit):
            return min(evaluate(of, bindings), limit)


def symbols_of(expression: Expression) -> frozenset[str]:
    """The names of the inputs on which the value depends."""
    match expression:
        case Integer():
            return frozenset()
        case Symbol(name):
            return frozenset({name})
        case Sum(parts) | Product(parts):
            return frozenset().union(*map(symbols_of, parts))
        case FloorDivision(of, _) | Remainder(of, _) | Difference(of, _) | Minimum(of, _):
            return symbols_of(of)


def simplify(expression: Expression) -> Expression:
    """The same value, written shorter: numbers folded, nested sums and products flattened, like terms collected."""
    match expression:
        case Integer() | Symbol():
            return expression
        case Sum(terms):
            return _simplified_sum(map(simplify, terms))
        case Product(factors):
            return _simplified_product(map(simplify, factors))
        case FloorDivision(dividend, divisor):
            return _simplified_division(simplify(dividend), divisor)
        case Remainder(dividend, divisor):
            return _simplified_remainder(simplify(dividend), divisor)
        case Difference(of, less):
            return _simplified_difference(simplify(of), less)
        case Minimum(of, limit):
            return _simplified_minimum(simplify(of), limit)


def to_plain(expression: Expression) -> Plain:
    """The form for JSON; see ``Plain``. Numbers are text, so that no reader rounds them."""
    match expression:
        case Integer(value):
            return str(value)
        case Symbol(name):
            return name
        case Sum(terms):
            return ["+", *map(to_plain, terms)]
        case Product(factors):
            return ["*", *map(to_plain, factors)]
        case FloorDivision(dividend, divisor):
            return ["//", to_plain(dividend), str(divisor)]
        case Remainder(dividend, divisor):
            return ["%", to_plain(dividend), str(divisor)]
        case Difference(of, less):
            return ["-", to_plain(of), str(less)]
        case Minimum(of, limit):
            return ["min", to_plain(of), str(limit)]


def to_text(expression: Expression) -> str:
    """The formula in plain characters, with the letters of ``SYMBOLS``: ``⌊H/14⌋² + 1``."""
    return _written(expression, _TEXT)


def to_latex(expression: Expression) -> str:
    r"""The formula in LaTeX: ``\lfloor H/14 \rfloor^{2} + 1``."""
    return _written(expression, _LATEX)


def _of(value: object) -> Expression:
    return Integer(value) if isinstance(value, int) else value  # type: ignore[return-value]


def _simplified_sum(terms: Iterable[Expression]) -> Expression:
    """Like terms collected, in the order in which they first occur; the number comes last."""
    counts: Counter[tuple[Expression, ...]] = Counter()
    for term in terms:
        for part in term.terms if isinstance(term, Sum) else (term,):
            number, factors = _number_and_factors(part)
            counts[factors] += number
    constant = counts.pop((), 0)
    parts = [_scaled(number, factors) for factors, number in counts.items() if number]
    if constant or not parts:
        parts.append(Integer(constant))
    return parts[0] if len(parts) == 1 else Sum(tuple(parts))


def _simplified_product(factors: Iterable[Expression]) -> Expression:
    """One number in front, then the other factors, equal ones side by side."""
    number = 1
    counts: Counter[Expression] = Counter()
    for factor in factors:
        more, parts = _number_and_factors(factor)
        number *= more
        counts.update(parts)
    return _scaled(number, tuple(counts.elements()))


def _simplified_division(dividend: Expression, divisor: int) -> Expression:
    if divisor == 1:
        return dividend
    number, factors = _number_and_factors(dividend)
    if number % divisor == 0:
        return _scaled(number // divisor, factors)
    match dividend:
        case Integer(value):
            return Integer(value // divisor)
        case FloorDivision(inner, first):
            return _simplified_division(inner, first * divisor)
        case Sum(terms):
            whole = [part for part in terms if _number_and_factors(part)[0] % divisor == 0]
            rest = [part for part in terms if part not in whole]
            if whole:
                parts = [*whole, _sum_of(rest)] if rest else whole
                return _simplified_sum(_simplified_division(part, divisor) for part in parts)
    return FloorDivision(dividend, divisor)


def _simplified_remainder(dividend: Expression, divisor: int) -> Expression:
    number, factors = _number_and_factors(dividend)
    if number % divisor == 0:
        return ZERO
    return Remainder(dividend, divisor) if factors else Integer(number % divisor)


def _simplified_difference(of: Expression, less: int) -> Expression:
    if isinstance(of, Integer):
        return Integer(max(of.value - less, 0))
    return Difference(of, less) if less else of


def _simplified_minimum(of: Expression, limit: int) -> Expression:
    return Integer(min(of.value, limit)) if isinstance(of, Integer) else Minimum(of, limit)


def _sum_of(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _number_and_factors(expression: Expression) -> tuple[int, tuple[Expression, ...]]:
    """A simplified expression as a number times factors of which none is a number."""
    match expression:
        case Integer(value):
            return value, ()
        case Product((Integer(value), *factors)):
            return value, tuple(factors)
        case Product(factors):
            return 1, factors
    return 1, (expression,)


def _scaled(number: int, factors: tuple[Expression, ...]) -> Expression:
    if number == 0 or not factors:
        return Integer(number)
    parts = factors if number == 1 else (Integer(number), *factors)
    return parts[0] if len(parts) == 1 else Product(parts)


@dataclass(frozen=True, slots=True)
class _Notation:
    times: str
    floor: tuple[str, str]
    group: tuple[str, str]
    remainder: str
    minimum: str
    power: Mapping[int, str] | None
    thousands: str

    def raised(self, base: str, exponent: int) -> str:
        if exponent == 1:
            return base
        return (
            f"{base}^{{{exponent}}}"
            if self.power is None
            else base + "".join(self.power[int(digit)] for digit in str(exponent))
        )


_TEXT = _Notation("·", ("⌊", "⌋"), ("(", ")"), " mod ", "min", dict(enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")), ",")
_LATEX = _Notation(r" \cdot ", (r"\lfloor ", r" \rfloor"), ("(", ")"), r" \bmod ", r"\min", None, r"{,}")


def _written(expression: Expression, notation: _Notation) -> str:
    match expression:
        case Integer(value):
            return f"{value:,}".replace(",", notation.thousands)
        case Symbol(name):
            return SYMBOLS[name].letter if name in SYMBOLS else name
        case Sum(terms):
            return " + ".join(_written(term, notation) for term in terms) or "0"
        case Product(factors):
            counts = Counter(factors)
            parts = [notation.raised(_factor(one, notation), times) for one, times in counts.items()]
            return notation.times.join(parts) or "1"
        case FloorDivision(dividend, divisor):
            return f"{notation.floor[0]}{_factor(dividend, notation)}/{divisor}{notation.floor[1]}"
        case Remainder(dividend, divisor):
            return f"({_factor(dividend, notation)}{notation.remainder}{divisor})"
        case Difference(of, less):
            return f"({_written(of, notation)} - {_written(Integer(less), notation)})"
        case Minimum(of, limit):
            return f"{notation.minimum}({_written(of, notation)}, {_written(Integer(limit), notation)})"


def _factor(expression: Expression, notation: _Notation) -> str:
    written = _written(expression, notation)
    return f"{notation.group[0]}{written}{notation.group[1]}" if isinstance(expression, Sum | Product) else written

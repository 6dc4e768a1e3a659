"""Exact arithmetic: what is written shorter has the same value, and every form says the same."""

from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.analysis.expressions import (
    Difference,
    Expression,
    FloorDivision,
    Integer,
    Minimum,
    Plain,
    Product,
    Remainder,
    Sum,
    Symbol,
    ceil_divide,
    evaluate,
    less,
    simplify,
    symbols_of,
    to_latex,
    to_plain,
    to_text,
)

NAMES = ("image_size", "slices", "text_tokens")
H, S = Symbol("image_size"), Symbol("slices")

numbers = st.integers(0, 50)
divisors = st.integers(1, 30)
values = st.fixed_dictionaries({name: st.integers(0, 10**6) for name in NAMES})
expressions = st.recursive(
    st.builds(Integer, numbers) | st.builds(Symbol, st.sampled_from(NAMES)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: Sum(tuple(parts))),
        st.lists(inner, max_size=4).map(lambda parts: Product(tuple(parts))),
        st.builds(FloorDivision, inner, divisors),
        st.builds(Remainder, inner, divisors),
        st.builds(Difference, inner, numbers),
        st.builds(Minimum, inner, numbers),
    ),
    max_leaves=12,
)


def read(plain: Plain, bindings: dict[str, int]) -> int:
    """The few lines that a reader of the JSON form needs, in any language."""
    if isinstance(plain, str):
        return int(plain) if plain.isdigit() else bindings[plain]
    operator, *operands = plain
    read_operands = [read(one, bindings) for one in operands]
    match operator:
        case "+":
            return sum(read_operands)
        case "*":
            result = 1
            for one in read_operands:
                result *= one
            return result
    left, right = read_operands
    match operator:
        case "//":
            return left // right
        case "%":
            return left % right
        case "-":
            return max(left - right, 0)
        case "min":
            return min(left, right)
    raise AssertionError(operator)


@given(expressions, values)
def test_simplified_is_equal(expression: Expression, bindings: dict[str, int]) -> None:
    assert evaluate(simplify(expression), bindings) == evaluate(expression, bindings)


@given(expressions)
def test_simplified_cannot_be_simplified(expression: Expression) -> None:
    once = simplify(expression)
    assert simplify(once) == once


@given(expressions, values)
def test_the_plain_form_has_the_same_value(expression: Expression, bindings: dict[str, int]) -> None:
    assert read(to_plain(expression), bindings) == evaluate(expression, bindings)


@given(expressions)
def test_simplified_depends_on_no_more_inputs(expression: Expression) -> None:
    assert symbols_of(simplify(expression)) <= symbols_of(expression)


@given(expressions, expressions, values)
def test_operators_compute(left: Expression, right: Expression, bindings: dict[str, int]) -> None:
    one, other = evaluate(left, bindings), evaluate(right, bindings)
    assert evaluate(left + right, bindings) == one + other
    assert evaluate(left * right, bindings) == one * other
    assert evaluate(left // 7, bindings) == one // 7
    assert evaluate(left % 7, bindings) == one % 7
    assert evaluate(ceil_divide(left, 7), bindings) == -(-one // 7)
    assert evaluate(less(left, 7), bindings) == max(one - 7, 0)


@given(expressions, values)
def test_values_are_not_negative(expression: Expression, bindings: dict[str, int]) -> None:
    assert evaluate(expression, bindings) >= 0


def test_shapes_read_well() -> None:
    tokens = (H // 14) * (H // 14) + 1
    assert to_text(tokens) == "⌊H/14⌋² + 1"
    assert to_latex(tokens) == r"\lfloor H/14 \rfloor^{2} + 1"
    assert to_text((H // 14) // 2) == "⌊H/28⌋"
    assert to_text(S * 4096 * 3 + S) == "12,289·S"
    assert to_text((H * 8 + 4) // 4) == "2·H + 1"
    assert to_text(tokens * 2 * S) == "2·(⌊H/14⌋² + 1)·S"


def test_numbers_are_exact_beyond_floating_point() -> None:
    assert evaluate(H * H * H + 1, {"image_size": 10**9}) == 10**27 + 1

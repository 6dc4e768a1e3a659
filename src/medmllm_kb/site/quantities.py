"""What templates call to write the numbers of a trace and the formulas beside them."""

from collections.abc import Sequence
from posixpath import basename

from medmllm_kb.analysis.expressions import SYMBOLS, Expression, Integer, Sum, to_text
from medmllm_kb.analysis.trace import Quantity
from medmllm_kb.exports.quantities import bytes_text, flops_text, percent, work_text
from medmllm_kb.site.trace_diagram import shape_text


def formula(shape: Sequence[Quantity]) -> str:
    """The sizes of a tensor as formulas; empty when no input moves them."""
    expressions = [one.expression for one in shape]
    if all(one is None or isinstance(one, Integer) for one in expressions):
        return ""
    return " × ".join("?" if one is None else _as_factor(one) for one in expressions)


def letter(name: str) -> str:
    """How an input is written in formulas."""
    return SYMBOLS[name].letter


def file_name(url: str) -> str:
    """The last part of an address."""
    return basename(url)


def _as_factor(expression: Expression) -> str:
    text = to_text(expression)
    return f"({text})" if isinstance(expression, Sum) else text


FILTERS = {
    "bytes_text": bytes_text,
    "flops_text": flops_text,
    "work_text": work_text,
    "percent": percent,
    "formula": formula,
    "letter": letter,
    "file_name": file_name,
    "shape_text": shape_text,
}
"""By the names that templates use."""

"""A trace as plain data: what `medmllm-kb trace --format json` prints, and what the calculator of the site reads.

Exact numbers are text, so that no reader rounds them. An expression is digits (a number), a name (an input), or a
list of an operator (``+``, ``*``, ``//``, ``%``, ``-``, ``min``) and its operands; ``-`` does not go below 0.
"""

from typing import Any

from medmllm_kb.analysis.expressions import SYMBOLS, to_latex, to_plain, to_text
from medmllm_kb.analysis.operations.conditions import Condition
from medmllm_kb.analysis.trace import AtPrecision, Input, Quantity, Step, Totals, Trace


def plain_trace(trace: Trace) -> dict[str, Any]:
    """The whole trace, ready for ``json.dumps``."""
    return {
        "id": trace.id,
        "name": trace.name,
        "is_model": trace.is_model,
        "inputs": [_input(one) for one in trace.inputs],
        "steps": [_step(one) for one in trace.steps],
        "totals": _totals(trace.totals),
        "conditions": [_condition(one) for one in trace.conditions],
        "notes": list(trace.notes),
        "unconditional_notes": list(trace.unconditional_notes),
    }


def plain_quantity(quantity: Quantity) -> dict[str, Any]:
    """A number with its formula in three forms; or why it is unknown."""
    if quantity.expression is None:
        return {"unknown": quantity.unknown}
    return {
        "expression": to_plain(quantity.expression),
        "value": str(quantity.value),
        "text": to_text(quantity.expression),
        "latex": to_latex(quantity.expression),
    }


def _input(one: Input) -> dict[str, Any]:
    return {
        "name": one.name,
        "letter": SYMBOLS[one.name].letter,
        "meaning": one.meaning,
        "value": one.value,
        "default": one.default,
        "least": one.least,
        "applies": one.applies,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "component": step.component,
        "role": step.role,
        "operation": step.operation,
        "title": step.title,
        "is_run": step.is_run,
        "axes_before": list(step.axes_before),
        "shape_before": [plain_quantity(one) for one in step.shape_before],
        "axes": list(step.axes),
        "shape": [plain_quantity(one) for one in step.shape],
        "repeats": plain_quantity(step.repeats),
        "tokens": _optional(step.tokens),
        "context_share": step.context_share,
        "parameters": plain_quantity(step.parameters),
        "parameters_used": plain_quantity(step.parameters_used),
        "parameter_parts": [{"name": one.name, "count": plain_quantity(one.count)} for one in step.parameter_parts],
        "flops": plain_quantity(step.flops),
        "equation": step.equation,
        "source": step.source,
        "notes": list(step.notes),
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "images": plain_quantity(totals.images),
        "tokens_per_image": _optional(totals.tokens_per_image),
        "visual_tokens": _optional(totals.visual_tokens),
        "sequence": _optional(totals.sequence),
        "context": totals.context,
        "context_share": totals.context_share,
        "parameters": plain_quantity(totals.parameters),
        "parameters_used": plain_quantity(totals.parameters_used),
        "llm_parameters": _optional(totals.llm_parameters),
        "flops": plain_quantity(totals.flops),
        "kv_cache": [_at_precision(one) for one in totals.kv_cache],
        "weights": [_at_precision(one) for one in totals.weights],
    }


def _at_precision(one: AtPrecision) -> dict[str, Any]:
    return {"precision": one.precision.name, "bits": one.precision.bits, "bytes": plain_quantity(one.size)}


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "level": condition.level,
        "any_of": [
            {"left": to_plain(one.left), "relation": one.relation, "right": to_plain(one.right)}
            for one in condition.any_of
        ],
        "message": condition.message,
    }


def _optional(quantity: Quantity | None) -> dict[str, Any] | None:
    return None if quantity is None else plain_quantity(quantity)

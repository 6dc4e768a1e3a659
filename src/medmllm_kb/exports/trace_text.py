"""A trace as a table for people at a terminal."""

import json
import sys
from collections.abc import Callable
from io import StringIO

from rich.console import Console
from rich.table import Table

from medmllm_kb.analysis.expressions import SYMBOLS, Sum, to_text
from medmllm_kb.analysis.trace import Quantity, Step, Totals, Trace
from medmllm_kb.exports.quantities import bytes_text, work_text
from medmllm_kb.exports.trace_json import plain_trace


def print_trace(trace: Trace, format: str) -> None:
    """Write a trace to standard output as ``text``, as wide as the terminal, or as ``json``."""
    if format == "json":
        sys.stdout.write(json.dumps(plain_trace(trace), indent=2) + "\n")
        return
    console = Console()
    width = console.width if console.is_terminal else 120
    sys.stdout.write(text_trace(trace, width, console.is_terminal and not console.no_color))


def text_trace(trace: Trace, width: int = 120, colour: bool = False) -> str:
    """Inputs, steps, totals and notes.

    Args:
        trace: What to show.
        width: Columns of the terminal.
        colour: Whether to use colours of a terminal; no information is in them.
    """
    console = Console(
        file=StringIO(), width=max(width, 60), force_terminal=colour, no_color=not colour, highlight=False
    )
    console.print(f"[bold]{_plain(trace.name)}[/bold]", soft_wrap=True)
    for line in _inputs(trace):
        console.print(line, soft_wrap=True)
    console.print()
    console.print(_steps(trace))
    console.print(_totals(trace.totals))
    for note in _notes(trace):
        console.print(f"* {_plain(note)}")
    file = console.file
    assert isinstance(file, StringIO)
    lines = (line.rstrip() for line in file.getvalue().splitlines())
    return "\n".join(lines) + "\n"


def _inputs(trace: Trace) -> list[str]:
    used = [one for one in trace.inputs if one.applies]
    return [f"  {SYMBOLS[one.name].letter} = {one.value:,}: {_plain(one.meaning)}" for one in used]


def _steps(trace: Trace) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Step")
    table.add_column("Shape")
    for heading in ("Tokens", "Of context", "Parameters", "FLOPs"):
        table.add_column(heading, justify="right", no_wrap=True)
    last = None
    for step in trace.steps:
        if step.component is not None and step.component != last:
            table.add_row(f"[bold]{_plain(step.component)}[/bold] ({step.role})")
        last = step.component or last
        table.add_row(
            f"  {_plain(step.title)}",
            _shape(step),
            _number(step.tokens) if step.tokens is not None else "",
            "" if step.context_share is None else f"{step.context_share:.1%}",
            _parameters(step),
            _written(step.flops, work_text) if step.is_run else "not run",
        )
    return table


def _shape(step: Step) -> str:
    """Numbers, and below them the formulas as far as inputs decide."""
    if step.operation == "beside":
        return "beside the chain"
    numbers = " × ".join(_number(size) for size in step.shape)
    formulas = " × ".join(_formula(size) for size in step.shape)
    times = "" if step.repeats.value == 1 else f"{_number(step.repeats)} times "
    return f"{times}{numbers}" + (f"\n= {formulas}" if formulas != numbers else "")


def _parameters(step: Step) -> str:
    if step.parameters == step.parameters_used or not step.is_run:
        return _number(step.parameters)
    return f"{_number(step.parameters)}\nused: {_number(step.parameters_used)}"


def _totals(totals: Totals) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    rows = [
        ("Visual tokens for each picture or volume", totals.tokens_per_image),
        ("Visual tokens in all", totals.visual_tokens),
        ("Tokens that the language model reads", totals.sequence),
        ("Parameters", totals.parameters),
        ("  on which the result depends", totals.parameters_used),
        ("  of the language model", totals.llm_parameters),
    ]
    table.add_row()
    for name, quantity in rows:
        if quantity is not None:
            table.add_row(name, _number(quantity))
    if totals.context is not None:
        share = "" if totals.context_share is None else f", {totals.context_share:.1%} used"
        table.add_row("Context of the language model", f"{totals.context:,}{share}")
    table.add_row("Prefill FLOPs (a multiplication with an addition is two)", _written(totals.flops, work_text))
    for name, sizes in (("Weights", totals.weights), ("Cache of keys and values", totals.kv_cache)):
        for one in sizes:
            table.add_row(f"{name}, {one.precision.name}", _written(one.size, bytes_text))
    return table


def _notes(trace: Trace) -> list[str]:
    """Notes of the whole and of steps, and each reason why something is unknown, once."""
    reasons = [
        f"Unknown: {quantity.unknown}."
        for step in trace.steps
        for quantity in (step.parameters, step.flops, *step.shape)
        if quantity.unknown and step.operation != "beside"
    ]
    of_steps = [f"{step.component}: {note}" for step in trace.steps for note in step.notes]
    return list(dict.fromkeys([*trace.notes, *of_steps, *reasons]))


def _number(quantity: Quantity) -> str:
    return "unknown" if quantity.value is None else f"{quantity.value:,}"


def _formula(quantity: Quantity) -> str:
    if quantity.expression is None:
        return "unknown"
    text = to_text(quantity.expression)
    return f"({text})" if isinstance(quantity.expression, Sum) else text


def _written(quantity: Quantity, form: Callable[[int], str]) -> str:
    return "unknown" if quantity.value is None else form(quantity.value)


def _plain(text: str) -> str:
    """Text of a record in which nothing is markup."""
    return text.replace("[", r"\[")

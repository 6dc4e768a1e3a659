"""Shows a report: with colours on a terminal, as plain text elsewhere."""

import sys

from medmllm_kb.checks.printers import renderer
from medmllm_kb.checks.report import Report


def show(report: Report, format: str) -> None:
    """Writes the report to standard output.

    Args:
        report: What has been found.
        format: One of ``printers.FORMATS``.
    """
    if format == "text" and sys.stdout.isatty():
        _show_in_colour(report)
        return
    text = renderer(format)(report)
    # A letter that the terminal's encoding lacks is no reason to fail.
    sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    sys.stdout.flush()


def _show_in_colour(report: Report) -> None:
    from rich.console import Console
    from rich.text import Text

    from medmllm_kb.checks.printers.text import STYLES, pieces

    # NO_COLOR is heeded by rich. Text is assembled, never parsed, so no word of a record is taken for markup.
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(Text.assemble(*((words, STYLES[part]) for words, part in pieces(report))), end="")

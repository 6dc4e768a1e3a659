"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from medmllm_kb.checks.printers.visible import visible
from medmllm_kb.checks.report import Report
from medmllm_kb.loading.finding import Finding

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(report: Report) -> str:
    """One command a line, and the summary."""
    return "".join(f"{_command(report, finding)}\n" for finding in report.findings) + report.summary() + "\n"


def _command(report: Report, finding: Finding) -> str:
    properties = {
        "file": report.path(finding),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = visible(finding.message) + (f"\nhelp: {visible(finding.hint)}" if finding.hint else "")
    return f"::{_COMMANDS[finding.level]} {written}::{_data(text)}"


def _data(text: str) -> str:
    """Text after the command: nothing in it can end the line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value before the second pair of colons: nothing in it can end the value or the list."""
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")

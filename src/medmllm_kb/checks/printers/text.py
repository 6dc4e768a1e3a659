"""Findings for people: what is wrong, where, the line itself, and what to do."""

import re
import unicodedata
from collections.abc import Iterator

from medmllm_kb.checks.printers.visible import visible
from medmllm_kb.checks.report import Report
from medmllm_kb.loading.finding import Finding

Piece = tuple[str, str]
"""Words, and the part that they play: a level, ``place``, ``margin``, ``help`` or nothing."""

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "hint": "bold cyan",
    "message": "bold",
    "place": "",
    "margin": "blue",
    "help": "green",
    "": "",
}
"""The part that words play -> their style in a terminal."""

_WIDEST = 160
"""Characters of a line that are shown; of a longer one, those around the finding."""
_MOST_CARETS = 80

# What a finding is about, from its place on; the first that fits.
_SUBJECTS = (
    re.compile(r"\[\[[^\[\]]+\]\]"),  # a link in prose
    re.compile(r"@[\w]+"),  # a citation, or the beginning of an entry of the bibliography
    re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\""),
    re.compile(r"[\w-]+(?=:(?:\s|$))"),  # the name of a field
)
_IN_BRACKETS = re.compile(r"[^,\[\]{}]*[^,\[\]{}\s]")
_ON_A_LINE = re.compile(r".*?(?=\s+#|\s*$)")


def render(report: Report) -> str:
    """The report without colours."""
    return "".join(words for words, _ in pieces(report))


def pieces(report: Report) -> Iterator[Piece]:
    """The report, with the part that each of its words plays."""
    for finding in report.findings:
        yield from _finding(report, finding)
        yield "\n", ""
    yield report.summary() + "\n", "message"


def _finding(report: Report, finding: Finding) -> Iterator[Piece]:
    yield f"{finding.level}[{finding.code}]", finding.level
    yield f": {visible(finding.message)}\n", "message"
    margin = " " * len(str(finding.line))
    yield f"{margin}--> ", "margin"
    yield f"{visible(report.path(finding))}:{finding.line}:{finding.column}\n", "place"
    line = report.line(finding)
    if line.strip():
        start, shown = _window(line, finding.column)
        before = visible(shown[: finding.column - 1 - start])
        subject = _subject(line, finding.column)
        yield f"{margin} |\n{finding.line} | ", "margin"
        yield f"{visible(shown)}\n", ""
        yield f"{margin} | ", "margin"
        carets = "^" * max(1, min(_cells(visible(subject)), _MOST_CARETS))
        yield f"{' ' * _cells(before)}{carets}\n", finding.level
    if finding.hint:
        yield f"{margin} = ", "margin"
        yield f"help: {visible(finding.hint)}\n", "help"


def _window(line: str, column: int) -> tuple[int, str]:
    """The part of a line that is shown, and the index at which it begins."""
    start = 0 if column <= _WIDEST // 2 or len(line) <= _WIDEST else column - _WIDEST // 2
    return start, line[start : start + _WIDEST]


def _subject(line: str, column: int) -> str:
    """What stands at a column: a value, a link, the name of a field."""
    rest = line[column - 1 :][:_WIDEST]
    for pattern in _SUBJECTS:
        match = pattern.match(rest)
        if match:
            return match[0]
    before = line[: column - 1]
    is_in_brackets = before.count("[") + before.count("{") > before.count("]") + before.count("}")
    match = (_IN_BRACKETS if is_in_brackets else _ON_A_LINE).match(rest)
    return match[0] if match and rest[:1] not in ("[", "{", ">", "|", "-") else ""


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )

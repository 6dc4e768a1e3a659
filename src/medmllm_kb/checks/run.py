"""All findings of a data folder in one run: those of its files, and of the rules on what could be read."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from medmllm_kb.checks.rule import ANY_PUBLICATION, Given, Offence, Rule
from medmllm_kb.checks.rules import all_rules
from medmllm_kb.loading import safe_yaml
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.finding import Fault, Finding
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import BIBLIOGRAPHY, Loaded, SourceFile, load, paused_garbage_collection
from medmllm_kb.loading.text import LINE_END, Position, position_at
from medmllm_kb.records.references import PUBLICATION


@dataclass(frozen=True)
class Checked:
    """What a run has found, and the files in which."""

    findings: tuple[Finding, ...]
    """By file, line and column."""
    sources: dict[str, SourceFile]


def check(
    data: Path,
    on_file: Callable[[], None] = lambda: None,
    rules: Iterable[Rule] | None = None,
    today: date | None = None,
) -> Checked:
    """Reads the data folder and applies every rule. Bad data give findings, never an exception.

    Args:
        data: The data folder.
        on_file: Called after each file that was read, for a progress bar.
        rules: The rules to apply; all of them when left out.
        today: The day against which dates are held; ``current_day()`` when left out.
    """
    loaded = load(data, on_file)
    given = Given(_with_broken_publications(loaded), today or current_day())
    with paused_garbage_collection():
        applied = all_rules() if rules is None else rules
        offences = [(rule, offence) for rule in applied for offence in rule.check(given)]
        findings = {_finding(rule, offence, loaded) for rule, offence in offences}
    return Checked(tuple(sorted(findings | set(loaded.findings))), loaded.sources)


def current_day() -> date:
    """The day of ``SOURCE_DATE_EPOCH`` if that is set, so that an old state can be checked; else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    is_set = epoch.isdecimal() and len(epoch) < 12  # beyond that lies no year that a date can have
    return (datetime.fromtimestamp(int(epoch), UTC) if is_set else datetime.now(UTC)).date()


def _finding(rule: Rule, offence: Offence, loaded: Loaded) -> Finding:
    fault = Fault(rule.code, offence.path, offence.message, offence.hint)
    subject = offence.subject
    if isinstance(subject, Publication):
        at = subject.position
        return Finding(subject.file, at.line, at.column, rule.code, rule.level, fault.message, fault.hint, subject.key)
    source = loaded.sources[loaded.kb.files[subject.KIND, subject.id]]
    finding = source.finding(fault, rule.level)
    if offence.quote:
        at = _position_of_quote(source, Position(finding.line, finding.column), offence)
        finding = replace(finding, line=at.line, column=at.column)
    return finding


def _position_of_quote(source: SourceFile, value: Position, offence: Offence) -> Position:
    """Where the quoted words stand in the value that begins at a position; there, if they were not found."""
    text = (source.text or "").removeprefix("\N{BYTE ORDER MARK}")
    begin = _index(text, value)
    end = _index(text, _end_of_value(text, value))
    found = text.find(offence.quote, begin, end)
    return value if found < 0 else position_at(text, found)


def _end_of_value(text: str, value: Position) -> Position:
    """Where the next value or field begins; the end of the text when none does."""
    places = (position for both in safe_yaml.positions(text).values() for position in both)
    return min((place for place in places if place > value), default=Position(len(text) + 1, 1))


def _index(text: str, position: Position) -> int:
    line_begins = [0, *(match.end() for match in LINE_END.finditer(text))]
    if position.line > len(line_begins):
        return len(text)
    return line_begins[position.line - 1] + position.column - 1


_ENTRY = re.compile(r"@\s*\w+\s*[{(]\s*([a-z0-9]+)")


def _with_broken_publications(loaded: Loaded) -> KnowledgeBase:
    """The knowledge base, knowing also of entries that stand in the bibliography and could not be read."""
    kb = loaded.kb
    broken = set(kb.broken)
    for file, source in loaded.sources.items():
        if not file.startswith(f"{BIBLIOGRAPHY}/"):
            continue
        if source.text is None:
            broken.add(ANY_PUBLICATION)
        else:
            keys = (match[1] for match in _ENTRY.finditer(source.text))
            broken.update((PUBLICATION, key) for key in keys if key not in kb.publications)
    return kb if broken == kb.broken else replace(kb, broken=frozenset(broken))

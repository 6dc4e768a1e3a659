"""The rules of ``medmllm-kb check`` as a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.checks.rule import Documentation

GROUPS = {
    "reference": "What records name",
    "identity": "Names and duplicates",
    "identifier": "Standard identifiers",
    "date": "Days",
    "year": "Years",
    "status": "Status",
    "summary": "What a record needs",
    "stub": "What a record needs",
    "result": "What a record needs",
    "evidence": "Sources",
    "absent": "Sources",
    "conflict": "Sources",
    "split": "Figures",
    "score": "Figures",
    "pipeline": "Figures",
    "variant": "Figures",
    "text": "Texts",
    "schema": "Fields and values",
    "yaml": "YAML",
    "bib": "Bibliography",
}
"""Beginning of a code -> heading under which it stands; anything else is about files."""


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as the page shows it."""

    code: str
    level: str
    what: Markup
    why: Markup
    mend: Markup
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules under one heading."""

    name: str
    rules: tuple[ShownRule, ...]


def rules_context() -> dict[str, Any]:
    """Every rule with its documentation and its examples, and the same in groups."""
    groups: dict[str, list[ShownRule]] = {name: [] for name in dict.fromkeys(GROUPS.values())}
    shown = []
    for one in all_documentation():
        rule = _shown(one)
        shown.append(rule)
        groups.setdefault(GROUPS.get(one.code.partition("-")[0], "Files"), []).append(rule)
    return {
        "rules": shown,
        "groups": [RuleGroup(name, tuple(rules)) for name, rules in groups.items()],
    }


def _shown(one: Documentation) -> ShownRule:
    return ShownRule(
        code=one.code,
        level=one.level,
        what=_with_code(one.what),
        why=_with_code(one.why),
        mend=_with_code(one.mend),
        bad=_example(one.bad) or one.scene.strip("`"),
        good=_example(one.good),
    )


def _with_code(text: str) -> Markup:
    """A sentence with what stands in backquotes as code."""
    parts = (
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def _example(files: Mapping[str, str]) -> str:
    """The files of an example one after the other, each below its path."""
    texts = (text if len(files) == 1 else f"# {path}\n{text}" for path, text in files.items())
    return "\n".join(map(_printable, texts)).rstrip("\n")


def _printable(text: str) -> str:
    """Characters that cannot be seen as their numbers in Unicode, and bytes that are no text as such."""
    return "".join(letter if letter.isprintable() or letter == "\n" else f"[{_number(ord(letter))}]" for letter in text)


def _number(code: int) -> str:
    return f"byte {code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"

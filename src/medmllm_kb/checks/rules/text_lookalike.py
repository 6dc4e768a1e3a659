"""Names are written in one alphabet."""

import re
import unicodedata
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.records import Record, Vocabulary
from medmllm_kb.records.references import FieldPath

_WORD = re.compile(r"[^\W\d_]+")
# Greek letters that are drawn as Latin ones; α, β, µ and others stand rightly in names of drugs and methods.
_GREEK_LOOKALIKES = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲνιρυ")  # noqa: RUF001


def _check(given: Given) -> Iterator[Offence]:
    for subject, path, name in _names(given):
        if name.isascii():
            continue
        for word in _WORD.findall(name):
            odd = _odd_letter(word)
            if odd:
                message = f"in `{word}` the letter `{odd}` is {unicodedata.name(odd, 'unknown').lower()}"
                hint = "type the word anew; it may have come with a text copied from elsewhere"
                yield Offence(subject, path, message, hint, "" if isinstance(subject, Publication) else word)
                break


def _names(given: Given) -> Iterator[tuple[Record | Publication, FieldPath, str]]:
    for record in given.kb:
        yield record, ("name",), record.name
        for position, alias in enumerate(record.aliases):
            yield record, ("aliases", position), alias
        if isinstance(record, Vocabulary):
            for position, term in enumerate(record.terms):
                yield record, ("terms", position, "name"), term.name
    for publication in given.kb.publications.values():
        yield publication, (), publication.title


def _odd_letter(word: str) -> str:
    """A letter of another alphabet within a word that is Latin otherwise; empty when there is none."""
    if not any(letter.isascii() for letter in word):
        return ""
    return next(
        (letter for letter in word if letter in _GREEK_LOOKALIKES or "\u0400" <= letter <= "\u058f"),
        "",
    )


RULE = Rule(
    code="text-lookalike",
    level="hint",
    what="A name mixes Latin letters with Cyrillic, Armenian or Greek ones that look the same.",
    why="Nobody sees the difference, but search and the look for duplicates do not find the name.",
    mend="Type the word anew.",
    bad={
        "datasets/example.yaml": """\
id: example
name: The Lum\N{CYRILLIC SMALL LETTER IE}n atlas
          ^
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: The β-Lumen atlas
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    check=_check,
)

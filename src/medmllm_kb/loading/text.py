"""Places and problems of a text, and the characters that no text of ours may hold."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Final

LINE_END: Final = re.compile(r"\r\n?|\n")

# Control, bidirectional and zero-width characters; also U+FFFD, which a wrong conversion leaves behind.
_UNSAFE: Final = re.compile(
    "[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ud800-\\udfff\\ufeff\\ufff0-\\uffff\\U000e0000-\\U000e0fff]|\\r(?!\\n)"
)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column from 1, in characters, without a byte order mark at the start."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: a stable code, a sentence for people, where it is, and how to mend it."""

    code: str
    message: str
    position: Position
    hint: str = ""


def position_at(text: str, index: int) -> Position:
    """The position of the character at ``index`` of a text that has no byte order mark."""
    before = LINE_END.sub("\n", text[:index])
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


def surely_clean(text: str) -> bool:
    """A quick look that spares most texts the search of ``character_problems``."""
    return text.isascii() and text.replace("\n", " ").isprintable()


def character_problems(text: str, limit: int) -> list[Problem]:
    """The first unsafe characters, and the first letter of each line that is not in Unicode's form NFC."""
    unsafe = islice(_UNSAFE.finditer(text), limit)
    problems = [unsafe_character(match[0], position_at(text, match.start())) for match in unsafe]
    if not unicodedata.is_normalized("NFC", text):
        for number, line in enumerate(LINE_END.split(text), start=1):
            composed = unicodedata.normalize("NFC", line)
            if composed != line:
                index = next((i for i in range(len(line)) if composed[i : i + 1] != line[i]), 0)
                problems.append(not_composed(line[index], Position(number, index + 1)))
    return problems[:limit]


def is_unsafe(character: str) -> bool:
    """Whether a single character is one that no text may hold."""
    return _UNSAFE.match(character) is not None


def replace_unsafe(text: str) -> str:
    """The text with a harmless character in the place of each unsafe one: all positions stay as they are."""
    return _UNSAFE.sub(lambda match: "\n" if match[0] == "\r" else "\N{REPLACEMENT CHARACTER}", text)


def unsafe_character(character: str, position: Position) -> Problem:
    """The problem of a character that no text may hold."""
    name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    return Problem(
        "unsafe-character",
        f"the invisible or control character {name} is not allowed",
        position,
        "delete it and type what stands around it anew; it may have come with a text copied from elsewhere",
    )


def not_composed(letter: str, position: Position) -> Problem:
    """The problem of a letter that is not in Unicode's form NFC."""
    return Problem(
        "not-nfc",
        f"`{letter}` and its accent are several characters, or an old form of one (not Unicode NFC)",
        position,
        "delete the letter with its accent and type it anew",
    )

"""What a scalar without quotes means: text, a number, true or false, or what YAML tools disagree about."""

import math
import re
from dataclasses import dataclass
from typing import Final

MAX_DIGITS: Final = 18
"""Of a whole number: beyond these, JSON, SQLite and browsers no longer agree on its value."""
NUMBER_START: Final = frozenset("0123456789+-.")
"""How a number, or what some tool takes for one, begins."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a scalar without quotes is refused."""

    code: str
    message: str
    hint: str


_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)")
_ODD_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"  # hexadecimal, octal, binary
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # to base 60, also meant as a time or a ratio
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"  # +1, 010, 1_000, .5, 5.
    r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)


def _refused_words() -> dict[str, Refusal]:
    def ambiguous(word: str, message: str, hint: str) -> Refusal:
        return Refusal("yaml-ambiguous-scalar", f"`{word}` without quotes {message}", f"{hint} '{word}'")

    switches = [spelt for word in ("yes", "no", "on", "off", "y", "n") for spelt in (word, word.title(), word.upper())]
    words = {
        word: ambiguous(word, "is a text to some tools and true or false to others", "write true or false, or")
        for word in [*switches, "True", "TRUE", "False", "FALSE"]
    }
    for word in ("~", "=", "<<"):
        words[word] = ambiguous(word, "has a meaning of its own in YAML", "leave the field out, or write")
    empty = Refusal("yaml-empty-value", "a value is missing", "write a value, or leave the whole field or item out")
    return words | dict.fromkeys(("", "null", "Null", "NULL"), empty)


WORDS: Final[dict[str, bool | Refusal]] = {"true": True, "false": False, **_refused_words()}
"""Scalars that are not text though they look like it."""


def resolve(scalar: str) -> str | int | float | Refusal:
    """What a scalar without quotes means. Dates are text."""
    word = WORDS.get(scalar)
    if word is not None:
        return word
    if _WHOLE.fullmatch(scalar):
        return int(scalar) if len(scalar.lstrip("-")) <= MAX_DIGITS else _out_of_range(scalar)
    if _DECIMAL.fullmatch(scalar):
        number = float(scalar)
        return number if math.isfinite(number) else _out_of_range(scalar)
    if _ODD_NUMBER.fullmatch(scalar):
        return Refusal(
            "yaml-ambiguous-scalar",
            f"`{scalar[:40]}` without quotes is a number to some tools and a text to others",
            "write a number plainly (315, -2, 67.9, 2e-5), or put a text in quotes",
        )
    return scalar


def _out_of_range(scalar: str) -> Refusal:
    message = f"the number `{scalar[:40]}` is too large to be kept exactly"
    return Refusal("yaml-number-range", message, "if it is an identifier, put it in quotes")

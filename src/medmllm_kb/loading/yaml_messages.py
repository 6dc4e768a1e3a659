"""What to tell a person about a text that is not YAML, or more YAML than a record may be."""

import re
from typing import Final

_QUOTE: Final = "put the text in quotes, or write it on the next line, indented, after `>-`"
_INDENT: Final = "indent by spaces, two for each level, and line up what belongs together"
_SIMPLER: Final = "split the record, or write it more simply"

REFUSALS: Final = {
    "yaml-directive": ("YAML directives (`%`) are not allowed", "remove the line, or begin it with `#`"),
    "yaml-tag": (
        "YAML tags (`!name`) are not allowed",
        "remove it, or put a text that begins with `!` in quotes",
    ),
    "yaml-anchor": (
        "YAML anchors (`&{name}`) are not allowed",
        "remove it, or put a text that begins with `&` in quotes",
    ),
    "yaml-alias": (
        "YAML aliases (`*{name}`) are not allowed",
        "write the value out, or put a text that begins with `*` in quotes",
    ),
    "yaml-merge-key": ("YAML merge keys (`<<`) are not allowed", "write the fields out"),
    "yaml-duplicate-key": ("the field `{name}` stands here twice{where}", "keep one of them"),
    "yaml-key": ("the name of a field has to be a text", "if it is meant as one, put it in quotes"),
    "yaml-key-blank": (
        "the name of a field has a character that cannot be seen: a line break, or an unusual blank",
        "write the name on one line, and indent with ordinary spaces",
    ),
    "yaml-too-deep": ("fields and lists are nested more than {limit} deep", _SIMPLER),
    "yaml-too-large": (
        "the file has too many values, more than {limit} with the names of their fields",
        _SIMPLER,
    ),
    "yaml-too-many-problems": ("reading stopped after {limit} problems", "mend those first"),
    "yaml-several-documents": (
        "the record has ended before this",
        "give a second record a file of its own; if this is still the first, check brackets and indentation",
    ),
    "yaml-empty-file": ("the file is empty", "write a record into it"),
    "yaml-root": (
        "the file is not a set of fields",
        "begin each line with the name of a field, a colon and a space, as in `id: vqa-rad`",
    ),
}
"""Code -> message and hint."""

# Words of the parser, libyaml's or PyYAML's own -> the code of a refusal, or a message and a hint for what is
# not YAML at all; the first that fits counts.
_REFUSED: Final = {"tag": "yaml-tag", "document start": "yaml-several-documents"}
_SYNTAX: Final = [
    (r"tab character|'\\t'", "a tab stands where YAML wants spaces", _INDENT),
    (
        r"values are not allowed",
        "a colon stands where no field can begin",
        "check that the line above has a space after its colon and that fields line up; "
        "put a text in quotes that has a colon followed by a space",
    ),
    (
        r"quoted scalar found unexpected (end of stream|document)",
        "the quotation mark opened in {opened} is never closed",
        "close it; within single quotes, write an apostrophe twice",
    ),
    (
        r"simple key could not find",
        "what begins in {opened} lacks a colon followed by a space",
        "write `field: value`, with a space after the colon; indent the lines of a long text",
    ),
    (
        r"escape|hexdecimal",
        "in double quotes a backslash has a special meaning, but not with what follows here",
        "use single quotes, or write the backslash twice",
    ),
    (r"an (alias|anchor)", "a text without quotes cannot begin with `*` or `&`", _QUOTE),
    (r"block scalar", "after `|` or `>` the text begins on the next line", _QUOTE),
    (r"node content|unexpected ':'", "a value is missing before this", _QUOTE),
    (
        r"flow (sequence|mapping)",
        "a comma is missing here, or the bracket opened in {opened} is not closed",
        "close the bracket; if it is part of a text, put the whole text in quotes",
    ),
    (r"entries are not allowed", "a list item cannot begin here", "begin each item on a line of its own"),
    (r"cannot start any token", "a text without quotes cannot begin with this character", _QUOTE),
    (r"block collection", "this does not belong to the list that begins in {opened}", _INDENT),
    (
        r"block mapping",
        "this does not fit what stands before it: its indentation differs, or it follows a closed quotation or bracket",
        f"{_INDENT}; put a text that has quotation marks or brackets in quotes as a whole",
    ),
]


def explain_syntax(parser_says: str, opened: str) -> tuple[str, str, str]:
    """A code, a message and a hint.

    Args:
        parser_says: Context and problem in the parser's words, and the character there as Python writes it.
        opened: Where that begins which the parser was reading, as ``line 3, column 4``.
    """
    for words, code in _REFUSED.items():
        if words in parser_says:
            return code, *REFUSALS[code]
    for pattern, message, hint in _SYNTAX:
        if re.search(pattern, parser_says):
            return "yaml-syntax", message.format(opened=opened), hint
    return "yaml-syntax", f"this is not YAML: {parser_says}", _QUOTE

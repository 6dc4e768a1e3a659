"""BibTeX text -> entries with positions, and every fault of its syntax.

bibtexparser splits the text; what it accepts in silence (a missing comma, macros, text between entries)
is found here. What the fields mean is judged in ``loading.bibliography``.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bibtexparser import model as bibtex
from bibtexparser.entrypoint import parse_string

from medmllm_kb.loading.text import Position, Problem, character_problems, replace_unsafe

# Blocks that failed come back as problems; the parser's own log lines would say it again, without the file.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

MAX_CHARACTER_PROBLEMS = 100
"""Of one file."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """A field of an entry: its value as LaTeX on one line, without delimiters."""

    value: str
    position: Position
    is_bare: bool = False
    """Whether the value stood without braces or quotation marks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the file; field names are in lower case."""

    type: str
    key: str
    fields: dict[str, EntryField]
    raw: str
    position: Position


def read_entries(text: str) -> tuple[list[Entry], list[Problem]]:
    """Entries of a bibliography (of two with one key the first) and faults of its syntax. Never raises."""
    reader = _Reader(text.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n"))
    entries = list(reader.entries())
    return entries, reader.problems


class _Reader:
    def __init__(self, text: str) -> None:
        self.problems = character_problems(text, MAX_CHARACTER_PROBLEMS)
        if self.problems:
            text = replace_unsafe(text)
        self.lines = text.split("\n")
        self._find_backslashes_at_line_ends()
        # The parser does not count a line that ends with a backslash.
        self.blocks = parse_string(text.replace("\\\n", " \n"), parse_stack=()).blocks

    def report(self, code: str, message: str, position: Position, hint: str = "") -> None:
        self.problems.append(Problem(code, message, position, hint))

    def entries(self) -> Iterator[Entry]:
        lines_of_keys: dict[str, int] = {}
        after_failure = False
        for block in self.blocks:
            entry = block.ignore_error_block if isinstance(block, bibtex.ParsingFailedBlock) else block
            if isinstance(entry, bibtex.Entry):
                yield from self._entry(entry, lines_of_keys)
            elif isinstance(block, bibtex.ParsingFailedBlock):
                self._failed(block)
            elif isinstance(block, bibtex.ImplicitComment):
                # What follows a block that could not be read is its remainder.
                if not after_failure:
                    self._text_between(block)
            else:
                self._refused(block)
            after_failure = entry is None

    def _entry(self, block: bibtex.Entry, lines_of_keys: dict[str, int]) -> Iterator[Entry]:
        position = self._position(block, "@")
        fields: dict[str, EntryField] = {}
        for field in block.fields:
            self._add_field(field, fields)
        entry = Entry(block.entry_type, block.key, fields, block.raw or "", position)
        if not entry.key:
            self.report("bib-key-missing", "the entry has no key", position, "begin with @article{key,")
        elif entry.key.lower() in lines_of_keys:
            first = lines_of_keys[entry.key.lower()]
            message = f"the key `{entry.key[:80]}` stands already on line {first}"
            self.report("bib-duplicate-key", message, position, "remove one, or change its key")
        else:
            lines_of_keys[entry.key.lower()] = position.line
            yield entry

    def _add_field(self, field: bibtex.Field, fields: dict[str, EntryField]) -> None:
        position = self._position(field, field.key)
        for read in _fields_in(field.key, field.value):
            at = Position(position.line + read.line, position.column if not read.line else 1)
            name = read.name.lower()
            if read.code:
                self.report(read.code, read.message, at, read.hint)
            if read.name != name:
                message = f"the field name `{read.name[:40]}` is not in lower case"
                self.report("bib-field-case", message, at, f"write `{name}`")
            if name in fields:
                line = fields[name].position.line
                message = f"the field `{name[:40]}` stands already on line {line} of the same entry"
                self.report("bib-duplicate-field", message, at, "keep one of the two")
            else:
                fields[name] = EntryField(" ".join(read.value.split()), at, read.is_bare)

    def _failed(self, block: bibtex.ParsingFailedBlock) -> None:
        raw = block.raw or ""
        begin = self._position(block, "@")
        reason = getattr(block.error, "abort_reason", str(block.error))
        stopped_at = Position(begin.line + raw.count("\n"), 1)
        ran_into_next = re.search("found `?@", reason)
        if reason.startswith("Expected comma after entry key") and not ran_into_next:
            has_key = re.match(r"@\w*\s*[{(]\s*[^\s{}\"=,]+\s+[^\s=]", raw)
            message = "there is no comma after the key" if has_key else "the entry has no key"
            code = "bib-comma-missing" if has_key else "bib-key-missing"
            self.report(code, message, begin, "an entry begins like this: @article{lau2018vqarad,")
        elif reason.startswith("Expected") and not ran_into_next:
            hint = "a field is written as `name = {value},`"
            self.report("bib-syntax", "a field has no `=` after its name", stopped_at, hint)
        else:
            at = _unclosed_field(raw, begin)
            what = "a field" if at else "the entry"
            hint = 'a `}` or a `"` is missing, here or in a line below'
            self.report("bib-unclosed", f"{what} that begins here is never closed", at or begin, hint)

    def _text_between(self, block: bibtex.ImplicitComment) -> None:
        for offset, line in enumerate(block.comment.split("\n")):
            if line.strip() and not line.lstrip().startswith("%"):
                message = f"there is text outside of the entries: `{line.strip()[:40]}`"
                hint = "begin a comment with `%`; else look for a `}` too many in the entry above"
                number = (block.start_line or 0) + offset
                position = Position(number + 1, self.lines[number].rfind(line.strip()) + 1)
                self.report("bib-text-outside", message, position, hint)
                return

    def _refused(self, block: bibtex.Block) -> None:
        name = type(block).__name__.removeprefix("Explicit").lower()
        hint = "begin a comment with `%`" if name == "comment" else "write every value out in full"
        self.report("bib-not-an-entry", f"`@{name}` is not allowed here", self._position(block, "@"), hint)

    def _position(self, block: bibtex.Block | bibtex.Field, begin: str) -> Position:
        line = block.start_line or 0
        column = self.lines[line].find(begin) if line < len(self.lines) else 0
        return Position(line + 1, max(column, 0) + 1)

    def _find_backslashes_at_line_ends(self) -> None:
        for number, line in enumerate(self.lines[:-1], 1):
            if line.endswith("\\"):
                position = Position(number, len(line))
                self.report("bib-latex", "a backslash stands at the end of the line", position, "delete it")


class _FieldRead(NamedTuple):
    """One field of those that the parser took for a single one; ``line`` counts from where that begins."""

    name: str
    value: str
    is_bare: bool
    line: int
    code: str = ""
    message: str = ""
    hint: str = ""


_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")


def _fields_in(name: str, source: str) -> Iterator[_FieldRead]:
    """The field that ``source`` is the value of, and those that a missing comma made part of it."""
    line, begin = 0, 0
    while True:
        value, end, is_bare = _leading_value(source, begin)
        rest = source[end:].strip()
        next_field = _NEXT_FIELD.match(source, end)
        if rest and next_field:
            message = f"there is no comma after the field `{name[:40]}`"
            hint = f"add it before `{next_field[1][:40]}`"
            yield _FieldRead(name, value, is_bare, line, "bib-comma-missing", message, hint)
            line += source.count("\n", begin, next_field.start(1))
            name, begin = next_field[1], next_field.end()
            continue
        yield _FieldRead(name, value, is_bare, line, *_value_fault(name, value, is_bare, rest))
        return


def _value_fault(name: str, value: str, is_bare: bool, rest: str) -> tuple[str, str, str]:
    if "#" in rest[:1] or (not value and "#" in rest):
        return "bib-macro", f"`{name[:40]}` joins values with `#`", "write the value out in braces"
    if rest:
        message = f"`{name[:40]}` goes on after its value: `{' '.join(rest.split())[:40]}`"
        return "bib-value", message, "put the whole value in one pair of braces, and a comma after it"
    if not value.strip():
        return "bib-empty-field", f"`{name[:40]}` is empty", "leave the field out"
    if is_bare and not value.isdecimal() and not (name.lower() == "month" and value.isalpha()):
        message = f"`{name[:40]}` has the unquoted value `{value[:40]}`"
        return "bib-macro", message, "put the value in braces; abbreviations are not expanded here"
    if not _braces_balance(value):
        message = f"the braces in `{name[:40]}` do not balance"
        return "bib-braces", message, "BibTeX counts `\\{` and `\\}` too"
    return "", "", ""


_BARE = re.compile(r"[^\s#{}\"=]*")
_MARK = re.compile(r"(?<!\\)[{}\"]")


def _leading_value(source: str, begin: int) -> tuple[str, int, bool]:
    """The value at ``begin``, where it ends, and whether it is bare."""
    opening = source[begin : begin + 1]
    if opening not in ("{", '"'):
        match = _BARE.match(source, begin)
        value = match[0] if match else ""
        return value, begin + len(value), True
    depth = 0
    for mark in _MARK.finditer(source, begin + 1):
        if depth <= 0 and mark[0] == ("}" if opening == "{" else '"'):
            return source[begin + 1 : mark.start()], mark.end(), False
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return "", begin, False


def _braces_balance(value: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _unclosed_field(raw: str, begin: Position) -> Position | None:
    """Where the field begins that swallows the next one, if lines tell."""
    depth, last_field = 0, None
    for offset, line in enumerate(raw.split("\n")):
        if depth > 1 and (_NEXT_FIELD.match(line) or line.strip() == "}"):
            return last_field
        if _NEXT_FIELD.match(line):
            last_field = Position(begin.line + offset, len(line) - len(line.lstrip()) + 1)
        depth += len(re.findall(r"(?<!\\)\{", line)) - len(re.findall(r"(?<!\\)\}", line))
    return last_field if depth > 1 else None

"""YAML -> plain, immutable data, without the features of YAML that surprise people or harm machines.

It reads libyaml's stream of events in one loop: libyaml's composer crashes the interpreter on deeply nested
text. Texts come from strangers, so nothing here raises: every fault is a ``Problem``, and reading goes on.
"""

import re
import unicodedata
from collections.abc import Callable
from sys import intern
from typing import Any, Final, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from medmllm_kb.loading.plain_scalars import NUMBER_START, WORDS, Refusal, resolve
from medmllm_kb.loading.text import (
    LINE_END,
    Position,
    Problem,
    character_problems,
    is_unsafe,
    not_composed,
    position_at,
    replace_unsafe,
    surely_clean,
    unsafe_character,
)
from medmllm_kb.loading.yaml_messages import REFUSALS, explain_syntax

__all__ = ["MAX_DEPTH", "MAX_EVENTS", "MAX_PROBLEMS", "Path", "Position", "Problem", "parse", "positions"]

MAX_DEPTH: Final = 16
MAX_EVENTS: Final = 50_000
MAX_PROBLEMS: Final = 100
"""Of one text; reading stops there."""

Path = tuple[str | int, ...]
"""A place in the data: ``("size", 0, "unit")``."""
_Places = dict[Path, tuple[Position, Position]]


class _Stop(Exception):  # noqa: N818
    """Reading cannot go on; the reason is among the problems."""


class _Marker:
    """Stands where a key or a value would."""


_ITEM: Final = _Marker()  # for a key: the items of a list have none
_LEFT_OUT: Final = _Marker()  # for a refused key or value

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_DIRECTIVE: Final = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n)*%")
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_LETTER_ESCAPES: Final = dict(zip("0abvfreNLP", "\0\a\b\v\f\r\x1b\x85\u2028\u2029", strict=True))


def parse(text: str) -> tuple[dict[str, object] | None, list[Problem]]:
    """The data of one record, and all that is wrong with the text, in its order.

    Mappings become dicts, lists tuples, scalars str, int, float or bool; dates stay text. Data with problems
    are not a record: what was refused is left out or kept as text. They are None if reading had to stop.
    """
    reader = _Reader(text, places=None)
    data = reader.read()
    if reader.problems:  # read again with positions, so that a message can name another place
        reader = _Reader(text, places={})
        data = reader.read()
    return data, sorted(reader.problems, key=lambda problem: problem.position)


def positions(text: str) -> dict[Path, tuple[Position, Position]]:
    """Where the data that ``parse`` gives stand: path -> its key and its value.

    The item of a list, and the whole record with path (), have the position of the value twice.
    """
    places: _Places = {}
    _Reader(text, places).read()
    return places


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str, places: _Places | None) -> None:
        self.text = text.removeprefix("\N{BYTE ORDER MARK}")
        self.places = places
        self.problems: list[Problem] = []

    def read(self) -> dict[str, object] | None:
        try:
            self._clean()
            return self._record(self._parse())
        except _Stop:
            return None

    def _parse(self) -> list[Any]:
        try:
            return self._documents(_LOADER(self.text).get_event)
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except (yaml.YAMLError, ValueError) as error:
            self._append(Problem("yaml-syntax", f"this is not YAML: {error}", Position(1, 1)))
        raise _Stop

    def _documents(self, next_event: Callable[[], Any]) -> list[Any]:
        documents: list[Any] = []
        container: Any = documents
        key: Any = _ITEM  # None: the next event is a key
        key_event: Any = None
        outer: list[tuple[Any, Any]] = []  # the containers around, each with its key that is being read
        places = self.places
        has_escapes = "\\" in self.text
        for _ in range(MAX_EVENTS):
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                value: Any = intern(event.value)  # records repeat few words many times
                if not event.style:
                    if value in WORDS or value[0] in NUMBER_START:
                        value = resolve(value)
                        if type(value) is Refusal and key is not None:
                            value = self._refuse_value(event, value)
                elif has_escapes and event.style == '"':
                    self._check_escapes(event)
                if event.tag is not None or event.anchor is not None:
                    self._report_properties(event)
                if key is None:
                    key, key_event = value, event
                    if type(key) is not str or key in container or not key.isprintable():
                        self._report_key(event, key, _path(outer, container, event.value))
                        key = _LEFT_OUT
                    continue
                if places is not None and value is not _LEFT_OUT:
                    self._place(_path(outer, container, key), key_event, event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(outer) == MAX_DEPTH:
                    self._stop("yaml-too-deep", event, limit=MAX_DEPTH)
                if event.tag is not None or event.anchor is not None:
                    self._report_properties(event)
                if key is None:
                    self._report_key(event, None, None)
                elif places is not None:
                    self._place(_path(outer, container, key), key_event, event)
                outer.append((container, key))
                container, key = ({}, None) if kind is MappingStartEvent else ([], _ITEM)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = container if kind is MappingEndEvent else tuple(container)
                container, key = outer.pop()
            elif kind is AliasEvent:
                self._report("yaml-alias", event, name=event.anchor)
                value = _LEFT_OUT
            elif kind is StreamEndEvent:
                return documents
            else:
                if kind is DocumentStartEvent and documents:
                    self._stop("yaml-several-documents", event)
                continue
            if key is _ITEM:
                if value is not _LEFT_OUT:
                    container.append(value)
            elif key is None:  # a list, several fields or an alias in the place of a key
                key = _LEFT_OUT
            else:
                if key is not _LEFT_OUT and value is not _LEFT_OUT:
                    container[key] = value
                key = None
        self._stop("yaml-too-large", event, limit=MAX_EVENTS)

    def _record(self, documents: list[Any]) -> dict[str, object] | None:
        if documents and type(documents[0]) is dict:
            record: dict[str, object] = documents[0]
            return record
        if documents:
            self._add("yaml-root", (self.places or {}).get((), (Position(1, 1),))[0])
        elif not self.problems:
            self._add("yaml-empty-file", Position(1, 1))
        return None

    def _place(self, path: Path | None, key_event: Any, event: Any) -> None:
        if path is not None and self.places is not None:
            value = _start(event)
            self.places[path] = (_start(key_event) if path and type(path[-1]) is str else value, value)

    # What follows runs only for a text with something odd in it.

    def _clean(self) -> None:
        if not surely_clean(self.text):
            for problem in character_problems(self.text, MAX_PROBLEMS):
                self._append(problem)
            self.text = replace_unsafe(self.text)
        while match := _DIRECTIVE.match(self.text):
            at = match.end() - 1
            self._add("yaml-directive", position_at(self.text, at))
            self.text = f"{self.text[:at]}#{self.text[at + 1 :]}"

    def _append(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) == MAX_PROBLEMS:
            message, hint = REFUSALS["yaml-too-many-problems"]
            last = Problem("yaml-too-many-problems", message.format(limit=MAX_PROBLEMS), problem.position, hint)
            self.problems.append(last)
            raise _Stop

    def _add(self, code: str, position: Position, **details: object) -> None:
        message, hint = REFUSALS[code]
        self._append(Problem(code, message.format(**details), position, hint))

    def _report(self, code: str, event: Any, **details: object) -> None:
        self._add(code, self._within(event.start_mark), **details)

    def _stop(self, code: str, event: Any, **details: object) -> NoReturn:
        self._report(code, event, **details)
        raise _Stop

    def _refuse_value(self, event: Any, refusal: Refusal) -> Any:
        self._append(Problem(refusal.code, refusal.message, self._within(event.start_mark), refusal.hint))
        return _LEFT_OUT if refusal.code == "yaml-empty-value" else event.value

    def _report_properties(self, event: Any) -> None:
        if event.tag is not None:
            self._report("yaml-tag", event)
        if event.anchor is not None:
            self._report("yaml-anchor", event, name=event.anchor)

    def _report_key(self, event: Any, key: object, path: Path | None) -> None:
        if key is None or type(key) is not str:
            self._report("yaml-merge-key" if key is WORDS["<<"] else "yaml-key", event)
        elif not key.isprintable():
            if not any(map(is_unsafe, key)):  # those are reported already, where they stand
                self._report("yaml-key-blank", event)
        else:
            first = self.places.get(path) if self.places and path else None
            where = f", first in line {first[0].line}" if first else ""
            self._report("yaml-duplicate-key", event, name=key, where=where)

    def _check_escapes(self, event: Any) -> None:
        """Looks in double quotes for escapes of what is refused when it stands there itself."""
        for match in _ESCAPE.finditer(self.text, event.start_mark.index, event.end_mark.index):
            digits = match[1] or match[2] or match[3]
            character = chr(int(digits, 16)) if digits else _LETTER_ESCAPES.get(match[4], " ")
            if is_unsafe(character):
                self._append(unsafe_character(character, position_at(self.text, match.start())))
        if not unicodedata.is_normalized("NFC", event.value):
            self._append(not_composed(event.value, _start(event)))

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        position = self._within(error.problem_mark)
        opened = self._within(error.context_mark or error.problem_mark)
        line = LINE_END.split(self.text)[position.line - 1]
        says = f"{error.context or ''} {error.problem} {line[position.column - 1 : position.column]!r}"
        code, message, hint = explain_syntax(says, f"line {opened.line}, column {opened.column}")
        self._append(Problem(code, message, position, hint))

    def _within(self, mark: Any) -> Position:
        """The position of a mark; libyaml's end of the text, a line of its own, is put on the last one."""
        lines = LINE_END.split(self.text.rstrip("\r\n"))
        if mark.line < len(lines):
            return Position(mark.line + 1, mark.column + 1)
        return Position(len(lines), len(lines[-1]) + 1)


def _start(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def _path(outer: list[tuple[Any, Any]], container: Any, key: Any) -> Path | None:
    """The path of what is being read; None below a refused key."""
    path: list[str | int] = []
    for around, name in [*outer[1:], (container, key)] if outer else []:
        if name is _ITEM:
            path.append(len(around))
        elif type(name) is str:
            path.append(name)
        else:
            return None
    return tuple(path)

"""Chapters: pages written by hand that speak of the records, with their links, citations and generated tables.

A chapter is a Markdown file below ``docs/chapters/``; its place there is its address. It begins with title,
description, section and its number in the order of reading between two lines of ``---``; a line ``about:`` may name
records and terms (``stage:evaluation``, separated by commas) whose pages then lead to it, and ``label:`` gives it a
shorter name for the navigation. Its text is prose as in records; besides, it
may have headings (``##``, ``###``), and lines such as ``{{ table: recipes-supervised }}``, which stand for what the
site makes of the records. Whatever a chapter names has to exist, or no site is built.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records.prose import CITATION, LINK, citation_keys, citations
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.fragments import Fragment
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.navigation import SECTIONS
from medmllm_kb.site.page import PlannedPage

FOLDER = "chapters"
"""The folder of the chapters below that of the hand-written pages."""
NEEDED = ("title", "description", "section", "order")
_ABOUT = "about"
_LABEL = "label"
_WORDS_A_MINUTE = 220
"""At which dense prose is read; Brysbaert (2019) found 238 for non-fiction."""
CONTENTS = "chapters/"
"""Address of the contents page."""

_FENCE = "---"
_META = re.compile(r"(?P<name>\w+):\s+(?P<value>\S.*)")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*\S)\s*")
_TABLE = re.compile(r"\{\{\s*table:\s*(?P<name>[^\s{}]+)\s*\}\}")
_OPENING = re.compile(r"\[\[[^\n]{0,30}|\[@[^\n]{0,30}")
_ORDER = re.compile(r"[1-9][0-9]{0,2}")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a chapter: a heading, text, or the name of a fragment."""

    sort: Literal["heading", "text", "table"]
    text: str
    line: int
    level: int = 0
    """2 or 3 for a heading."""
    id: str = ""
    """Anchor of a heading."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as it is written."""

    path: str
    """Address below the root: ``reasoning/supervised/``."""
    file: str
    """As one would name it from the current folder."""
    title: str
    description: str
    section: str
    order: int
    """Its number; chapters are read in this order."""
    label: str
    """What the navigation calls it."""
    about: tuple[tuple[str, str], ...]
    """Kind (or vocabulary) and id of what leads to it."""
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """What its text takes to read, tables left out."""
        words = sum(len(part.text.split()) for part in self.parts if part.sort == "text")
        return max(1, round(words / _WORDS_A_MINUTE))

    @property
    def headings(self) -> tuple[Part, ...]:
        """Its main headings."""
        return tuple(part for part in self.parts if part.sort == "heading" and part.level == 2)


def read_chapters(docs: Path) -> tuple[Chapter, ...]:
    """The chapters below a folder of hand-written pages, in the order in which they are read.

    Raises:
        SiteError: Some are not written as chapters are; each mistake with file and line.
    """
    folder = docs / FOLDER
    mistakes: list[str] = []
    found = sorted(
        (_read(path, folder, mistakes) for path in sorted(folder.rglob("*.md"))), key=lambda chapter: chapter.order
    )
    for one, other in pairwise(found):
        if one.order == other.order:
            mistakes.append(f"{other.file}:1: `order: {other.order}` is the number of {one.file}, too")
    _stop(mistakes)
    return tuple(found)


def chapter_pages(
    chapters: Iterable[Chapter], analyses: Analyses, fragments: Mapping[str, Fragment]
) -> Iterator[PlannedPage]:
    """The pages of the chapters, and their contents.

    Raises:
        SiteError: A chapter names what does not exist; each mistake with file and line.
    """
    chapters = tuple(chapters)
    _stop([mistake for one in chapters for mistake in mistakes_of(one, analyses.kb, fragments)])

    def page(place: int, chapter: Chapter) -> PlannedPage:
        def context() -> Mapping[str, Any]:
            return {
                "chapter": chapter,
                "before": chapters[place - 1] if place else None,
                "after": chapters[place + 1] if place + 1 < len(chapters) else None,
                "contents": CONTENTS,
                "pieces": [_piece(part, analyses, fragments) for part in chapter.parts],
                "cited": len(cited_by(chapter)),
            }

        return PlannedPage(chapter.path, chapter.section, chapter.title, chapter.description, "chapter.html", context)

    contents = PlannedPage(
        CONTENTS,
        "read",
        "Contents",
        "The field from end to end, chapter by chapter, in the order in which one would read it.",
        "chapters.html",
        lambda: {"chapters": chapters},
    )
    return iter([contents, *(page(place, chapter) for place, chapter in enumerate(chapters))])


def chapters_about(chapters: Iterable[Chapter]) -> Callable[[str, str], list[Chapter]]:
    """Finds the chapters about a record or term, by its kind (or vocabulary) and id."""
    by_target: dict[tuple[str, str], list[Chapter]] = {}
    for chapter in chapters:
        for target in chapter.about:
            by_target.setdefault(target, []).append(chapter)
    return lambda kind, id: by_target.get((kind, id), [])


def cited_by(chapter: Chapter) -> list[str]:
    """Keys of the works that a chapter cites, in alphabetical order."""
    return sorted({key for part in chapter.parts if part.sort == "text" for key in citations(part.text)})


def mistakes_of(chapter: Chapter, kb: KnowledgeBase, fragments: Collection[str]) -> list[str]:
    """What a chapter names that does not exist, each with file, line and the nearest name."""
    found = [
        (1, f"`about` names `{kind}:{id}`, and nothing is called so", _near(id, _ids(kb, kind)))
        for kind, id in chapter.about
        if kb.find(kind, id) is None
    ]
    for part in chapter.parts:
        if part.sort == "table" and part.text not in fragments:
            found.append((part.line, f"there is no table `{part.text}`", _near(part.text, fragments)))
        if part.sort == "text":
            found += _unknown_links(part, kb)
            found += _unknown_citations(part, kb)
            found += _broken(part)
    return [f"{chapter.file}:{line}: {text}{hint}" for line, text, hint in sorted(found)]


def _piece(part: Part, analyses: Analyses, fragments: Mapping[str, Fragment]) -> tuple[Part, str, Any]:
    """A part with the template of its fragment and what that is given."""
    if part.sort != "table":
        return part, "", None
    fragment = fragments[part.text]
    return part, fragment.template, fragment.context(analyses)


def _read(path: Path, folder: Path, mistakes: list[str]) -> Chapter:
    file = _as_seen(path)
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        mistakes.append(f"{file}:1: the file is not UTF-8; save it as UTF-8")
        lines = []
    meta, start = _meta(lines)
    for name in NEEDED:
        if name not in meta:
            mistakes.append(f"{file}:1: a chapter begins with `---`, a line `{name}: ...` among others, and `---`")
    for name in sorted(meta.keys() - {*NEEDED, _ABOUT, _LABEL}):
        known = ", ".join((*NEEDED, _ABOUT, _LABEL))
        mistakes.append(f"{file}:1: `{name}` is nothing that a chapter says of itself; {known} are")
    sections = [section.id for section in SECTIONS]
    if meta.get("section", sections[0]) not in sections:
        mistakes.append(f"{file}:1: there is no section `{meta['section']}`; sections are {', '.join(sections)}")
    if not _ORDER.fullmatch(meta.get("order", "1")):
        mistakes.append(f"{file}:1: `order: {meta['order']}` is no number of a chapter, such as 3")
    order = int(meta["order"]) if _ORDER.fullmatch(meta.get("order", "")) else 0
    parts = tuple(_parts(lines, start, file, mistakes))
    address = path.relative_to(folder).with_suffix("").as_posix() + "/"
    title = meta.get("title", "")
    about = tuple(_target(name) for name in meta.get(_ABOUT, "").split(",") if name.strip())
    return Chapter(
        path=address,
        file=file,
        title=title,
        description=meta.get("description", ""),
        section=meta.get("section", ""),
        order=order,
        label=meta.get(_LABEL, title),
        about=about,
        parts=parts,
    )


def _target(name: str) -> tuple[str, str]:
    kind, _, id = name.strip().partition(":")
    return kind, id


def _meta(lines: list[str]) -> tuple[dict[str, str], int]:
    """What a chapter says of itself, and the index of the first line after it."""
    if _FENCE not in lines[1:] or lines[0] != _FENCE:
        return {}, 0
    end = lines.index(_FENCE, 1)
    found = [match for line in lines[1:end] if (match := _META.fullmatch(line.strip()))]
    return {match["name"]: match["value"] for match in found}, end + 1


def _parts(lines: list[str], start: int, file: str, mistakes: list[str]) -> Iterator[Part]:
    text: list[str] = []
    begin = start
    ids: set[str] = set()
    for index, line in enumerate([*lines[start:], "## end"], start):
        heading, table = _HEADING.fullmatch(line), _TABLE.fullmatch(line.strip())
        if heading is None and table is None:
            if "{{" in line:
                mistakes.append(f"{file}:{index + 1}: write `{{{{ table: name }}}}` on a line of its own")
            text.append(line)
            continue
        if "".join(text).strip():
            yield Part("text", "\n".join(text), begin + 1)
        text, begin = [], index + 1
        if index == len(lines):
            return
        if table is not None:
            yield Part("table", table["name"], index + 1)
        elif heading is not None:
            level, id = len(heading["marks"]), _slug(heading["text"])
            if level not in (2, 3):
                mistakes.append(f"{file}:{index + 1}: headings of a chapter are `##` or `###`; its title stands above")
            if id in ids:
                mistakes.append(f"{file}:{index + 1}: two headings are called `{heading['text']}`")
            ids.add(id)
            yield Part("heading", heading["text"], index + 1, level, id)


def _unknown_links(part: Part, kb: KnowledgeBase) -> Iterator[tuple[int, str, str]]:
    for match in LINK.finditer(part.text):
        kind, id = match["kind"], match["id"]
        if kb.find(kind, id) is None:
            yield _line(part, match), f"nothing is called `{kind}:{id}`", _near(id, _ids(kb, kind))


def _unknown_citations(part: Part, kb: KnowledgeBase) -> Iterator[tuple[int, str, str]]:
    for match in CITATION.finditer(part.text):
        for key in citation_keys(match["keys"]):
            if key not in kb.publications:
                yield _line(part, match), f"the bibliography has no `{key}`", _near(key, list(kb.publications))


def _broken(part: Part) -> Iterator[tuple[int, str, str]]:
    """What looks like a link or a citation and is none."""
    rest = CITATION.sub(_blank, LINK.sub(_blank, part.text))
    for match in _OPENING.finditer(rest):
        yield _line(part, match), f"`{match[0]}` is no link or citation", "; write `[[kind:id]]` or `[@key]`"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _line(part: Part, match: re.Match[str]) -> int:
    return part.line + part.text.count("\n", 0, match.start())


def _ids(kb: KnowledgeBase, kind: str) -> list[str]:
    return [*kb.records.get(kind, ()), *kb.terms.get(kind, ())]


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _slug(text: str) -> str:
    return _NO_SLUG.sub("-", text.lower()).strip("-")


def _as_seen(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _stop(mistakes: list[str]) -> None:
    if mistakes:
        raise SiteError("\n".join(["the chapters have mistakes:", *(f"  {one}" for one in mistakes)]))

"""Shells: the few pages that the theme renders, of which thousands are made.

A shell is one virtual Markdown page whose title, description, address and body are marks. The engine renders
it once; it is then cut at the marks, and a page is its pieces joined with the page's own values.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote

from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.page import Page

# Private-use characters: no template, translation or Markdown extension writes them by itself.
_TITLE = "\uf8e0\uf8e1"
_DESCRIPTION = "\uf8e0\uf8e2"
_BODY = "\uf8e0\uf8e3"
_HEADING = rf"<h1>\s*{_BODY}\s*</h1>"
_LEAK = re.compile("[\uf8e0-\uf8e3]|\\\\uf8e[0-3]|%EF%A3%A[0-3]", re.IGNORECASE)

Slot = Literal["title", "description", "address", "body"]


@dataclass(frozen=True, slots=True, order=True)
class Shell:
    """One sort of generated page: relative links in it hold for every page of the same depth."""

    section: str
    depth: int

    @property
    def address(self) -> str:
        """Address below the root that the shell has until it is filled; empty for the home page."""
        folder = f"medmllm-kb-shell-{self.depth}-{self.section}/"
        return folder + "_/" * (self.depth - 1) if self.depth else ""

    @property
    def source(self) -> str:
        """Path of the Markdown file below the docs folder."""
        return f"{self.address}index.md"

    def markdown(self) -> str:
        """The page to hand to the engine."""
        meta = {
            "title": _TITLE,
            "description": _DESCRIPTION,
            "section": self.section,
            "generated": True,
            "hide": ["navigation", "toc"],
        }
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items()]
        # A heading, since themes add one of their own to a page without; HTML, since it belongs in no contents.
        return "\n".join(["---", *lines, "---", "", f"<h1>{_BODY}</h1>", ""])


@dataclass(frozen=True, slots=True)
class CutShell:
    """A rendered shell in pieces: text, slot, text, slot, ... text."""

    pieces: tuple[str, ...]
    slots: tuple[Slot, ...]

    def join(self, page: Page, body: str) -> str:
        """The whole page. Title and description are escaped for any place in HTML, the body is left alone."""
        values: dict[Slot, str] = {
            "title": escape(page.title),
            "description": escape(page.description),
            "address": quote(page.path),
            "body": body if page.indexed else f'<div data-pagefind-ignore="all">{body}</div>',
        }
        parts = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            parts += (values[slot], piece)
        return "".join(parts)


def shell_of(page: Page) -> Shell:
    """The shell that a page is made of."""
    return Shell(page.section, page.depth)


def shells_for(pages: Iterable[Page]) -> list[Shell]:
    """The shells that these pages need, in a fixed order."""
    return sorted({shell_of(page) for page in pages})


def cut(shell: Shell, html: str) -> CutShell:
    """Cuts a rendered shell at its marks.

    Raises:
        SiteError: A template wrote a mark in a form that cannot be filled.
    """
    marks: dict[Slot, str] = {"title": _TITLE, "description": _DESCRIPTION, "body": _HEADING}
    if shell.address:
        marks["address"] = re.escape(shell.address)
    pattern = re.compile("|".join(f"(?P<{slot}>{mark})" for slot, mark in marks.items()), re.DOTALL)
    pieces: list[str] = []
    slots: list[Slot] = []
    end = 0
    for found in pattern.finditer(html):
        pieces.append(html[end : found.start()])
        slots.append(found.lastgroup)  # type: ignore[arg-type]
        end = found.end()
    pieces.append(html[end:])
    _check_cut(shell, pieces, slots)
    return CutShell(tuple(pieces), tuple(slots))


def _check_cut(shell: Shell, pieces: list[str], slots: list[Slot]) -> None:
    if slots.count("body") != 1:
        raise SiteError(
            f"the template of section `{shell.section}` shows the page's content {slots.count('body')} times;"
            " `page.content` has to appear once"
        )
    if "title" not in slots:
        raise SiteError(f"the template of section `{shell.section}` never shows `page.meta.title`")
    for piece in pieces:
        if leak := _LEAK.search(piece):
            around = _LEAK.sub("?", piece[max(0, leak.start() - 60) : leak.end() + 40])
            raise SiteError(
                f"the template of section `{shell.section}` writes the title, the description or the content of"
                f" a page in a form that cannot be filled in (as JSON, as part of an address?): …{around}…"
            )

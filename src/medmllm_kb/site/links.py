"""Checks every link, asset and fragment of the finished site, and that it asks no other host for anything.

Pages are read by regular expressions over whole tags rather than by ``html.parser``: the same links (a test
compares the two) in a tenth of the time, which at ten thousand pages is the difference between two seconds and
half a minute.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from html import unescape
from pathlib import Path
from sys import intern
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from medmllm_kb.loading.parallel import in_parts

# Quantifiers are possessive: no other way of reading what they have taken could be right.
_ATTRIBUTES = r"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+"""
_TOKEN = re.compile(
    rf"<!--.*?-->|<script\b{_ATTRIBUTES}>.*?</script\s*>|<style\b{_ATTRIBUTES}>.*?</style\s*>|<[a-z]{_ATTRIBUTES}>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(rf"<(?P<name>[a-z][^\s/>]*)(?P<attributes>{_ATTRIBUTES})>", re.IGNORECASE)
_INTERESTING = re.compile(r"\b(?:id|name|href|src|srcset|data|poster|style|content)\s*=", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)|@import\s+["']([^"']+)["']""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url\s*=\s*(.+)$", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_LINKS = {("a", "href"), ("area", "href")}
_REQUESTS = {
    *((tag, "src") for tag in ("img", "script", "iframe", "source", "video", "audio", "track", "embed", "input")),
    *((tag, "href") for tag in ("image", "use", "feimage")),
    *((tag, "xlink:href") for tag in ("image", "use", "feimage")),
    ("object", "data"),
    ("video", "poster"),
}
# Relations that only name another page; all others (stylesheet, icon, preload, preconnect ...) ask for it.
_NAMING = {
    "canonical",
    "alternate",
    "license",
    "author",
    "me",
    "next",
    "prev",
    "help",
    "cite-as",
    "describedby",
}
_WHOLE_SITE = "404.html"
"""The one page that is shown at any address, so that its links have to be absolute."""
_SEARCH = "pagefind/"


class Reference(NamedTuple):
    """One address in a page. ``request``: the browser asks for it without being told to."""

    address: str
    request: bool


class Scan(NamedTuple):
    """What matters of one tag, or of a whole page."""

    ids: frozenset[str] = frozenset()
    references: frozenset[Reference] = frozenset()
    base: str = ""
    """Address from which the page's addresses are meant, when it names one."""


@dataclass(frozen=True, slots=True, order=True)
class BrokenLink:
    """One thing wrong, in however many pages."""

    page: str
    """The first page that has it, as a path below the root."""
    link: str
    """The address as that page writes it."""
    reason: str
    near: str = ""
    """The nearest address that exists."""
    pages: int = 1

    def __str__(self) -> str:
        more = f" (and {self.pages - 1} more pages)" if self.pages > 1 else ""
        hint = f"; did you mean {self.near}?" if self.near else ""
        return f"{self.page}{more}: {self.link}: {self.reason}{hint}"


_Findings = dict[tuple[str, str], tuple[str, str, int]]
"""What and why (or which fragment) -> the first page that has it, the link as it writes it, how many pages."""


@dataclass(slots=True)
class Seen:
    """What some pages have, and what they ask for."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By page: all that were read."""
    asked: _Findings = field(default_factory=dict)
    """Files, and fragments of them, that have still to be looked for."""
    broken: _Findings = field(default_factory=dict)


def scan(html: str) -> Scan:
    """Ids and addresses of a page."""
    return _together(map(_read_token, _TOKEN.findall(html)))


def css_references(css: str) -> Iterator[Reference]:
    """Addresses that a style sheet asks for."""
    for address, imported in _CSS_ADDRESS.findall(_CSS_COMMENT.sub("", css)):
        yield Reference((address or imported).strip(), request=True)


def files_below(output: Path) -> set[str]:
    """Every file, as its path below ``output``."""
    root = str(output)
    return {
        f"{folder[len(root) + 1 :]}/{name}".removeprefix("/").replace(os.sep, "/")
        for folder, _, names in os.walk(root)
        for name in names
    }


def check_links(output: Path, site_url: str, seen: Sequence[Seen] = ()) -> list[BrokenLink]:
    """Everything broken in the HTML and CSS files below ``output``.

    Args:
        output: The finished site.
        site_url: Address of its root, with a slash at the end.
        seen: What was seen of pages that have been read already. They are read again only if something is broken,
            to say of everything on how many pages it is.
    """
    files = files_below(output)
    site = Links(files, site_url)
    for one in seen:
        site.add(one)
    pages = sorted(
        file
        for file in files
        if file.endswith((".html", ".css")) and not file.startswith(_SEARCH) and file not in site.seen.ids
    )

    def read(part: Sequence[str]) -> Seen:
        links = Links(files, site_url)
        for page in part:
            links.read(page, (output / page).read_text("utf-8", errors="replace"))
        return links.seen

    for one in in_parts(read, pages):
        site.add(one)
    broken = site.broken()
    return check_links(output, site_url) if broken and seen else broken


def _count(findings: _Findings, what: tuple[str, str], page: str, link: str, pages: int = 1) -> None:
    first, first_link, before = findings.get(what, (page, link, 0))
    if (page, link) < (first, first_link):
        first, first_link = page, link
    findings[what] = (first, first_link, before + pages)


class Links:
    """Reads pages one by one, and says in the end what is wrong with their links."""

    def __init__(self, files: Set[str], site_url: str, counting: bool = True) -> None:
        """Prepares for a site whose root has the address ``site_url``.

        Args:
            files: What is sure to be there in the end: a link to it, if to no place in it, is right at once. When
                ``broken`` is called, they have to be all.
            site_url: With a slash at the end.
            counting: Whether findings are to say on how many pages something is. Without, a tag that asks for the
                same on every page is looked at once only.
        """
        self._counting = counting
        self._files = files
        self._url = site_url
        self._root = urlsplit(site_url).path
        self.seen = Seen()
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._settled: dict[int, set[str]] = {}

    def add(self, seen: Seen) -> None:
        """Takes over what was seen of other pages."""
        self.seen.ids.update(seen.ids)
        for mine, theirs in ((self.seen.asked, seen.asked), (self.seen.broken, seen.broken)):
            for what, (page, link, count) in theirs.items():
                _count(mine, what, page, link, count)

    def read(self, page: str, text: str) -> None:
        """Reads a page, or a style sheet, that stands at the path ``page`` below the root."""
        if page.endswith(".css"):
            found = Scan(references=frozenset(css_references(text)))
        else:
            found = self._scan(text, page.count("/"))
        ids = tuple(sorted(map(intern, found.ids)))
        # Most pages of a kind have the same ids: kept once, they cost nothing.
        self.seen.ids[page] = self._shared.setdefault(ids, ids)
        base = page
        if found.base:
            base = self._resolve(page, page, found.base)[0] or page
        for reference in found.references:
            if reference.address[:1] != "#" or reference.address[1:] not in found.ids:
                self._check(page, base, reference)

    def _scan(self, html: str, depth: int) -> Scan:
        """Ids and addresses, without those of tags of which nothing more is to be known at this depth."""
        tokens = set(_TOKEN.findall(html))
        settled = self._settled.setdefault(depth, set())
        tags = {token: _read_token(token) for token in tokens - settled}
        if any(tag.base for tag in tags.values()):
            return scan(html)
        doubtful = []
        for token, tag in tags.items():
            is_right = all(self._is_right(one, depth) for one in tag.references)
            if tag.ids or not is_right:
                doubtful.append(tag)
            if not tag.ids and (is_right or self._is_settled(tag, depth)):
                settled.add(token)
        return _together(doubtful)

    def _is_right(self, reference: Reference, depth: int) -> bool:
        """Whether an address is right on every page at a depth, being written from the root."""
        address, request = reference
        if not address.startswith("../" * depth) or "#" in address:
            return not request and address.startswith(("http://", "https://")) and not address.startswith(self._url)
        path, _ = self._resolve("", "-/" * depth, address)
        return path is not None and _file_at(path) in self._files

    def _is_settled(self, tag: Scan, depth: int) -> bool:
        """Whether a tag, once looked at, need not be looked at again: it asks for the same on every page."""
        up = "../" * depth
        return not self._counting and depth > 0 and all(one.address.startswith(up) for one in tag.references)

    def broken(self) -> list[BrokenLink]:
        """All findings, when every page has been read."""
        for (target, fragment), (page, link, count) in sorted(self.seen.asked.items()):
            file = _file_at(target)
            if file not in self._files:
                if f"{target}/index.html" in self._files:
                    self._note(link, "this is a folder: put a slash at the end", page, link, count)
                else:
                    self._note(target or link, "there is no such page or file", page, link, count)
            elif fragment and fragment not in self.seen.ids.get(file, ()):
                # A shell's link to a place in its own page is broken in every page, but only once.
                what = ("" if link.startswith("#") else file) + f"#{fragment}"
                self._note(what, "there is nothing with this id", page, link, count)
        return sorted(
            BrokenLink(page, link, reason, self._nearest(target, page), count)
            for (target, reason), (page, link, count) in self.seen.broken.items()
        )

    def _check(self, page: str, base: str, reference: Reference) -> None:
        """Notes what is wrong with an address, or what it asks for."""
        link = reference.address
        address, _, fragment = link.strip().partition("#")
        target, reason = self._resolve(page, base, address)
        if reason == "another host":
            if reference.request:
                self._note(link, "the site asks no other host for anything", page, link)
        elif target is not None:
            is_place = fragment and _file_at(target).endswith(".html") and not _is_top(fragment)
            self._ask(target, unquote(fragment) if is_place else "", page, link)
        elif reason:
            self._note(link, reason, page, link)

    def _resolve(self, page: str, base: str, address: str) -> tuple[str | None, str]:
        """Path below the root, or the reason why there is none; neither for what is not to be checked."""
        address = address.partition("?")[0]
        if address.startswith(self._url):
            return _join("", unquote(address[len(self._url) :]))
        if f"{address}/" == self._url:
            return "", ""
        if address.startswith(("http://", "https://", "//")):
            return None, "another host"
        if _SCHEME.match(address):
            return None, ""
        if address.startswith("/"):
            if not address.startswith(self._root):
                return None, f"leads out of the site, which stands below {self._root}"
            if page != _WHOLE_SITE:
                return None, "begins with a slash: breaks when the site stands below another address"
            return _join("", unquote(address[len(self._root) :]))
        if not address:
            return page, ""
        return _join(base, unquote(address))

    def _ask(self, target: str, fragment: str, page: str, link: str) -> None:
        if fragment or _file_at(target) not in self._files:
            _count(self.seen.asked, (target, fragment), page, link)

    def _note(self, what: str, reason: str, page: str, link: str, pages: int = 1) -> None:
        _count(self.seen.broken, (what, reason), page, link, pages)

    def _nearest(self, target: str, page: str) -> str:
        path, hash, fragment = target.partition("#")
        path = path or page
        if hash and path in self.seen.ids:
            near = get_close_matches(fragment, self.seen.ids[path], n=1)
            return f"#{near[0]}" if near else ""
        if _SCHEME.match(target):
            return ""
        near = get_close_matches(path, self._addresses(path), n=1, cutoff=0.75)
        return f"/{near[0]}" if near else ""

    def _addresses(self, like: str) -> Iterable[str]:
        if not like.endswith("/"):
            return self._files
        folder = like.rstrip("/").rpartition("/")[0]
        pages = [file.removesuffix("index.html") for file in self._files if file.endswith("/index.html")]
        return [page for page in pages if page.startswith(folder)] or pages


def _together(found: Iterable[Scan]) -> Scan:
    ids: set[str] = set()
    references: set[Reference] = set()
    base = ""
    for one in found:
        ids |= one.ids
        references |= one.references
        base = base or one.base
    return Scan(frozenset(ids), frozenset(references), base)


_NOTHING = Scan()


@lru_cache(maxsize=4096)  # many tags stand in the shell, the same on every page
def _read_token(token: str) -> Scan:
    """Reads a tag; an element as a whole whose content is no HTML; or a comment."""
    tag = _TAG.match(token)
    if tag is None:
        return _NOTHING
    name, attributes = tag["name"].lower(), tag["attributes"]
    css = token[tag.end() :].rpartition("<")[0] if name == "style" else ""
    if not css and not _INTERESTING.search(attributes):
        return _NOTHING
    values = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(attributes)
    }
    ids = {values["id"]} if "id" in values else set()
    if name == "a" and "name" in values:
        ids.add(values["name"])
    base = values.get("href", "") if name == "base" else ""
    return Scan(frozenset(ids), frozenset((*_references(name, values), *css_references(css))), base)


def _references(tag: str, values: dict[str, str]) -> Iterator[Reference]:
    for name, value in values.items():
        if name == "style":
            yield from css_references(value)
        elif name == "srcset" and tag in ("img", "source"):
            yield from (Reference(one.split()[0], True) for one in value.split(",") if one.strip())
        elif (tag, name) == ("link", "href"):
            yield Reference(value, request=not set(values.get("rel", "").lower().split()) <= _NAMING)
        elif (tag, name) in _LINKS:
            yield Reference(value, request=False)
        elif (tag, name) in _REQUESTS:
            yield Reference(value, request=True)
    if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
        address = _REFRESH.match(values.get("content", ""))
        if address:
            yield Reference(address[1], request=False)


def _file_at(path: str) -> str:
    return path + "index.html" if path == "" or path.endswith("/") else path


def _join(base: str, address: str) -> tuple[str | None, str]:
    parts = base.split("/")[:-1]
    steps = address.split("/")
    last = steps.pop()
    if last in (".", ".."):
        steps.append(last)
        last = ""
    for step in steps:
        if step == "..":
            if not parts:
                return None, "leads out of the site"
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "".join(f"{part}/" for part in parts) + last, ""


def _is_top(fragment: str) -> bool:
    return fragment == "top" or fragment.startswith(":~:")

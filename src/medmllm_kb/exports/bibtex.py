"""Publications as BibTeX in one layout, which BibTeX and biber compile and ``parse_bibliography`` reads back.

For the entry exactly as it stands in the file there is ``Publication.raw``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.loading.bibliography_rules import FIELDS, MONTHS, TEXT_FIELDS
from medmllm_kb.loading.latex import escape
from medmllm_kb.loading.names import GROUP, is_body, outside_braces, parts_of, split_authors


def to_bibtex(publications: Iterable[Publication]) -> str:
    """The entries in the order given, one blank line between them."""
    return "\n".join(_entry(one.type, one.key, one.month, one.source) for one in publications)


@lru_cache(maxsize=8192)  # a site shows the same few in the lists of hundreds of pages
def _entry(type: str, key: str, month: int | None, source: tuple[tuple[str, str], ...]) -> str:
    fields = dict(source)
    values = {name: _value(name, fields[name], month) for name in FIELDS if name in fields}
    width = max(map(len, values), default=0)
    lines = [f"  {name:<{width}} = {value},\n" for name, value in values.items()]
    return f"@{type}{{{key},\n{''.join(lines)}}}\n"


def _value(name: str, latex: str, month: int | None) -> str:
    if name == "month" and month:
        return MONTHS[month - 1]
    if name == "author":
        latex = _authors(latex)
    elif name == "title":
        latex = protect_capitals(latex)
    elif name == "pages":
        latex = re.sub(r"(?<=\d)\s*(?:--?|–)\s*(?=[a-z]?\d)", "--", latex)
    return f"{{{escape(latex) if name in TEXT_FIELDS else latex}}}"


def _authors(latex: str) -> str:
    names, and_others = split_authors(latex)
    return " and ".join([*map(_name, names), *(["others"] if and_others else [])])


def _name(latex: str) -> str:
    if is_body(latex):
        return escape(latex)
    family, given, suffix = parts_of(latex)
    return _embrace_accents(escape(", ".join(part for part in (family, suffix, given) if part)))


_ACCENT = re.compile(rf"\\[`'^\"~=.](?:\\[ij](?![A-Za-z])|[A-Za-z]|{GROUP})")


def _embrace_accents(name: str) -> str:
    r"""Puts accents into braces, because BibTeX takes the tilde of a bare ``\~n`` for a space."""
    outside = outside_braces(name)
    embraced, end = "", 0
    for accent in _ACCENT.finditer(outside):
        embraced += f"{name[end : accent.start()]}{{{name[accent.start() : accent.end()]}}}"
        end = accent.end()
    return embraced + name[end:]


_WORD = re.compile(r"(?:\$[^$]*\$|[^\s$])+")


def protect_capitals(title: str) -> str:
    """Puts words such as ``VQA-RAD``, and formulas, in braces: BibTeX styles turn titles into lower case."""
    outside = outside_braces(title)
    protected, end = "", 0
    for match in _WORD.finditer(outside):
        word = match[0].strip("()[]:;,.?!\"'`")
        if _loses_capitals(word):
            start = outside.index(word, match.start())
            protected += f"{title[end:start]}{{{title[start : start + len(word)]}}}"
            end = start + len(word)
    return protected + title[end:]


def _loses_capitals(word: str) -> bool:
    """Whether a word has capitals that matter; where there are braces or accents, the curator has decided."""
    if "$" in word:
        return word != word.lower()
    if "\\" in word or not word.isprintable():
        return False
    return any(
        (part != "A" and len(part) == 1 and part.isupper())
        or part[1:] != part[1:].lower()
        or (part[:1].isupper() and any(map(str.isdigit, part)))
        for part in re.split("[-/]", word)
    )

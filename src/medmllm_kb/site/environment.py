"""The templates and what they may call."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from medmllm_kb.analysis.provenance import state_of, support_of
from medmllm_kb.analysis.variants import variant_words
from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.exports.citation import to_text
from medmllm_kb.exports.csl import to_csl
from medmllm_kb.exports.quantities import three_digits
from medmllm_kb.exports.ris import to_ris
from medmllm_kb.loading.bibliography import Publication
from medmllm_kb.site import quantities
from medmllm_kb.site.dimensions import dimensions_of, shape_rule
from medmllm_kb.site.lean_jinja import LeanEnvironment

FOLDER = Path(__file__).parent / "templates"
_SECTION = re.compile(r'<section id="(?P<id>[\w-]+)"[^>]*>\s*<h2>(?P<title>[^<]+)')


def environment() -> LeanEnvironment:
    """Jinja with autoescape: whatever a record holds reaches a page as text."""
    jinja = LeanEnvironment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a build reads each template once; the next build has an environment of its own
    )
    jinja.globals.update(
        support_of=support_of,
        state_of=state_of,
        dimensions_of=dimensions_of,
        shape_rule=shape_rule,
        variant_words=variant_words,
        citations=citations,
        to_text=to_text,
    )
    jinja.filters.update(
        sections=sections,
        short_count=short_count,
        lower_first=lower_first,
        number=number,
        host=host,
        field_names=field_names,
        groupby_in_order=groupby_in_order,
    )
    jinja.filters.update(quantities.FILTERS)
    return jinja


def sections(html: str) -> list[tuple[str, str]]:
    """Id and title of each section that begins with a heading, in order."""
    return [(found["id"], Markup(found["title"]).striptags()) for found in _SECTION.finditer(html)]


def short_count(number: int) -> str:
    """A large number as people say it: 7B, 304M."""
    for size, unit in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{three_digits(number / size)}{unit}"
    return str(number)


def lower_first(text: str) -> str:
    """``Image`` -> ``image``; ``CT`` and ``ECG lead`` stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def number(value: float) -> str:
    """A number without a needless fraction."""
    return f"{value:g}"


def groupby_in_order(items: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Items by an attribute, groups in the order in which they first occur; Jinja's own filter sorts them."""
    groups: dict[Any, list[Any]] = {}
    for item in items:
        groups.setdefault(getattr(item, attribute), []).append(item)
    return list(groups.items())


def field_names(paths: Iterable[str]) -> str:
    """Fields as people read them: ``license_note, size[0]`` -> ``license note, size[0]``."""
    return ", ".join(paths).replace("_", " ")


def host(url: str) -> str:
    """The host of an address, as readers know it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Citations:
    """How to cite some publications, in every form that a page offers."""

    bibtex: str
    text: tuple[str, ...]
    ris: str
    csl: str


@cache
def citations(publications: tuple[Publication, ...]) -> Citations:
    """The citations of publications; kept, since the records of one paper all show them."""
    return Citations(
        to_bibtex(publications).strip(),
        tuple(map(to_text, publications)),
        to_ris(publications),
        _csl_json(publications),
    )


def _csl_json(publications: Iterable[Publication]) -> str:
    return json.dumps([to_csl(one) for one in publications], ensure_ascii=False)

"""What an entry of the bibliography must have and may have, and how its fields are written."""

import re
from collections.abc import Callable, Iterator, Mapping

from medmllm_kb.loading import latex
from medmllm_kb.loading.bibtex_entries import Entry, EntryField
from medmllm_kb.loading.names import author_faults
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.loading.text import Problem
from medmllm_kb.records.types import CITATION_KEY_PATTERN, URL_PATTERN

_ALWAYS_REQUIRED = ("title", "author", "year")
VENUE_FIELDS = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "techreport": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "misc": "howpublished",
    "book": "",
}
"""The types of entries, and the field in which each says where the work appeared."""

FIELDS = (
    *("author", "title", "journal", "booktitle", "howpublished", "institution", "school", "publisher"),
    *("year", "month", "volume", "number", "pages", "doi", "eprint", "archiveprefix", "primaryclass", "pmid"),
    *("url", "note"),
)
"""Every field that an entry may have, in the order in which they are written."""
TEXT_FIELDS = frozenset(FIELDS[1:8]) | {"volume", "number", "pages", "note"}
"""Fields whose values are LaTeX; names are too, but are split before they are read."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_OTHER_NAMES = {
    "date": "year",
    "journaltitle": "journal",
    "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass",
    "arxiv": "eprint",
    "arxivid": "eprint",
    "link": "url",
}

Fault = tuple[str, str]
"""A message and a hint."""


def month_number(value: str) -> int | None:
    """1 to 12 for ``jan``, ``January`` or ``1``; None for anything else."""
    value = value.lower()
    for names in (MONTHS, _LONG_MONTHS, tuple(str(number) for number in range(1, 13))):
        if value in names:
            return names.index(value) + 1
    return None


def entry_problems(entry: Entry) -> Iterator[Problem]:
    """Everything that is wrong with what an entry says."""
    if not re.fullmatch(CITATION_KEY_PATTERN, entry.key):
        hint = "it is the first author's family name, the year and a word, in lower case: lau2018vqarad"
        yield Problem("bib-key", f"`{entry.key[:80]}` is not a citation key", entry.position, hint)
    if entry.type not in VENUE_FIELDS:
        hint = did_you_mean(entry.type, VENUE_FIELDS) or f"choose one of {', '.join(VENUE_FIELDS)}"
        yield Problem("bib-type", f"there is no type `@{entry.type[:40]}` here", entry.position, hint)
    for name in required_fields(entry.type):
        if name not in entry.fields:
            message = f"`{entry.key[:80]}` has no {name}"
            yield Problem("bib-field-missing", message, entry.position, f"add `{name} = {{...}},`")
    if "eprint" in entry.fields and "archiveprefix" not in entry.fields:
        at = entry.fields["eprint"].position
        message = "`eprint` does not say whose id it is"
        yield Problem("bib-field-missing", message, at, "add `archiveprefix = {arXiv},`")
    for name, field in entry.fields.items():
        if field.value:
            yield from _field_problems(entry.type, name, field)


def required_fields(entry_type: str) -> tuple[str, ...]:
    """The fields that an entry of this type must have."""
    if entry_type == "book":
        return (*_ALWAYS_REQUIRED, "publisher")
    venue = VENUE_FIELDS.get(entry_type, "")
    return (*_ALWAYS_REQUIRED, venue) if venue and entry_type != "misc" else _ALWAYS_REQUIRED


def _field_problems(entry_type: str, name: str, field: EntryField) -> Iterator[Problem]:
    if name not in FIELDS:
        other = _OTHER_NAMES.get(name)
        hint = f"write `{other}` instead" if other else did_you_mean(name, FIELDS) or "remove it"
        yield Problem("bib-field-unknown", f"there is no field `{name[:40]}` here", field.position, hint)
        return
    venue = VENUE_FIELDS.get(entry_type, name)
    if name in VENUE_FIELDS.values() and name != venue:
        hint = f"write `{venue}`, or change the type" if venue else "remove it, or change the type"
        yield Problem("bib-field-misplaced", f"an @{entry_type} has no {name}", field.position, hint)
    if name in TEXT_FIELDS:
        for message in latex.faults(field.value):
            hint = "write the character itself (the file is UTF-8) or a common LaTeX command"
            yield Problem("bib-latex", f"in `{name}`: {message}", field.position, hint)
    elif name == "author":
        for message in author_faults(field.value):
            hint = "names are written like this: Lau, Jason J. and {OpenLab Team} and others"
            yield Problem("bib-author", message, field.position, hint)
    elif fault := _SYNTAX[name](field.value):
        yield Problem(f"bib-{name}", fault[0], field.position, fault[1])


def _doi(value: str) -> Fault | None:
    if re.fullmatch(r"10\.\d{4,9}(\.\d+)*/[^\s{}\\\"]+", value):
        return None
    bare = re.sub(r"^(https?://)?(dx\.)?(doi\.org/|doi:)\s*", "", value, flags=re.IGNORECASE)
    bare = bare.replace("\\", "")
    hint = f"write `{bare[:80]}`" if bare != value else "a DOI is written like 10.1038/sdata.2018.251"
    return f"`{value[:80]}` is not a DOI", hint


def _arxiv_id(value: str) -> Fault | None:
    if re.fullmatch(r"(9[1-9]|0\d)(0[1-9]|1[0-2])\d{3}", value.rpartition("/")[2]):
        old_style = re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[A-Z]{2})?/\d{7}", value)
    else:
        old_style = None
    new_style = re.fullmatch(r"\d\d(0[1-9]|1[0-2])\.(\d{4,5})", value)
    if old_style or (new_style and len(new_style[2]) == (5 if value >= "1501" else 4)):
        return None
    bare = re.sub(r"^(https?://arxiv\.org/(abs|pdf)/|arxiv:)\s*|\.pdf$", "", value, flags=re.IGNORECASE)
    bare = re.sub(r"v\d+$", "", bare)
    hint = f"write `{bare[:80]}`" if bare != value else "an id is written like 2306.00890 or cs/0112017"
    return f"`{value[:80]}` is not an arXiv id", hint


def _url(value: str) -> Fault | None:
    if re.fullmatch(URL_PATTERN, value):
        return None
    hint = "write the address alone, in full and without backslashes, beginning with https://"
    return f"`{value[:80]}` is not an address", hint


def _form(pattern: str, what: str, hint: str) -> Callable[[str], Fault | None]:
    def check(value: str) -> Fault | None:
        return None if re.fullmatch(pattern, value) else (f"`{value[:80]}` is not {what}", hint)

    return check


def _month(value: str) -> Fault | None:
    if month_number(value):
        return None
    return f"`{value[:80]}` is not a month", f"write one of {', '.join(MONTHS)}"


_SYNTAX: Mapping[str, Callable[[str], Fault | None]] = {
    "year": _form("(19|20)[0-9]{2}", "a year", "write four digits"),
    "month": _month,
    "doi": _doi,
    "eprint": _arxiv_id,
    "archiveprefix": _form("arXiv", "an archive known here", "write `arXiv`; for another archive use `url`"),
    "primaryclass": _form(r"[a-z]+(-[a-z]+)*(\.[A-Za-z-]+)?", "a class of arXiv", "write it like cs.CV"),
    "pmid": _form("[1-9][0-9]{0,8}", "a PubMed id", "write its digits alone"),
    "url": _url,
}

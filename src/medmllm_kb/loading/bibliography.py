"""The bibliography: .bib files -> publications, with everything that is wrong with them.

Citation keys are ``<family><year><word>``, as in ``lau2018vqarad`` and ``xu2025lingshu``:

* family: the first author's family name with its particle, or the first word of a body's name, in ASCII
  without accents (``ø`` is ``o``, ``ß`` is ``ss``), lower-case letters only: ``benabacha``, ``vandermaaten``;
* year: the ``year`` of the entry, or that of its arXiv id, which is the year of the first public version;
* word: the short name of the work or a word of its title, lower-case letters and digits, at least two.

Keys never change, not even when the publication is corrected or appears elsewhere in another year.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from medmllm_kb.loading.bibliography_rules import (
    FIELDS,
    TEXT_FIELDS,
    VENUE_FIELDS,
    entry_problems,
    month_number,
)
from medmllm_kb.loading.bibtex_entries import Entry, read_entries
from medmllm_kb.loading.latex import to_text
from medmllm_kb.loading.names import Name, read_authors
from medmllm_kb.loading.text import Position, Problem
from medmllm_kb.records.types import CITATION_KEY_PATTERN

__all__ = ["Name", "Publication", "duplicate_problems", "key_problem", "parse_bibliography"]


@dataclass(frozen=True)
class Publication:
    """A work that can be cited. Texts are Unicode without LaTeX; what the entry does not say is empty.

    Publications come from ``parse_bibliography``. Two are equal when they say the same, however it is written
    and wherever it stands.
    """

    key: str
    type: str
    """Type of the BibTeX entry: ``article``, ``inproceedings``, ``misc``, ..."""
    title: str
    authors: tuple[Name, ...]
    and_others: bool
    """Whether there are more authors than are named."""
    year: int
    """0 when the entry has no valid one, which is a problem."""
    venue: str
    """Journal, proceedings, institution or school, or how the work was published."""
    volume: str
    number: str
    pages: str
    """Pages or article number; ranges with an en dash."""
    publisher: str
    doi: str
    """Without ``https://doi.org/``."""
    arxiv: str
    """arXiv id without version."""
    pmid: str
    url: str
    month: int | None
    """From 1 to 12."""
    note: str
    raw: str = field(compare=False, repr=False)
    """The entry as it stands in the file."""
    source: tuple[tuple[str, str], ...] = field(compare=False, repr=False)
    """Names and values of its fields, still LaTeX, each on one line."""
    file: str = field(compare=False)
    position: Position = field(compare=False)

    @property
    def address(self) -> str:
        """Where the work is found: its DOI, else arXiv, its own address, PubMed; empty when none is known."""
        if self.doi:
            return f"https://doi.org/{quote(self.doi, safe='/:;()._-')}"
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        if self.pmid and not self.url:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


def parse_bibliography(text: str, file: str) -> tuple[list[Publication], list[Problem]]:
    """The publications in the text of one .bib file, and all its problems by line. Never raises.

    A publication with problems is still returned when its key can be read, so that citations of it resolve;
    of two entries with one key, the first.

    Args:
        text: The BibTeX.
        file: Path of the file, kept in the publications.
    """
    entries, problems = read_entries(text)
    problems += [problem for entry in entries for problem in entry_problems(entry)]
    return [_publication(entry, file) for entry in entries], sorted(problems, key=lambda one: one.position)


def duplicate_problems(publications: Iterable[Publication]) -> list[tuple[Publication, Problem]]:
    """Publications with the key, DOI, arXiv id or PubMed id of an earlier one, each with its problem."""
    first: dict[tuple[str, str], Publication] = {}
    problems = []
    for publication in publications:
        found = [(what, first.setdefault((what, id), publication)) for what, id in _identities(publication)]
        what, other = next(((what, one) for what, one in found if one is not publication), ("", publication))
        if what:
            where = f"{other.file}:{other.position.line}"
            message = f"`{publication.key}` has the {what} of `{other.key}` ({where})"
            hint = "a work has one entry, with all its ids, under the older key; cite that"
            code = f"bib-duplicate-{what.split()[0].lower()}"
            problems.append((publication, Problem(code, message, publication.position, hint)))
    return problems


def _identities(publication: Publication) -> Iterator[tuple[str, str]]:
    doi = publication.doi.lower()
    arxiv = publication.arxiv.lower() or doi.removeprefix("10.48550/arxiv.")
    yield "key", publication.key.lower()
    if doi:
        yield "DOI", doi
    if publication.arxiv or arxiv != doi:
        yield "arXiv id", arxiv
    if publication.pmid:
        yield "PubMed id", publication.pmid


def key_problem(publication: Publication) -> str | None:
    """How the key departs from the scheme that this module describes; None when it does not.

    A key that is not even letters, year and word is a problem of its file: ``parse_bibliography`` finds it.
    """
    parts = re.match(r"([a-z]+)([0-9]{4})", publication.key)
    if not re.fullmatch(CITATION_KEY_PATTERN, publication.key) or not parts or not publication.authors:
        return None
    first = publication.authors[0]
    family = _ascii_letters(first.family or first.literal.split(" ")[0]) or parts[1]
    years = sorted({publication.year, _year_of_arxiv(publication.arxiv)} - {0}) or [int(parts[2])]
    if parts[1] == family and int(parts[2]) in years:
        return None
    expected = " or ".join(f"`{family}{year}`" for year in years)
    return f"the key `{publication.key}` should begin with {expected}: first author's family name and year"


_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"})


def _ascii_letters(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return re.sub(r"[^a-z]", "", decomposed)


def _year_of_arxiv(arxiv: str) -> int:
    digits = arxiv.rpartition("/")[2][:2]
    if not re.fullmatch("[0-9]{2}", digits):
        return 0
    return int(digits) + (1900 if digits > "90" else 2000)


def _publication(entry: Entry, file: str) -> Publication:
    source = {name: entry.fields[name].value for name in entry.fields if name in FIELDS}
    text = {name: to_text(value) for name, value in source.items() if name in TEXT_FIELDS}
    authors, and_others = read_authors(source.get("author", ""))
    year = source.get("year", "")
    return Publication(
        key=entry.key,
        type=entry.type,
        title=text.get("title", ""),
        authors=authors,
        and_others=and_others,
        year=int(year) if re.fullmatch("[0-9]{4}", year) else 0,
        venue=text.get(VENUE_FIELDS.get(entry.type, ""), ""),
        volume=text.get("volume", ""),
        number=text.get("number", ""),
        pages=re.sub(r"(?<=\d)\s*[-–]\s*(?=[a-z]?\d)", "–", text.get("pages", "")),
        publisher=text.get("publisher", ""),
        doi=source.get("doi", ""),
        arxiv=source.get("eprint", ""),
        pmid=source.get("pmid", ""),
        url=source.get("url", ""),
        month=month_number(source.get("month", "")),
        note=text.get("note", ""),
        raw=entry.raw,
        source=tuple(source.items()),
        file=file,
        position=entry.position,
    )

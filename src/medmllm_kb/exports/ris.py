"""Publications in RIS, which reference managers import."""

from collections.abc import Iterable, Iterator

from medmllm_kb.loading.bibliography import Name, Publication

_TYPES = {
    "article": "JOUR",
    "inproceedings": "CPAPER",
    "incollection": "CHAP",
    "book": "BOOK",
    "techreport": "RPRT",
    "phdthesis": "THES",
    "mastersthesis": "THES",
}


def to_ris(publications: Iterable[Publication]) -> str:
    """The references in the order given, one blank line between them."""
    return "\n".join(map(_reference, publications))


def _reference(publication: Publication) -> str:
    return "".join(f"{tag}  - {value}\n" for tag, value in _tags(publication))


def _tags(publication: Publication) -> Iterator[tuple[str, str]]:
    first_page, _, last_page = publication.pages.partition("–")
    month = f"{publication.month:02}" if publication.month else ""
    optional = [
        ("TI", publication.title),
        ("T2", publication.venue),
        ("PB", publication.publisher),
        ("PY", str(publication.year or "")),
        ("DA", f"{publication.year}/{month}//" if month else ""),
        ("VL", publication.volume),
        ("IS", publication.number),
        ("SP", first_page),
        ("EP", last_page),
        ("DO", publication.doi),
        ("AN", f"arXiv:{publication.arxiv}" if publication.arxiv else ""),
        ("UR", publication.url or publication.address),
        ("N1", publication.note),
        ("N1", "There are more authors than are named here." if publication.and_others else ""),
    ]
    yield "TY", _TYPES.get(publication.type, "GEN")
    yield "ID", publication.key
    yield from (("AU", _name(author)) for author in publication.authors)
    yield from ((tag, value) for tag, value in optional if value)
    yield "ER", ""


def _name(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.family, name.given, name.suffix) if part)

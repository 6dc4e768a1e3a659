"""Publications as CSL-JSON, from which citation processors make any style."""

from medmllm_kb.loading.bibliography import Name, Publication

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "incollection": "chapter",
    "book": "book",
    "techreport": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
}


def to_csl(publication: Publication) -> dict[str, object]:
    """One item of CSL-JSON; what the publication does not say is left out."""
    is_preprint = publication.type == "misc" and bool(publication.arxiv)
    item: dict[str, object] = {
        "id": publication.key,
        "type": "article" if is_preprint else _TYPES.get(publication.type, "document"),
        "title": publication.title,
        "author": _authors(publication),
        "issued": _issued(publication),
        "container-title": publication.venue if _has_container(publication) else "",
        "publisher": publication.publisher or ("" if _has_container(publication) else publication.venue),
        "volume": publication.volume,
        "issue" if publication.type == "article" else "number": publication.number,
        "page": publication.pages.replace("–", "-"),
        "DOI": publication.doi,
        "PMID": publication.pmid,
        "URL": publication.url or publication.address,
        "note": publication.note,
    }
    if publication.type in ("phdthesis", "mastersthesis"):
        item["genre"] = "PhD thesis" if publication.type == "phdthesis" else "Master's thesis"
    if is_preprint:
        item |= {"number": f"arXiv:{publication.arxiv}", "publisher": publication.publisher or "arXiv"}
    return {name: value for name, value in item.items() if value}


def _has_container(publication: Publication) -> bool:
    return publication.type in ("article", "inproceedings", "incollection")


def _authors(publication: Publication) -> list[dict[str, str]]:
    # CSL has no "and others"; pandoc writes and reads it as this name.
    others = [{"literal": "others"}] if publication.and_others else []
    return [*map(_name, publication.authors), *others]


def _name(name: Name) -> dict[str, str]:
    parts = {"literal": name.literal, "family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


def _issued(publication: Publication) -> dict[str, list[list[int]]]:
    if not publication.year:
        return {}
    return {"date-parts": [[publication.year, publication.month] if publication.month else [publication.year]]}

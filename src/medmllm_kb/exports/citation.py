"""Publications as plain text: a full reference in the house style (close to Vancouver), and a short label."""

import re

from medmllm_kb.loading.bibliography import Name, Publication

AUTHORS_SHOWN = 6


def to_text(publication: Publication) -> str:
    """One reference: authors (six at most), title, where it appeared, and its ids."""
    sentences = [_authors(publication), publication.title, *_where(publication)]
    text = " ".join(_sentence(sentence) for sentence in sentences if sentence)
    return " ".join([text, *_ids(publication)])


def short_label(publication: Publication) -> str:
    """``Lau et al. 2018``, ``Lau and Gayen 2018`` or ``Lau 2018``; the key when there is no author."""
    names = [author.literal or author.family for author in publication.authors]
    if not names:
        return publication.key
    several = publication.and_others or len(names) > 2
    who = f"{names[0]} et al." if several else " and ".join(names)
    return f"{who} {publication.year or 'n.d.'}"


def _authors(publication: Publication) -> str:
    names = [_name(author) for author in publication.authors]
    et_al = ["et al"] if names and (publication.and_others or len(names) > AUTHORS_SHOWN) else []
    return ", ".join(names[:AUTHORS_SHOWN] + et_al)


def _name(name: Name) -> str:
    return name.literal or " ".join(
        part for part in (name.family, _initials(name.given), name.suffix.rstrip(".")) if part
    )


def _initials(given: str) -> str:
    """``Jason J.`` -> ``JJ``, ``Jean-Pierre`` -> ``JP``; initials written together stay as they are."""
    words = [word for word in re.split(r"[\s.\-\u2010]+", given) if word]
    return "".join(word if len(word) < 4 and word.isupper() else word[0].upper() for word in words)


def _where(publication: Publication) -> list[str]:
    year = str(publication.year or "n.d.")
    if publication.type == "article":
        issue = publication.volume + (f"({publication.number})" if publication.number else "")
        pages = f":{publication.pages}" if publication.pages else ""
        return [publication.venue, f"{year};{issue}{pages}" if issue else f"{year}{pages}"]
    in_a_volume = publication.type in ("inproceedings", "incollection")
    venue = f"In: {publication.venue}" if in_a_volume else publication.venue
    if publication.publisher:
        published = [venue, f"{publication.publisher}; {year}"]
    else:
        published = [f"{venue}; {year}" if venue else year]
    return [*published, f"p. {publication.pages}" if publication.pages else ""]


def _ids(publication: Publication) -> list[str]:
    """Ids at the end, without a full stop that would be copied with them."""
    ids = {"doi": publication.doi, "arXiv": publication.arxiv}
    named = [f"{name}:{id}" for name, id in ids.items() if id]
    return named or [publication.url] if publication.url else named


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."

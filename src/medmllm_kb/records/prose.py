"""Links and citations inside prose: ``[[dataset:vqa-rad]]``, ``[[modalities:ct|CT scans]]``, ``[@lau2018vqarad]``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINK = re.compile(r"\[\[(?P<kind>[a-z-]+):(?P<id>[A-Za-z0-9.+-]+)(?:\|(?P<label>[^\[\]|]+))?\]\]")
CITATION = re.compile(r"\[(?P<keys>@[a-z0-9]+(?:\s*;\s*@[a-z0-9]+)*)\]")


@dataclass(frozen=True, slots=True)
class ProseLink:
    """A link to a record or, when ``kind`` names a vocabulary, to a term."""

    kind: str
    id: str


def links(text: str) -> Iterator[ProseLink]:
    """Every ``[[kind:id]]`` of the text, in order."""
    return (ProseLink(match["kind"], match["id"]) for match in LINK.finditer(text))


def citations(text: str) -> Iterator[str]:
    """Every citation key of the text, in order, with repetitions."""
    for match in CITATION.finditer(text):
        yield from citation_keys(match["keys"])


def citation_keys(group: str) -> list[str]:
    """The keys of one bracket: ``@a; @b`` -> ``["a", "b"]``."""
    return [key.strip().removeprefix("@") for key in group.split(";")]

"""A work has one entry in the bibliography."""

from collections.abc import Iterator

from medmllm_kb.checks.names import plain_name
from medmllm_kb.checks.rule import Given, Offence, Rule

_SHORTEST = 15
"""Letters of a title below which two works may well have the same."""


def _check(given: Given) -> Iterator[Offence]:
    first: dict[str, str] = {}
    for publication in given.kb.publications.values():
        title = plain_name(publication.title)
        other = first.setdefault(title, publication.key)
        if other != publication.key and len(title) >= _SHORTEST:
            message = f"`{publication.key}` has the title of `{other}`"
            yield Offence(publication, (), message, "if it is the same work, keep the older key and cite that")


RULE = Rule(
    code="identity-publication-title",
    level="warning",
    what="Two publications have the same title. The same key, DOI, arXiv id or PubMed id twice is found as "
    "`bib-duplicate-key`, `bib-duplicate-doi`, `bib-duplicate-arxiv` and `bib-duplicate-pubmed`.",
    why="A preprint and its journal version are one work. Under two keys, its citations are counted apart.",
    mend="Keep the entry with the older key, give it the ids of both, and cite it everywhere. If two works "
    "do share a title, tell them apart in the entries, for instance by the subtitle.",
    bad={
        "bibliography/example.bib": """\
@article{rivera2022lumen,
^
  author  = {Rivera, Ana},
  title   = {Lumen-CXR: Chest Radiographs with Reports},
  journal = {Toy Letters},
  year    = {2022},
}
""",
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@rivera2022lumen].
added: 2025-03-01
""",
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@rivera2021lumen].
added: 2025-03-01
"""
    },
    check=_check,
)

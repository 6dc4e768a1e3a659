"""Every publication is cited by a record."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records.references import PUBLICATION
from medmllm_kb.records.types import CITATION_KEY_PATTERN


def _check(given: Given) -> Iterator[Offence]:
    if given.kb.broken:
        return  # nobody knows what a record cites that cannot be read
    for publication in given.kb.publications.values():
        is_citable = re.fullmatch(CITATION_KEY_PATTERN, publication.key)  # else the key itself is a finding
        if is_citable and (PUBLICATION, publication.key) not in given.kb.backlinks:
            yield Offence(
                publication,
                (),
                f"no record cites `{publication.key}`",
                "cite it where it supports a fact, or remove the entry if it has never been cited",
            )


RULE = Rule(
    code="reference-orphan",
    level="warning",
    what="A publication of the bibliography is cited by no record. Not looked for while any file cannot be read.",
    why="The bibliography lists the sources of this knowledge base, not everything on the subject; and a "
    "key that nothing cites is often a misspelt one.",
    mend="Cite the publication in the record that it is about, or as evidence of a fact. An entry that has "
    "just been added and is not needed may be removed; one that has been cited before stays, since keys "
    "never vanish.",
    bad={
        "bibliography/example.bib": """\
@misc{novak2024unread,
^
  author = {Novak, Jana},
  title  = {A work that nothing cites},
  year   = {2024},
}
"""
    },
    good={
        "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
    },
    check=_check,
)

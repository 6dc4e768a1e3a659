"""A record is about as old as the work that introduced it."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.bibliography import Publication

_SLACK = 1
"""Years that a release and its publication may lie apart."""


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        year: int | None = getattr(record, "year", None)
        publication = given.kb.publications.get(record.publication) if record.publication else None
        if year is None or publication is None:
            continue
        years = publication_years(publication)
        if years and not min(years) - _SLACK <= year <= max(years) + _SLACK:
            written = " and ".join(str(one) for one in sorted(years))
            message = f"the record is of {year}, its publication `{publication.key}` of {written}"
            hint = "mend the year, or name under `publication` the work that introduced it"
            yield Offence(record, ("year",), message, hint)


def publication_years(publication: Publication) -> set[int]:
    """The year of a publication and that of its preprint, as far as they are known."""
    digits = publication.arxiv.rpartition("/")[2][:2]
    preprint = {2000 + int(digits)} if digits.isdecimal() and digits < "90" else set()
    return preprint | ({publication.year} if publication.year else set())


RULE = Rule(
    code="year-publication",
    level="warning",
    what="The year of a record lies more than a year from that of its publication and its preprint.",
    why="Timelines are drawn by the year of the record; often it is a slip, or the publication is not the "
    "one that introduced the work.",
    mend="`year` is the year of the first release. If the publication is a later one, put it under "
    "`further_publications`, and the first under `publication`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2012
      ^^^^
publication: santos2022questions
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2021
publication: santos2022questions
added: 2025-03-01
"""
    },
    check=_check,
)

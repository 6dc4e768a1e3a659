"""Nothing has been seen tomorrow."""

from collections.abc import Iterator
from datetime import date, timedelta

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath


def _check(given: Given) -> Iterator[Offence]:
    latest = given.today + timedelta(days=1)  # it may be tomorrow already where the record was written
    for record in given.kb:
        for path, day in _dates(record):
            if day > latest:
                yield Offence(record, path, f"{day.isoformat()} is in the future", "write the day on which it was done")
        year: int | None = getattr(record, "year", None)
        if year is not None and year > latest.year:
            yield Offence(record, ("year",), f"{year} is in the future", "write the year in which it came out")
    for publication in given.kb.publications.values():
        if publication.year > latest.year + 1:  # journals print ahead
            message = f"`{publication.key}` is of the year {publication.year}, which is in the future"
            yield Offence(publication, (), message, "mend the year of the entry")


def _dates(record: Record) -> Iterator[tuple[FieldPath, date]]:
    yield ("added",), record.added
    if record.updated:
        yield ("updated",), record.updated
    for field in ("evidence", "absent"):
        for position, item in enumerate(getattr(record, field)):
            yield (field, position, "checked"), item.checked
    for position, issue in enumerate(getattr(record, "known_issues", ())):
        yield ("known_issues", position, "date"), issue.date


RULE = Rule(
    code="date-future",
    level="error",
    what="A day on which something was added, changed or checked, or the year of a record, lies in the future.",
    why="The site shows when each fact was last looked at; a day to come makes an old fact look fresh for ever.",
    mend="Write the day on which it was really done. Days are written as year, month, day: 2025-03-01.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2525-03-01
       ^^^^^^^^^^
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
"""
    },
    check=_check,
)

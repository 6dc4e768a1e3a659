"""A status that is bad news comes with a reason and a day."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.status not in ("superseded", "withdrawn", "unavailable"):
            continue
        missing = [
            field for field, value in (("status_note", record.status_note), ("updated", record.updated)) if not value
        ]
        if missing:
            needed = " and ".join(f"`{field}`" for field in missing)
            message = f"`{record.id}` is {record.status}, but not said {_WORDS[missing[0], len(missing)]}"
            yield Offence(record, ("status",), message, f"add {needed}")


_WORDS = {("status_note", 2): "why or since when", ("status_note", 1): "why", ("updated", 1): "since when"}

RULE = Rule(
    code="status-reason",
    level="error",
    what="A record is superseded, withdrawn or unavailable, without the reason or the day.",
    why="Nothing is deleted here, so a reader has to be told why a record should no longer be relied on, "
    "and since when.",
    mend="Say in `status_note` what happened, with its source, and give the day of the change in `updated`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: unavailable
        ^^^^^^^^^^^
added: 2025-03-01
updated: 2025-03-02
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: unavailable
status_note: The download address answers no more; the authors were asked.
added: 2025-03-01
updated: 2025-03-02
"""
    },
    check=_check,
)

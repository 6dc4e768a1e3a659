"""What is superseded says by what, and nothing else does."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.status == "superseded" and record.superseded_by is None:
            hint = "add `superseded_by` with the id of the record that takes its place"
            yield Offence(record, ("status",), f"`{record.id}` is superseded, but not said by what", hint)
        elif record.superseded_by is not None and record.status not in ("superseded", "withdrawn"):
            hint = "write `status: superseded`, or remove `superseded_by`"
            message = f"`{record.superseded_by}` takes the place of a record that is {record.status}"
            yield Offence(record, ("superseded_by",), message, hint)


RULE = Rule(
    code="status-superseded",
    level="error",
    what="A record is superseded and does not say by what, or names a successor and is not superseded.",
    why="A reader who comes to an old record is led to the one that takes its place.",
    mend="Write both `status: superseded` and `superseded_by`, or neither. If there is no successor, the "
    "record is `withdrawn` or `unavailable`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: superseded
        ^^^^^^^^^^
status_note: A second release has corrected answers.
added: 2025-03-01
updated: 2025-03-02
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: superseded
superseded_by: lumen-vqa
status_note: A second release has corrected answers.
added: 2025-03-01
updated: 2025-03-02
"""
    },
    check=_check,
)

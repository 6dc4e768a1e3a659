"""An exception that is no longer needed goes."""

from collections.abc import Iterator

from medmllm_kb.checks.near_duplicates import are_confusable
from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for position, id in enumerate(record.distinct_from):
            other = given.kb.records[record.KIND].get(id)
            if other is None or other is record:
                continue
            if not are_confusable(record, other):
                message = f"nobody would take `{id}` for `{record.id}`"
                hint = "remove it: `distinct_from` is for records that look alike"
                yield Offence(record, ("distinct_from", position), message, hint)


RULE = Rule(
    code="identity-distinct-stale",
    level="warning",
    what="A record is said to be distinct from one that it does not look like: the names are different, and "
    "so are publication and addresses.",
    why="Exceptions that are no longer needed hide the next real duplicate, so they may only become fewer.",
    mend="Remove the id from `distinct_from`. To tell readers apart what is often mixed up, use the summary.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
distinct_from: [old-lumen-notes]
                ^^^^^^^^^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, not to be mixed up with [[dataset:old-lumen-notes]].
added: 2025-03-01
"""
    },
    check=_check,
)

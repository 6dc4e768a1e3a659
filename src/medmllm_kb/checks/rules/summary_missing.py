"""A record says in words what the thing is."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        if record.status != "stub" and not record.summary:
            hint = "add one to three sentences of your own under `summary`, or write `status: stub`"
            yield Offence(record, ("name",), f"`{record.id}` has no summary", hint)


RULE = Rule(
    code="summary-missing",
    level="error",
    what="A record that is no stub has no summary.",
    why="The summary is what a reader sees first, in lists, in search and at the head of the page.",
    mend="Write one to three sentences in your own words: what it is, and what one should know before using "
    "it. A record that is not described yet is a stub.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
      ^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, written by radiologists.
added: 2025-03-01
"""
    },
    check=_check,
)

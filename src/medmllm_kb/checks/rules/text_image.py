"""Prose brings no pictures from elsewhere."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.checks.texts import markup_of

_IMAGE = re.compile(r"!\[[^\]\n]*\]\s?[(\[]")


def _check(given: Given) -> Iterator[Offence]:
    for text in given.texts:
        match = _IMAGE.search(markup_of(text.value)) if text.is_prose and "![" in text.value else None
        if match:
            hint = "remove it, or link to the page that shows it"
            yield Offence(text.record, text.path, "a picture cannot be part of a record", hint, match[0])


RULE = Rule(
    code="text-image",
    level="error",
    what="A text holds a picture.",
    why="A page asks no other host for anything, so that reading it tells nobody about the reader; and a "
    "medical picture has terms and patients of its own.",
    mend="Remove the picture, or link to the page that shows it.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs ![a picture](https://example.org/a.png).
                                        ^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, [with a picture](https://example.org/a).
added: 2025-03-01
"""
    },
    check=_check,
)

"""Nothing unfinished is left in a text."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule

_LEFTOVER = re.compile(r"\b(?:TODO|TBD|TBC|FIXME|XXX)\b|\b[Ll]orem ipsum\b|\?\?\?|<(?:your|insert|add|fill)[^<>]*>")


def _check(given: Given) -> Iterator[Offence]:
    for text in given.texts:
        match = _LEFTOVER.search(text.value)
        if match:
            hint = "finish the sentence, or leave the field out"
            yield Offence(text.record, text.path, f"`{match[0][:40]}` was left here", hint, match[0])


RULE = Rule(
    code="text-leftover",
    level="warning",
    what="A text holds a note to oneself, such as TODO or TBD, or filler.",
    why="It is published as it stands; and a gap is more honest than a promise.",
    mend="Finish the sentence, or leave the field out.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs. TODO count the images.
                                         ^^^^
added: 2025-03-01
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

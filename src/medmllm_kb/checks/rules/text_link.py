"""Links in prose are web addresses."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.checks.texts import markup_of
from medmllm_kb.records.types import URL_PATTERN

_TARGET = re.compile(r"(?:\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)(?P<inline>[^)\s>]*)", re.MULTILINE)
_AUTOLINK = re.compile(r"<(?P<address>[a-z][a-z0-9+.-]{1,31}:[^<>\s]*)>", re.IGNORECASE)
_WEB = re.compile(URL_PATTERN)


def _check(given: Given) -> Iterator[Offence]:
    for text in given.texts:
        if not text.is_prose or ("]" not in text.value and ":" not in text.value):
            continue
        markup = markup_of(text.value)
        targets = [*(match["inline"] for match in _TARGET.finditer(markup))]
        targets += [match["address"] for match in _AUTOLINK.finditer(markup)]
        bad = next((target for target in targets if not _WEB.match(target)), None)
        if bad is not None:
            hint = "write the whole address, with https://; records are linked as [[dataset:vqa-rad]]"
            yield Offence(text.record, text.path, f"the link to `{bad[:60]}` leads nowhere safe", hint, bad)


RULE = Rule(
    code="text-link",
    level="error",
    what="A link in a text leads to something other than a web address.",
    why="A link that begins with `javascript:` or `data:` runs code in the reader's browser, and a relative "
    "one breaks when the text is shown on another page.",
    mend="Write the address in full, beginning with `https://`. Another record is linked as `[[dataset:vqa-rad]]`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, [see here](javascript:alert(1)).
                                                    ^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs, [see here](https://example.org/a_(b)).
added: 2025-03-01
"""
    },
    check=_check,
)

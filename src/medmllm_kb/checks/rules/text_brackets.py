"""What looks like a link or a citation is one."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.checks.texts import markup_of
from medmllm_kb.records.prose import CITATION, LINK

_OPENING = re.compile(r"\[\[|\[\s*@|\]\]")


def _check(given: Given) -> Iterator[Offence]:
    for text in given.texts:
        if not text.is_prose or ("[" not in text.value and "]]" not in text.value):
            continue
        markup = markup_of(text.value)
        for pattern in (LINK, CITATION):
            markup = pattern.sub(lambda match: " " * len(match[0]), markup)
        left = _OPENING.search(markup)
        if left:
            words = text.value[left.start() : left.start() + 30].split("\n")[0]
            hint = "a link is written [[dataset:vqa-rad]] or [[dataset:vqa-rad|label]], a citation [@key]"
            yield Offence(text.record, text.path, f"`{words}` is neither a link nor a citation", hint, words)


RULE = Rule(
    code="text-brackets",
    level="error",
    what="A text has double brackets, or a bracket with an at sign, that do not make a link or a citation.",
    why="A reader would see the brackets, and the record or the source would not know that it is referred to.",
    mend="Write links as `[[dataset:vqa-rad]]`, with a label as `[[dataset:vqa-rad|this set]]`, and "
    "citations as `[@key]` or `[@key; @other]`. Brackets that are meant as such stand in backquotes.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on images of [[lumen-cxr]], as in [@santos2022questions].
                                ^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on images of [[dataset:lumen-cxr]], as in [@santos2022questions]; boxes are `[[1, 2]]`.
added: 2025-03-01
"""
    },
    check=_check,
)

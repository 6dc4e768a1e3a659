"""Prose is Markdown, not HTML."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.checks.texts import markup_of

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|button|center|cite|code|dd|del|details|div|dl|dt|em|embed|font|form|h[1-6]|head|hr|"
    "html|i|iframe|img|input|ins|kbd|li|link|math|meta|object|ol|p|pre|q|s|script|small|span|strike|strong|style|sub|"
    "summary|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video"
)
_HTML = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!--|&(?:[a-z]{{2,8}}|#x?[0-9a-f]{{2,6}});", re.IGNORECASE)


def _check(given: Given) -> Iterator[Offence]:
    for text in given.texts:
        if "<" not in text.value and "&" not in text.value:
            continue
        match = _HTML.search(markup_of(text.value) if text.is_prose else text.value)
        if match:
            hint = "write Markdown (`**bold**`, `*italic*`), or the character itself"
            yield Offence(text.record, text.path, f"`{match[0][:40]}` is HTML", hint, match[0])


RULE = Rule(
    code="text-html",
    level="error",
    what="A text holds an HTML tag, comment or entity.",
    why="Texts of records are shown as they are: a reader would see the tag itself. It is also how a page "
    "could be made to do what its author does not want.",
    mend="Write Markdown: `**bold**`, `*italic*`; an empty line begins a paragraph. Write the character "
    "itself instead of an entity. A tag that is meant as one stands in backquotes: `<br>`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: >-
  Questions on chest radiographs,
  <b>written</b> by radiologists.
  ^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: >-
  Questions on chest radiographs,
  **written** by radiologists; each line ends in `<br>`, and p < 0.05.
added: 2025-03-01
"""
    },
    check=_check,
)

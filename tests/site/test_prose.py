"""Prose comes from strangers: whatever they write is shown, and none of it is done."""

import re
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.site.prose import ALLOWED_TAGS, MATH_TAGS, ProseRenderer, math

RENDERER = ProseRenderer(lambda kind, id, label: f'<a href="{kind}/{id}">{label or "name"}</a>')


def cite(keys: list[str]) -> str:
    return "".join(f'<sup class="kb-mark">{key}</sup>' for key in keys)


class Tags(HTMLParser):
    """Collects the tags and attributes of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=x>",
        "[a](javascript:b)",
        "[a](https://e.org)",
        "![i](https://e.org/i)",
        "[[dataset:vqa-rad]]",
        "[[",
        "]]",
        "[@lau2018vqarad]",
        "$x_1$",
        "$$\\frac{1}{2}$$",
        "$",
        "**b**",
        "`c`",
        "\n\n",
        "* a\n* b",
        "&lt;",
        "&",
        "<",
        ">",
        '"',
        "<https://e.org>",
        "\ue001",
        "\ue0100\ue011",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "[a]: https://e.org",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join))
def test_nothing_but_allowed_markup_comes_out(text: str) -> None:
    found = Tags(RENDERER.blocks(text, cite))
    assert found.tags <= ALLOWED_TAGS | MATH_TAGS
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
    addresses = [value or "" for name, value in found.attributes if name in ("href", "src", "xlink:href")]
    assert all(re.match(r"https?://|dataset/", address) for address in addresses)


@given(st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join))
def test_what_comes_out_is_whole(text: str) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parseFragment(f"<div>{RENDERER.blocks(text, cite)}</div>")
    unclosed = [error for _, error, _ in parser.errors if "end-tag" in error or "eof" in error]
    assert unclosed == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("**bold** and `code`", "<strong>bold</strong> and <code>code</code>"),
        ("see [[dataset:vqa-rad|this]]", 'see <a href="dataset/vqa-rad">this</a>'),
        ("seen [@lau2018vqarad; @xu2025lingshu].", f"seen{cite(['lau2018vqarad', 'xu2025lingshu'])}."),
        ("costs $5 or $6", "costs $5 or $6"),
    ],
)
def test_inline_prose(text: str, html: str) -> None:
    assert RENDERER.inline(text, cite) == html


def test_a_formula_becomes_mathml_and_a_broken_one_stays_readable() -> None:
    assert "<msub>" in math("x_1")
    assert math("\\begin{x") == "<code>\\begin{x</code>"

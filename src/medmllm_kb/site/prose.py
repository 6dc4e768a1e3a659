"""Prose of records -> HTML: inline Markdown, formulas, links to records, citations.

Prose comes from strangers. Markdown may hold HTML, so what it gives is sanitised with an allow-list; formulas,
links and citations are set in afterwards, from our own data alone.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import escape

from medmllm_kb.records.prose import CITATION, LINK, citation_keys

ALLOWED_TAGS = {"p", "em", "strong", "code", "a", "ul", "ol", "li", "br", "sub", "sup"}
MATH_TAGS = {
    *("math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mstyle", "mpadded", "mphantom"),
    *("menclose", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
    *("mtable", "mtr", "mtd"),
}
MATH_ATTRIBUTES = {
    "math": {"display", "xmlns"},
    **{
        tag: {"mathvariant", "stretchy", "fence", "form", "lspace", "rspace", "accent", "movablelimits"}
        for tag in ("mo", "mi", "mtext")
    },
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mspace": {"width"},
    "mtable": {"columnalign"},
    "mtd": {"columnalign"},
    "mstyle": {"displaystyle", "scriptlevel", "mathvariant"},
    "mfrac": {"linethickness"},
}
MARKUP = re.compile(r"[*_`\[\]\\\n]|&[#a-z]|<[a-z]+:")
"""What only Markdown can render; text without it is merely escaped."""
FORMULA = re.compile(r"\$\$(?P<block>[^$]+)\$\$|\$(?P<inline>[^$\s](?:[^$\n]*[^$\s])?)\$")
BEFORE_MARK = re.compile(r"(?<=[^\s*+-])[ \n](?=\[@)")
"""The space before a citation: its mark stands close to the word."""
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
HELD = re.compile("\ue010([0-9]+)\ue011")

LinkTo = Callable[[str, str, str | None], str]
"""Kind, id, label -> the HTML of a link."""
Cite = Callable[[list[str]], str]
"""Citation keys -> the HTML of their marks."""


class ProseRenderer:
    """Renders prose with the links of one knowledge base; one instance a build, since Markdown is slow to start."""

    def __init__(self, link_to: LinkTo) -> None:
        from markdown import Markdown

        self._markdown = Markdown(output_format="html")
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")
        self._markdown.inlinePatterns.deregister("image_link")
        self._markdown.inlinePatterns.deregister("image_reference")
        self._link_to = link_to
        self._sanitised = cache(self._sanitise)

    def inline(self, text: str, cite: Cite) -> str:
        """One paragraph without its ``<p>``; several paragraphs keep theirs."""
        html = self.blocks(text, cite)
        if html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>"):
            return html[3:-4]
        return html

    def blocks(self, text: str, cite: Cite) -> str:
        """Paragraphs and lists."""
        held: list[str] = []

        def hold(html: str) -> str:
            held.append(html)
            return f"\ue010{len(held) - 1}\ue011"

        text = BEFORE_MARK.sub("", PRIVATE_USE.sub("", text))
        text = FORMULA.sub(lambda match: hold(_formula(match)), text)
        text = LINK.sub(lambda match: hold(self._link_to(match["kind"], match["id"], match["label"])), text)
        text = CITATION.sub(lambda match: hold(cite(citation_keys(match["keys"]))), text)
        html = self._sanitised(text) if MARKUP.search(text) else f"<p>{escape(text, quote=False)}</p>"
        return HELD.sub(lambda match: held[int(match[1])], html)

    def _sanitise(self, text: str) -> str:
        import nh3

        html = self._markdown.reset().convert(text)
        return nh3.clean(
            html,
            tags=ALLOWED_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https"},
            link_rel="noopener",
        )


def _formula(match: re.Match[str]) -> str:
    return math(match["block"] or match["inline"], display=bool(match["block"]))


@lru_cache(maxsize=4096)
def math(latex: str, display: bool = False) -> str:
    """MathML of a LaTeX formula; the formula as code when it cannot be converted."""
    import nh3
    from latex2mathml.converter import convert

    try:
        mathml = convert(latex, display="block" if display else "inline")
    except Exception:
        return f"<code>{escape(latex)}</code>"
    return nh3.clean(mathml, tags=MATH_TAGS, attributes=MATH_ATTRIBUTES)

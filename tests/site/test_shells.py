import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.page import Page
from medmllm_kb.site.shells import Shell, cut, shells_for

PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def page(path: str = "tasks/vqa/", section: str = "tasks", **fields: object) -> Page:
    values = {"title": "VQA", "description": "Questions.", "body": lambda: "", **fields}
    return Page(path, section, **values)  # type: ignore[arg-type]


def rendered(shell: Shell, template: str = "") -> str:
    """What a theme makes of a shell: its values, with the Markdown turned into HTML."""
    head, _, body = shell.markdown().partition("\n---\n")
    title, description = re.findall(r'^(?:title|description): "(.*)"$', head, re.MULTILINE)
    template = template or (
        '<html><head><title>{title} - Toy</title><meta name="description" content="{description}">'
        '<link rel="canonical" href="https://example.org/{address}"></head>'
        "<body><b>{title}</b>{body}</body></html>"
    )
    return template.format(title=title, description=description, address=shell.address, body=body.strip())


def filled(one: Page, body: str) -> str:
    shell = shells_for([one])[0]
    return cut(shell, rendered(shell)).join(one, body)


class Heads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = self.description = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if tag == "meta":
            self.description = dict(attrs)["content"] or ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def test_one_shell_a_section_and_depth() -> None:
    pages = [page("", "home"), page("tasks/"), page("tasks/a/"), page("tasks/b/"), page("models/a/", "models")]
    shells = shells_for(pages)
    assert shells == [Shell("home", 0), Shell("models", 2), Shell("tasks", 1), Shell("tasks", 2)]
    assert shells[0].source == "index.md"
    assert all(shell.address.count("/") == shell.depth for shell in shells)


def test_all_places_of_a_page_are_filled() -> None:
    assert filled(page(), "<h1>VQA</h1>") == (
        '<html><head><title>VQA - Toy</title><meta name="description" content="Questions.">'
        '<link rel="canonical" href="https://example.org/tasks/vqa/"></head>'
        "<body><b>VQA</b><h1>VQA</h1></body></html>"
    )


@given(title=st.text(max_size=40), description=st.text(max_size=40))
def test_no_text_gets_out_of_its_place(title: str, description: str) -> None:
    html = filled(page(title=title, description=description), "<h1>x</h1>")
    head = Heads()
    head.feed(html)
    clean = {ord("\r"): "\n", 0: "\ufffd"}
    assert head.title.translate(clean) == f"{title} - Toy".translate(clean)
    assert head.description == description
    assert html.count("<") == rendered(Shell("tasks", 2)).count("<")


def test_a_body_is_not_searched_for_marks() -> None:
    shell = Shell("tasks", 2)
    body = rendered(shell)
    assert filled(page(), body).count(body) == 1


def test_a_page_that_search_leaves_out_says_so() -> None:
    assert "data-pagefind-ignore" in filled(page(indexed=False), "<p>x</p>")
    assert "data-pagefind-ignore" not in filled(page(), "<p>x</p>")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<title>{title}</title>", "0 times"),
        ("<title>{title}</title>{body}{body}", "2 times"),
        ("{body}", "never shows"),
        ('<title>{title}</title>{body}<script>"\\uf8e0\\uf8e1"</script>', "cannot be filled"),
        ('<title>{title}</title>{body}<a href="?%EF%A3%A0">', "cannot be filled"),
    ],
)
def test_a_template_that_spoils_the_marks_is_refused(template: str, message: str) -> None:
    with pytest.raises(SiteError, match=message) as caught:
        cut(Shell("tasks", 2), rendered(Shell("tasks", 2), template))
    assert "`tasks`" in str(caught.value)
    assert not PRIVATE_USE.search(str(caught.value))

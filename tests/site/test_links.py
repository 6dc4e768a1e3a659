from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.site.links import BrokenLink, Links, check_links, files_below, scan

SITE = "https://example.org/kb/"


def check(folder: Path, **pages: str) -> list[BrokenLink]:
    """Findings in a site of ``a_b`` -> ``a/b/index.html`` and files named with a dot (``x·css``)."""
    for name, text in pages.items():
        path = folder / (name.replace("·", ".") if "·" in name else f"{name.replace('_', '/')}/index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return check_links(folder, SITE)


GOOD = [
    '<a href="../x/">',
    '<a href="../x/#here">',
    '<a href="../x/?q=ct#here">',
    '<a href="#own"></a><b id="own">',
    '<a href="#">',
    '<a href="#top">',
    '<a href="../../">',
    '<a href="..">',
    '<a href="../x/style.css"><link rel="stylesheet" href="../x/style.css?v=1">',
    '<a href="https://elsewhere.example/page#x">',
    '<link rel="canonical" href="https://example.org/kb/a/x/">',
    '<link rel="license" href="https://elsewhere.example/">',
    '<a href="mailto:someone@example.org">',
    '<img src="data:image/gif;base64,R0lGOD">',
    '<a href="../x/#n%C3%A4he">',
    "<A HREF='../x/'>",
    "<a href=../x/>",
    '<base href="../x/"><a href="style.css">',
    "<!-- <a href='nowhere/'> -->",
    "<script>'<a href=\"nowhere/\">'</script>",
    '<pre>&lt;a href="nowhere/"&gt;</pre>',
    '<img src="../x/p.png" srcset="../x/p.png 1x, ../x/p.png 2x" alt="a > b">',
    '<div style="background: url(../x/p.png)">',
]


@pytest.mark.parametrize("html", GOOD)
def test_what_is_right_is_left_alone(html: str, tmp_path: Path) -> None:
    target = '<h2 id="here">H</h2><p id="nähe"><a name="old"></a>'
    (tmp_path / "index.html").write_text("")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("")
    (tmp_path / "a" / "x").mkdir()
    for name in ("style.css", "p.png"):
        (tmp_path / "a" / "x" / name).write_text("")
    assert check(tmp_path, a_x=target, a_page=html) == []


BROKEN = [
    ('<a href="../y/">', "no such page"),
    ('<a href="../x/#heer">', "nothing with this id"),
    ('<a href="#heer">', "nothing with this id"),
    ('<a href="../x">', "slash at the end"),
    ('<a href="/kb/a/x/">', "begins with a slash"),
    ('<a href="/other/">', "out of the site"),
    ('<a href="../../../x/">', "out of the site"),
    ('<a href="https://example.org/kb/a/y/">', "no such page"),
    ('<img src="p.png">', "no such page or file"),
    ('<img src="../x/p.png" srcset="q.png 2x">', "no such page or file"),
    ('<meta http-equiv="refresh" content="0; url=../y/">', "no such page"),
    ('<base href="../y/"><a href="x/">', "no such page"),
    ('<img src="https://elsewhere.example/i.png">', "no other host"),
    ('<img src="//elsewhere.example/i.png">', "no other host"),
    ('<script src="https://elsewhere.example/s.js"></script>', "no other host"),
    ('<link rel="stylesheet" href="https://elsewhere.example/s.css">', "no other host"),
    ('<link rel="preconnect" href="https://elsewhere.example">', "no other host"),
    ('<iframe src="https://elsewhere.example/"></iframe>', "no other host"),
    ('<svg><image href="https://elsewhere.example/i.png"/></svg>', "no other host"),
    ('<img srcset="https://elsewhere.example/i.png 2x">', "no other host"),
    ("<style>@import 'https://elsewhere.example/s.css';</style>", "no other host"),
    ('<p style="background:url(https://elsewhere.example/i.png)">', "no other host"),
]


@pytest.mark.parametrize(("html", "reason"), BROKEN)
def test_what_is_wrong_is_found(html: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a" / "x").mkdir(parents=True)
    (tmp_path / "a" / "x" / "p.png").write_text("")
    found = check(tmp_path, a_x='<h2 id="here">H</h2>', a_page=html)
    assert [one.page for one in found] == ["a/page/index.html"]
    assert reason in found[0].reason


def test_a_style_sheet_asks_no_other_host_either(tmp_path: Path) -> None:
    css = '/* url(https://a.example/x) */ @font-face{src:url("https://b.example/f.woff2")} a{background:url(q.png)}'
    (tmp_path / "s.css").write_text(css)
    assert {(one.link, one.page) for one in check(tmp_path)} == {
        ("https://b.example/f.woff2", "s.css"),
        ("q.png", "s.css"),
    }


def test_the_page_for_unknown_addresses_links_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text('<a href="/kb/."></a><a href="/kb/x/"></a><a href="/kb/y/"></a>')
    (tmp_path / "index.html").write_text("")
    assert [one.link for one in check(tmp_path, x="")] == ["/kb/y/"]


def test_the_nearest_is_named(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        datasets_vqarad='<h2 id="scores">',
        page='<a href="../datasets/vqa-rad/"></a>',
        other='<a href="../datasets/vqarad/#score"></a>',
    )
    assert {one.near for one in found} == {"/datasets/vqarad/", "#scores"}
    assert "did you mean /datasets/vqarad/?" in "\n".join(map(str, found))


def test_one_mistake_of_a_shell_is_one_finding(tmp_path: Path) -> None:
    page = '<a href="../../gone/"></a><a href="#skip"></a><img src="https://elsewhere.example/i.png">'
    found = check(tmp_path, **{f"models_m{n}": page for n in range(700)})
    assert [(one.link, one.pages, one.page) for one in found] == [
        ("#skip", 700, "models/m0/index.html"),
        ("../../gone/", 700, "models/m0/index.html"),
        ("https://elsewhere.example/i.png", 700, "models/m0/index.html"),
    ]


@pytest.mark.parametrize("html", [*GOOD, *(html for html, _ in BROKEN)])
@pytest.mark.parametrize(("known", "counting"), [(True, False), (False, False), (True, True)])
def test_a_page_read_before_it_is_written_is_judged_the_same(
    html: str, known: bool, counting: bool, tmp_path: Path
) -> None:
    pages = {"a/x/index.html": '<h2 id="here"><p id="nähe">', "a/page/index.html": html, "a/other/index.html": html}
    for name, text in {**pages, "index.html": "", "a/index.html": "", "a/x/style.css": "", "a/x/p.png": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    links = Links(files_below(tmp_path) if known else set(), SITE, counting)
    for name, text in pages.items():
        links.read(name, text)
    assert check_links(tmp_path, SITE, [links.seen]) == check_links(tmp_path, SITE)


def test_what_is_right_on_one_page_may_be_wrong_on_the_next(tmp_path: Path) -> None:
    found = check(tmp_path, a_x="", a_page='<a href="../x/">', b_page='<a href="../x/">')
    assert [one.page for one in found] == ["b/page/index.html"]


def test_the_base_of_a_page_is_its_own(tmp_path: Path) -> None:
    link = '<a href="../../x/">'
    found = check(tmp_path, x="", a_page=link, b_page=f'<base href="../../a/b/c/">{link}')
    assert [(one.page, one.link) for one in found] == [("b/page/index.html", "../../x/")]


def test_what_is_right_from_a_base_is_not_so_without(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    links = Links({"x/y/index.html"}, SITE, counting=False)
    links.read("a/b/index.html", '<base href="../../x/a/b/"><a href="../../y/">')
    links.read("a/c/index.html", '<a href="../../y/">')
    assert [(target, page) for (target, _), (page, _, _) in links.seen.asked.items()] == [("y/", "a/c/index.html")]


class Addresses(HTMLParser):
    """The same as ``scan``, by the standard library's parser."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value is not None:
                self.ids.add(value)
            if (tag, name) in {("a", "href"), ("img", "src"), ("link", "href")} and value is not None:
                self.links.add(value)


def same_as_the_standard_parser(html: str) -> None:
    parser = Addresses()
    parser.feed(html)
    parser.close()
    found = scan(html)
    assert found.ids == parser.ids
    assert {one.address for one in found.references} == parser.links


values = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
attributes = st.dictionaries(st.sampled_from(["id", "href", "src", "title", "class"]), values, max_size=4)
elements = st.tuples(st.sampled_from(["a", "img", "link", "p", "svg"]), attributes, values)


def tag(name: str, attributes: dict[str, str]) -> str:
    return " ".join([f"<{name}", *(f'{key}="{escape(value)}"' for key, value in attributes.items())]) + ">"


@given(st.lists(elements, max_size=6))
def test_pages_are_read_as_the_standard_parser_reads_them(page: list[tuple[str, dict[str, str], str]]) -> None:
    same_as_the_standard_parser("".join(tag(name, some) + escape(text) for name, some, text in page))

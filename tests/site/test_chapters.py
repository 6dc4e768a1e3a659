"""Chapters: what is written by hand among what the records say, and what a mistake in it leads to."""

import re
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.site.toy import Project

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.analyses import FRAGMENTS
from medmllm_kb.site.build import build_site
from medmllm_kb.site.chapters import mistakes_of, read_chapters
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.plan import Settings, plan_site

TOY = Path(__file__).parents[1] / "toy"
REPOSITORY = Path(__file__).parents[2]
HEAD = "---\ntitle: On <Aurelia>\ndescription: What is said of it.\nsection: training\norder: 3\n---\n\n"


def write(docs: Path, text: str, name: str = "deep/one.md") -> Path:
    path = docs / "chapters" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def bodies(docs: Path) -> dict[str, str]:
    plan = plan_site(open_knowledge_base(TOY), Settings(chapters=read_chapters(docs)))
    return {page.path: page.body() for page in plan.pages if page.path.startswith(("deep/", "models/", "stages/"))}


def mistakes(docs: Path, text: str) -> list[str]:
    path = write(docs, text)
    with pytest.raises(SiteError) as error:
        bodies(docs)
    first, *found = str(error.value).splitlines()
    assert first == "the chapters have mistakes:"
    return [line.strip().removeprefix(f"{path.as_posix()}:") for line in found]


def test_a_chapter_links_cites_and_shows_tables(tmp_path: Path) -> None:
    text = "See [[model:aurelia|that one]], *first* [@okafor2023aurelia].\n\n## What is it?\n\n"
    write(tmp_path, HEAD + text + "{{ table: reward-kinds }}\n\nEnd.\n")
    html = bodies(tmp_path)["deep/one/"]
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(f"<!doctype html><title>t</title><main>{html}</main>")
    assert parser.errors == []
    assert "<h1>On &lt;Aurelia&gt;</h1>" in html
    assert '<a href="../../models/aurelia/">that one</a>, <em>first</em>' in html
    assert '<h2 id="what-is-it">What is it?</h2>' in html
    assert html.index("What is rewarded") < html.index("End.") < html.index('id="source-1"')


def test_chapters_are_read_in_their_order(tmp_path: Path) -> None:
    for name, order in (("a", 12), ("b", 2), ("deep/c", 9)):
        head = HEAD.replace("order: 3", f"order: {order}").replace("On <Aurelia>", name)
        write(tmp_path, f"{head}Text.\n\n## Part of {name}\n", f"{name}.md")
    plan = plan_site(open_knowledge_base(TOY), Settings(chapters=read_chapters(tmp_path)))
    html = {page.path: page.body() for page in plan.pages if page.section in ("training", "read")}
    assert re.findall(r'<h2><a href="\.\./([^"]+)"', html["chapters/"]) == ["b/", "deep/c/", "a/"]
    assert 'href="../deep/c/#part-of-deep-c"' in html["chapters/"]
    assert 'rel="prev"' not in html["b/"]
    assert '<a rel="next" href="../deep/c/">' in html["b/"]
    assert '<a rel="prev" href="../../b/">' in html["deep/c/"]
    assert '<a rel="next" href="../../a/">' in html["deep/c/"]
    assert 'rel="next"' not in html["a/"]


def test_two_chapters_cannot_have_one_number(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "Text.\n", "one.md")
    write(tmp_path, HEAD + "Text.\n", "two.md")
    with pytest.raises(SiteError, match=r"two\.md:1: `order: 3` is the number of .*one\.md"):
        read_chapters(tmp_path)


def test_what_a_chapter_cites_comes_as_bibtex(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "One [@okafor2023aurelia].\n")
    plan = plan_site(open_knowledge_base(TOY), Settings(chapters=read_chapters(tmp_path)))
    (file,) = [one.content() for one in plan.downloads if one.path == "deep/one/references.bib"]
    assert re.findall(rb"^@\w+{(\w+),", file, re.MULTILINE) == [b"okafor2023aurelia"]
    assert "../../deep/one/references.bib" in next(page for page in plan.pages if page.path == "deep/one/").body()


def test_a_chapter_cannot_bring_html_or_script(tmp_path: Path) -> None:
    write(
        tmp_path, HEAD + "<script>alert(1)</script> <b onclick='x()'>b</b> [x](javascript:alert(1))\n\n## <img src=x>\n"
    )
    html = bodies(tmp_path)["deep/one/"]
    assert not re.search(r"<(script|b |img)|javascript:", html)


def test_what_a_chapter_is_about_leads_to_it(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("section:", "about: model:aurelia, stage:evaluation\nsection:") + "Text.\n")
    found = bodies(tmp_path)
    leading = {path for path, html in found.items() if '<a href="../../deep/one/">On &lt;Aurelia&gt;</a>' in html}
    assert leading == {"models/aurelia/", "stages/evaluation/"}


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    text = "Of [[model:aurelio]]\nand [@okafor2023aurelio; @rivera2021lumen].\n\n{{ table: reward-kind }}\n\n"
    assert mistakes(tmp_path, HEAD + text + "[[model aurelia]]\n") == [
        "8: nothing is called `model:aurelio`; did you mean `aurelia`?",
        "9: the bibliography has no `okafor2023aurelio`; did you mean `okafor2023aurelia`?",
        "11: there is no table `reward-kind`; did you mean `reward-kinds`?",
        "13: `[[model aurelia]]` is no link or citation; write `[[kind:id]]` or `[@key]`",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Text.\n", "`title: ...`"),
        (HEAD.replace("section: training", "section: trainings"), "there is no section `trainings`"),
        (HEAD.replace("order: 3", "order: third"), "1: `order: third` is no number of a chapter"),
        (HEAD.replace("order: 3\n", ""), "`order: ...`"),
        (HEAD.replace("section", "sektion"), "`sektion` is nothing that a chapter says of itself"),
        (HEAD.replace("section:", "about: model:nobody\nsection:"), "1: `about` names `model:nobody`"),
        (HEAD + "# Title\n", "8: headings of a chapter are `##` or `###`"),
        (HEAD + "## One\n\n## One\n", "10: two headings are called `One`"),
        (HEAD + "Here: {{ table: reward-kinds }}\n", "8: write `{{ table: name }}` on a line of its own"),
    ],
)
def test_a_chapter_is_written_as_chapters_are(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in one for one in mistakes(tmp_path, text))


@given(text=st.binary() | st.text().map(str.encode))
def test_whatever_is_written_is_a_chapter_or_a_mistake(tmp_path_factory: pytest.TempPathFactory, text: bytes) -> None:
    docs = tmp_path_factory.mktemp("docs")
    path = docs / "chapters" / "one.md"
    path.parent.mkdir()
    path.write_bytes(HEAD.encode() + text)
    try:
        (chapter,) = read_chapters(docs)
    except SiteError as error:
        assert f"{path.as_posix()}:" in str(error)
        return
    mistakes_of(chapter, open_knowledge_base(TOY), FRAGMENTS)


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_a_mistake_leaves_the_last_good_site(project: Project, engine: Literal["mkdocs", "zensical"]) -> None:
    if engine == "zensical":
        pytest.importorskip("zensical")
    build_site(project.config)
    before = project.files()
    write(project.docs, HEAD + "# Title\n")
    with pytest.raises(SiteError, match=r"one\.md:8: headings"):
        build_site(project.config, engine=engine)
    assert project.files() == before


def test_the_chapters_of_this_site_name_only_what_exists() -> None:
    kb = open_knowledge_base(REPOSITORY / "data")
    chapters = read_chapters(REPOSITORY / "docs")
    assert [mistake for one in chapters for mistake in mistakes_of(one, kb, FRAGMENTS)] == []
    assert {"reasoning/supervised/", "reasoning/reinforcement/"} <= {one.path for one in chapters}

from pathlib import Path

import pytest

from medmllm_kb.loading.parallel import WORTH_IT
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.fill import fill, write_files
from medmllm_kb.site.links import Links
from medmllm_kb.site.page import Page
from medmllm_kb.site.shells import CutShell, Shell

SITE = "https://example.org/kb/"
SHELLS = {Shell("s", 1): CutShell(("<b>", ": ", "</b>"), ("title", "body"))}


def test_every_page_is_written_once(tmp_path: Path) -> None:
    rendered: list[int] = []

    def body(number: int) -> str:
        rendered.append(number)
        return f"body {number}"

    pages = [Page(f"p{n}/", "s", f"½ {n}", "", lambda n=n: body(n)) for n in range(300)]  # type: ignore[misc]
    fill(pages, SHELLS, tmp_path, Links(set(), SITE))
    assert rendered == list(range(300))
    texts = [(tmp_path / f"p{n}" / "index.html").read_text("utf-8") for n in range(300)]
    assert texts == [f"<b>½ {n}: body {n}</b>" for n in range(300)]


def test_a_failing_page_is_named(tmp_path: Path) -> None:
    def fail() -> str:
        raise KeyError("colour")

    with pytest.raises(KeyError) as caught:
        fill([Page("p/", "s", "P", "", fail)], SHELLS, tmp_path, Links(set(), SITE))
    assert "while making the page /p/" in caught.value.__notes__


def test_links_are_read_in_every_process(tmp_path: Path) -> None:
    pages = [Page(f"p{n}/", "s", "P", "", lambda n=n: f'<i id="i{n}">') for n in range(2 * WORTH_IT)]  # type: ignore[misc]
    seen = fill(pages, SHELLS, tmp_path, Links(set(), SITE))
    ids = {page: ids for one in seen for page, ids in one.ids.items()}
    assert ids == {f"p{n}/index.html": (f"i{n}",) for n in range(2 * WORTH_IT)}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "about").mkdir()
    (tmp_path / "about" / "index.html").write_text("by hand")
    with pytest.raises(SiteError, match="address /about/"):
        write_files([("about/index.html", b"generated")], tmp_path)
    assert (tmp_path / "about" / "index.html").read_text() == "by hand"


def test_a_page_that_is_there_already_is_found_by_every_process(tmp_path: Path) -> None:
    pages = [Page(f"p{n}/", "s", "P", "", str) for n in range(WORTH_IT)]
    (tmp_path / f"p{WORTH_IT - 1}").mkdir()
    (tmp_path / f"p{WORTH_IT - 1}" / "index.html").write_text("by hand")
    with pytest.raises(SiteError, match=f"address /p{WORTH_IT - 1}/"):
        fill(pages, SHELLS, tmp_path, Links(set(), SITE))

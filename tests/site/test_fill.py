from pathlib import Path

import pytest

from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.fill import fill, write_files
from medmllm_kb.site.page import Page
from medmllm_kb.site.shells import CutShell, Shell

SHELLS = {Shell("s", 1): CutShell(("<b>", ": ", "</b>"), ("title", "body"))}


def test_every_page_is_written_once(tmp_path: Path) -> None:
    rendered: list[int] = []

    def body(number: int) -> str:
        rendered.append(number)
        return f"body {number}"

    pages = [Page(f"p{n}/", "s", f"½ {n}", "", lambda n=n: body(n)) for n in range(300)]  # type: ignore[misc]
    assert fill(pages, SHELLS, tmp_path) == 300
    assert rendered == list(range(300))
    texts = [(tmp_path / f"p{n}" / "index.html").read_text("utf-8") for n in range(300)]
    assert texts == [f"<b>½ {n}: body {n}</b>" for n in range(300)]


def test_a_failing_page_is_named(tmp_path: Path) -> None:
    def fail() -> str:
        raise KeyError("colour")

    with pytest.raises(KeyError) as caught:
        fill([Page("p/", "s", "P", "", fail)], SHELLS, tmp_path)
    assert "while making the page /p/" in caught.value.__notes__


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "about").mkdir()
    (tmp_path / "about" / "index.html").write_text("by hand")
    with pytest.raises(SiteError, match="address /about/"):
        write_files([("about/index.html", b"generated")], tmp_path)
    assert (tmp_path / "about" / "index.html").read_text() == "by hand"


def test_a_failing_write_is_not_lost_among_many(tmp_path: Path) -> None:
    (tmp_path / "f7").write_text("")
    with pytest.raises(SiteError):
        write_files(((f"f{n}", b"x") for n in range(500)), tmp_path)

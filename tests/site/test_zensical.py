import re

import pytest
from tests.site.toy import Project

from medmllm_kb.site.build import build_site
from medmllm_kb.site.errors import SiteError

pytest.importorskip("zensical")

BODY = re.compile(r"<article.*?</article>", re.DOTALL)


def test_the_other_engine_gives_the_same_pages(project: Project) -> None:
    (project.docs / "guides").mkdir()
    (project.docs / "guides" / "start.md").write_text("# Start\n\n[Tasks](../../tasks/) and [about](../about.md)\n")
    built = build_site(project.config)
    pages = {path: content.decode() for path, content in project.files().items() if path.endswith(".html")}
    others = {path: content for path, content in project.files().items() if not path.startswith("assets/")}
    assert build_site(project.config, engine="zensical").pages == built.pages
    files = project.files()
    assert {path for path in files if not path.startswith("assets/")} == set(others)
    assert files["sitemap.xml"] == others["sitemap.xml"]
    assert "Reading" in _words(pages["tasks/reading/index.html"])
    for path, html in pages.items():
        assert _words(files[path].decode()) == _words(html), path


def test_broken_records_leave_the_last_good_site(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    build_site(project.config, engine="zensical")
    before = project.files()
    project.task("reading", "[what")
    with pytest.raises(SiteError, match="error"):
        build_site(project.config, engine="zensical")
    assert "tasks/reading.yaml:" in capfd.readouterr().err
    assert project.files() == before


def _words(html: str) -> list[str]:
    """The text of the main part."""
    found = BODY.search(html)
    return re.sub(r"<[^>]+>", " ", found[0]).split() if found else []

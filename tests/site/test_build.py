import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.site.toy import SITE_URL, SPECIAL, Project, toy_plan

import medmllm_kb.site.plan
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.site.build import build_site, find_config
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.page import Download, Page
from medmllm_kb.site.plan import Settings, SitePlan
from medmllm_kb.site.steps import repository_url

PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
PAGES = ["", "about/", "lists/special/", "tasks/", "tasks/grounding/", "tasks/reading/"]


class Head(HTMLParser):
    """Title, description and canonical address of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = self.description = self.canonical = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if values.get("name") == "description":
            self.description = values["content"]
        if values.get("rel") == "canonical":
            self.canonical = values["href"]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title, self._in_title = data, False


def change_plan(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    def plan(kb: KnowledgeBase, settings: Settings) -> SitePlan:
        usual = toy_plan(kb, settings)
        return SitePlan(
            [*usual.pages, *changes.get("pages", [])],  # type: ignore[misc]
            [*usual.downloads, *changes.get("downloads", [])],  # type: ignore[misc]
            {**usual.redirects, **changes.get("redirects", {})},  # type: ignore[dict-item]
        )

    monkeypatch.setattr(medmllm_kb.site.plan, "plan_site", plan)


def page(path: str, body: str = "<h1>New</h1>") -> Page:
    return Page(path, "about", "New", "New.", lambda: body)


def test_a_whole_site(project: Project) -> None:
    built = build_site(project.config)
    assert built.output == project.site
    assert built.pages == len(PAGES)
    reading = Head(project.page("tasks/reading"))
    assert (reading.title, reading.description) == ("Reading - Toy", "Something is done.")
    assert reading.canonical == f"{SITE_URL}tasks/reading/"
    special = Head(project.page("lists/special"))
    assert (special.title, special.description) == (f"{SPECIAL} - Toy", f"On {SPECIAL}")
    assert "alert('1')</script>" not in project.page("lists/special")
    assert Head(project.page("")).canonical == SITE_URL
    assert project.files()["tasks/names.txt"] == b"reading\n"
    assert 'url=../reading/"' in project.page("tasks/old-reading")
    listed = re.findall(r"<loc>(.*)</loc>", project.files()["sitemap.xml"].decode())
    assert listed == [SITE_URL + one for one in PAGES]


def test_no_shell_and_no_mark_is_left(project: Project) -> None:
    build_site(project.config)
    files = project.files()
    assert not [path for path in files if "shell" in path]
    texts = {path: content.decode() for path, content in files.items() if path.endswith((".html", ".xml", ".txt"))}
    assert not [path for path, text in texts.items() if PRIVATE_USE.search(text) or "medmllm-kb-shell" in text]


def test_assets_are_found_from_any_depth(project: Project) -> None:
    build_site(project.config)
    for depth, path in enumerate(["", "tasks", "tasks/reading"]):
        style = re.search(r'href="([^"]*assets/stylesheets/main[^"]*)"', project.page(path))
        assert style
        assert style[1].count("../") == depth
        assert (project.site / path / style[1]).is_file()


def test_two_builds_are_the_same_to_the_byte(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build_site(project.config)
    first = project.files()
    build_site(project.config, project.site)
    assert project.files() == first
    assert b"<lastmod>2023-11-14</lastmod>" in first["sitemap.xml"]


def test_the_output_and_the_records_can_be_elsewhere(project: Project, tmp_path: Path) -> None:
    other = Project(tmp_path / "other")
    other.task("planning", "Planning")
    built = build_site(project.config, tmp_path / "there", data=other.data)
    assert (tmp_path / "there" / "tasks" / "planning" / "index.html").is_file()
    assert built.output == tmp_path / "there"
    assert not project.site.exists()
    build_site(project.config)
    assert not (project.site / "tasks" / "planning").exists()


def test_broken_records_are_named_and_the_last_good_site_stays(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    build_site(project.config)
    before = project.files()
    project.task("reading", "[what")
    with pytest.raises(SiteError, match="error"):
        build_site(project.config)
    printed = capfd.readouterr().err
    assert re.search(r"tasks/reading\.yaml:\d+:\d+", printed)
    assert "error[" in printed
    assert "Traceback" not in printed
    assert project.files() == before
    assert sorted(path.name for path in project.config.parent.iterdir()) == ["data", "docs", "mkdocs.yml", "site"]


def test_a_record_that_names_nothing_stops_the_build(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    (project.data / "tasks" / "reading.yaml").open("a").write("related_tasks: [writing]\n")
    with pytest.raises(SiteError):
        build_site(project.config)
    assert "error[reference-unknown]" in capfd.readouterr().err


def test_a_failure_in_the_middle_leaves_the_last_good_site(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    build_site(project.config)
    before = project.files()

    def fail() -> str:
        raise OSError(28, "No space left on device")

    change_plan(monkeypatch, pages=[Page("tasks/full/", "tasks", "Full", "", fail)])
    with pytest.raises(OSError, match="No space"):
        build_site(project.config)
    assert project.files() == before
    assert sorted(path.name for path in project.config.parent.iterdir()) == ["data", "docs", "mkdocs.yml", "site"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            '<a href="../tassks/">',
            r"new/index\.html: \.\./tassks/: there is no such page or file; did you mean /tasks/",
        ),
        ('<a href="../tasks/reading/#fact">', "nothing with this id; did you mean #facts"),
        ('<img src="https://elsewhere.example/x.png">', "asks no other host"),
    ],
)
def test_a_broken_link_stops_the_build(
    body: str, message: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_plan(monkeypatch, pages=[page("new/", body)])
    with pytest.raises(SiteError, match=message):
        build_site(project.config)
    assert not project.site.exists()


def test_a_broken_link_in_a_hand_written_page_stops_the_build(project: Project) -> None:
    (project.docs / "about.md").write_text("# About\n\n[Tasks](../task/)\n")
    with pytest.raises(SiteError, match=r"about/index\.html: \.\./task/"):
        build_site(project.config)


def test_warnings_of_the_engine_stop_a_strict_build_before_it_replaces_anything(project: Project) -> None:
    (project.docs / "about.md").write_text("# About\n\n[x](gone.md)\n")
    with pytest.raises(SiteError):
        build_site(project.config)
    assert not project.site.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pages": [page("about/")]}, "address /about/"),
        ({"pages": [page("tasks/")]}, "2 pages have the address /tasks/"),
        ({"pages": [page("../secrets/")]}, "no address"),
        ({"pages": [page("a b/")]}, "no address"),
        ({"redirects": {"tasks/": "tasks/reading/"}}, "former address /tasks/"),
        ({"redirects": {"about/": "tasks/"}}, "address /about/"),
        ({"downloads": [Download("about/index.html", lambda: b"")]}, "address /about/"),
        ({"redirects": {"gone/": "tasks/nobody/"}}, "no such page"),
    ],
)
def test_two_things_never_share_an_address(
    changes: dict[str, object], message: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_plan(monkeypatch, **changes)
    with pytest.raises(SiteError, match=message):
        build_site(project.config)
    assert not project.site.exists()


def test_a_hand_written_home_page_is_not_overwritten_in_silence(project: Project) -> None:
    (project.docs / "index.md").write_text("# Home\n")
    with pytest.raises(SiteError, match=r"index\.md"):
        build_site(project.config)


def test_plain_mkdocs_builds_the_same_site(project: Project) -> None:
    """``mkdocs build`` without our command: with the plugin's own entry point and the real pages."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(project.config)]
    project.task("reading", "[what")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "tasks/reading.yaml" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not project.site.exists()


def test_search_finds_what_is_to_be_found(project: Project) -> None:
    pytest.importorskip("pagefind_bin")
    project.config.write_text(project.config.read_text().replace("search: false", "search: true"))
    build_site(project.config)
    assert (project.site / "pagefind" / "pagefind.js").is_file()


def test_a_site_without_the_search_program_is_still_a_site(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    project.config.write_text(project.config.read_text().replace("search: false", "search: true"))
    monkeypatch.setattr("medmllm_kb.site.search.available", lambda: False)
    build_site(project.config)
    assert "Pagefind is not installed" in caplog.text
    assert not (project.site / "pagefind").exists()
    assert (project.site / "index.html").is_file()


def test_the_project_is_found_from_within_and_from_elsewhere(tmp_path: Path, project: Project) -> None:
    assert find_config(project.docs) == project.config
    assert find_config(tmp_path) == Path(__file__).parents[2] / "mkdocs.yml"


@pytest.mark.parametrize(
    ("configured", "environ", "url"),
    [
        ("https://git.example/kb/", {"CI_PROJECT_URL": "https://x"}, "https://git.example/kb"),
        ("", {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/kb"}, "https://github.com/a/kb"),
        ("", {"CI_PROJECT_URL": "https://gitlab.com/a/kb"}, "https://gitlab.com/a/kb"),
        ("", {}, ""),
    ],
)
def test_the_repository_is_as_configured_or_as_ci_says(configured: str, environ: dict[str, str], url: str) -> None:
    assert repository_url(configured, environ) == url

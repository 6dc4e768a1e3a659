"""Whole builds: ours, plain MkDocs + Material with the same content as Markdown, and Hugo in the same shell."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

from medmllm_kb.loading.load import load
from medmllm_kb.site.page import Page
from medmllm_kb.site.plan import Settings, plan_site

REPOSITORY = Path(__file__).parents[1]
ADDRESS = "http://127.0.0.1:8000/"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1700000000"}


@dataclass(frozen=True, slots=True)
class Run:
    """One build as a whole process."""

    seconds: float
    megabytes: float
    pages: int

    @property
    def ms_per_page(self) -> float:
        """Wall time over the number of HTML files."""
        return 1000 * self.seconds / self.pages


def ours(data: Path, work: Path, search: bool) -> Run:
    """``mkdocs build`` of this repository with another data folder."""
    output = work / "ours"
    config = work / "mkdocs.yml"
    text = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    option = f"  - medmllm-kb:\n      data: {json.dumps(str(data))}\n      search: {str(search).lower()}\n"
    text = text.replace("  - medmllm-kb\n", option)
    text = text.replace("docs_dir: docs", f"docs_dir: {REPOSITORY / 'docs'}")
    text = text.replace("custom_dir: src", f"custom_dir: {REPOSITORY / 'src'}")
    text = text.replace("base_path: [!relative $config_dir]", f"base_path: [{json.dumps(str(REPOSITORY))}]")
    config.write_text(text, "utf-8")
    return _timed(["mkdocs", "build", "-q", "-f", str(config), "-d", str(output)], output)


def plain(data: Path, work: Path, search: bool) -> Run:
    """Plain MkDocs + Material: a Markdown file a page, all of them in the navigation."""
    docs, output = work / "plain-docs", work / "plain"
    shutil.rmtree(docs, ignore_errors=True)
    for page in _pages(data):
        _write(docs / page.path / "index.md", f"# {page.title}\n\n{_markdown(page)}\n")
    config = work / "plain.yml"
    config.write_text(
        f"site_name: plain\nsite_url: {ADDRESS}\ndocs_dir: {docs}\n"
        "theme: {name: material, font: false}\n"
        f"plugins: [{'search' if search else ''}]\n"
        "markdown_extensions: [tables, attr_list, md_in_html, admonition, footnotes, def_list,"
        " pymdownx.superfences, {toc: {permalink: true}}]\n"
        "validation: {links: {not_found: ignore, unrecognized_links: ignore, anchors: ignore}}\n",
        "utf-8",
    )
    return _timed(["mkdocs", "build", "-q", "-f", str(config), "-d", str(output)], output)


def prepare_hugo(data: Path, work: Path, shell: str) -> Path:
    """A Hugo site with the same content as Markdown, in the shell that Material gave us.

    Args:
        data: The data folder.
        work: Where the site is put.
        shell: The HTML of one of our finished pages, with ``@title@``, ``@description@`` and ``@body@``.
    """
    site = work / "hugo-site"
    shutil.rmtree(site, ignore_errors=True)
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    shell = shell.replace("{{", "{{ `{{` }}")
    for mark, action in (
        ("@title@", "{{ .Title }}"),
        ("@description@", "{{ .Description }}"),
        ("@body@", "{{ .Content }}"),
    ):
        shell = shell.replace(mark, action)
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(shell, "utf-8")
    (site / "config.json").write_text(
        json.dumps({"baseURL": ADDRESS, "disableKinds": ["taxonomy", "term", "RSS"], "title": "hugo"})
    )
    for page in _pages(data):
        front = json.dumps({"title": page.title, "description": page.description}, ensure_ascii=False)
        name = "_index.md" if page.depth < 2 else "index.md"
        _write(site / "content" / page.path / name, f"{front}\n{_markdown(page)}")
    return site


def hugo(site: Path, work: Path) -> Run:
    """Hugo on a prepared site."""
    output = work / "hugo"
    return _timed(["hugo", "--quiet", "-s", str(site), "-d", str(output)], output)


def shell_of(finished: Path, body: str, title: str, description: str) -> str:
    """A finished page of ours with marks where its own values were."""
    html = (finished / "index.html").read_text("utf-8")
    return html.replace(body, "@body@").replace(escape(description), "@description@").replace(escape(title), "@title@")


def _pages(data: Path) -> list[Page]:
    return plan_site(load(data).kb, Settings(site_url=ADDRESS)).pages


def _markdown(page: Page) -> str:
    from markdownify import markdownify

    return str(markdownify(page.body()))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


_MEASURED = (
    "import resource, subprocess, sys, time; begin = time.perf_counter();"
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
    "print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
"""A small process between: memory that this one holds would count as the build's own until it has started."""


def _timed(command: list[str], output: Path) -> Run:
    shutil.rmtree(output, ignore_errors=True)
    executable = Path(sys.executable).parent / command[0]
    command = [str(executable) if executable.exists() else command[0], *command[1:]]
    measured = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )
    if measured.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    elapsed, memory = measured.stdout.split()
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Run(float(elapsed), int(memory) / unit, sum(1 for _ in output.rglob("*.html")))


__all__ = ["Run", "hugo", "ours", "plain", "prepare_hugo", "shell_of"]

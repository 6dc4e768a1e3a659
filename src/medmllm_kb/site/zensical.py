"""The second engine: the same pages over what Zensical renders.

Zensical runs no MkDocs plugin and sees only Markdown files, so it is given a temporary project: the hand-written
pages, the shells as real files, and mkdocs.yml without what it cannot do. From there on everything is the same code
as with MkDocs. What differs in the result stands in docs/development/engines.md.
"""

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, get_files
from mkdocs.utils import nest_paths
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from medmllm_kb.site.assets import EVERYWHERE_SCRIPT, EVERYWHERE_STYLE, Assets, read_assets
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.shells import Shell, shells_for
from medmllm_kb.site.staging import Stage
from medmllm_kb.site.steps import (
    Work,
    broken_links_text,
    finish,
    log,
    prepare,
    read_shells,
    repository_url,
    theme_extra,
)

_LINK_TO_PAGE = re.compile(r"\]\((?![a-z]+:|[/#])([^)\s?#]*/)((?:[?#][^)\s]*)?)\)", re.IGNORECASE)
_SKIP_LINK = re.compile(r'<div data-md-component="skip">.*?</div>', re.DOTALL)
_LEFT_OUT = ("plugins", "validation", "hooks", "exclude_docs", "draft_docs", "not_in_nav", "watch", "INHERIT")


def build_with_zensical(config: MkDocsConfig, data: Path | None, strict: bool) -> int:
    """Builds the site that ``config`` describes into its ``site_dir`` and returns the number of its pages.

    Args:
        config: What mkdocs.yml says.
        data: Folder of the records; as ``config`` says when it is left out.
        strict: Whether warnings of Zensical stop the build.

    Raises:
        SiteError: Zensical is not installed or failed, or the site has errors.
    """
    if find_spec("zensical") is None:
        raise SiteError("Zensical is not installed; `pip install 'medmllm-kb[zensical]'` adds it")
    options = config.plugins["medmllm-kb"].config
    repo_url = repository_url(options["repo_url"], os.environ)
    plan = prepare(data or Path(options["data"]), Path(config.docs_dir), config.site_url or "", repo_url)
    stage = Stage(Path(config.site_dir))
    try:
        shells = shells_for(plan.pages)
        assets = read_assets()
        extra = theme_extra(repo_url, plan.chapters)
        hand_written = _render(config, shells, assets, extra, strict, stage.folder)
        work = Work(plan, config.site_url or "", hand_written, assets, options["search"])
        broken = finish(work, read_shells(shells, stage.folder), stage.folder)
        if broken:
            raise SiteError(broken_links_text(broken))
        stage.publish()
    finally:
        stage.discard()
    return len(hand_written) + len(plan.pages)


def _render(
    config: MkDocsConfig, shells: Iterable[Shell], assets: Assets, extra: dict[str, Any], strict: bool, output: Path
) -> tuple[str, ...]:
    """Fills ``output`` with what Zensical makes of hand-written pages and shells; addresses of the former."""
    with tempfile.TemporaryDirectory(prefix="medmllm-kb-") as folder:
        project = Path(folder)
        pages = _copy_docs(config, project / "docs")
        for shell in shells:
            path = project / "docs" / shell.source
            if path.exists():
                raise SiteError(f"{shell.source} is a page that the records generate; remove or rename it")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shell.markdown(), "utf-8")
        settings = _settings(config, [page for page, _ in pages], assets, extra)
        _run(project, settings, strict)
        (project / "site" / "search.json").unlink(missing_ok=True)
        for page in (project / "site").rglob("*.html"):
            page.write_text(_without_dead_skip_link(page.read_text("utf-8")), "utf-8")
        shutil.copytree(project / "site", output, dirs_exist_ok=True)
    return tuple(address for _, address in pages)


def _copy_docs(config: MkDocsConfig, docs: Path) -> list[tuple[str, str]]:
    """Copies what MkDocs would take of the docs folder; path and address of each page."""
    docs.mkdir()
    pages = []
    for file in get_files(config):
        if file.inclusion.is_excluded() or file.abs_src_path is None:  # type: ignore[no-untyped-call]
            continue
        target = docs / file.src_uri
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.is_documentation_page():
            target.write_text(_relative_to_source(file.content_string, file), "utf-8")
            pages.append((file.src_uri, unquote(file.url).removeprefix("./")))
        else:
            shutil.copyfile(file.abs_src_path, target)
    return pages


def _relative_to_source(markdown: str, file: File) -> str:
    """Links to generated pages, which MkDocs leaves as they are and Zensical takes for files beside the source."""
    page, folder = posixpath.dirname(file.dest_uri), posixpath.dirname(file.src_uri)

    def turn(link: re.Match[str]) -> str:
        address = posixpath.relpath(posixpath.join(page, link[1]), folder or ".")
        return f"]({address}/{link[2]})"

    return _LINK_TO_PAGE.sub(turn, markdown)


def _without_dead_skip_link(html: str) -> str:
    """Zensical's skip link leads to a mark in a block that our templates fill, with a skip link of their own."""
    return html if 'id="__skip"' in html else _SKIP_LINK.sub("", html)


def _settings(config: MkDocsConfig, pages: list[str], assets: Assets, extra: dict[str, Any]) -> dict[str, Any]:
    with Path(config.config_file_path).open("rb") as file:
        settings: dict[str, Any] = _plain(yaml_load(file, get_yaml_loader(config=config)))
    for name in _LEFT_OUT:
        settings.pop(name, None)
    theme = settings.get("theme", {})
    settings["theme"] = {**(theme if isinstance(theme, dict) else {"name": theme}), "variant": "classic"}
    if config.theme.custom_dir:
        settings["theme"]["custom_dir"] = str(config.theme.custom_dir)
    settings.update(docs_dir="docs", site_dir="site", site_url=config.site_url)
    settings["plugins"] = [{"search": {"enabled": False}}]
    settings["extra"] = {**(settings.get("extra") or {}), **extra}
    # Without a navigation it would list the shells.
    settings["nav"] = settings.get("nav") or nest_paths(pages)  # type: ignore[no-untyped-call]
    if EVERYWHERE_STYLE in assets.files:
        settings["extra_css"] = [*settings.get("extra_css", []), assets.address(EVERYWHERE_STYLE)]
    if EVERYWHERE_SCRIPT in assets.files:
        script = {"path": assets.address(EVERYWHERE_SCRIPT), "defer": True}
        settings["extra_javascript"] = [*settings.get("extra_javascript", []), script]
    return settings


def _plain(value: Any) -> Any:
    """The value with paths as text, as it can be written as YAML again."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case os.PathLike():
            return os.fspath(value)
    return value


def _run(project: Path, settings: dict[str, Any], strict: bool) -> None:
    message = _try(project, settings, strict)
    if message is not None and "custom_dir" in settings["theme"]:
        log.warning("Zensical does not accept our templates of the theme and uses its own: %s", message)
        plain = {name: value for name, value in settings["theme"].items() if name != "custom_dir"}
        message = _try(project, {**settings, "theme": plain}, strict)
    if message is not None:
        raise SiteError(f"Zensical failed: {message}")


def _try(project: Path, settings: dict[str, Any], strict: bool) -> str | None:
    """Runs Zensical; None when all went well, else what it said."""
    (project / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", *(["--strict"] if strict else [])]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode == 0 and (project / "site" / "404.html").is_file():
        return None
    return (done.stderr + done.stdout).strip() or f"exit code {done.returncode}"

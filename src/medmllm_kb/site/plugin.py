"""The MkDocs plugin: hands MkDocs the shells, and fills them when it is done.

MkDocs cleans its output folder before it builds; the plugin has it build beside the last good site instead, which
is replaced only by a finished one. So no mistake in a record, no broken link and no full disk takes a site away.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.utils import CountHandler

from medmllm_kb.site.assets import ASSETS, EVERYWHERE_SCRIPT, EVERYWHERE_STYLE, Assets, read_assets
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

if TYPE_CHECKING:
    from medmllm_kb.site.plan import SitePlan

_PACKAGE = Path(__file__).parent


class KnowledgeBasePlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Adds a page for every record, and all that belongs to a finished site."""

    # What mkdocs.yml may say: the folder of the records, the address of the repository (GitHub's and GitLab's CI
    # name it by themselves), and whether full-text search is indexed. The class style of options cannot have
    # one called `data`.
    config_scheme = (
        ("data", c.Dir(default="data")),
        ("repo_url", c.Type(str, default="")),
        ("search", c.Type(bool, default=True)),
    )

    data_folder: Path | None = None
    """Folder of the records that goes before the configured one."""
    page_count = 0
    """Pages of the last finished build."""

    _serving = False
    _stage: Stage | None = None
    _plan: "SitePlan"
    _shells: list[Shell]
    _assets: Assets
    _hand_written: tuple[str, ...]
    _warnings = CountHandler()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether the site is served: broken links then only warn."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Reads the records and plans the pages, before MkDocs touches anything."""
        with _without_traceback():
            repo_url = repository_url(self.config["repo_url"], os.environ)
            self._plan = prepare(self._data(), Path(config.docs_dir), config.site_url or "", repo_url)
            self._discard()
            self._stage = Stage(Path(config.site_dir))
        self._shells = shells_for(self._plan.pages)
        self._assets = read_assets()
        config.site_dir = str(self._stage.folder)
        config.extra.update(theme_extra(repo_url, self._plan.chapters))
        if EVERYWHERE_STYLE in self._assets.files:
            config.extra_css.append(self._assets.address(EVERYWHERE_STYLE))
        if EVERYWHERE_SCRIPT in self._assets.files:
            script = c.ExtraScriptValue(self._assets.address(EVERYWHERE_SCRIPT))
            script.defer = True  # no module: those do not load from a local folder
            config.extra_javascript.append(script)
        self._count_warnings(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the shells."""
        for shell in self._shells:
            if (existing := files.get_file_from_path(shell.source)) is not None:
                raise Abort(f"{existing.src_uri} is a page that the records generate; remove or rename it")
            files.append(
                File.generated(config, shell.source, content=shell.markdown(), inclusion=InclusionLevel.NOT_IN_NAV)
            )
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remembers which pages are hand-written, when it is settled which MkDocs takes."""
        own = {shell.source for shell in self._shells}
        self._hand_written = tuple(
            unquote(file.url).removeprefix("./")
            for file in files.documentation_pages(inclusion=InclusionLevel.is_included)
            if file.src_uri not in own
        )
        return nav

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Makes the site whole and puts it in the place of the last one."""
        stage = self._stage
        assert stage is not None
        work = Work(
            plan=self._plan,
            site_url=config.site_url or "",
            hand_written=self._hand_written,
            assets=self._assets,
            search=self.config["search"],
            search_from=stage.output if self._serving else None,
        )
        with _without_traceback():
            broken = finish(work, read_shells(self._shells, stage.folder), stage.folder)
            if broken and not self._serving:
                raise SiteError(broken_links_text(broken))
        if broken:
            log.warning("%s", broken_links_text(broken))
        if any(self._warnings.counts.values()):
            raise Abort("the site was not built, because of the warnings above")
        stage.publish()
        self.page_count = len(self._hand_written) + len(self._plan.pages)
        config.site_dir = str(stage.output)
        self._discard()

    def on_build_error(self, *, error: Exception) -> None:
        """Leaves the last good site as it is."""
        self._discard()

    def on_shutdown(self) -> None:
        """Leaves nothing half-built behind."""
        self._discard()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Has the server follow records and templates, and keep the last good site when they are broken."""
        for folder in (self._data(), _PACKAGE / "templates", _PACKAGE / "overrides", ASSETS):
            if folder.is_dir():
                server.watch(str(folder))
        server.builder = _keeping_the_last_site(server.builder)
        return server

    def _data(self) -> Path:
        return self.data_folder or Path(self.config["data"])

    def _count_warnings(self, config: MkDocsConfig) -> None:
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        if config.strict:  # MkDocs itself counts too, but looks only after the site has been published
            logging.getLogger("mkdocs").addHandler(self._warnings)

    def _discard(self) -> None:
        if self._stage is not None:
            self._stage.discard()
            self._stage = None
            logging.getLogger("mkdocs").removeHandler(self._warnings)


@contextmanager
def _without_traceback() -> Iterator[None]:
    try:
        yield
    except SiteError as error:
        raise Abort(str(error)) from error


def _keeping_the_last_site(build: Callable[..., None]) -> Callable[..., None]:
    """A rebuild that fails says why; MkDocs' server would otherwise answer nothing until the next good one."""

    def rebuild(*arguments: Any) -> None:
        try:
            build(*arguments)
        except Exception as error:
            if isinstance(error, Abort):
                print(error.format_message(), file=sys.stderr)
            else:
                traceback.print_exc()
            print("The last good site goes on being served; it follows the next change.", file=sys.stderr)

    return rebuild

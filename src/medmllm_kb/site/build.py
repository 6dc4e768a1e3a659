"""Builds and serves the site: what ``medmllm-kb build`` and ``medmllm-kb serve`` call."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from medmllm_kb.site.errors import SiteError

Engine = Literal["mkdocs", "zensical"]

CONFIG_FILE = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Built:
    """A finished site."""

    output: Path
    pages: int
    """HTML pages, hand-written and generated, redirects left out."""
    seconds: float


def find_config(start: Path) -> Path:
    """The mkdocs.yml of the project: of ``start``, of a folder around it, or of the clone that this code runs from.

    Raises:
        SiteError: There is none.
    """
    start = start.resolve()
    clone = Path(__file__).resolve().parents[3]
    for folder in (start, *start.parents, clone):
        path = folder / CONFIG_FILE
        if path.is_file() and "medmllm-kb" in path.read_text("utf-8", errors="replace"):
            return path
    raise SiteError(f"there is no {CONFIG_FILE} of MedMLLM-KB in {start} or around it; go to the project's folder")


def build_site(
    config_file: Path,
    output: Path | None = None,
    engine: Engine = "mkdocs",
    data: Path | None = None,
    strict: bool = True,
) -> Built:
    """Builds the whole site; a build that fails leaves the last good site as it is.

    Args:
        config_file: The project's mkdocs.yml.
        output: Folder for the site; as mkdocs.yml says when it is left out.
        engine: Who renders the theme.
        data: Folder of the records; as mkdocs.yml says when it is left out.
        strict: Whether warnings of the engine stop the build. Errors in the records and broken links always do.

    Raises:
        SiteError: The site could not be built; findings have been printed.
    """
    begun = time.monotonic()
    with _engine_messages():
        from mkdocs.commands.build import build
        from mkdocs.config import load_config

        config = load_config(str(config_file.resolve()), site_dir=_text(output), strict=strict)
        if engine == "zensical":
            from medmllm_kb.site.zensical import build_with_zensical

            pages = build_with_zensical(config, data, strict)
        else:
            with _records_from(data):
                config.plugins.on_startup(command="build", dirty=False)
                try:
                    build(config)
                finally:
                    config.plugins.on_shutdown()
            pages = config.plugins["medmllm-kb"].page_count  # type: ignore[attr-defined]
    return Built(Path(config.site_dir), pages, time.monotonic() - begun)


def serve_site(config_file: Path, address: str = "127.0.0.1:8000", data: Path | None = None) -> None:
    """Serves the site and follows changes of records, pages and templates until interrupted.

    Args:
        config_file: The project's mkdocs.yml.
        address: Host and port to listen on.
        data: Folder of the records; as mkdocs.yml says when it is left out.

    Raises:
        SiteError: The first build failed, or nothing can listen there.
    """
    with _engine_messages(logging.INFO):
        from mkdocs.commands.serve import serve

        try:
            with _records_from(data):
                serve(str(config_file.resolve()), dev_addr=address, strict=False)
        except OSError as error:
            raise SiteError(f"cannot serve at {address}: {error.strerror or error}") from error


@contextmanager
def _records_from(data: Path | None) -> Iterator[None]:
    """Has the plugin read another data folder; MkDocs loads its configuration anew for each build that it serves."""
    from medmllm_kb.site.plugin import KnowledgeBasePlugin

    KnowledgeBasePlugin.data_folder = None if data is None else data.resolve()
    try:
        yield
    finally:
        KnowledgeBasePlugin.data_folder = None


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path.resolve())


@contextmanager
def _engine_messages(level: int = logging.WARNING) -> Iterator[None]:
    """Shows MkDocs' messages on standard error, and turns its way of stopping into ours."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's notice of its end; docs/development/engines.md has it
    from mkdocs.exceptions import MkDocsException

    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    before = logger.level
    logger.setLevel(level)
    logger.addHandler(handler)
    try:
        yield
    except MkDocsException as error:
        raise SiteError(error.format_message()) from error
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)

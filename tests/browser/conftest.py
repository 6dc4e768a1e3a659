"""The real site, built once a worker, behind a real server, in a real browser."""

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from medmllm_kb.site.build import build_site

REPOSITORY = Path(__file__).parents[2]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("site") / "site"
    build_site(REPOSITORY / "mkdocs.yml", output)
    return output


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test when it asks another host for anything, or when its console shows an error."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            complaints.append(f"asked another host: {request.url}")

    def fail(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on to another page
            complaints.append(f"failed: {request.url}: {request.failure}")

    page.on("request", watch)
    page.on("requestfailed", fail)
    page.on("response", lambda one: complaints.append(f"{one.status}: {one.url}") if one.status >= 400 else None)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on("console", lambda one: complaints.append(f"console: {one.text}") if one.type == "error" else None)
    yield page
    context.close()
    assert complaints == []

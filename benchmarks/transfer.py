"""What a browser moves: the first view of a record page, and the first full-text search."""

import gzip
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, Response, sync_playwright


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def measure(site: Path, record: str, query: str) -> dict[str, float]:
    """Kilobytes (of 1,000 bytes), each response gzipped as a host would do it.

    Args:
        site: A finished site with its search index.
        record: Address of a record page below the root.
        query: Words for the full-text search.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        moved: list[tuple[str, int]] = []
        hosts: set[str] = set()

        def note(response: Response) -> None:
            hosts.add(response.url.split("/")[2])
            if response.ok:
                moved.append((response.url, len(gzip.compress(response.body(), mtime=0))))

        page.on("response", note)
        first_view = _sum_after(page, moved, f"{root}{record}")
        page.goto(f"{root}search/")
        page.wait_for_load_state("networkidle")
        moved.clear()
        page.locator("[data-kb-fulltext] input").fill(query)
        page.keyboard.press("Enter")
        page.locator(".kb-hits li").first.wait_for()
        page.wait_for_load_state("networkidle")
        search = sum(size for _, size in moved)
        browser.close()
    server.shutdown()
    return {
        "first_view_kb": first_view / 1000,
        "first_search_kb": search / 1000,
        "other_hosts": len(hosts) - 1,
    }


def _sum_after(page: Page, moved: list[tuple[str, int]], address: str) -> int:
    moved.clear()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return sum(size for _, size in moved)

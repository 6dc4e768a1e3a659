import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.site.toy import Project

PATIENCE = 40
"""Seconds: far more than is needed, since the machine is shared."""


class Served:
    """The toy project on a port of this machine, and what the server has said."""

    def __init__(self, project: Project, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._log = log
        toy = Path(__file__).with_name("toy.py")
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, str(toy), str(project.config), f"127.0.0.1:{self._port}"],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def page(self, path: str) -> str:
        """The HTML at an address; empty while there is none."""
        try:
            with urlopen(f"http://127.0.0.1:{self._port}/kb/{path}", timeout=PATIENCE) as answer:
                text: str = answer.read().decode()
                return text
        except (OSError, HTTPException):
            return ""

    def said(self) -> str:
        return self._log.read_text()

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)


@pytest.fixture
def served(project: Project, tmp_path: Path) -> Iterator[Served]:
    server = Served(project, tmp_path / "log")
    try:
        server.wait(lambda: "Reading" in server.page("tasks/reading/"))
        yield server
    finally:
        server.stop()


def test_the_served_site_follows_the_records_and_survives_mistakes(project: Project, served: Served) -> None:
    project.task("reading", "Reading aloud")
    served.wait(lambda: "<h1>Reading aloud</h1>" in served.page("tasks/reading/"))

    project.task("reading", "[what")
    served.wait(lambda: "goes on being served" in served.said())
    assert "tasks/reading.yaml:" in served.said()
    assert "<h1>Reading aloud</h1>" in served.page("tasks/reading/")

    project.task("reading", "Reading again")
    project.task("planning", "Planning")
    served.wait(lambda: "<h1>Reading again</h1>" in served.page("tasks/reading/"))
    assert "<h1>Planning</h1>" in served.page("tasks/planning/")

    (project.docs / "about.md").write_text("# About\n\n[Broken](../gone/)\n")
    served.wait(lambda: "Broken" in served.page("about/"))
    served.wait(lambda: "about/index.html: ../gone/" in served.said())
    assert "Traceback" not in served.said()

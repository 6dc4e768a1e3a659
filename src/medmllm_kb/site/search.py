"""Full-text search: Pagefind, run over the finished pages."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from medmllm_kb.site.errors import SiteError

FOLDER = "pagefind"
"""Where the index stands below the root."""


def available() -> bool:
    """Whether Pagefind and its program for this machine are installed."""
    return all(importlib.util.find_spec(package) for package in ("pagefind", "pagefind_bin"))


def index(output: Path) -> None:
    """Writes the search index of all pages below ``output``.

    Only what stands inside ``data-pagefind-body`` is found. No filters are used, since they make the bytes differ
    from run to run, and the language is fixed, since one index serves the whole site.

    Raises:
        SiteError: Pagefind failed.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(output), "--force-language", "en", "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise SiteError(f"the search index could not be made: {(done.stderr or done.stdout).strip()}")


def reuse(earlier: Path, output: Path) -> bool:
    """Takes over the index of an earlier build; false when there is none."""
    if not (earlier / FOLDER).is_dir():
        return False
    shutil.copytree(earlier / FOLDER, output / FOLDER)
    return True

"""All citations compile where people use them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.load import open_knowledge_base

pytestmark = pytest.mark.data
DATA = Path(__file__).parents[2] / "data"


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="BibTeX is not installed")
def test_bibtex_takes_every_entry_without_a_warning(tmp_path: Path) -> None:
    publications = open_knowledge_base(DATA).publications.values()
    (tmp_path / "all.bib").write_text(to_bibtex(publications), "utf-8")
    (tmp_path / "paper.aux").write_text("\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{all}\n")
    done = subprocess.run(["bibtex", "paper"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Warning" not in done.stdout, done.stdout
    assert done.returncode == 0, done.stdout

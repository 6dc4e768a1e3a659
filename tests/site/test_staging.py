from pathlib import Path

import pytest

from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.staging import Stage


def publish(output: Path, text: str) -> None:
    stage = Stage(output)
    (stage.folder / "index.html").write_text(text)
    stage.publish()


def test_a_published_site_replaces_the_last_one_whole(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, "first")
    (output / "stale.html").write_text("")
    publish(output, "second")
    assert (output / "index.html").read_text() == "second"
    assert not (output / "stale.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_discarded_site_leaves_the_last_one(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, "first")
    stage = Stage(output)
    (stage.folder / "index.html").write_text("half")
    stage.discard()
    assert (output / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(SiteError, match="no earlier build"):
        Stage(tmp_path)
    with pytest.raises(SiteError, match="is a file"):
        Stage(tmp_path / "thesis.tex")
    assert (tmp_path / "thesis.tex").exists()


def test_the_last_site_comes_back_after_a_build_was_killed_while_it_published(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, "first")
    output.rename(tmp_path / ".site.old")
    Stage(output).discard()
    assert (output / "index.html").read_text() == "first"


def test_others_may_read_the_site(tmp_path: Path) -> None:
    publish(tmp_path / "site", "first")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "site").stat().st_mode == (tmp_path / "plain").stat().st_mode

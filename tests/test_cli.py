"""The commands, as a person or a workflow calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.checks.toy import TOY, toy_with

from medmllm_kb.cli import main
from medmllm_kb.loading.bibliography import parse_bibliography
from medmllm_kb.loading.load import count_files

BROKEN = {"datasets/example.yaml": "id: example\nname: Example\nadded: 2025-03-01\n"}
HINT = {"datasets/example.yaml": "id: example\nname: Lumen CXRX\nsummary: Some.\nadded: 2025-03-01\n"}


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_check_ends_with_0_when_clean() -> None:
    result = run("--data", TOY, "check")
    assert result.exit_code == 0
    assert result.output == f"No findings in {count_files(TOY)} files.\n"


def test_check_ends_with_1_and_names_what_was_found(tmp_path) -> None:
    result = run("--data", toy_with(tmp_path, BROKEN), "check")
    assert result.exit_code == 1
    assert "error[summary-missing]: `example` has no summary" in result.output
    assert f"{tmp_path}/data/datasets/example.yaml:2:7" in result.output


def test_hints_alone_are_clean(tmp_path) -> None:
    result = run("--data", toy_with(tmp_path, HINT), "check")
    assert "hint[identity-near]" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "everything"],
        ["--data", "no-such-folder", "check"],
        ["--data", __file__, "check"],
        ["chekc"],
        ["serve", "--address", "nonsense"],
        ["serve", "--address", "127.0.0.1:99999999999"],
        ["--data", str(TOY), "bibtex", "rivera2021lumem"],
        ["--data", str(TOY), "bibtex", "dataset:nothing"],
        ["--data", str(TOY), "bibtex", "thing:lumen-cxr"],
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_what_to_do(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "Error: " in result.output


@pytest.mark.parametrize("form", ["json", "sarif", "github", "text"])
def test_every_format_is_printed(form: str, tmp_path) -> None:
    result = run("--data", toy_with(tmp_path, BROKEN), "check", "--format", form)
    assert result.exit_code == 1
    assert "summary-missing" in result.output
    if form in ("json", "sarif"):
        json.loads(result.output)


@pytest.mark.parametrize("below", ["", "data", "data/datasets", "docs/a/b"])
def test_the_data_folder_is_found_from_anywhere_in_the_project(below: str, tmp_path, monkeypatch) -> None:
    toy_with(tmp_path, BROKEN)
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / below)
    result = run("check")
    assert result.exit_code == 1
    path = {"": "data/datasets/", "data": "datasets/", "data/datasets": f"{tmp_path}/data/datasets/"}
    assert f"--> {path.get(below, f'{tmp_path}/data/datasets/')}example.yaml:2:7" in result.output


def test_elsewhere_the_data_of_the_clone_are_meant(tmp_path, monkeypatch) -> None:
    import medmllm_kb.cli as cli

    toy_with(tmp_path, BROKEN)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.setattr(cli, "_is_data_folder", lambda folder: folder == Path(cli.__file__).parents[2] / "data")
    assert cli._data_folder(None) == Path(cli.__file__).parents[2] / "data"


def test_bibtex_of_everything_can_be_read_back() -> None:
    result = run("--data", TOY, "bibtex")
    publications, problems = parse_bibliography(result.output, "all.bib")
    assert problems == []
    assert {one.key for one in publications} == {
        *(
            "dube2021lowrank",
            "lindqvist2024survey",
            "okafor2023aurelia",
            "rivera2021lumen",
            "santos2022questions",
        )
    }


def test_bibtex_of_records_and_keys_names_each_once() -> None:
    result = run("--data", TOY, "bibtex", "model:aurelia", "component:lumen-vit-b-16", "okafor2023aurelia")
    publications, _ = parse_bibliography(result.output, "some.bib")
    assert [one.key for one in publications] == ["okafor2023aurelia", "rivera2021lumen"]


def test_bibtex_suggests_what_was_meant() -> None:
    assert "did you mean `rivera2021lumen`?" in run("--data", TOY, "bibtex", "rivera2021lumem").output
    assert "did you mean `lumen-cxr`?" in run("--data", TOY, "bibtex", "dataset:lumen-cxx").output


def test_bibtex_of_broken_data_ends_with_1(tmp_path) -> None:
    result = run("--data", toy_with(tmp_path, {"datasets/example.yaml": "id: ["}), "bibtex")
    assert result.exit_code == 1
    assert "check" in result.output


def test_schemas_are_written_and_found_stale(tmp_path) -> None:
    data = toy_with(tmp_path, {})
    assert run("--data", data, "schema", "--check").exit_code == 1
    assert run("--data", data, "schema").exit_code == 0
    assert run("--data", data, "schema", "--check").exit_code == 0
    schema = tmp_path / "schema" / "dataset.json"
    schema.write_text(schema.read_text().replace("images", "pictures"))
    result = run("--data", data, "schema", "--check")
    assert result.exit_code == 1
    assert "dataset.json" in result.output
    assert "medmllm-kb schema" in result.output


def test_the_installed_command_checks_in_a_process_of_its_own(tmp_path) -> None:
    toy_with(tmp_path, BROKEN)
    command = [sys.executable, "-m", "medmllm_kb.cli", "check"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert ended.stdout.startswith(
        "error[summary-missing]: `example` has no summary\n --> data/datasets/example.yaml:2:7\n"
    )
    assert "\x1b" not in ended.stdout


def test_a_narrow_encoding_of_the_terminal_is_no_reason_to_fail(tmp_path) -> None:
    toy_with(tmp_path, {"datasets/example.yaml": "id: example\nname: 試験\nadded: 2025-03-01\n"})
    command = [sys.executable, "-m", "medmllm_kb.cli", "check"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment, check=False)
    assert ended.returncode == 1
    assert b"name: \\u8a66\\u9a13" in ended.stdout
    assert ended.stderr == b""


def test_help_loads_nothing_heavy() -> None:
    heavy = ["pydantic", "yaml", "rich", "mkdocs"]
    code = f"import sys, medmllm_kb.cli; print([name for name in {heavy} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
    for command in ("check", "build", "serve", "schema", "bibtex"):
        assert run(command, "--help").exit_code == 0
        assert command in run("--help").output

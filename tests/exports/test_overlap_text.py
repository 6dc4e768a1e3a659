"""What ``medmllm-kb overlap`` prints, as a person or a program reads it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.checks.toy import TOY, toy_with

from medmllm_kb.cli import main


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["--data", str(TOY), "overlap", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_model_alone_gives_its_benchmarks_with_their_verdicts() -> None:
    lines = run("aurelia").output.splitlines()
    assert lines[0] == "Aurelia"
    (row,) = (line for line in lines if line.startswith("lumen-vqa"))
    assert row.split("  ")[1:] == ["documented overlap: evaluation split", "yes"]


def test_a_pair_gives_each_path_with_record_field_and_source() -> None:
    output = run("aurelia", "lumen-vqa").output
    assert output.startswith("Aurelia and Lumen-VQA: documented overlap: evaluation split\n")
    assert "1. Aurelia has a known leak of Lumen-VQA." in output
    assert "- model:aurelia known_issues[0]: okafor2023aurelia" in output
    assert "Two hundred test images of lumen-vqa were seen in the warm-up." in output
    assert "documented: training split" in output
    assert "- model:aurelia training[1].data[0]: okafor2023aurelia" in output


def test_what_is_not_recorded_is_told() -> None:
    output = run("borealis", "lumen-vqa").output
    assert output.startswith("Borealis and Lumen-VQA: training data undisclosed\n")
    assert "- Borealis has training that is not recorded" in output
    assert "What is not recorded is not ruled out." in output


def test_a_pair_as_json() -> None:
    found = json.loads(run("aurelia", "lumen-vqa", "--format", "json").output)
    assert (found["verdict"], found["split"], found["in_domain"]) == ("documented overlap", "evaluation split", True)
    assert found["scored"] is True
    path = next(one for one in found["paths"] if one["from_benchmark"])
    assert path["shared"] == ["images"]
    assert path["from_benchmark"][0] | {"evidence": []} == {
        "source": "dataset:lumen-vqa",
        "relation": "derived-from",
        "target": "dataset:lumen-cxr",
        "materials": ["images"],
        "split": "test",
        "stages": [],
        "note": None,
        "record": "dataset:lumen-vqa",
        "fields": ["derived_from[0]"],
        "evidence": [],
    }


def test_a_model_as_json_has_the_gravest_first() -> None:
    found = json.loads(run("aurelia", "--format", "json").output)
    severities = [one["severity"] for one in found["verdicts"]]
    assert severities == sorted(severities, reverse=True)


def test_a_model_without_any_benchmark_says_so(tmp_path) -> None:
    data = toy_with(tmp_path, {"models/cinder.yaml": "id: cinder\nname: Cinder\nsummary: Small.\nadded: 2025-03-01\n"})
    result = CliRunner().invoke(main, ["--data", str(data), "overlap", "cinder"])
    assert result.exit_code == 0
    assert "No benchmark: no scores of this model are recorded" in result.output


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["aurelai"], "there is no model `aurelai`; did you mean `aurelia`?"),
        (["aurelia", "lumen-vqq"], "there is no dataset `lumen-vqq`; did you mean `lumen-vqa`?"),
        (["dataset:lumen-vqa"], "there is no model `dataset:lumen-vqa`"),
        (["../etc/passwd"], "there is no model `../etc/passwd`"),
        (["aurelia", "lumen-vqa", "--format", "yaml"], "Invalid value for '--format'"),
    ],
)
def test_what_is_not_known_ends_with_2_and_says_what_was_meant(arguments: list[str], hint: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert hint in result.output
    assert "Traceback" not in result.output


def test_ids_may_carry_their_kind() -> None:
    assert run("model:aurelia", "dataset:lumen-vqa").output == run("aurelia", "lumen-vqa").output

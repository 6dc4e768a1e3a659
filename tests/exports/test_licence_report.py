import json

import pytest
from click.testing import CliRunner, Result
from tests.checks.toy import TOY

from medmllm_kb.cli import main


def licence(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(TOY), "licence", *arguments])


def test_the_terms_of_a_mixture_stand_with_their_reasons() -> None:
    result = licence("lumen-vqa")
    assert result.exit_code == 0
    lines = [line.split() for line in result.output.splitlines()]
    assert ["Commercial", "use", "forbidden"] in lines
    assert ["Agreement", "or", "credentials", "required"] in lines
    assert "access: credentialed: Lumen-CXR (reuses images of the test split)" in result.output
    assert "the licence says so: Lumen-VQA <https://example.org/lumen/vqa>" in result.output
    assert result.output.rstrip().splitlines()[-1].startswith("Not legal advice")


def test_conflicts_of_a_model_name_both_sides() -> None:
    result = licence("model:aurelia")
    assert "Aurelia and Lumen-CXR (trained on its train split)" in result.output
    assert "Commercial use: allowed by Apache-2.0, against forbidden by CC-BY-NC-4.0" in result.output


def test_json_says_the_same() -> None:
    data = json.loads(licence("lumen-vqa", "lumen-cxr", "--format", "json").output)
    assert [one["id"] for one in data["members"]] == ["lumen-vqa", "lumen-cxr"]
    assert data["members"][0]["release"]["agreement"] == "not-required"
    agreement = data["terms"]["agreement"]
    assert agreement["state"] == "required"
    assert {(one["kind"], one["id"]) for one in agreement["reasons"]} == {("dataset", "lumen-cxr")}
    assert data["notice"].startswith("Not legal advice")


def test_naming_one_twice_changes_nothing() -> None:
    assert licence("lumen-vqa", "lumen-vqa").output == licence("lumen-vqa").output


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("lumen-vqu", "there is no dataset `lumen-vqu`; did you mean `lumen-vqa`?"),
        ("model:aurelio", "there is no model `aurelio`; did you mean `aurelia`?"),
        ("aurelia", "there is no dataset `aurelia`, but a model; write model:aurelia"),
        ("task:report-generation", "`task` has no terms of use here"),
        ("", "there is no dataset ``"),
    ],
)
def test_an_unknown_id_ends_with_2_and_says_what_was_meant(id: str, message: str) -> None:
    result = licence(id)
    assert result.exit_code == 2
    assert message in result.output


def test_no_id_at_all_is_an_error_of_usage() -> None:
    assert licence().exit_code == 2

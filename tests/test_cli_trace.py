"""The command `medmllm-kb trace`, as a person or a program calls it."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.checks.toy import TOY, toy_with

from medmllm_kb.cli import main

CHAIN = ("lumen-vit-b-16", "two-layer-mlp", "brook-1b")


def run(*arguments: str, data: Any = TOY) -> Result:
    result = CliRunner().invoke(main, ["--data", str(data), "trace", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_model_as_a_table() -> None:
    result = run("aurelia")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "Keeping patch tokens 196 × 768 196 9.6% 0 0" in lines
    assert "= ⌊H/16⌋² × 768" in lines
    assert "Tokens that the language model reads 324" in lines
    assert "Context of the language model 2,048, 15.8% used" in lines


def test_inputs_change_the_table() -> None:
    output = run("aurelia", "--image-size", "32", "--slices", "5", "--text-tokens", "7").output
    assert "5 times 4 × 768" in output
    assert "27 × 32,000" in output


def test_components_are_a_chain() -> None:
    result = run(*CHAIN, "--tiles", "2", "--format", "json")
    trace = json.loads(result.output)
    assert result.exit_code == 0
    assert trace["is_model"] is False
    assert trace["totals"]["visual_tokens"]["value"] == str(2 * 197)
    assert trace["totals"]["images"]["expression"] == ["*", "tiles", "slices", "frames"]
    assert [step["component"] for step in trace["steps"]] == [CHAIN[0], CHAIN[0], CHAIN[1], None, CHAIN[2]]


def test_a_single_component_is_a_chain() -> None:
    assert "197 × 768" in run("lumen-vit-b-16").output


def test_what_the_records_do_not_say_is_unknown_with_the_reason() -> None:
    output = run("aurelia").output
    assert "unknown" in output
    assert "* Unknown: whether tokens are normalised before the first block is not recorded." in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["aurela"], "there is no model or component `aurela`; did you mean `aurelia`?"),
        ([*CHAIN[:2], "brok-1b"], "there is no component `brok-1b`; did you mean `brook-1b`?"),
        (["aurelia", "brook-1b"], "there is no component `aurelia`; it is a model, and a model is traced by itself"),
        (["borealis"], "the pipeline of `borealis` is not recorded"),
        (["aurelia", "--image-size", "100"], "the side of the picture must be a multiple of 16 (image_size is 100)"),
        (["aurelia", "--slices", "0"], "slices is 0; it must be at least 1"),
        (["aurelia", "--slices", "100"], "the sequence is longer than the context of 2,048 tokens (19,728, where"),
        (["aurelia", "--slices", "9" * 5000], "Invalid value for '--slices'"),
        (["aurelia", "--format", "xml"], "Invalid value for '--format'"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_traced_ends_with_2_and_one_message(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_markup_in_a_record_is_shown_as_it_stands(tmp_path) -> None:
    record = (
        (TOY / "models" / "aurelia.yaml").read_text().replace("name: Aurelia\n", "name: 'A [red]urelia[/red]'\n", 1)
    )
    result = run("aurelia", data=toy_with(tmp_path, {"models/aurelia.yaml": record}))
    assert result.output.startswith("A [red]urelia[/red]\n")

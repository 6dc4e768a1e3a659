"""`medmllm-kb compare`, as a person or a program calls it."""

import json

import pytest
from tests.checks.toy import TOY
from tests.test_cli import run

CLOSED = ["--metric", "accuracy", "--subset", "closed"]


def test_a_ranking_with_its_protocol_and_tables() -> None:
    result = run("--data", TOY, "compare", "lumen-vqa", *CLOSED)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:2] == [
        "Lumen-VQA, Accuracy: split test, subset closed, metric variant none named, setting zero-shot, unit percent",
        "higher is better",
    ]
    assert [line.split()[:2] for line in lines[3:]] == [["1", "81.50"], ["2", "74.25"]]
    assert "own paper: aurelia-table-3" in lines[3]


def test_a_refusal_has_reasons_and_choices_that_work() -> None:
    result = run("--data", TOY, "compare", "lumen-vqa")
    assert result.exit_code == 1
    assert result.output.startswith("Refused: these scores do not compare.")
    assert "subset: closed, or open" in result.output and "unit: fraction, or percent" in result.output
    example = result.output.splitlines()[-1].removeprefix("For example: medmllm-kb ").split()
    assert run("--data", TOY, *example).exit_code == 0


def test_programs_read_both() -> None:
    refusal = json.loads(run("--data", TOY, "compare", "lumen-vqa", "--format", "json").output)
    assert refusal["ranked"] is False
    assert refusal["differences"]["subset"] == ["closed", "open"]
    for choice in refusal["protocols"]:
        options = [word for name, value in choice["options"].items() for word in (f"--{name}", value)]
        ranking = json.loads(run("--data", TOY, "compare", "lumen-vqa", "--format", "json", *options).output)
        assert ranking["ranked"] is True
        assert sum(len(entry["measurements"]) for entry in ranking["entries"]) == choice["scores"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lumen-vqaa"], "did you mean `lumen-vqa`?"),
        (["lumen-cxr"], "no score on `lumen-cxr` is recorded"),
        (["lumen-vqa", "--metric", "acuracy"], "did you mean `accuracy`?"),
        (["lumen-vqa", "--setting", "few-shot"], "`zero-shot`"),
    ],
)
def test_misuse_ends_with_2_and_says_what_was_meant(arguments: list[str], message: str) -> None:
    result = run("--data", TOY, "compare", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_silence_can_be_asked_for() -> None:
    result = run("--data", TOY, "compare", "lumen-vqa", "--metric-variant", "none", *CLOSED)
    assert result.exit_code == 0

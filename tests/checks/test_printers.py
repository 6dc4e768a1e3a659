"""Findings as people and programs read them; no word of a record is ever taken for a command."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.toy import TOY, toy_with

from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.checks.printers import FORMATS, renderer
from medmllm_kb.checks.printers.visible import visible
from medmllm_kb.checks.report import Report
from medmllm_kb.checks.run import Checked, check
from medmllm_kb.loading.finding import Finding
from medmllm_kb.loading.load import SourceFile, count_files

EXAMPLE = """\
id: example
name: Prüfung 試験
summary: >-
  Questions, see [@riviera2021lumen] and
  [[model:aurelio]] 試験 [[model:borealia]].
modalities: [radiographie, text] # by hand
modality: 'CT'
license:   MITT   # sic
added: 2025-03-01
"""


def report_on(folder: Path, files: dict[str, str], data: str = "data") -> Report:
    return Report(check(toy_with(folder, files)), data)


def one_finding(line: str, column: int = 1, message: str = "m", hint: str = "", level: str = "error") -> Report:
    finding = Finding("datasets/x.yaml", 1, column, "some-code", level, message, hint)  # type: ignore[arg-type]
    return Report(Checked((finding,), {"datasets/x.yaml": SourceFile("datasets/x.yaml", line)}), "data")


def test_text_is_like_that_of_a_good_compiler(tmp_path) -> None:
    text = EXAMPLE.replace("modality: 'CT'\n", "")
    assert renderer("text")(report_on(tmp_path, {"datasets/example.yaml": text})) == (
        "error[reference-unknown]: no publication has the key `riviera2021lumen`\n"
        " --> data/datasets/example.yaml:4:19\n"
        "  |\n"
        "4 |   Questions, see [@riviera2021lumen] and\n"
        "  |                   ^^^^^^^^^^^^^^^^^\n"
        "  = help: did you mean `rivera2021lumen`?\n"
        "\n"
        "error[reference-unknown]: there is no model `aurelio`\n"
        " --> data/datasets/example.yaml:5:3\n"
        "  |\n"
        "5 |   [[model:aurelio]] 試験 [[model:borealia]].\n"
        "  |   ^^^^^^^^^^^^^^^^^\n"
        "  = help: did you mean `aurelia`?\n"
        "\n"
        "error[reference-unknown]: there is no model `borealia`\n"
        " --> data/datasets/example.yaml:5:24\n"
        "  |\n"
        "5 |   [[model:aurelio]] 試験 [[model:borealia]].\n"
        "  |                          ^^^^^^^^^^^^^^^^^^\n"
        "  = help: did you mean `borealis`?\n"
        "\n"
        "error[reference-unknown]: there is no modality `radiographie`\n"
        " --> data/datasets/example.yaml:6:14\n"
        "  |\n"
        "6 | modalities: [radiographie, text] # by hand\n"
        "  |              ^^^^^^^^^^^^\n"
        "  = help: did you mean `radiography`?\n"
        "\n"
        "error[evidence-missing]: no source is named for `license`\n"
        " --> data/datasets/example.yaml:7:12\n"
        "  |\n"
        "7 | license:   MITT   # sic\n"
        "  |            ^^^^\n"
        "  = help: add `license` to `supports` of the evidence where you saw it, or leave the field out\n"
        "\n"
        "error[reference-unknown]: there is no licence `MITT`\n"
        " --> data/datasets/example.yaml:7:12\n"
        "  |\n"
        "7 | license:   MITT   # sic\n"
        "  |            ^^^^\n"
        "  = help: did you mean `MIT`?\n"
        "\n"
        f"Found 6 errors in 1 of {count_files(TOY) + 1} files.\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "underlined"),
    [
        ("modality: 'CT'", 1, "modality"),
        ("a: 'it''s' # x", 4, "'it''s'"),
        ('a: "x \\" y" # x', 4, '"x \\" y"'),
        ("a: one, two # x", 4, "one, two"),
        ("a: [one, two]", 5, "one"),
        ("a: {b: [one], c: two}", 18, "two"),
        ("a: >-", 4, ">"),
        ("  - {a: b}", 5, "{"),
        ("a: b#c ", 4, "b#c"),
        ("@misc{key,", 1, "@misc"),
        ("a: ", 4, " "),
        ("short", 99, " "),
    ],
)
def test_the_carets_stand_below_the_value(line: str, column: int, underlined: str) -> None:
    lines = renderer("text")(one_finding(line, column)).split("\n")
    source, carets = lines[3].removeprefix("1 | "), lines[4].removeprefix("  | ")
    assert source == line
    assert carets.count("^") == len(underlined)
    start = min(column - 1, len(line))
    assert carets.index("^") == start
    assert line[start:].startswith(underlined.strip())


def test_a_long_line_is_cut_around_the_finding() -> None:
    text = renderer("text")(one_finding("x" * 100_000 + " HERE " + "y" * 100_000, 100_002))
    assert "HERE" in text
    assert max(map(len, text.split("\n"))) < 200


@pytest.mark.parametrize(
    ("levels", "summary"),
    [
        ([], "No findings in 1 file."),
        (["hint"], "Found 1 hint in 1 of 1 file."),
        (["hint", "error", "error"], "Found 2 errors and 1 hint in 1 of 1 file."),
        (["hint", "error", "warning"], "Found 1 error, 1 warning and 1 hint in 1 of 1 file."),
    ],
)
def test_the_last_line_sums_up(levels: list[str], summary: str) -> None:
    findings = tuple(Finding("a", 1, column, "code", level, "") for column, level in enumerate(levels, 1))  # type: ignore[arg-type]
    report = Report(Checked(findings, {"a": SourceFile("a", "text")}), "data")
    assert renderer("text")(report).split("\n")[-2] == summary
    assert report.is_clean is (set(levels) <= {"hint"})


def test_github_marks_lines(tmp_path) -> None:
    text = "id: example\nname: Example\nsummary: Half [[x, 50%\nadded: 2025-03-01\n"
    assert renderer("github")(report_on(tmp_path, {"datasets/example.yaml": text}, data="a,b:c")) == (
        "::error file=a%2Cb%3Ac/datasets/example.yaml,line=3,col=15,title=text-brackets::"
        "`[[x, 50%25` is neither a link nor a citation%0Ahelp: a link is written [[dataset:vqa-rad]] or "
        "[[dataset:vqa-rad|label]], a citation [@key]\n"
        f"Found 1 error in 1 of {count_files(TOY) + 1} files.\n"
    )
    levels = [renderer("github")(one_finding("x", level=level)).split(" ")[0] for level in ("warning", "hint")]
    assert levels == ["::warning", "::notice"]


def test_json_is_a_list_of_findings(tmp_path) -> None:
    text = "id: example\nname: Example\nsummary: Some.\nlanguages: [xy]\nadded: 2025-03-01\n"
    assert json.loads(renderer("json")(report_on(tmp_path, {"datasets/example.yaml": text}))) == [
        {
            "path": "data/datasets/example.yaml",
            "line": 4,
            "column": 13,
            "code": "reference-unknown",
            "level": "error",
            "field": "languages[0]",
            "message": "there is no language `xy`",
            "hint": "choose a term of data/vocabularies/languages.yaml, or add one there",
        }
    ]
    assert json.loads(renderer("json")(Report(Checked((), {}), "data"))) == []


def test_sarif_has_the_rules_with_their_help_and_the_results(tmp_path) -> None:
    log = json.loads(renderer("sarif")(report_on(tmp_path, {"datasets/example.yaml": EXAMPLE}, data="my data")))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [one.code for one in all_documentation()]
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
    [result] = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "schema-extra-forbidden"
    assert result["level"] == "error"
    assert result["message"]["text"] == "there is no field `modality` here; did you mean `modalities`?"
    [location] = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20data/datasets/example.yaml"},
        "region": {"startLine": 7, "startColumn": 1},
    }
    assert run["columnKind"] == "unicodeCodePoints"


ANYTHING = st.text() | st.text(st.sampled_from("\x1b[]31m\r\n%:,#= \x9b\u2028\u202e\x00;a=b"), max_size=40)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@given(message=ANYTHING, hint=ANYTHING, line=ANYTHING, file=ANYTHING, data=ANYTHING)
def test_no_words_of_a_record_reach_a_terminal_or_a_log_as_commands(
    message: str, hint: str, line: str, file: str, data: str
) -> None:
    finding = Finding(file, 1, 1, "some-code", "error", message, hint)
    report = Report(Checked((finding,), {file: SourceFile(file, line)}), data)
    for name in FORMATS:
        output = renderer(name)(report)
        assert not CONTROL.search(output), name
        assert "##[" not in output or name in ("json", "sarif")
        output.encode("utf-8")
    github = renderer("github")(report).split("\n")
    assert len(github) == 3
    assert github[0].startswith("::error file=")
    command = github[0].split("::")
    assert len(command[1].split(",")) == 4
    assert not any(text.lstrip().startswith("::") for text in renderer("text")(report).split("\n"))
    assert json.loads(renderer("json")(report))[0]["message"] == message


@given(text=st.text())
def test_visible_text_is_printable_and_keeps_what_was_visible(text: str) -> None:
    shown = visible(text)
    assert all(letter.isprintable() or letter.isspace() for letter in shown)
    assert not CONTROL.search(shown)
    if text.isprintable() and "##[" not in text:
        assert shown == text


def test_colours_do_not_take_words_for_markup(capsys, monkeypatch) -> None:
    import sys

    from medmllm_kb.checks.show import show

    report = one_finding("name: [red]x[/red] :smile: [link=https://a.org]", 7, "[bold]m[/bold] \x1b[31m", "[/]")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(report, "text")
    coloured = capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    show(report, "text")
    plain = capsys.readouterr().out
    assert "\x1b[1;31merror" in coloured
    assert "[red]x[/red] :smile: [link=https://a.org]" in coloured
    for output in (coloured, plain):
        without_styles = re.sub(r"\x1b\[[\d;]*m", "", output)
        assert without_styles == renderer("text")(report)
        assert "[bold]m[/bold] \\x1b[31m" in without_styles
    assert not re.search(r"\x1b\[[\d;]*3[0-7]m", plain)

"""One run names everything, in every file, at its place, whatever strangers put there."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.checks.toy import TOY, brief, toy_with

from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.checks.rules import all_rules
from medmllm_kb.checks.run import check, current_day

EXAMPLE = "datasets/example.yaml"
CODES = {one.code for one in all_documentation()}


def findings_with(folder: Path, overlay: dict[str, str]) -> list[str]:
    return brief(check(toy_with(folder, overlay)).findings)


def record(lines: str = "", id: str = "example") -> str:
    return f"id: {id}\nname: {id.title()}\nsummary: Questions on images.\n{lines}added: 2025-03-01\n"


def test_all_findings_of_all_files_come_in_one_run(tmp_path) -> None:
    overlay = {
        "bibliography/example.bib": "@misc{novak2024unread,\n  author = {Novak, Jana},\n  title = {T},\n}\n",
        "datasets/a-syntax.yaml": "id: [unclosed\n",
        "datasets/b-schema.yaml": record("modality: [ct]\nyear: 21\n", "b-schema"),
        "datasets/c-rules.yaml": record("modalities: [cat]\nlicense: MIT\n", "c-rules"),
        "models/d-empty.yaml": "",
    }
    assert findings_with(tmp_path, overlay) == [
        "bibliography/example.bib:1:1 bib-field-missing",
        "datasets/a-syntax.yaml:1:14 yaml-syntax",
        "datasets/b-schema.yaml:4:1 schema-extra-forbidden",
        "datasets/b-schema.yaml:5:7 schema-greater-than-equal",
        "datasets/c-rules.yaml:4:14 reference-unknown",
        "datasets/c-rules.yaml:5:10 evidence-missing",
        "models/d-empty.yaml:1:1 yaml-empty-file",
    ]


@pytest.mark.parametrize(
    ("encode", "first_line"),
    [
        (lambda text: text.encode(), ""),
        (lambda text: text.replace("\n", "\r\n").encode(), ""),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), ""),
        (lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), ""),
        (lambda text: text.encode(), "# Größe, 大小, \N{GRINNING FACE}\n"),
    ],
    ids=["lf", "crlf", "bom", "bom-crlf", "non-ascii"],
)
def test_places_are_right_however_lines_end_and_letters_are_stored(tmp_path, encode, first_line: str) -> None:
    text = first_line + (
        "id: example\n"
        "name: Prüfung 試験\n"
        "aliases: [Überprüfung, 試験, 'Lumen-CXR']\n"
        "summary: >-\n"
        "  Größe und 大小,\n"
        "  wie in [@rivera2012lumen]\n"
        "  und [[dataset:lumen-cxx]].\n"
        "modalities: [\"text\", 'radiographie']\n"
        "notes: |\n"
        "  Erstens.\n"
        "\n"
        "  Zweitens: [[lumen]].\n"
        "added: 2025-03-01\n"
    )
    data = toy_with(tmp_path, {})
    (data / EXAMPLE).write_bytes(encode(text))
    offset = first_line.count("\n")
    found = [(one.line - offset, one.column, one.code) for one in check(data).findings]
    assert found == [
        (3, 28, "identity-name"),
        (6, 11, "reference-unknown"),
        (7, 7, "reference-unknown"),
        (8, 22, "reference-unknown"),
        (12, 13, "text-brackets"),
    ]


def test_words_that_the_file_breaks_over_lines_are_found_at_their_value(tmp_path) -> None:
    text = record('aliases:\n  - "a [[dataset:lumen-\\\n    cxx]] b"\n').replace(
        "summary: Questions on images.", 'summary: "on [[dataset:lumen-\\\n  cxx]] b"'
    )
    assert f"{EXAMPLE}:3:10 reference-unknown" in findings_with(tmp_path, {EXAMPLE: text})


def test_what_refers_to_a_broken_file_is_no_finding(tmp_path) -> None:
    data = toy_with(tmp_path, {"datasets/lumen-cxr.yaml": "id: [", "vocabularies/units.yaml": "terms: {"})
    found = check(data).findings
    assert {one.file for one in found} == {"datasets/lumen-cxr.yaml", "vocabularies/units.yaml"}


def test_what_cites_a_broken_entry_is_no_finding(tmp_path) -> None:
    bib = (TOY / "bibliography/toy.bib").read_text()
    broken = bib.replace("{Rivera, Ana and O'Neill, Seán and M{\\\"u}ller, Jörg},", "{Rivera, Ana")
    found = check(toy_with(tmp_path, {"bibliography/toy.bib": broken})).findings
    assert {one.file for one in found} == {"bibliography/toy.bib"}


def test_what_cites_an_unreadable_bibliography_is_no_finding(tmp_path) -> None:
    found = check(toy_with(tmp_path, {"bibliography/toy.bib": "\udcff"})).findings
    assert brief(found) == ["bibliography/toy.bib:1:1 file-encoding"]


def test_levels_and_fields_are_told(tmp_path) -> None:
    overlay = {EXAMPLE: record("size: [{count: 3, unit: image}]\n")}
    found = {one.code: one for one in check(toy_with(tmp_path, overlay)).findings}
    assert found["reference-unknown"].field == "size[0].unit"
    assert found["reference-unknown"].hint == "did you mean `images`?"
    assert found["reference-unknown"].level == "error"


def test_some_rules_alone_can_be_applied(tmp_path) -> None:
    overlay = {EXAMPLE: record("modalities: [cat]\naccess: open\n"), "models/example.yaml": ""}
    chosen = [rule for rule in all_rules() if rule.code == "reference-unknown"]
    assert brief(check(toy_with(tmp_path, overlay), rules=chosen).findings) == [
        "datasets/example.yaml:4:14 reference-unknown",
        "models/example.yaml:1:1 yaml-empty-file",
    ]


def test_the_day_can_be_set(monkeypatch, tmp_path) -> None:
    data = toy_with(tmp_path, {EXAMPLE: record()})
    assert check(data, today=date(2025, 3, 4)).findings == ()
    early = check(data, today=date(2024, 12, 24)).findings
    assert {one.code for one in early} == {"date-future"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735000000")
    assert current_day() == date(2024, 12, 24)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 400)
    assert current_day() >= date(2025, 1, 1)


HOSTILE = {
    "not-utf-8": lambda path: path.write_bytes(b"id: caf\xe9\n"),
    "utf-16": lambda path: path.write_bytes("id: example\n".encode("utf-16")),
    "50-megabytes": lambda path: path.write_bytes(b"a: " + b"x" * 50 * 1024 * 1024),
    "bomb": lambda path: path.write_text(
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    ),
    "tag": lambda path: path.write_text("id: !!python/object/apply:os.system ['false']\n"),
    "deep": lambda path: path.write_text("a: " + "[" * 100_000),
    "deep-mappings": lambda path: path.write_text("a: " + "{a: " * 30_000),
    "nul": lambda path: path.write_bytes(b"id: \x00example\n"),
    "empty": lambda path: path.write_bytes(b""),
    "directory": lambda path: path.mkdir(),
    "symlink-out": lambda path: path.symlink_to("/etc/hostname"),
    "symlink-within": lambda path: path.symlink_to(path.parent / "lumen-cxr.yaml"),
    "symlink-to-itself": lambda path: path.symlink_to(path),
    "symlink-to-nothing": lambda path: path.symlink_to(path.parent / "nothing"),
    "pipe": lambda path: os.mkfifo(path),
    "long-line": lambda path: path.write_text("id: " + "x" * 200_000 + "\n"),
    "long-key": lambda path: path.write_text("x" * 5_000 + ": 1\n"),
    "many-findings": lambda path: path.write_text(
        record("languages: [" + ", ".join(f"x{number}" for number in range(10_000)) + "]\n")
    ),
    "huge-index": lambda path: path.write_text(
        record("evidence: [{source: 'https://a.org', supports: ['size[%s]'], checked: 2025-03-01}]\n" % ("9" * 5000))
    ),
}


@pytest.mark.parametrize("sort", HOSTILE)
def test_a_hostile_file_gives_findings_for_itself_and_nothing_else(sort: str, tmp_path) -> None:
    data = toy_with(tmp_path, {})
    HOSTILE[sort](data / EXAMPLE)
    findings = check(data).findings
    assert findings
    assert {one.file for one in findings} == {EXAMPLE}
    assert {one.code for one in findings} <= CODES


@pytest.mark.parametrize(
    "make",
    [
        lambda data: (data / "notes").mkdir(),
        lambda data: (data / "dataset").mkdir(),
        lambda data: (
            shutil.move(data / "models", data.parent / "elsewhere")
            and (data / "models").symlink_to(data.parent / "elsewhere")
        ),
        lambda data: (data / "models" / "more").mkdir(),
        lambda data: (data / "bibliography" / "works.bib").symlink_to("/etc/passwd"),
    ],
    ids=["folder", "misspelt-folder", "folder-is-symlink", "folder-in-folder", "bibliography-symlink"],
)
def test_what_does_not_belong_into_the_data_folder_is_found(make, tmp_path) -> None:
    data = toy_with(tmp_path, {})
    make(data)
    assert {one.code for one in check(data).findings} & {"file-unexpected", "file-symlink"}


def test_no_data_folder_and_an_empty_one(tmp_path) -> None:
    assert brief(check(tmp_path / "none").findings) == [".:1:1 file-missing"]
    assert check(tmp_path).findings == ()


ANYTHING = st.recursive(
    st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
IDS = st.sampled_from(["example", "lumen-cxr", "lumen-vqa", "old-lumen-notes", "nothing", "aurelia"])
DATES = st.sampled_from(["2025-03-01", "2024-02-29", "2999-12-31", "1000-01-01"])
SOURCES = st.sampled_from(["rivera2021lumen", "novak2024none", "https://example.org/lumen"])
FACTS = st.sampled_from(
    ["size", "size[0].count", "splits", "license", "nothing", "links.data", "name", "id.x", "size.x"]
)
COUNTS = st.integers(0, 12) | st.sampled_from([10**18, 999])
UNITS = st.sampled_from(["images", "patients", "cats"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30) | st.sampled_from(
    [
        "[[dataset:lumen-cxr]]",
        "[[dataset:none|x]]",
        "[[x",
        "[@rivera2021lumen; @x]",
        "[@",
        "TODO",
        "<b>",
        "`[[`",
        "$[[$",
        "![a](b)",
        "[a](javascript:b)",
        "[a]: b",
        "Lumen-CXR",
        "Lum\N{CYRILLIC SMALL LETTER IE}n",
        "lumen CXXR",
    ]
)
PLAUSIBLE = st.fixed_dictionaries(
    {"name": TEXTS, "added": DATES},
    optional={
        "summary": TEXTS,
        "aliases": st.lists(TEXTS, max_size=3),
        "former_ids": st.lists(IDS, max_size=3),
        "status": st.sampled_from(["current", "superseded", "withdrawn", "unavailable", "stub"]),
        "superseded_by": IDS,
        "distinct_from": st.lists(IDS, max_size=3),
        "publication": st.sampled_from(["rivera2021lumen", "novak2024none"]),
        "updated": DATES,
        "year": st.integers(1900, 2100),
        "modalities": st.lists(st.sampled_from(["ct", "text", "cat"]), max_size=3),
        "license": st.sampled_from(["MIT", "none"]),
        "size": st.lists(st.fixed_dictionaries({"count": COUNTS, "unit": UNITS}, optional={"part": TEXTS}), max_size=3),
        "splits": st.lists(st.fixed_dictionaries({"name": IDS, "count": COUNTS, "unit": UNITS}), max_size=3),
        "derived_from": st.lists(st.fixed_dictionaries({"dataset": IDS, "reuses": st.just(["text"])}), max_size=3),
        "evidence": st.lists(
            st.fixed_dictionaries({"source": SOURCES, "supports": st.lists(FACTS, max_size=3), "checked": DATES}),
            max_size=3,
        ),
        "absent": st.lists(
            st.fixed_dictionaries(
                {
                    "field": FACTS,
                    "state": st.just("none"),
                    "looked_in": st.lists(SOURCES, max_size=1),
                    "checked": DATES,
                }
            ),
            max_size=2,
        ),
        "conflicts": st.lists(
            st.fixed_dictionaries(
                {
                    "field": FACTS,
                    "values": st.lists(st.fixed_dictionaries({"value": TEXTS, "source": SOURCES}), max_size=2),
                }
            ),
            max_size=2,
        ),
    },
)
FILES = st.one_of(
    st.text(max_size=200),
    st.dictionaries(st.text(max_size=8), ANYTHING, max_size=8).map(yaml.safe_dump),
    PLAUSIBLE.map(lambda fields: yaml.safe_dump({"id": "example"} | fields, allow_unicode=True)),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=FILES)
def test_no_record_whatever_gives_anything_but_findings(tmp_path, text: str) -> None:
    data = tmp_path / "data"
    if not data.exists():
        shutil.copytree(TOY, data)
    (data / EXAMPLE).write_text(text, "utf-8", "surrogatepass", newline="")
    checked = check(data)
    for one in checked.findings:
        content = checked.sources[one.file].text
        assert one.code in CODES
        assert one.line >= 1
        assert one.column >= 1
        assert content is None or one.line <= len(content.splitlines()) + 1


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=300) | st.text("@{}=,\"'%#\\ anoxyz\n", max_size=300))
def test_no_bibliography_whatever_gives_anything_but_findings(tmp_path, text: str) -> None:
    data = tmp_path / "data"
    if not data.exists():
        shutil.copytree(TOY, data)
    (data / "bibliography" / "example.bib").write_text(text, "utf-8", newline="")
    assert {one.code for one in check(data).findings} <= CODES

"""What people are told about the codes of loading is what loading does."""

import os
import re
from pathlib import Path

import pytest
from tests.checks.toy import TOY, marked, places, toy_with

import medmllm_kb.loading.load as loading
from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.checks.loading_codes import LOADING_CODES
from medmllm_kb.checks.rule import Documentation
from medmllm_kb.checks.run import check
from medmllm_kb.loading.bibliography_rules import _SYNTAX
from medmllm_kb.loading.yaml_messages import REFUSALS
from medmllm_kb.records import KINDS

RECORD = "datasets/example.yaml"
SCENES = {
    "file-missing": lambda data: data.rename(data.with_name("elsewhere")),
    "file-symlink": lambda data: (data / RECORD).symlink_to("/etc/hostname"),
    "file-unreadable": lambda data: (data / RECORD).mkdir(),
    "file-not-regular": lambda data: os.mkfifo(data / RECORD),
    "file-too-large": lambda data: (data / RECORD).write_text(f"id: example # {'x' * 300 * 1024}\n"),
    "yaml-too-large": lambda data: (data / RECORD).write_text(f"aliases: [{'a,' * 60_000}]\n"),
    "yaml-too-many-problems": lambda data: (data / RECORD).write_text("id: example\n" + "# \x07\n" * 150),
}
"""What does to a data folder what a scene says."""

WITH_EXAMPLE = [one for one in LOADING_CODES if not one.scene]


@pytest.mark.parametrize("one", WITH_EXAMPLE, ids=lambda one: one.code)
def test_the_bad_example_gives_this_finding_where_it_is_marked_and_no_other(one: Documentation, tmp_path) -> None:
    findings = check(toy_with(tmp_path, one.bad)).findings
    assert {(finding.code, finding.level) for finding in findings} == {(one.code, one.level)}
    assert places(findings) == marked(one.bad)


@pytest.mark.parametrize("one", LOADING_CODES, ids=lambda one: one.code)
def test_the_good_example_gives_no_finding(one: Documentation, tmp_path) -> None:
    assert check(toy_with(tmp_path, one.good)).findings == ()


@pytest.mark.parametrize("code", SCENES)
def test_a_scene_gives_its_code(code: str, tmp_path) -> None:
    data = toy_with(tmp_path, {})
    SCENES[code](data)
    findings = check(data).findings
    assert code in {finding.code for finding in findings}
    assert {finding.file for finding in findings} <= {RECORD, "."}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever is root may read everything")
def test_a_file_without_permission_is_a_finding(tmp_path) -> None:
    data = toy_with(tmp_path, {RECORD: "id: example\n"})
    (data / RECORD).chmod(0)
    assert [finding.code for finding in check(data).findings] == ["file-unreadable"]


def test_every_scene_is_played() -> None:
    assert {one.code for one in LOADING_CODES if one.scene} == set(SCENES)


def test_every_code_in_the_source_of_loading_is_documented() -> None:
    sources = Path(loading.__file__).parent.glob("*.py")
    written = re.compile(r'"((?:yaml|file|bib|id|schema)-[a-z]+(?:-[a-z]+)*|unsafe-character|not-nfc)"')
    codes = {code for source in sources for code in written.findall(source.read_text())}
    codes |= {*REFUSALS, *(f"bib-{field}" for field in _SYNTAX)}
    assert codes <= {one.code for one in LOADING_CODES}


ERRORS_OF_PYDANTIC = {
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden", "model_attributes_type"},
    "tuple": {"tuple_type", "missing", "too_long"},
    "str": {"string_type", "string_too_short", "string_too_long", "string_pattern_mismatch"},
    "int": {"int_type", "greater_than_equal", "less_than_equal"},
    "float": {"float_type"},
    "bool": {"bool_type"},
    "literal": {"literal_error"},
    "tagged-union": {"union_tag_invalid", "union_tag_not_found"},
    "date": {"date_type"},
    "function-after": {"value_error"},
    "function-before": {"value_error"},
    "nullable": set(),
    "default": set(),
    "definitions": set(),
    "definition-ref": set(),
}
"""Sort of a pydantic schema -> the errors that it gives under the settings of our models."""


def test_every_error_that_a_model_can_give_is_documented() -> None:
    documented = {one.code for one in LOADING_CODES}
    for kind in KINDS.values():
        for sort in sorts_in(kind.__pydantic_core_schema__):
            assert {f"schema-{error.replace('_', '-')}" for error in ERRORS_OF_PYDANTIC[sort]} <= documented


def sorts_in(schema: object) -> set[str]:
    """The sorts of schema that a pydantic core schema is made of."""
    if isinstance(schema, list | tuple):
        return {sort for inner in schema for sort in sorts_in(inner)}
    if not isinstance(schema, dict):
        return set()
    inside = {key: value for key, value in schema.items() if key not in ("metadata", "expected", "function")}
    found = {sort for value in inside.values() for sort in sorts_in(value)}
    sort = schema.get("type")
    return found | ({sort} if isinstance(sort, str) and sort not in ("model-field", "with-info") else set())


def test_codes_are_documented_once_and_in_order() -> None:
    codes = [one.code for one in all_documentation()]
    assert codes == sorted(set(codes))


def test_documentation_is_written_in_sentences() -> None:
    for one in all_documentation():
        for text in (one.what, one.why, one.mend):
            assert re.fullmatch(r"[A-Z`\"].*[.]", text, re.DOTALL), (one.code, text)
            assert "  " not in text, one.code


def test_the_toy_is_what_examples_are_laid_over() -> None:
    used = {file for one in all_documentation() for file in (*one.bad, *one.good)}
    replaced = {file for file in used if (TOY / file).exists()}
    assert all(file.startswith("vocabularies/") for file in replaced)

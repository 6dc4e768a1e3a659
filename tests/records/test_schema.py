"""Editors accept what the models accept, and are told what fields mean."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.checks.toy import TOY

from medmllm_kb.loading.load import load
from medmllm_kb.loading.safe_yaml import parse
from medmllm_kb.records import KINDS
from medmllm_kb.records.schema import DIALECT, record_schema, schema_files, stale_schemas

REPOSITORY = Path(__file__).parents[2]


def terms_of(data: Path) -> dict[str, tuple[str, ...]]:
    return {vocabulary: tuple(terms) for vocabulary, terms in load(data).kb.terms.items()}


TERMS = terms_of(TOY)


def data_of(file: Path) -> object:
    return plain(parse(file.read_text("utf-8"))[0])


def plain(value: object) -> object:
    """With lists in the place of tuples, as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple) else value


def errors(kind: str, data: object) -> list[str]:
    return [error.message for error in Draft202012Validator(record_schema(KINDS[kind], TERMS)).iter_errors(data)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one(kind: str) -> None:
    schema = record_schema(KINDS[kind], TERMS)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"] == f"{kind}.json"
    assert kind in schema["title"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_toy_records_are_accepted(kind: str) -> None:
    for file in sorted((TOY / KINDS[kind].FOLDER).glob("*.yaml")):
        assert errors(kind, data_of(file)) == [], file.name


@pytest.mark.parametrize(
    "change",
    [
        {"modality": ["ct"]},
        {"modalities": ["CT"]},
        {"modalities": "ct"},
        {"size": [{"count": -1, "unit": "images"}]},
        {"size": [{"count": 1, "unit": "image"}]},
        {"license": None},
        {"links": {"homepage": "www.example.org"}},
        {"status": "old"},
        {"id": "Not An Id"},
    ],
    ids=str,
)
def test_what_the_models_refuse_the_schema_refuses(change: dict[str, object]) -> None:
    record = data_of(TOY / "datasets" / "lumen-cxr.yaml")
    assert isinstance(record, dict)
    assert errors("dataset", record) == []
    assert errors("dataset", record | change) != []


def test_terms_are_offered_where_a_field_refers_to_a_vocabulary() -> None:
    properties = record_schema(KINDS["dataset"], TERMS)["properties"]
    assert properties["modalities"]["items"]["enum"] == ["ct", "radiography", "text"]
    assert properties["access"]["enum"] == ["credentialed", "open", "withdrawn"]
    assert "pattern" in properties["tasks"]["items"]
    assert "enum" not in record_schema(KINDS["dataset"], {})["properties"]["access"]


def test_fields_are_described_by_the_docstrings_below_them() -> None:
    schema = record_schema(KINDS["dataset"], TERMS)
    assert schema["description"] == "A corpus, an instruction set or a benchmark."
    properties = schema["properties"]
    assert properties["aliases"]["description"] == "Other names that people use for it."
    assert properties["annotation"]["description"] == "Who or what made the text and labels."
    assert schema["$defs"]["Evidence"]["properties"]["supports"]["description"] == "The fields that were seen there."


def test_the_committed_schemas_are_current() -> None:
    stale = stale_schemas(REPOSITORY / "schema", terms_of(REPOSITORY / "data"))
    assert stale == [], "run `medmllm-kb schema`"
    assert {file.name for file in (REPOSITORY / "schema").iterdir()} == set(schema_files({}))

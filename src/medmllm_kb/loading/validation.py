"""Data -> record, with every fault said in a sentence that needs no knowledge of pydantic."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from medmllm_kb.loading.finding import Fault
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath
from medmllm_kb.records.types import (
    CITATION_KEY_PATTERN,
    FACT_PATH_PATTERN,
    SLUG_PATTERN,
    SOURCE_PATTERN,
    TERM_PATTERN,
    URL_PATTERN,
)


def validate(kind: type[Record], data: Mapping[str, object]) -> tuple[Record | None, list[Fault]]:
    """The record that ``data`` describes, or the faults that keep it from being one. Never raises."""
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        return None, [_fault(detail, kind, data) for detail in error.errors(include_url=False)]


def _fault(detail: ErrorDetails, kind: type[Record], data: Mapping[str, object]) -> Fault:
    path = _path_in_data(detail["loc"], data)
    message, hint = _explain(detail, kind, path)
    return Fault(f"schema-{detail['type'].replace('_', '-')}", path, message, hint)


def _path_in_data(loc: tuple[int | str, ...], data: object) -> FieldPath:
    """Pydantic's place without the segments that are not in the data: a missing field, the tag of a union."""
    path: list[str | int] = []
    here: Any = data
    for segment in loc:
        is_field = isinstance(here, dict) and segment in here
        is_item = isinstance(here, tuple) and isinstance(segment, int) and segment < len(here)
        if is_field or is_item:
            here = here[segment]
            path.append(segment)
    return tuple(path)


def _explain(detail: ErrorDetails, kind: type[Record], path: FieldPath) -> tuple[str, str]:
    error_type, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if error_type == "missing":
        return f"the field `{last}` is missing", "add it; CONTRIBUTING.md shows an example of every field"
    if error_type == "extra_forbidden":
        return f"there is no field `{last}` here", did_you_mean(last, _known_fields(kind, path[:-1]))
    if error_type == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], _plain_pattern)(str(value))
    if error_type in ("literal_error", "union_tag_invalid"):
        given = str(value if error_type == "literal_error" else context["tag"])
        return _not_a_choice(given, str(context.get("expected") or context.get("expected_tags")))
    if error_type in _WANTED:
        return f"expected {_WANTED[error_type]}, found {_describe(value)}", _quoting_hint(error_type, value)
    return detail["msg"].removeprefix("Value error, "), ""


def _not_a_choice(given: str, expected: str) -> tuple[str, str]:
    choices = [choice.strip(" '") for choice in expected.replace(" or ", ", ").split(",")]
    message = f"`{given[:60]}` is not one of the values allowed here: {', '.join(choices)}"
    return message, did_you_mean(given, choices)


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "fields with their values (`key: value`)",
    "model_attributes_type": "fields with their values (`key: value`)",
    "date_type": "a date written as YYYY-MM-DD",
}


def _describe(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text `{value[:40]}`"
        case tuple():
            return "a list"
        case _:
            return "fields with values"


def _quoting_hint(error_type: str, value: object) -> str:
    if error_type == "string_type" and isinstance(value, int | float):
        return f'put it in quotes to keep it as text: "{str(value).lower()}"'
    if error_type == "tuple_type":
        return "write it as a list: in square brackets, or each item on a line of its own after `- `"
    return ""


def _plain_pattern(value: str) -> tuple[str, str]:
    return f"`{value[:60]}` is not written in the way that this field asks for", ""


def _not_an_id(value: str) -> tuple[str, str]:
    fixed = kebab_case(value)
    message = f"`{value[:60]}` is not an id: ids have lower-case letters, digits and single hyphens"
    return message, f"did you mean `{fixed}`?" if fixed else ""


_PATTERNS: dict[str, Callable[[str], tuple[str, str]]] = {
    SLUG_PATTERN: _not_an_id,
    TERM_PATTERN: lambda value: (
        f"`{value[:60]}` is not the id of a term",
        "ids of terms have letters, digits, single hyphens and dots",
    ),
    CITATION_KEY_PATTERN: lambda value: (
        f"`{value[:60]}` is not a citation key",
        "a key is the first author's family name, the year and a word: lau2018vqarad",
    ),
    SOURCE_PATTERN: lambda value: (
        f"`{value[:60]}` is no source",
        "write a citation key of data/bibliography or a full address beginning with https://",
    ),
    URL_PATTERN: lambda value: (
        f"`{value[:60]}` is not an address",
        "write it in full, beginning with https://",
    ),
    FACT_PATH_PATTERN: lambda value: (
        f"`{value[:60]}` is not the name of a field",
        "write it as in the record: size, or training[0].compute",
    ),
}


def kebab_case(text: str) -> str:
    """``text`` in the form of an id; empty when nothing of it can stand in one."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split())


def _known_fields(kind: type[Record], path: FieldPath) -> list[str]:
    """Fields that may stand at a place, by its JSON Schema, which knows lists and unions alike."""
    schema = kind.model_json_schema()
    definitions: dict[str, Any] = schema.get("$defs", {})
    here = [schema]
    for segment in path:
        here = [inner for one in here for inner in _descend(one, segment, definitions)]
    return [name for one in here for name in one.get("properties", {})]


def _descend(schema: dict[str, Any], segment: str | int, definitions: dict[str, Any]) -> list[dict[str, Any]]:
    inner = schema.get("items") if isinstance(segment, int) else schema.get("properties", {}).get(segment)
    return _alternatives(inner, definitions) if isinstance(inner, dict) else []


def _alternatives(schema: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in schema:
        return _alternatives(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    return [one for choice in choices for one in _alternatives(choice, definitions)] if choices else [schema]

"""JSON Schemas of every kind, from the models, for editors that complete and check while one types.

Descriptions are the docstrings below the fields. They are read from the source here: pydantic can do so
itself (``use_attribute_docstrings``), but then does it whenever the models are imported.
"""

import ast
import inspect
import json
import types
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from medmllm_kb.records import KINDS, Record
from medmllm_kb.records.types import Model, RefersTo

Terms = Mapping[str, Sequence[str]]
"""Id of a vocabulary -> ids of its terms."""
_Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def record_schema(kind: type[Record], terms: Terms) -> _Schema:
    """The JSON Schema of one kind.

    Args:
        kind: A kind of record.
        terms: What a field may have that refers to a vocabulary; anything, if that is not among them.
    """
    schema = kind.model_json_schema()
    models = {model.__name__: model for model in _models_in(kind)}
    for name, definition in schema.get("$defs", {}).items():
        _describe(definition, models[name], terms)
    _describe(schema, kind, terms)
    _simplify(schema)
    head = {"$schema": DIALECT, "$id": f"{kind.KIND}.json", "title": f"MedMLLM-KB {kind.KIND}"}
    return head | {key: value for key, value in schema.items() if key != "title"}


def schema_files(terms: Terms) -> dict[str, str]:
    """Name and text of the schema file of every kind."""
    return {
        f"{kind.KIND}.json": json.dumps(record_schema(kind, terms), indent=2, ensure_ascii=False) + "\n"
        for kind in KINDS.values()
    }


def write_schemas(folder: Path, terms: Terms) -> int:
    """Writes the schema of every kind into a folder; returns their number."""
    files = schema_files(terms)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return len(files)


def stale_schemas(folder: Path, terms: Terms) -> list[str]:
    """Names of the schema files that are not as ``write_schemas`` would write them."""
    return [
        name
        for name, text in schema_files(terms).items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def _describe(schema: _Schema, model: type[Model], terms: Terms) -> None:
    """Adds to the schema of a model what pydantic does not know: descriptions, and terms of vocabularies."""
    schema.pop("title", None)
    schema["description"] = _plain(inspect.getdoc(model) or "")
    hints = get_type_hints(model, include_extras=True)
    descriptions = _descriptions(model)
    for name, field in schema.get("properties", {}).items():
        field.pop("title", None)
        _name_terms(field, hints[name], terms)
        if name in descriptions:
            field["description"] = descriptions[name]


def _name_terms(schema: _Schema, annotation: Any, terms: Terms) -> None:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        vocabulary = next((one.kind for one in arguments[1:] if isinstance(one, RefersTo)), None)
        if vocabulary is not None and vocabulary in terms:
            schema.pop("pattern", None)
            schema["enum"] = list(terms[vocabulary])
        else:
            _name_terms(schema, arguments[0], terms)
    elif origin in (Union, types.UnionType) and "anyOf" in schema:
        for inner, argument in zip(schema["anyOf"], arguments, strict=True):
            _name_terms(inner, argument, terms)
    elif origin is tuple and "items" in schema:
        _name_terms(schema["items"], arguments[0], terms)


def _simplify(schema: Any) -> None:
    """Takes out null, which records never have: a field without value is left out."""
    if isinstance(schema, list):
        for inner in schema:
            _simplify(inner)
    elif isinstance(schema, dict):
        if schema.get("default", 0) is None:
            del schema["default"]
        choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
        if len(choices) == 1:
            del schema["anyOf"]
            schema.update(choices[0] | schema)
        elif choices:
            schema["anyOf"] = choices
        for inner in schema.values():
            _simplify(inner)


def _models_in(model: type[Model]) -> set[type[Model]]:
    """The model and all that its fields hold."""
    found: set[type[Model]] = set()
    todo: list[Any] = [model]
    while todo:
        one = todo.pop()
        if isinstance(one, type) and issubclass(one, Model):
            if one not in found:
                found.add(one)
                todo += get_type_hints(one).values()
        else:
            todo += get_args(one)
    return found


def _descriptions(model: type[Model]) -> dict[str, str]:
    """The docstrings below the fields of a class and of those that it inherits from."""
    found: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, Model):
            found |= _docstrings_in(Path(inspect.getfile(ancestor))).get(ancestor.__name__, {})
    return found


@cache
def _docstrings_in(source: Path) -> dict[str, dict[str, str]]:
    """Class -> field -> docstring, for every class of a module."""
    classes = [node for node in ast.parse(source.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    return {node.name: _docstrings_of(node) for node in classes}


def _docstrings_of(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        match field, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = _plain(text)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")

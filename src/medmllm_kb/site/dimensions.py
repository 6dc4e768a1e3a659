"""The dimensions of operations, in words."""

from medmllm_kb.records.component import Component
from medmllm_kb.records.types import Model

KEY_FIELDS = ("image_size", "patch_size", "layers", "width", "queries", "latents", "context")
"""Dimensions that one looks for first."""


def dimensions_of(operation: Model) -> list[tuple[str, str]]:
    """Every dimension that the record states, with its name."""
    return [
        (name.replace("_", " "), _text(value))
        for name in type(operation).model_fields
        if name != "type" and (value := getattr(operation, name)) is not None and name in operation.model_fields_set
    ]


def key_dimensions(component: Component) -> list[tuple[str, str]]:
    """The two or three dimensions by which a component is known."""
    found: dict[str, str] = {}
    for operation in component.operations:
        for name, value in dimensions_of(operation):
            if name.replace(" ", "_") in KEY_FIELDS:
                found.setdefault(name, value)
    return list(found.items())[:3]


def shape_rule(operation: Model) -> str:
    """What the operation does to shapes, from its own documentation."""
    return (type(operation).__doc__ or "").split("\n\n")[0].replace("->", "→")


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case tuple():
            return " × ".join(_text(one) for one in value)
        case _:
            return str(value)

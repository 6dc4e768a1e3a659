"""Places of a record that its evidence names: ``size``, ``training[0].compute``."""

import re
from dataclasses import dataclass

from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath
from medmllm_kb.records.types import Model

_PART = re.compile(r"([a-z_]+)|\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a place of a record."""

    has_value: bool
    unknown: str = ""
    """The first name on the way that is no field."""
    known: tuple[str, ...] = ()
    """The fields that could stand in the place of the unknown one."""


def parse_fact(fact: str) -> FieldPath:
    """``training[0].compute`` -> ``("training", 0, "compute")``."""
    # Nine digits are more than any list has, and few enough for int().
    return tuple(int(index[:9]) if index else name for name, index in _PART.findall(fact))


def look_up(record: Record, fact: str) -> Place:
    """What a record has at a place. Below a field without value names are taken for good."""
    here: object = record
    for part in parse_fact(fact):
        if isinstance(here, Model) and isinstance(part, str):
            if part not in type(here).model_fields:
                return Place(False, part, tuple(type(here).model_fields))
            here = getattr(here, part)
        elif isinstance(here, tuple) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif here is None or isinstance(here, tuple):
            return Place(False)
        else:
            return Place(False, str(part))
    return Place(not is_empty(here))


def is_empty(value: object) -> bool:
    """Whether a field says nothing: left out, an empty list, or fields of which none is set."""
    return value is None or value == () or (isinstance(value, Model) and not value.model_fields_set)


def value_at(record: Record, path: FieldPath) -> object:
    """The value at a path that exists."""
    here: object = record
    for part in path:
        here = getattr(here, part) if isinstance(part, str) else here[part]  # type: ignore[index]
    return here

"""A record as YAML in the house style: fields in one order, short things on one line."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from medmllm_kb.loading.plain_scalars import NUMBER_START, WORDS, resolve
from medmllm_kb.records import KINDS

WIDTH = 110
"""Characters a line."""
FIRST = ("id", "name", "aliases", "former_ids", "status", "superseded_by", "status_note", "summary")
LAST = (
    "publication",
    "further_publications",
    "links",
    "known_issues",
    "conflicts",
    "absent",
    "evidence",
    "distinct_from",
    "curated_by",
    "reviewed_by",
    "added",
    "updated",
)


def to_yaml(kind: str, data: Mapping[str, object]) -> str:
    """The text of a record file.

    Args:
        kind: Name of the kind, as ``dataset``.
        data: Fields and values; lists may be tuples.
    """
    own = [name for name in KINDS[kind].model_fields if name not in FIRST and name not in LAST]
    order = {name: position for position, name in enumerate((*FIRST, *own, *LAST))}
    fields = sorted(data.items(), key=lambda item: order.get(item[0], len(order)))
    header = f"# yaml-language-server: $schema=../../schema/{kind}.json\n"
    body = yaml.dump(_Root(fields), Dumper=_Dumper, width=WIDTH, allow_unicode=True, sort_keys=False)
    return header + body


class _Root(dict[str, object]):
    """The record itself, which is never written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes short collections on one line, and quotes exactly what the reader would not take as text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Anchors and aliases are not allowed in records: what occurs twice is written twice."""
        return True


def _represent_mapping(dumper: _Dumper, value: Mapping[str, Any]) -> yaml.Node:
    flow = _is_short(value) and not any(isinstance(inner, Mapping) for inner in value.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=flow)


def _represent_root(dumper: _Dumper, value: Mapping[str, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=False)


def _represent_sequence(dumper: _Dumper, value: Sequence[Any]) -> yaml.Node:
    flow = all(not isinstance(inner, Mapping | list | tuple) for inner in value) and _is_short(value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flow)


def _represent_text(dumper: _Dumper, value: str) -> yaml.Node:
    if "\n" in value:
        style: str | None = "|"
    elif len(value) > WIDTH - 20:
        style = ">"
    else:
        style = None if _is_plain(value) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _is_plain(value: str) -> bool:
    """Whether the reader takes the text for itself when it stands without quotes."""
    suspect = value in WORDS or value[:1] in NUMBER_START
    return not suspect or resolve(value) == value


def _is_short(value: object) -> bool:
    return len(repr(value)) < WIDTH - 10


_Dumper.add_representer(_Root, _represent_root)
_Dumper.add_representer(dict, _represent_mapping)
_Dumper.add_representer(list, _represent_sequence)
_Dumper.add_representer(tuple, _represent_sequence)
_Dumper.add_representer(str, _represent_text)
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}

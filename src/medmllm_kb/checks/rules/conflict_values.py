"""A conflict is one: two values of one field."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import look_up
from medmllm_kb.checks.names import an
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.suggest import did_you_mean


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for position, conflict in enumerate(record.conflicts):
            found = look_up(record, conflict.field)
            if found.unknown:
                message = f"{an(record.KIND)} has no field `{conflict.field}`"
                hint = did_you_mean(found.unknown, found.known)
                yield Offence(record, ("conflicts", position, "field"), message, hint)
            if len({value.value.casefold() for value in conflict.values}) < 2:
                message = f"no two values of `{conflict.field}` stand here that differ"
                hint = "give each source's value; if they agree, remove the conflict"
                yield Offence(record, ("conflicts", position, "values"), message, hint)


RULE = Rule(
    code="conflict-values",
    level="error",
    what="An entry under `conflicts` names a field that does not exist, or has no two values that differ.",
    why="The page shows both sides of a disagreement. With one side, or two that say the same, there is none.",
    mend="Give the value of each source under `values`. If the sources agree by now, remove the conflict.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
conflicts:
  - field: size
    values:
      - {value: 315 images, source: santos2022questions}
      ^
      - {value: 315 Images, source: 'https://example.org/example'}
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
conflicts:
  - field: size
    values:
      - {value: 315 images, source: santos2022questions}
      - {value: 314 images, source: 'https://example.org/example'}
added: 2025-03-01
"""
    },
    check=_check,
)

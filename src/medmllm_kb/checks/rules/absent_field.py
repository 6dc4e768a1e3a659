"""What is said to be absent is a field, is absent, and was looked for."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import look_up
from medmllm_kb.checks.names import an
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.suggest import did_you_mean


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for position, absent in enumerate(record.absent):
            found = look_up(record, absent.field)
            path = ("absent", position, "field")
            if found.unknown:
                message = f"{an(record.KIND)} has no field `{absent.field}`"
                yield Offence(record, path, message, did_you_mean(found.unknown, found.known))
            elif found.has_value:
                message = f"`{absent.field}` has a value, so it is not absent"
                yield Offence(record, path, message, "remove the value, or this entry")
            if not absent.looked_in:
                message = f"nobody looked for `{absent.field}`"
                yield Offence(record, ("absent", position, "looked_in"), message, "name the sources that were searched")


RULE = Rule(
    code="absent-field",
    level="error",
    what="An entry under `absent` names a field that does not exist or that has a value, or no source that "
    "was searched.",
    why='"Not reported" is a finding of its own: somebody looked, and the source is silent. It must not '
    "be mixed up with a value, or with a field that nobody looked for.",
    mend="Remove the entry when a value has been found. Otherwise name the field as it stands in the "
    "schema, and in `looked_in` the sources that were searched.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
access: open
evidence:
  - {source: 'https://example.org/example', supports: [access], checked: 2025-03-01}
absent:
  - {field: access, state: not-reported, looked_in: [santos2022questions], checked: 2025-03-01}
            ^^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
absent:
  - {field: access, state: not-reported, looked_in: [santos2022questions], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

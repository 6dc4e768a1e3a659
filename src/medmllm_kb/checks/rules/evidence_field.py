"""Evidence is evidence of something that stands in the record."""

from collections.abc import Iterator

from medmllm_kb.checks.fields import look_up
from medmllm_kb.checks.names import an
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.suggest import did_you_mean


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for position, evidence in enumerate(record.evidence):
            if not evidence.supports:
                message = "this source supports no field"
                yield Offence(
                    record,
                    ("evidence", position, "supports"),
                    message,
                    "name the fields that were seen in it",
                )
            for place, fact in enumerate(evidence.supports):
                found = look_up(record, fact)
                path = ("evidence", position, "supports", place)
                if found.unknown:
                    message = f"{an(record.KIND)} has no field `{fact}`"
                    yield Offence(record, path, message, did_you_mean(found.unknown, found.known))
                elif not found.has_value:
                    hint = "write the value down, or remove it here; under `absent` goes what was not found"
                    yield Offence(record, path, f"`{fact}` has a source, but no value", hint)


RULE = Rule(
    code="evidence-field",
    level="error",
    what="An entry under `evidence` supports nothing, a field that does not exist, or one that has no value.",
    why="The mark beside a fact leads to its source; here there is no fact to mark. Often a field was "
    "renamed or removed and its evidence forgotten.",
    mend="Write the name of the field as it stands in the record: `size`, `training[0].compute`. If the "
    "source was searched in vain, say so under `absent`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
annotation: [clinician-written]
evidence:
  - {source: 'https://example.org/example', supports: [annotation, acces], checked: 2025-03-01}
                                                                   ^^^^^
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
annotation: [clinician-written]
access: open
evidence:
  - {source: 'https://example.org/example', supports: [annotation, access], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

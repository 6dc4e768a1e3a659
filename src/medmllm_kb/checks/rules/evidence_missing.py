"""Every fact has been seen somewhere."""

from collections.abc import Iterator

from medmllm_kb.analysis.provenance import has_support
from medmllm_kb.checks.fields import is_empty
from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for fact in record.FACTS:
            if not is_empty(getattr(record, fact)) and not has_support(record, fact):
                message = f"no source is named for `{fact}`"
                hint = f"add `{fact}` to `supports` of the evidence where you saw it, or leave the field out"
                yield Offence(record, (fact,), message, hint)


RULE = Rule(
    code="evidence-missing",
    level="error",
    what="A fact that needs a source has none: no entry under `evidence` supports it.",
    why="Nothing here is written from memory. A reader must be able to look at the source of each number, "
    "licence and origin, and a curator must be able to check it again.",
    mend="Name under `evidence` the source in which you saw it, the place in the source, and the day. If "
    "you have not seen it, leave the field out: a gap is honest.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
languages: [en]
annotation: [clinician-written]
            ^
access: open
evidence:
  - {source: 'https://example.org/example', supports: [access], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
languages: [en]
annotation: [clinician-written]
access: open
evidence:
  - {source: 'https://example.org/example', supports: [access, annotation], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

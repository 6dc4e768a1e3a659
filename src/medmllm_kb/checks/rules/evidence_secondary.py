"""What may be done with a work is seen at the work itself."""

from collections.abc import Iterator

from medmllm_kb.analysis.provenance import is_primary, supports
from medmllm_kb.checks.fields import is_empty
from medmllm_kb.checks.rule import Given, Offence, Rule

_TERMS = ("license", "weights_license", "code_license")


def _check(given: Given) -> Iterator[Offence]:
    for record in given.kb:
        for field in _TERMS:
            if field not in record.FACTS or is_empty(getattr(record, field)):
                continue
            sources = [evidence for evidence in record.evidence if supports(evidence, field)]
            if sources and not any(is_primary(record, evidence) for evidence in sources):
                message = f"`{field}` rests on secondary sources alone"
                yield Offence(record, (field,), message, "look at the repository, the card or the registry page")


RULE = Rule(
    code="evidence-secondary",
    level="hint",
    what="A licence was seen only in secondary sources, such as a catalogue or a later paper.",
    why="Catalogues copy licences from each other, and often wrongly. What one may do stands with the work.",
    mend="Look at the repository, the card or the registry page of the work. If that is what the evidence "
    "names, add the address to `links`, or write `tier: primary`.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
license: MIT
         ^^^
evidence:
  - {source: lindqvist2024survey, supports: [license], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
license: MIT
links: {repository: 'https://example.org/example'}
evidence:
  - {source: 'https://example.org/example/LICENSE', supports: [license], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

"""A vocabulary has each term once."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for vocabulary in given.kb.vocabularies.values():
        seen: dict[str, str] = {}
        for position, term in enumerate(vocabulary.terms):
            if term.id.lower() in seen:
                message = f"the vocabulary has the term `{seen[term.id.lower()]}` already"
                hint = "merge the two; upper and lower case do not tell the addresses of pages apart"
                yield Offence(vocabulary, ("terms", position, "id"), message, hint)
            else:
                seen[term.id.lower()] = term.id


RULE = Rule(
    code="identity-term",
    level="error",
    what="Two terms of a vocabulary have the same id, or ids that differ in upper and lower case alone.",
    why="Records name a term by its id, and its page has the id as address: one of the two terms would be lost.",
    mend="Merge the two terms, or give one of them another id.",
    bad={
        "vocabularies/units.yaml": """\
id: units
name: Units
summary: What is counted.
singular: unit
terms:
  - {id: images, name: Images, definition: Single images.}
  - {id: patients, name: Patients, definition: People.}
  - {id: question-answer-pairs, name: Question-answer pairs, definition: A question with its answer.}
  - {id: Images, name: Pictures, definition: Single images.}
         ^^^^^^
added: 2025-03-01
"""
    },
    good={
        "vocabularies/units.yaml": """\
id: units
name: Units
summary: What is counted.
singular: unit
terms:
  - {id: images, name: Images, definition: Single images., aliases: [Pictures]}
  - {id: patients, name: Patients, definition: People.}
  - {id: question-answer-pairs, name: Question-answer pairs, definition: A question with its answer.}
added: 2025-03-01
"""
    },
    check=_check,
)

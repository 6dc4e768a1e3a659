"""Citation keys say who and when."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.bibliography import key_problem


def _check(given: Given) -> Iterator[Offence]:
    for publication in given.kb.publications.values():
        problem = key_problem(publication)
        if problem:
            yield Offence(
                publication,
                (),
                problem,
                "change the key, if it is new; else look at the entry's author and year",
            )


RULE = Rule(
    code="identity-citation-key",
    level="error",
    what="A citation key does not begin with the first author's family name and the year of the work, or of "
    "its arXiv id.",
    why="A reader who sees a key knows what is cited; and a key that does not fit its entry often belongs to another.",
    mend="Give a new entry a key of the form family name, year, word: `lau2018vqarad`. A key that is in use "
    "never changes: look whether author or year of the entry are right.",
    bad={
        "bibliography/example.bib": """\
@misc{smith2024cited,
^
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@smith2024cited].
added: 2025-03-01
""",
    },
    good={
        "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
    },
    check=_check,
)

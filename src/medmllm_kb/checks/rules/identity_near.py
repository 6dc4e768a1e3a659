"""Records that look like the same thing, described twice."""

from collections.abc import Iterator

from medmllm_kb.checks.near_duplicates import near_duplicates
from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for first, second, reason in near_duplicates(given.kb):
        if second.id not in first.distinct_from and first.id not in second.distinct_from:
            message = f"`{second.id}` looks like `{first.id}`: {reason}"
            hint = f"if they are two things, write `distinct_from: [{first.id}]`; else merge them"
            yield Offence(second, ("name",), message, hint)


RULE = Rule(
    code="identity-near",
    level="hint",
    what="Two records of a kind look alike: their names differ by a letter or in the order of their words, "
    "they have the same data address or card, or half of the name and the publication or an address in "
    "common.",
    why="The same dataset, entered twice under two spellings, splits its scores, its lineage and its citations.",
    mend="If it is one thing, keep the older record, move what is missing there, and add the other spelling "
    "to its `aliases`. If they are two things, say so with `distinct_from` in one of them.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Lumen-CRX
      ^^^^^^^^^
summary: Chest radiographs with reports.
added: 2025-03-01
""",
        "datasets/another.yaml": """\
id: another
name: Lumen CRXX
summary: Chest radiographs of another hospital.
added: 2025-03-01
""",
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Lumen-CRX
summary: Chest radiographs with reports.
distinct_from: [another]
added: 2025-03-01
""",
        "datasets/another.yaml": """\
id: another
name: Lumen CRXX
summary: Chest radiographs of another hospital.
added: 2025-03-01
""",
    },
    check=_check,
)

"""Parts are not more than the whole."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Dataset

TOLERANCE = 0.01
"""Share by which figures that a source rounds may be off."""


def _check(given: Given) -> Iterator[Offence]:
    for dataset in given.kb.datasets.values():
        if not any(conflict.field.startswith(("size", "splits")) for conflict in dataset.conflicts):
            yield from _check_dataset(dataset)


def _check_dataset(dataset: Dataset) -> Iterator[Offence]:
    for unit, part in dict.fromkeys((split.unit, split.part) for split in dataset.splits):
        totals = [size for size in dataset.size if (size.unit, size.part) == (unit, part)]
        if not totals:
            continue
        splits = [
            (position, split)
            for position, split in enumerate(dataset.splits)
            if (split.unit, split.part) == (unit, part)
        ]
        total = max(size.count for size in totals)
        sum_of_splits = sum(split.count for _, split in splits)
        is_rounded = any(one.approximate for one in totals) or any(one.approximate for _, one in splits)
        if sum_of_splits > total * (1 + TOLERANCE * is_rounded):
            whole = f"{total:,} {unit}" + (f" ({part})" if part else "")
            message = f"the splits have {sum_of_splits:,}, but there are only {whole}"
            hint = "mend the figures; splits that overlap, or divide another part, say so in `part`"
            yield Offence(dataset, ("splits", splits[0][0], "count"), message, hint)


RULE = Rule(
    code="split-sum",
    level="error",
    what="The splits of a dataset have together more items than the whole of the same unit and part. Fewer "
    "is right: not everything needs to be in a split. Rounded figures may be off by one per cent.",
    why="One of the figures is wrong, or the splits are not parts of what is counted, and somebody will "
    "compute with them.",
    mend="Look at the source again. If splits overlap or divide only a part, name the part in `part` of "
    "both. If sources disagree, keep both under `conflicts`; then this rule is silent.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size:
  - {count: 1000, unit: images}
splits:
  - {name: train, count: 900, unit: images}
                         ^^^
  - {name: test, count: 200, unit: images}
evidence:
  - {source: 'https://example.org/example', supports: [size, splits], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size:
  - {count: 1000, unit: images, approximate: true}
splits:
  - {name: train, count: 805, unit: images}
  - {name: test, count: 200, unit: images}
  - {name: test-small, count: 50, unit: images, part: a sample of the test split}
evidence:
  - {source: 'https://example.org/example', supports: [size, splits], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

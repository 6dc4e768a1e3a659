"""Nothing is older than what it is made of."""

from collections.abc import Iterator
from typing import NamedTuple

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath

_SLACK = 1
"""Years: a dataset is often used before the year that its own paper bears."""


class _Part(NamedTuple):
    whole: Record
    path: FieldPath
    kind: str
    id: str


def _check(given: Given) -> Iterator[Offence]:
    for whole, path, kind, id in _parts(given.kb):
        part = given.kb.find(kind, id)
        year: int | None = getattr(whole, "year", None)
        part_year: int | None = getattr(part, "year", None)
        if year is not None and part_year is not None and year + _SLACK < part_year:
            message = f"`{whole.id}` is of {year}, but `{id}`, which went into it, of {part_year}"
            yield Offence(
                whole, path, message, "mend the year that is wrong, or name the earlier version that was used"
            )


def _parts(kb: KnowledgeBase) -> Iterator[_Part]:
    for dataset in kb.datasets.values():
        for position, one in enumerate(dataset.derived_from):
            yield _Part(dataset, ("derived_from", position, "dataset"), "dataset", one.dataset)
    for component in kb.components.values():
        for position, data in enumerate(component.pretraining_data):
            yield _Part(component, ("pretraining_data", position, "dataset"), "dataset", data.dataset)
        if component.initialised_from:
            yield _Part(component, ("initialised_from",), "component", component.initialised_from)
    for model in kb.models.values():
        for position, base in enumerate(model.base_models):
            yield _Part(model, ("base_models", position), "model", base)
        for position, step in enumerate(model.pipeline):
            yield _Part(model, ("pipeline", position, "component"), "component", step.component)
        for position, training in enumerate(model.training):
            for place, used in enumerate(training.data):
                yield _Part(model, ("training", position, "data", place, "dataset"), "dataset", used.dataset)


RULE = Rule(
    code="year-order",
    level="warning",
    what="A record is more than a year older than something that went into it: a model than its components "
    "or data, a dataset than its sources.",
    why="One of the years is a slip, or an earlier version was used than the one that the record names.",
    mend="Mend the year that is wrong. If an earlier version of the part was used, name that one.",
    bad={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2018
derived_from:
  - {dataset: lumen-cxr, reuses: [images]}
              ^^^^^^^^^
evidence:
  - {source: 'https://example.org/example', supports: [derived_from], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2022
derived_from:
  - {dataset: lumen-cxr, reuses: [images]}
evidence:
  - {source: 'https://example.org/example', supports: [derived_from], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

"""Nothing comes from itself, stands below itself or replaces itself."""

from collections.abc import Iterator
from typing import NamedTuple

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record
from medmllm_kb.records.references import FieldPath


class _Step(NamedTuple):
    """From one record, or term, to what it names."""

    id: str
    subject: Record
    path: FieldPath
    target: str


_Steps = dict[str, list[_Step]]
"""The steps from each id."""


def _check(given: Given) -> Iterator[Offence]:
    for what, steps in _relations(given.kb):
        for cycle in _cycles(steps):
            first = next(step for step in steps[cycle[0]] if step.target == cycle[1])
            way = " → ".join(f"`{id}`" for id in cycle)
            yield Offence(first.subject, first.path, f"{what}: {way}", "remove the step that is not true")


def _relations(kb: KnowledgeBase) -> Iterator[tuple[str, _Steps]]:
    yield (
        "a dataset derives from itself",
        _steps(
            _Step(dataset.id, dataset, ("derived_from", position, "dataset"), one.dataset)
            for dataset in kb.datasets.values()
            for position, one in enumerate(dataset.derived_from)
        ),
    )
    yield (
        "a model starts from its own weights",
        _steps(
            _Step(model.id, model, ("base_models", position), base)
            for model in kb.models.values()
            for position, base in enumerate(model.base_models)
        ),
    )
    yield (
        "a component starts from its own weights",
        _steps(
            _Step(component.id, component, ("initialised_from",), component.initialised_from)
            for component in kb.components.values()
            if component.initialised_from
        ),
    )
    for collection in (kb.tasks, kb.stages, kb.methods):
        yield (
            "a record stands below itself",
            _steps(
                _Step(record.id, record, ("parent",), record.parent) for record in collection.values() if record.parent
            ),
        )
    for vocabulary in kb.vocabularies.values():
        yield (
            "a term stands below itself",
            _steps(
                _Step(term.id, vocabulary, ("terms", position, "parent"), term.parent)
                for position, term in enumerate(vocabulary.terms)
                if term.parent
            ),
        )
    for records in kb.records.values():
        yield (
            "a record takes its own place",
            _steps(
                _Step(record.id, record, ("superseded_by",), record.superseded_by)
                for record in records.values()
                if record.superseded_by
            ),
        )


def _steps(found: Iterator[_Step]) -> _Steps:
    steps: _Steps = {}
    for step in found:
        steps.setdefault(step.id, []).append(step)
    return steps


def _cycles(steps: _Steps) -> Iterator[list[str]]:
    """The circles that a search in depth meets. Each begins and ends with its first id by name."""
    finished: set[str] = set()
    for start in sorted(steps):
        way = [start]
        on_way = {start}
        todo = [iter(steps[start])] if start not in finished else []
        while todo:
            step = next(todo[-1], None)
            if step is None:
                todo.pop()
                on_way.remove(way[-1])
                finished.add(way.pop())
            elif step.target in on_way:
                cycle = way[way.index(step.target) :]
                first = cycle.index(min(cycle))
                yield [*cycle[first:], *cycle[:first], cycle[first]]
            elif step.target in steps and step.target not in finished:
                way.append(step.target)
                on_way.add(step.target)
                todo.append(iter(steps[step.target]))


RULE = Rule(
    code="reference-cycle",
    level="error",
    what="Following what a record comes from, stands below or is replaced by, one gets back to the record itself.",
    why="Lineage, trees and replacements are followed to their end: what a model has seen, where a task "
    "stands. Here there is no end, so one of the steps cannot be true.",
    mend="Look at the records on the way, and remove the step that no source supports.",
    bad={
        "tasks/example.yaml": """\
id: example
name: Example
summary: Something is answered.
parent: example-below
        ^
added: 2025-03-01
""",
        "tasks/example-below.yaml": """\
id: example-below
name: Below the example
summary: Something more special is answered.
parent: example
added: 2025-03-01
""",
    },
    good={
        "tasks/example.yaml": """\
id: example
name: Example
summary: Something is answered.
added: 2025-03-01
""",
        "tasks/example-below.yaml": """\
id: example-below
name: Below the example
summary: Something more special is answered.
parent: example
added: 2025-03-01
""",
    },
    check=_check,
)

"""Neighbours in a pipeline pass on vectors of one width."""

from collections.abc import Iterator
from itertools import pairwise

from medmllm_kb.checks import widths
from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Component, MedicalModel
from medmllm_kb.records.operations import GatedCrossAttention

_Step = tuple[int, Component]
"""Position in the pipeline, and the component there."""


def _check(given: Given) -> Iterator[Offence]:
    for model in given.kb.models.values():
        steps = _steps(model, given.kb)
        for step in steps:
            yield from _disagreement_within(model, *step)
        if not _is_a_plain_chain(steps):
            continue
        for before, after in pairwise(steps):
            yield from _disagreement_between(model, before, after)


def _steps(model: MedicalModel, kb: KnowledgeBase) -> list[_Step]:
    components = [kb.components.get(step.component) for step in model.pipeline]
    return [(position, component) for position, component in enumerate(components) if component is not None]


def _is_a_plain_chain(steps: list[_Step]) -> bool:
    """One encoder, connectors, one backbone: elsewhere vectors may be joined, or enter at the side."""
    roles = [component.role for _, component in steps]
    operations = [one for _, component in steps for one in component.operations]
    return (
        roles == ["encoder", *["connector"] * (len(roles) - 2), "backbone"]
        and [position for position, _ in steps] == list(range(len(steps)))
        and not any(isinstance(one, GatedCrossAttention) for one in operations)
    )


def _disagreement_within(model: MedicalModel, position: int, component: Component) -> Iterator[Offence]:
    if component.role != "connector":
        return
    step = model.pipeline[position]
    ends = (
        ("input_width", step.input_width, widths.input_width(component.operations)),
        ("output_width", step.output_width, widths.output_width(component.operations)),
    )
    for field, here, there in ends:
        if here is not None and there is not None and _disagree(here, there):
            message = f"the model has {here} where its component `{component.id}` has {there}"
            yield Offence(model, ("pipeline", position, field), message, "mend the one that is wrong")


def _disagreement_between(model: MedicalModel, before: _Step, after: _Step) -> Iterator[Offence]:
    leaves, enters = _width_after(model, *before), _width_before(model, *after)
    if leaves is None or enters is None or not _disagree(leaves, enters):
        return
    place, component = after
    field = ("input_width",) if model.pipeline[place].input_width is not None else ("component",)
    message = f"vectors leave `{before[1].id}` with a width of {leaves}, but `{component.id}` takes {enters}"
    yield Offence(model, ("pipeline", place, *field), message, "mend a width, or add the step between them")


def _disagree(width: int, other: int) -> bool:
    """Whether two widths cannot both be right. Vectors may be laid side by side, which makes a multiple."""
    return max(width, other) % min(width, other) != 0


def _width_after(model: MedicalModel, position: int, component: Component) -> int | None:
    step = model.pipeline[position]
    if step.output_width is not None:
        return step.output_width
    if component.role == "encoder":
        return widths.encoder_width(step, component.operations)
    return widths.output_width(component.operations)


def _width_before(model: MedicalModel, position: int, component: Component) -> int | None:
    return model.pipeline[position].input_width or widths.input_width(component.operations)


RULE = Rule(
    code="pipeline-width",
    level="error",
    what="In a model's pipeline a component takes vectors of another width than the one before it gives, or "
    "the model states a width that its component does not have. Multiples of each other pass, since vectors "
    "may be joined.",
    why="Such a model could not run; and the account of how vectors pass through it would be wrong from here on.",
    mend="Look up the widths in the configuration of the model. Mend the one that is wrong, or add the "
    "component that stands between the two.",
    bad={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
pipeline:
  - {component: lumen-vit-b-16, keep: patch-tokens}
  - {component: two-layer-mlp, input_width: 1024, output_width: 2048}
                                            ^^^^
  - {component: brook-1b}
evidence:
  - {source: 'https://example.org/example', supports: [pipeline], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
pipeline:
  - {component: lumen-vit-b-16, keep: patch-tokens}
  - {component: two-layer-mlp, input_width: 768, output_width: 2048}
  - {component: brook-1b}
evidence:
  - {source: 'https://example.org/example', supports: [pipeline], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

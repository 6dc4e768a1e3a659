"""What a variant calls its backbone is one, and the pipeline's is among them."""

from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import MedicalModel


def _check(given: Given) -> Iterator[Offence]:
    for model in given.kb.models.values():
        backbones = {variant.backbone for variant in model.variants}
        for position, variant in enumerate(model.variants):
            component = given.kb.components.get(variant.backbone) if variant.backbone else None
            if component is not None and component.role != "backbone":
                message = f"`{component.id}` is of the role {component.role}, not a backbone"
                hint = "name the language model of the variant, or mend the component's `role`"
                yield Offence(model, ("variants", position, "backbone"), message, hint)
        if model.variants and None not in backbones:
            yield from _strange_backbone(model, {id for id in backbones if id}, given.kb)


def _strange_backbone(model: MedicalModel, named: set[str], kb: KnowledgeBase) -> Iterator[Offence]:
    steps = [
        (position, step.component)
        for position, step in enumerate(model.pipeline)
        if (component := kb.components.get(step.component)) is not None and component.role == "backbone"
    ]
    if steps and not any(id in named for _, id in steps):
        position, id = steps[0]
        message = f"the pipeline has the backbone `{id}`, which is that of none of the variants"
        variants = ", ".join(f"`{one}`" for one in sorted(named))
        yield Offence(model, ("pipeline", position, "component"), message, f"the variants name {variants}")


RULE = Rule(
    code="variant-backbone",
    level="warning",
    what="A variant names as its backbone a component of another role, or the pipeline has a backbone that "
    "none of the variants has.",
    why="Sizes, licences and shapes follow from the backbone, so that of the pipeline must be one that was released.",
    mend="Let the pipeline describe one of the variants, and name the same component in both places.",
    bad={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
variants:
  - {name: 1B, backbone: two-layer-mlp}
                         ^^^^^^^^^^^^^
evidence:
  - {source: 'https://example.org/example', supports: [variants], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
variants:
  - {name: 1B, backbone: brook-1b}
evidence:
  - {source: 'https://example.org/example', supports: [variants], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)

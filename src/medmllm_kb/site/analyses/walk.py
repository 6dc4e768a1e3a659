"""From pixels to tokens with live numbers: the encoders and connectors of the records, as models use them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from medmllm_kb.analysis.trace import Quantity, Step, Trace
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Term
from medmllm_kb.site.trace_diagram import shape_text
from medmllm_kb.site.trees import ancestors


@dataclass(frozen=True, slots=True)
class Passage:
    """A component at work in a model: what enters it and what leaves, at the model's usual inputs."""

    model: str
    component: str
    before: str
    """Shape in numbers."""
    after: str
    tokens_before: int | None
    tokens_after: int | None
    parameters: Quantity


@dataclass(frozen=True, slots=True)
class ConnectorType:
    """A type of connector, and the passages through its components, a component once."""

    term: Term
    level: int
    passages: tuple[Passage, ...]
    components: tuple[str, ...]
    """Components of this type that stand in no traced model."""
    models: int
    """Models that are built with one."""


@dataclass(frozen=True, slots=True)
class EncoderAtWork:
    """An encoder as the first model by name uses it, and how many models do."""

    passage: Passage
    models: int


def encoders_at_work(traces: Mapping[str, Trace], kb: KnowledgeBase) -> list[EncoderAtWork]:
    """Every encoder of a traced model, the most used first."""
    found: dict[str, list[Passage]] = {}
    for passage in passages(traces):
        if kb.components[passage.component].role == "encoder":
            found.setdefault(passage.component, []).append(passage)
    at_work = [EncoderAtWork(passages[0], len(passages)) for passages in found.values()]
    return sorted(at_work, key=lambda one: (-one.models, one.passage.component))


def connector_types(traces: Mapping[str, Trace], kb: KnowledgeBase) -> list[ConnectorType]:
    """Every type of connector that changes vectors, in the order of the vocabulary."""
    terms = kb.terms["component-types"]
    found = list(passages(traces))
    types = []
    for term in kb.vocabularies["component-types"].terms:
        above = ancestors(terms, term.id)
        if "connector" not in above:
            continue
        own = [one.id for one in kb.components.values() if one.type == term.id]
        through = {one.component: one for one in reversed(found) if one.component in own}
        models = {
            link.record.id
            for id in own
            for link in kb.backlinks.get(("component", id), ())
            if link.record.KIND == "model"
        }
        types.append(
            ConnectorType(
                term,
                len(above) - 1,
                tuple(through[id] for id in own if id in through),
                tuple(id for id in own if id not in through),
                len(models),
            )
        )
    return types


def passages(traces: Mapping[str, Trace]) -> Iterator[Passage]:
    """Passages through each component of each model, in the order of the models."""
    for id, trace in traces.items():
        by_component: dict[str, list[Step]] = {}
        for step in trace.steps:
            if step.component is not None and step.is_run:
                by_component.setdefault(step.component, []).append(step)
        for component, steps in by_component.items():
            first, last = steps[0], steps[-1]
            yield Passage(
                id,
                component,
                shape_text(first.shape_before),
                shape_text(last.shape),
                _tokens(first.axes_before, first.shape_before),
                _tokens(last.axes, last.shape),
                _sum([step.parameters for step in steps]),
            )


def _tokens(axes: tuple[str, ...], shape: tuple[Quantity, ...]) -> int | None:
    return shape[axes.index("tokens")].value if "tokens" in axes else None


def _sum(quantities: list[Quantity]) -> Quantity:
    """Their sum in numbers; unknown when one of them is."""
    for one in quantities:
        if one.value is None:
            return one
    return Quantity(None, sum(one.value or 0 for one in quantities))

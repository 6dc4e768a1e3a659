"""From pixels to tokens to logits: the shape, parameters and work of every step of a model or a chain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from medmllm_kb.analysis.expressions import SYMBOLS, ZERO, Expression, evaluate, symbols_of
from medmllm_kb.analysis.operations.base import Grid, Size, State, Tokens, Unknown, add, times
from medmllm_kb.analysis.operations.conditions import Condition
from medmllm_kb.analysis.trace_chain import Chain, Link, Role, SymbolicStep, assemble, needs_grid
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.records.component import Component
from medmllm_kb.records.model import MedicalModel, PipelineStep

LARGEST_INPUT = 10**9
"""No input is larger."""


@dataclass(frozen=True, slots=True)
class Precision:
    """A number format of weights and caches."""

    name: str
    bits: int


PRECISIONS = (Precision("float32", 32), Precision("bfloat16", 16), Precision("int8", 8), Precision("int4", 4))
DEFAULT_TEXT_TOKENS = 128


class TraceError(Exception):
    """There is no trace; the message says why, in one sentence or two, and what would do."""


class UnknownSubjectError(TraceError):
    """Nothing has this id; the message says what was meant, perhaps."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its formula, or the reason why nobody can say it."""

    expression: Expression | None
    value: int | None
    unknown: str | None = None
    """The reason; None when the number is known."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something that a reader may choose."""

    name: str
    """image_size, slices, frames, tiles or text_tokens."""
    meaning: str
    """What it does in this chain."""
    value: int
    """As used in this trace."""
    default: int
    applies: bool
    """Whether anything in the trace depends on it."""
    least: int = 1


@dataclass(frozen=True, slots=True)
class ParameterPart:
    """A share of a step's parameters, by what they serve."""

    name: str
    count: Quantity


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of one component, or what a pipeline does between components."""

    component: str | None
    """Id of the component; None for what a pipeline does itself: choosing states, joining text."""
    role: Role
    """That of the component; or ``pipeline``."""
    operation: str
    """Type of the operation in the record; or ``select``, ``join``, ``not-recorded``, ``beside``."""
    title: str
    """What happens, in words."""
    axes_before: tuple[str, ...]
    shape_before: tuple[Quantity, ...]
    axes: tuple[str, ...]
    """Names of the axes that leave: tokens and width, channels and height and width ..."""
    shape: tuple[Quantity, ...]
    """What leaves, for one picture, volume or sequence."""
    repeats: Quantity
    """How many pictures or volumes pass one by one."""
    tokens: Quantity | None
    """Vectors that leave, of all repeats together; None before there are any."""
    context_share: float | None
    """``tokens`` as a share of the context window of the language model."""
    parameters: Quantity
    """Loaded."""
    parameters_used: Quantity
    """On which the result depends: fewer when an earlier layer is read, none when a head is not run."""
    parameter_parts: tuple[ParameterPart, ...]
    flops: Quantity
    """Prefill FLOPs of all repeats together: matrix products and convolutions, multiply-add counted as two."""
    equation: str
    """LaTeX; empty when there is nothing to say."""
    source: str
    """Address of what the rule was taken from; empty for steps of the pipeline itself."""
    is_run: bool
    """False for a head that the pipeline does not use, and for a decoder beside the chain."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtPrecision:
    """Bytes at a precision."""

    precision: Precision
    size: Quantity


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums at the end. What a chain without a language model has not is None."""

    images: Quantity
    """Pictures, volumes or signals that pass through the encoder one by one."""
    tokens_per_image: Quantity | None
    """Visual tokens in the sequence of the language model for each of them."""
    visual_tokens: Quantity | None
    sequence: Quantity | None
    """Tokens that the language model reads: visual and text."""
    context: int | None
    """Longest sequence, in tokens."""
    context_share: float | None
    parameters: Quantity
    parameters_used: Quantity
    llm_parameters: Quantity | None
    flops: Quantity
    kv_cache: tuple[AtPrecision, ...]
    """Keys and values of the whole sequence, in bytes."""
    weights: tuple[AtPrecision, ...]
    """All parameters that are loaded, in bytes."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole chain for given inputs."""

    id: str
    """Id of the model; ids of the components, joined by ``+``, for a chain."""
    name: str
    is_model: bool
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    totals: Totals
    conditions: tuple[Condition, ...]
    """All that is asked of inputs; those of level ``error`` hold, or there would be no trace."""
    notes: tuple[str, ...]
    """What a reader should know, for these inputs."""
    unconditional_notes: tuple[str, ...]
    """Those of ``notes`` that hold for all inputs."""


def trace(
    kb: KnowledgeBase,
    subject: str | Sequence[str],
    *,
    image_size: int | None = None,
    slices: int | None = None,
    frames: int | None = None,
    tiles: int | None = None,
    text_tokens: int | None = None,
) -> Trace:
    """The trace of a model, by its id, or of a chain of components, by theirs.

    Inputs that are left out have the size of the records: the picture of the encoder, one slice, frame and tile
    unless the encoder takes volumes, and 128 tokens of text. Slices, frames and tiles that an encoder does not see
    as one volume multiply the pictures that pass through it one by one.

    Raises:
        UnknownSubjectError: An id names nothing.
        TraceError: A model without pipeline, neighbours that do not fit, or inputs that nothing can be made of.
    """
    given = {
        "image_size": image_size,
        "slices": slices,
        "frames": frames,
        "tiles": tiles,
        "text_tokens": text_tokens,
    }
    if not isinstance(subject, str):
        components = [_component(kb, id) for id in subject]
        return trace_components(components, {name: one for name, one in given.items() if one is not None})
    model = kb.models.get(subject)
    if model is None:
        raise UnknownSubjectError(f"there is no model `{subject}`; {did_you_mean(subject, kb.models)}".rstrip("; "))
    if not model.pipeline:
        raise TraceError(f"the pipeline of `{subject}` is not recorded")
    chain = assemble(links_of(kb, model))
    return _traced(chain, model.id, model.name, True, given)


def trace_components(
    components: Sequence[Component], inputs: Mapping[str, int] | None = None, steps: Sequence[PipelineStep] = ()
) -> Trace:
    """The trace of components in order, which need not be in a knowledge base; ``steps`` say how each is used.

    Without them, an encoder gives all its tokens, or patch tokens alone if the next component needs a grid of them.

    Raises:
        TraceError: Neighbours do not fit, or nothing can be made of the inputs.
    """
    steps = steps or [
        PipelineStep(component=one.id, keep="patch-tokens" if needs_grid(after) else None)
        for one, after in zip_longest(components, components[1:])
    ]
    links = [Link(one, step, place) for place, (one, step) in enumerate(zip(components, steps, strict=True))]
    names = [component.name for component in components]
    ids = "+".join(component.id for component in components)
    return _traced(assemble(links), ids, " + ".join(names), False, inputs or {})


def links_of(kb: KnowledgeBase, model: MedicalModel) -> list[Link]:
    """The components of a pipeline in their places; those that have no record are left out."""
    return [
        Link(component, step, position)
        for position, step in enumerate(model.pipeline)
        if (component := kb.components.get(step.component)) is not None
    ]


def _component(kb: KnowledgeBase, id: str) -> Component:
    component: Component | None = kb.components.get(id)
    if component is None:
        hint = did_you_mean(id, kb.components)
        if id in kb.models:
            hint = "it is a model, and a model is traced by itself"
        raise UnknownSubjectError(f"there is no component `{id}`; {hint}".rstrip("; "))
    return component


def _traced(chain: Chain, id: str, name: str, is_model: bool, given: Mapping[str, int | None]) -> Trace:
    if chain.mismatches:
        raise TraceError("; ".join(mismatch.message for mismatch in chain.mismatches))
    inputs = _inputs(chain, given)
    bindings = {one.name: one.value for one in inputs}
    for condition in chain.conditions:
        if condition.level == "error" and not condition.holds(bindings):
            raise TraceError(f"{condition.message} ({_given(condition, bindings)})")
    notes = [one.message for one in chain.conditions if one.level == "note" and not one.holds(bindings)]
    return Trace(
        id,
        name,
        is_model,
        inputs,
        tuple(_step(step, chain.context, bindings) for step in chain.steps),
        _totals(chain, bindings),
        chain.conditions,
        (*chain.notes, *notes),
        chain.notes,
    )


def _inputs(chain: Chain, given: Mapping[str, int | None]) -> tuple[Input, ...]:
    needed = _symbols(chain)
    found = []
    for name, symbol in SYMBOLS.items():
        least = 0 if name == "text_tokens" else 1
        default = chain.defaults.get(name, DEFAULT_TEXT_TOKENS if name == "text_tokens" else 1)
        value = given.get(name)
        value = default if value is None else value
        if not least <= value <= LARGEST_INPUT:
            raise TraceError(f"{name} is {value:,}; it must be at least {least} and at most {LARGEST_INPUT:,}")
        meaning = chain.meanings.get(name, symbol.meaning)
        found.append(Input(name, meaning, value, default, name in needed, least))
    return tuple(found)


def _symbols(chain: Chain) -> frozenset[str]:
    sizes: list[Size | None] = [chain.images, chain.visual, chain.sequence]
    for step in chain.steps:
        sizes += [*_sizes(step.after), step.flops]
    known = (size for size in sizes if size is not None and not isinstance(size, Unknown))
    return frozenset().union(*map(symbols_of, known))


def _given(condition: Condition, bindings: Mapping[str, int]) -> str:
    """The inputs on which a condition depends, as they are."""
    sides = [side for one in condition.any_of for side in (one.left, one.right)]
    names = frozenset().union(*map(symbols_of, sides))
    given = ", ".join(f"{name} is {bindings[name]:,}" for name in SYMBOLS if name in names) or "for all inputs"
    comparison = condition.any_of[0]
    if comparison.relation == "<=":
        return f"{evaluate(comparison.left, bindings):,}, where {given}"
    return given


def _step(step: SymbolicStep, context: int | None, bindings: Mapping[str, int]) -> Step:
    tokens = None
    if isinstance(step.after, Tokens) and step.operation != "beside":
        tokens = _quantity(times(step.repeats, step.after.count), bindings)
    before, after = _axes(step.before), _axes(step.after)
    if step.operation in ("language-model", "encoder-decoder"):
        after = ("tokens", "vocabulary")
    return Step(
        step.component,
        step.role,
        step.operation,
        step.title,
        before,
        _quantities(_sizes(step.before), bindings),
        after,
        _quantities(_sizes(step.after), bindings),
        _quantity(step.repeats, bindings),
        tokens,
        _share(tokens, context),
        _quantity(step.effect.parameters, bindings),
        _quantity(step.used, bindings),
        tuple(
            ParameterPart(part.name, _quantity(part.count, bindings))
            for part in step.effect.parts
            if part.count != ZERO
        ),
        _quantity(step.flops, bindings),
        step.equation,
        step.source,
        step.is_run,
        step.notes,
    )


def _totals(chain: Chain, bindings: Mapping[str, int]) -> Totals:
    counted = [step for step in chain.steps if step.operation != "beside"]
    parameters = add(step.effect.parameters for step in counted)
    sequence = _optional(chain.sequence, bindings)
    return Totals(
        _quantity(chain.images, bindings),
        _optional(chain.per_image, bindings),
        _optional(chain.visual, bindings),
        sequence,
        chain.context,
        _share(sequence, chain.context),
        _quantity(parameters, bindings),
        _quantity(add(step.used for step in counted), bindings),
        _optional(chain.llm_parameters, bindings),
        _quantity(add(step.flops for step in counted), bindings),
        _at_precisions(chain.cached, bindings),
        _at_precisions(parameters, bindings),
    )


def _at_precisions(values: Size | None, bindings: Mapping[str, int]) -> tuple[AtPrecision, ...]:
    """Bytes of so many values, rounded up to whole ones."""
    if values is None:
        return ()
    return tuple(AtPrecision(one, _quantity(_bytes(values, one.bits), bindings)) for one in PRECISIONS)


def _bytes(values: Size, bits: int) -> Size:
    if isinstance(values, Unknown):
        return values
    return values * (bits // 8) if bits % 8 == 0 else (values * bits + 7) // 8


def _axes(state: State) -> tuple[str, ...]:
    if isinstance(state, Tokens):
        return ("tokens", "width")
    names = {1: ("time",), 2: ("height", "width"), 3: ("depth", "height", "width")}
    return ("channels", *names[len(state.axes)])


def _sizes(state: State) -> tuple[Size, ...]:
    return (state.channels, *state.axes) if isinstance(state, Grid) else (state.count, state.width)


def _quantities(sizes: Iterable[Size], bindings: Mapping[str, int]) -> tuple[Quantity, ...]:
    return tuple(_quantity(size, bindings) for size in sizes)


def _optional(size: Size | None, bindings: Mapping[str, int]) -> Quantity | None:
    return None if size is None else _quantity(size, bindings)


def _quantity(size: Expression | Unknown, bindings: Mapping[str, int]) -> Quantity:
    if isinstance(size, Unknown):
        return Quantity(None, None, size.reason)
    return Quantity(size, evaluate(size, bindings))


def _share(tokens: Quantity | None, context: int | None) -> float | None:
    if tokens is None or tokens.value is None or context is None:
        return None
    return tokens.value / context

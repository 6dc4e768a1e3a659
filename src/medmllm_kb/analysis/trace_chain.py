"""A chain of components as formulas: what the steps of a trace are before any input has a value."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from medmllm_kb.analysis.expressions import ONE, ZERO, Expression, Integer, Symbol, evaluate, product, total
from medmllm_kb.analysis.operations import RULES
from medmllm_kb.analysis.operations.base import (
    Effect,
    Grid,
    MismatchError,
    NotKnownError,
    Part,
    Place,
    Size,
    State,
    Tokens,
    Unknown,
    WidthMismatchError,
    add,
    as_tokens,
    times,
)
from medmllm_kb.analysis.operations.conditions import Condition, at_most
from medmllm_kb.analysis.operations.transformers import cached_values
from medmllm_kb.records import Component
from medmllm_kb.records.model import PipelineStep
from medmllm_kb.records.operations import (
    AttentionPool,
    AveragePool,
    Concatenate,
    ConvDownsample,
    ConvolutionalEncoder,
    GatedCrossAttention,
    HierarchicalTransformer,
    LanguageModel,
    Linear,
    Mlp,
    Operation,
    PatchEmbedding2d,
    PatchEmbedding3d,
    PixelShuffle,
    QueryTransformer,
    Transformer,
    VectorQuantiser,
)

ANY_SIZE = 448
"""Side of the picture, in pixels, that is shown for encoders which take any."""

MOST_STEPS = 64
"""Formulas and numbers grow with each; what strangers write must not make them endless."""

Picturelike = PatchEmbedding2d | ConvolutionalEncoder | HierarchicalTransformer | VectorQuantiser
Role = Literal["encoder", "connector", "backbone", "decoder", "tool", "pipeline"]


@dataclass(frozen=True, slots=True)
class Link:
    """A component in its place."""

    component: Component
    step: PipelineStep
    position: int
    """Place in the pipeline, from 0."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Neighbours, or a pipeline and its component, that disagree."""

    position: int
    """Place in the pipeline."""
    field: Literal["component", "input_width", "output_width", "output_tokens"]
    message: str


@dataclass(frozen=True, slots=True)
class SymbolicStep:
    """A step of a trace without numbers."""

    component: str | None
    role: Role
    operation: str
    title: str
    before: State
    after: State
    repeats: Expression
    effect: Effect
    equation: str = ""
    source: str = ""
    is_run: bool = True
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> Size:
        """Parameters on which the result depends."""
        if not self.is_run:
            return ZERO
        return self.effect.parameters if self.effect.used is None else self.effect.used

    @property
    def flops(self) -> Size:
        """Of all repeats together."""
        return times(self.repeats, self.effect.flops) if self.is_run else ZERO


@dataclass(frozen=True, slots=True)
class Chain:
    """All steps, and what they come to."""

    steps: tuple[SymbolicStep, ...]
    defaults: dict[str, int]
    """Values of inputs that the records suggest."""
    meanings: dict[str, str]
    images: Expression
    per_image: Size | None
    visual: Size | None
    sequence: Size | None
    context: int | None
    llm_parameters: Size | None
    cached: Size | None
    """Numbers in the cache of keys and values."""
    conditions: tuple[Condition, ...]
    notes: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]


@dataclass(slots=True)
class _Builder:
    """The chain as far as it has been followed."""

    links: Sequence[Link]
    steps: list[SymbolicStep] = field(default_factory=list)
    defaults: dict[str, int] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    conditions: dict[Condition, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    mismatches: list[Mismatch] = field(default_factory=list)
    state: State | None = None
    repeats: Expression = ONE
    images: list[Expression] = field(default_factory=list)
    joined: list[tuple[Size, Tokens]] = field(default_factory=list)
    """Branches that are done: tokens of all repeats together, and the state of one."""
    beside: bool = False
    """Whether visual tokens are attended to from the side instead of entering the sequence."""
    last: str | None = None
    """The component that was followed last."""
    after_encoder: bool = False


def assemble(links: Sequence[Link]) -> Chain:
    """Follow the vectors through components in order. What does not fit is among ``mismatches``."""
    try:
        return _assembled(links)
    except RecursionError:
        nested = Mismatch(links[0].position, "component", "formulas of so many operations cannot be followed")
        return replace(_assembled(()), mismatches=(nested,))


def _assembled(links: Sequence[Link]) -> Chain:
    chain = _Builder(links)
    model = _LanguageModelSteps()
    for link in links:
        role = link.component.role
        first = len(chain.steps)
        if model.is_done:
            _decoder_beside(chain, link)
        elif role == "encoder":
            beside = chain.state is not None and chain.after_encoder
            if not beside:
                _close_branch(chain)
            _open_branch(chain, link)
            _follow(chain, link)
            if beside:
                unknown = Unknown("how the vectors of encoders beside each other are joined is not recorded")
                chain.state = Tokens(unknown, unknown)
        elif role == "backbone":
            model.run(chain, link)
        elif role == "decoder":
            _decoder_beside(chain, link)
        else:
            if chain.state is None:
                unknown = Unknown("no encoder stands before it")
                chain.state = Tokens(unknown, unknown)
            _follow(chain, link)
        _note(chain, link, first)
        chain.last = link.component.id
        chain.after_encoder = role == "encoder"
    _close_branch(chain)
    return _finished(chain, model)


@dataclass(slots=True)
class _LanguageModelSteps:
    """The joining of visual and text tokens, and the language model over them."""

    is_done: bool = False
    sequence: Size | None = None
    context: int | None = None
    parameters: Size | None = None
    cached: Size | None = None

    def run(self, chain: _Builder, link: Link) -> None:
        _close_branch(chain)
        text = Symbol("text_tokens")
        operation = _language_model(link.component)
        width: Size = Unknown(f"the width of `{link.component.id}` is not recorded")
        if operation is not None:
            width = Integer(operation.width)
        before = _joined(chain)
        visual = ZERO if chain.beside else add(tokens for tokens, _ in chain.joined)
        self.sequence = add([visual, text])
        chain.state = Tokens(self.sequence, width)
        if chain.joined and not chain.beside:
            chain.steps.append(
                SymbolicStep(
                    None,
                    "pipeline",
                    "join",
                    "Joining visual and text tokens",
                    before,
                    chain.state,
                    ONE,
                    Effect(chain.state),
                    r"h = [h_1; \dots; h_n; t_1; \dots; t_L]",
                )
            )
            _check_joined(chain, link, operation)
        chain.repeats = ONE
        first = len(chain.steps)
        _follow(chain, link)
        chain.state = None
        mine = chain.steps[first:]
        self.is_done = True
        self.parameters = add(step.effect.parameters for step in mine)
        if operation is not None:
            self.context = link.step.context or operation.context
            if not isinstance(self.sequence, Unknown):
                self.cached = _cached(chain, link, operation, self.sequence)
        else:
            self.context = link.step.context
            self.cached = Unknown(f"the layers of `{link.component.id}` are not recorded")
        if self.context is not None and not isinstance(self.sequence, Unknown):
            message = f"the sequence is longer than the context of {self.context:,} tokens"
            chain.conditions[at_most(self.sequence, self.context, message)] = None
        elif self.context is None:
            chain.notes["The longest sequence of the language model is not recorded."] = None


def _cached(chain: _Builder, link: Link, operation: LanguageModel, sequence: Expression) -> Size:
    try:
        return cached_values(operation, sequence)
    except MismatchError as error:
        chain.mismatches.append(Mismatch(link.position, "component", f"`{link.component.id}`: {error}"))
        return Unknown(str(error))


def _finished(chain: _Builder, model: _LanguageModelSteps) -> Chain:
    visual = add(tokens for tokens, _ in chain.joined) if chain.joined else None
    per_image = chain.joined[0][1].count if len(chain.joined) == 1 else None
    if chain.beside:
        chain.notes["Visual tokens do not enter the sequence of the language model; its layers attend to them."] = None
    return Chain(
        tuple(chain.steps),
        chain.defaults,
        chain.meanings,
        total(chain.images),
        per_image,
        visual,
        model.sequence,
        model.context,
        model.parameters,
        model.cached,
        tuple(chain.conditions),
        tuple(chain.notes),
        tuple(chain.mismatches),
    )


def _note(chain: _Builder, link: Link, first: int) -> None:
    """What the pipeline remarks on a component stands with its first step."""
    for place in range(first, len(chain.steps) if link.step.note else first):
        step = chain.steps[place]
        if step.component == link.component.id:
            chain.steps[place] = replace(step, notes=(str(link.step.note), *step.notes))
            return


def _open_branch(chain: _Builder, link: Link) -> None:
    """What an encoder is given, and how often."""
    first = link.component.operations[0] if link.component.operations else None
    shape = link.step.input_shape
    state: State
    match first:
        case PatchEmbedding3d():
            least = 1 if first.padded_depth else first.patch_size[0]
            state = _volume(chain, shape, first.channels, first.volume_size, first.depth, least, first.patch_size[1])
            apart = ["tiles", "frames" if first.depth == "slices" else "slices"]
        case ConvolutionalEncoder(depth_stride=int()):
            size = (first.depth, first.image_size, first.image_size)
            state = _volume(chain, shape, first.channels, size, "slices", first.depth_stride or 1, first.stride)
            apart = ["tiles", "frames"]
        case PatchEmbedding2d() | ConvolutionalEncoder() | HierarchicalTransformer() | VectorQuantiser():
            state = _picture(chain, shape, first)
            apart = ["tiles", "slices", "frames"]
        case ConvDownsample():
            state = _signal(chain, shape, first)
            apart = ["tiles"]
        case _:
            what = "operations" if first is None else "first operation"
            unknown = Unknown(f"the {what} of `{link.component.id}` that turn pixels into vectors are not recorded")
            state = Tokens(unknown, unknown)
            apart = ["tiles", "slices", "frames"]
    for name in apart:
        chain.meanings.setdefault(name, _APART[name])
    chain.state = state
    chain.repeats = product(Symbol(name) for name in apart)
    chain.images.append(chain.repeats)


_APART = {
    "tiles": "tiles of a picture, an overview included; each passes through the encoder by itself",
    "slices": "slices; each is a picture that passes through the encoder by itself",
    "frames": "frames; each is a picture that passes through the encoder by itself",
}


def _picture(chain: _Builder, shape: tuple[int, ...] | None, first: Picturelike) -> Grid:
    channels: Size = Integer(shape[0]) if shape else Integer(getattr(first, "channels", 3))
    if shape is not None and len(shape) == 3 and shape[1] != shape[2]:
        return Grid(channels, (Integer(shape[1]), Integer(shape[2])))
    side = shape[-1] if shape else getattr(first, "image_size", None)
    return Grid(channels, (_side(chain, side, _patch(first)),) * 2)


def _patch(first: Picturelike) -> int:
    match first:
        case PatchEmbedding2d(patch_size=patch):
            return patch
        case HierarchicalTransformer(patch_size=patch, widths=widths):
            return patch << min(len(widths), 8)
        case ConvolutionalEncoder(stride=stride):
            return stride
        case VectorQuantiser(stride=stride):
            return stride or 1


def _volume(
    chain: _Builder,
    shape: tuple[int, ...] | None,
    channels: int,
    size: tuple[int | None, int | None, int | None] | None,
    depth: Literal["slices", "frames"],
    least: int,
    patch: int,
) -> Grid:
    if shape is not None and len(shape) == 4:
        channels, *rest = shape
        size = (rest[0], rest[1], rest[2])
    trained = size[0] if size else None
    if trained is None and least > 1:
        chain.notes[f"The encoder takes volumes of any depth; {least:,} {depth} are an example."] = None
    chain.defaults[depth] = trained or least
    meaning = {"slices": "slices of the volume: its depth", "frames": "frames of the video; 1 for a picture"}
    chain.meanings[depth] = meaning[depth]
    side = _side(chain, size[1] if size else shape[-1] if shape else None, patch)
    return Grid(Integer(channels), (Symbol(depth), side, side))


def _side(chain: _Builder, side: int | None, patch: int = 1) -> Expression:
    """The side of the picture, with a default that patches fill when the record has none."""
    example = max(ANY_SIZE - ANY_SIZE % patch, patch)
    if side is None and "image_size" not in chain.defaults:
        chain.notes[f"The encoder takes pictures of any size; {example} pixels are an example."] = None
    chain.defaults.setdefault("image_size", side or example)
    return Symbol("image_size")


def _signal(chain: _Builder, shape: tuple[int, ...] | None, first: ConvDownsample) -> Grid:
    """Time is the last axis; the others have the size of the record."""
    size = (shape[1:] if shape else first.input_size) or None
    channels: Size = Integer(shape[0]) if shape else Unknown("the channels of the signal are not recorded")
    if first.input_width is not None and not shape:
        channels = Integer(first.input_width)
    if first.axes == 3:
        side = _side(chain, size[-1] if size else None)
        chain.defaults["slices"] = size[0] if size else 1
        chain.meanings["slices"] = "slices of the volume: its depth"
        return Grid(channels, (Symbol("slices"), side, side))
    if first.axes == 2 and size is None:
        return Grid(channels, (_side(chain, None),) * 2)
    if size is not None:
        chain.defaults["frames"] = size[-1]
    else:
        chain.defaults["frames"] = 1000
        chain.notes["The length of the signal is not recorded; 1,000 steps in time are an example."] = None
    chain.meanings["frames"] = "steps in time of the signal or spectrogram"
    others = tuple(Integer(one) for one in size[:-1]) if size else ()
    return Grid(channels, (*others, Symbol("frames")))


def _follow(chain: _Builder, link: Link) -> None:
    """Through the operations of one component, and what the pipeline keeps of the result."""
    component, step = link.component, link.step
    start = chain.state
    assert start is not None
    if step.input_width is not None:
        _check_entering(chain, link, step.input_width)
    if not component.operations:
        _not_recorded(chain, link)
        return
    heads = _heads(link)
    last_transformer = _last(component.operations, Transformer)
    free_end = _last_free_width(component.operations)
    selected = False
    for position, operation in enumerate(component.operations):
        if len(chain.steps) >= MOST_STEPS:
            message = f"chains of more than {MOST_STEPS} operations are not followed"
            chain.mismatches.append(Mismatch(link.position, "component", message))
            return
        if position in heads and not selected:
            _select(chain, link)
            selected = True
        place = Place(
            layer=step.layer if position == last_transformer and component.role == "encoder" else None,
            output_width=_width_after(chain, link) if position == free_end else None,
            picture_size=step.input_shape[-1] if step.input_shape else None,
            text=Tokens(Symbol("text_tokens"), Unknown("")),
            **_backbone(chain.links),
        )
        _apply(chain, link, operation, place, is_run=position not in heads or _runs(operation, link))
    if component.role == "encoder" and not selected:
        _select(chain, link)
    _check_leaving(chain, link)


def _apply(chain: _Builder, link: Link, operation: Operation, place: Place, is_run: bool) -> None:
    rule = RULES[operation.type]
    before = chain.state
    assert before is not None
    if isinstance(operation, GatedCrossAttention) and not chain.beside:
        chain.beside = True
        tokens = as_tokens(before)
        before = replace(tokens, count=times(chain.repeats, tokens.count), grid=None, extra=0)
    repeats = ONE if isinstance(operation, GatedCrossAttention) else chain.repeats
    try:
        effect = rule.apply(operation, before, place)
    except WidthMismatchError as error:
        _mismatch(chain, link, error.comes, error.taken)
        effect = _blind(operation, before, f"vectors of width {error.comes:,} cannot enter")
    except MismatchError as error:
        chain.mismatches.append(Mismatch(link.position, "component", f"`{link.component.id}`: {error}"))
        effect = _blind(operation, before, str(error))
    except NotKnownError as error:
        effect = _blind(operation, before, str(error))
    after = effect.state if is_run else before
    notes = effect.notes
    if not is_run:
        notes = ("The pipeline does not use this head.",)
    else:
        chain.conditions.update(dict.fromkeys(effect.conditions))
    chain.steps.append(
        SymbolicStep(
            link.component.id,
            link.component.role,
            operation.type,
            rule.title,
            before,
            after,
            repeats,
            effect,
            rule.equation,
            rule.source,
            is_run,
            notes,
        )
    )
    if is_run and not isinstance(operation, GatedCrossAttention):
        chain.state = after


def _blind(operation: Operation, before: State, reason: str) -> Effect:
    """An effect of which nothing is known but, perhaps, the width that leaves."""
    unknown = Unknown(reason)
    width = _leaving(operation)
    return Effect(Tokens(unknown, Integer(width) if width else unknown), (Part("weights", unknown),), unknown)


def _not_recorded(chain: _Builder, link: Link) -> None:
    """A component without operations: only what the pipeline says about it is known."""
    unknown = Unknown(f"the operations of `{link.component.id}` are not recorded")
    step, before = link.step, chain.state
    assert before is not None
    width = step.output_width
    after = Tokens(Integer(step.output_tokens) if step.output_tokens else unknown, Integer(width) if width else unknown)
    if link.component.role == "backbone":
        after = Tokens(as_tokens(before).count, unknown)
    chain.steps.append(
        SymbolicStep(
            link.component.id,
            link.component.role,
            "not-recorded",
            "Operations not recorded",
            before,
            after,
            chain.repeats,
            Effect(after, (Part("weights", unknown),), unknown),
        )
    )
    chain.state = after


def _select(chain: _Builder, link: Link) -> None:
    """Keep the tokens of an encoder that the pipeline names."""
    keep, before = link.step.keep, chain.state
    if keep is None or before is None:
        return
    tokens = as_tokens(before)
    title, equation = "Keeping patch tokens", r"z = [z_1, \dots, z_N]"
    after = tokens
    match keep:
        case "patch-tokens" if tokens.extra and tokens.grid is not None:
            after = replace(tokens, count=product(tokens.grid), extra=0)
        case "class-token" if tokens.extra:
            title, equation = "Keeping the class token", r"z = c_1"
            after = Tokens(ONE, tokens.width)
        case "pooled" if not any(isinstance(one, AttentionPool) for one in link.component.operations):
            title, equation = ("Pooling", r"z = \frac{1}{N} \sum_i z_i")
            if tokens.extra:
                title, equation = "Keeping the class token", r"z = c_1"
            after = Tokens(ONE, tokens.width)
        case "class-token" if not isinstance(tokens.count, Unknown):
            message = f"the class token is kept, but `{link.component.id}` has none"
            chain.mismatches.append(Mismatch(link.position, "component", message))
            return
        case _:
            return
    chain.steps.append(
        SymbolicStep(None, "pipeline", "select", title, tokens, after, chain.repeats, Effect(after), equation)
    )
    chain.state = after


def _decoder_beside(chain: _Builder, link: Link) -> None:
    """A decoder of masks, boxes or pictures: it hangs on a hidden state, so the chain does not pass through it."""
    unknown = Unknown("it stands beside the chain and is not followed")
    state: State = Tokens(unknown, unknown)
    operations: Sequence[Operation | None] = link.component.operations or (None,)
    for operation in operations:
        rule = RULES[operation.type] if operation is not None else None
        chain.steps.append(
            SymbolicStep(
                link.component.id,
                "decoder",
                "beside",
                rule.title if rule else "Decoder beside the chain",
                state,
                state,
                ONE,
                Effect(state, (Part("weights", unknown),), unknown),
                rule.equation if rule else "",
                rule.source if rule else "",
                is_run=False,
            )
        )
    chain.notes["Decoders beside the chain are shown, but neither followed nor counted."] = None


def _close_branch(chain: _Builder) -> None:
    if chain.state is None:
        return
    tokens = as_tokens(chain.state)
    chain.joined.append((times(chain.repeats, tokens.count), tokens))
    chain.state = None


def _joined(chain: _Builder) -> Tokens:
    if not chain.joined:
        return Tokens(ZERO, Unknown("no visual tokens"))
    return Tokens(add(tokens for tokens, _ in chain.joined), chain.joined[0][1].width)


def _check_joined(chain: _Builder, link: Link, operation: LanguageModel | None) -> None:
    if operation is None:
        return
    for _, tokens in chain.joined:
        if isinstance(tokens.width, Integer) and tokens.width.value != operation.width:
            _mismatch(chain, link, tokens.width.value, operation.width)


def _check_entering(chain: _Builder, link: Link, stated: int) -> None:
    """The width that a pipeline states must be the one that comes; if none is known, it is believed."""
    if isinstance(chain.state, Tokens):
        width = chain.state.width
        if isinstance(width, Integer) and width.value != stated:
            _mismatch(chain, link, width.value, stated)
        if not isinstance(width, Integer) or width.value != stated:
            chain.state = replace(chain.state, width=Integer(stated))


def _check_leaving(chain: _Builder, link: Link) -> None:
    """What a pipeline says of the width and number of vectors that leave must be what operations make of them."""
    if link.component.role == "backbone" or chain.state is None:
        return
    tokens = as_tokens(chain.state)
    width, stated = tokens.width, link.step.output_width
    if stated is not None and isinstance(width, Integer) and width.value != stated:
        message = f"the model has {stated:,} where its component `{link.component.id}` has {width.value:,}"
        chain.mismatches.append(Mismatch(link.position, "output_width", message))
    elif stated is not None and isinstance(width, Unknown):
        chain.state = replace(tokens, width=Integer(stated))
    if link.step.output_tokens is not None and not isinstance(tokens.count, Unknown):
        _check_count(chain, link, tokens.count, link.step.output_tokens)


def _check_count(chain: _Builder, link: Link, count: Expression, stated: int) -> None:
    value = evaluate(count, {**dict.fromkeys(("slices", "frames", "tiles", "text_tokens"), 1), **chain.defaults})
    if value != stated:
        message = f"the model has {stated:,} vectors where the operations of `{link.component.id}` give {value:,}"
        chain.mismatches.append(Mismatch(link.position, "output_tokens", message))


def _mismatch(chain: _Builder, link: Link, comes: int, taken: int) -> None:
    before = f"leave `{chain.last}`" if chain.last and chain.last != link.component.id else "come"
    field: Literal["component", "input_width"] = "component" if link.step.input_width is None else "input_width"
    message = f"vectors {before} with a width of {comes:,}, but `{link.component.id}` takes {taken:,}"
    chain.mismatches.append(Mismatch(link.position, field, message))


def _heads(link: Link) -> frozenset[int]:
    """Operations of an encoder after its last transformer: heads that a pipeline may leave out."""
    last = _last(link.component.operations, Transformer)
    if link.component.role != "encoder" or last is None:
        return frozenset()
    return frozenset(
        position
        for position, operation in enumerate(link.component.operations)
        if position > last and isinstance(operation, AttentionPool | Linear | Mlp)
    )


def _runs(operation: Operation, link: Link) -> bool:
    """Pooling runs only for those who ask for it; a projection, unless tokens of the transformer are read."""
    if isinstance(operation, AttentionPool):
        return link.step.keep == "pooled"
    return link.step.layer is None and link.step.keep in (None, "pooled")


def _backbone(links: Sequence[Link]) -> dict[str, int]:
    for link in links:
        operation = _language_model(link.component)
        if link.component.role == "backbone" and operation is not None:
            return {"backbone_width": operation.width, "backbone_layers": operation.layers}
    return {}


def _language_model(component: Component) -> LanguageModel | None:
    return next((one for one in component.operations if isinstance(one, LanguageModel)), None)


def _width_after(chain: _Builder, link: Link) -> int | None:
    """The width that the pipeline states, else the one that the next component takes."""
    if link.step.output_width is not None:
        return link.step.output_width
    after = next((one for one in chain.links if one.position > link.position), None)
    if after is None:
        return None
    return after.step.input_width or _entering(after.component.operations)


def _entering(operations: Sequence[Operation]) -> int | None:
    """The width that operations take, as far as it does not depend on what comes."""
    match operations[0] if operations else None:
        case Linear(input_width=width) | Mlp(input_width=width) | QueryTransformer(input_width=width):
            return width
        case ConvDownsample(axes=1, input_width=width) | GatedCrossAttention(visual_width=width):
            return width
        case LanguageModel(width=width) | Transformer(width=width):
            return width
    return None


def _leaving(operation: Operation) -> int | None:
    match operation:
        case Linear(output_width=width) | Mlp(output_width=width):
            return width
        case Transformer(width=width) | QueryTransformer(width=width) | PatchEmbedding2d(width=width):
            return width
    return None


def _last_free_width(operations: Sequence[Operation]) -> int | None:
    """Position of the operation whose width is set by the neighbour that follows the component."""
    for position in range(len(operations) - 1, -1, -1):
        match operations[position]:
            case Linear(output_width=None) | Mlp(output_width=None) | ConvDownsample(width=None):
                return position
            case Linear() | Mlp() | ConvDownsample() | Transformer() | QueryTransformer() | LanguageModel():
                return None
    return None


def needs_grid(component: Component | None) -> bool:
    """Whether a component begins by pooling or joining neighbours, which class tokens would disturb."""
    match component.operations[0] if component is not None and component.operations else None:
        case AveragePool() | PixelShuffle() | Concatenate(axis="width"):
            return True
    return False


def _last(operations: Sequence[Operation], kind: type) -> int | None:
    return max((position for position, one in enumerate(operations) if isinstance(one, kind)), default=None)

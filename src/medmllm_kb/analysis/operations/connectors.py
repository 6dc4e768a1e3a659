"""Rules of what leads from an encoder's vectors to those of a language model."""

from itertools import pairwise

from medmllm_kb.analysis.expressions import Expression, Integer, ceil_divide, product
from medmllm_kb.analysis.operations.base import (
    Effect,
    MismatchError,
    NotKnownError,
    Part,
    Place,
    Size,
    State,
    Tokens,
    Unknown,
    add,
    as_tokens,
    attempt,
    entering_width,
    known,
    number,
    part,
    times,
)
from medmllm_kb.analysis.operations.blocks import GATED, attended, feed_forward, head_width, linear, matrices, norm
from medmllm_kb.analysis.operations.conditions import Condition, multiple
from medmllm_kb.records.operations import (
    AveragePool,
    Concatenate,
    GatedCrossAttention,
    Linear,
    MaskDecoder,
    Mlp,
    Normalise,
    PerceiverResampler,
    PixelShuffle,
    QueryTransformer,
)


def linear_layer(operation: Linear, state: State, place: Place) -> Effect:
    """A matrix, and a bias.

    Source: ``nn.Linear`` of PyTorch.
    """
    tokens = as_tokens(state)
    enters = entering_width(tokens.width, operation.input_width)
    leaves = _leaving_width(operation.output_width, place)
    weights = times(enters, leaves)
    return Effect(
        Tokens(tokens.count, leaves, tokens.grid, tokens.extra),
        (Part("matrix", weights), Part("bias", times(leaves, int(operation.bias)))),
        times(2, tokens.count, weights),
    )


def mlp(operation: Mlp, state: State, place: Place) -> Effect:
    """Linear layers with an activation between them; perhaps several such networks, mixed by a router.

    Sources: ``LlavaMultiModalProjector`` of transformers v4.57.1; for experts, ``connector_moe`` of Uni-Med.
    """
    tokens = as_tokens(state)
    enters = entering_width(tokens.width, operation.input_width)
    leaves = _leaving_width(operation.output_width, place)
    hidden: Size = leaves if operation.hidden_width is None else Integer(operation.hidden_width)
    if operation.activation in GATED:
        return _gated(operation, tokens, enters, hidden, leaves)
    widths = [enters, *[hidden] * (operation.layers - 1), leaves]
    weights = [times(before, after) for before, after in pairwise(widths)]
    biases = [times(after, int(operation.bias)) for after in widths[1:]]
    experts = operation.experts or 1
    parts = [
        Part("matrices", times(experts, add(weights))),
        Part("biases", times(experts, add(biases))),
    ]
    flops = [times(2 * experts, tokens.count, add(weights))]
    if operation.normalisation != "none":
        parts.append(part("normalisation", lambda: norm(operation.normalisation, number(enters, "the width"))))
    if operation.experts is not None:
        router, work = _router(operation, tokens, enters)
        parts.append(Part("router", router))
        flops.append(work)
    return Effect(Tokens(tokens.count, leaves, tokens.grid, tokens.extra), tuple(parts), add(flops))


def normalise(operation: Normalise, state: State, place: Place) -> Effect:
    """Unit variance (and, for LayerNorm, zero mean) times learned weights.

    Sources: Ba et al. 2016 (LayerNorm), Zhang and Sennrich 2019 (RMSNorm).
    """
    tokens = as_tokens(state)
    return Effect(
        tokens, (part("normalisation", lambda: norm(operation.normalisation, number(tokens.width, "the width"))),)
    )


def average_pool(operation: AveragePool, state: State, place: Place) -> Effect:
    """The mean of each window of the grid.

    Source: ``Gemma3MultiModalProjector`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    kernel = operation.kernel
    if not kernel:
        raise MismatchError("the window of the pooling has no sides")
    if len(kernel) == 1:
        count, condition = _shortened(tokens.count, kernel[0])
        return Effect(Tokens(count, tokens.width), conditions=condition)
    grid = _whole_grid(tokens, len(kernel), "pooling")
    start = len(grid) - len(kernel)
    pooled = (*grid[:start], *(axis // side for axis, side in zip(grid[start:], kernel, strict=True)))
    conditions = {
        multiple(axis, side, f"a side of the grid of tokens must be a multiple of {side} to be pooled"): None
        for axis, side in zip(grid[start:], kernel, strict=True)
    }
    return Effect(Tokens(product(pooled), tokens.width, pooled), conditions=tuple(conditions))


def pixel_shuffle(operation: PixelShuffle, state: State, place: Place) -> Effect:
    """The vectors of a square of the grid, side by side.

    Sources: ``pixel_shuffle`` of InternVL and ``Qwen2_5_VLPatchMerger`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    side = operation.factor
    grid = _whole_grid(tokens, 2, "joining squares")
    joined: tuple[Expression, ...]
    conditions: dict[Condition, None] = {}
    if operation.padded:
        joined = (*grid[:-2], *(ceil_divide(axis, side) for axis in grid[-2:]))
    else:
        joined = (*grid[:-2], *(axis // side for axis in grid[-2:]))
        for axis in grid[-2:]:
            message = f"a side of the grid of tokens must be a multiple of {side}, since squares of it are joined"
            conditions[multiple(axis, side, message)] = None
    width = times(side**2, tokens.width)
    return Effect(Tokens(product(joined), width, joined), conditions=tuple(conditions))


def concatenate(operation: Concatenate, state: State, place: Place) -> Effect:
    """Sequences end to end; or neighbours of a sequence side by side.

    Source: ``encode_img`` of MiniGPT-v2.
    """
    tokens = as_tokens(state)
    parts = known(operation.parts, "the number of parts that are joined")
    if operation.axis == "tokens":
        return Effect(Tokens(times(parts, tokens.count), tokens.width))
    count, conditions = _shortened(tokens.count, parts)
    return Effect(Tokens(count, times(parts, tokens.width)), conditions=conditions)


def query_transformer(operation: QueryTransformer, state: State, place: Place) -> Effect:
    """Learned queries attend to each other and, in every so manieth block, to the tokens.

    Source: ``Blip2QFormerModel`` of transformers v4.57.1, without the text branch. A decoder in the style of DETR,
    whose last norm stands where BLIP-2 normalises the queries first, has the same numbers.
    """
    tokens = as_tokens(state)
    enters = entering_width(tokens.width, operation.input_width)
    width, queries, layers = operation.width, operation.queries, operation.layers
    crossed = -(-layers // operation.cross_attention_every)
    head_width(width, operation.heads, None)

    def only_q_former() -> None:
        if operation.design != "q-former":
            raise NotKnownError("weights are counted for the blocks of BLIP-2 alone")

    def own() -> int:
        only_q_former()
        return layers * (4 * linear(width, width, True) + 2 * width)

    def across() -> Size:
        only_q_former()
        inner = 2 * linear(width, width, True) + 2 * width + 2 * width
        return add([crossed * inner, times(2 * crossed * width, enters)])

    def feed() -> int:
        only_q_former()
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        return layers * (feed_forward(width, hidden, 2, True) + 2 * width)

    def work() -> Size:
        only_q_former()
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        count = Integer(queries)
        return add(
            [
                layers * 8 * queries * width**2,
                times(layers, attended(count, count, width)),
                layers * 4 * queries * width * hidden,
                crossed * 4 * queries * width**2,
                times(crossed * 4 * width, tokens.count, enters),
                times(crossed, attended(count, tokens.count, width)),
            ]
        )

    return Effect(
        Tokens(Integer(queries), Integer(width)),
        (
            Part("queries", Integer(queries * width + 2 * width)),
            part("attention among queries", own),
            part("attention to the tokens", across),
            part("feed-forward", feed),
        ),
        attempt(work),
    )


def perceiver_resampler(operation: PerceiverResampler, state: State, place: Place) -> Effect:
    """Learned latents attend to the tokens and to themselves at once, block after block.

    Sources: ``PerceiverResampler`` of OpenFlamingo v2.0.0; ``Idefics2PerceiverResampler`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    entering = entering_width(tokens.width, operation.width)
    latents, layers, kind = operation.latents, operation.layers, operation.normalisation

    def widths() -> tuple[int, int, int]:
        width = number(entering, "the width")
        heads = known(operation.heads, "the number of heads")
        queries = head_width(width, heads, operation.head_size)
        return width, queries, queries // heads * (operation.kv_heads or heads)

    def hidden(width: int) -> int:
        return width * known(operation.feed_forward_factor, "the width of the feed-forward layer")

    def attention() -> int:
        width, queries, keys = widths()
        return layers * (2 * width * queries + 2 * width * keys + 2 * norm(kind, width))

    def feed() -> int:
        width, _, _ = widths()
        count = matrices(operation.activation)
        return layers * (feed_forward(width, hidden(width), count, False) + norm(kind, width))

    def work() -> Size:
        width, queries, keys = widths()
        fixed = 4 * latents * width * queries + 2 * matrices(operation.activation) * latents * width * hidden(width)
        seen = add([tokens.count, latents])
        return times(layers, add([fixed, times(4 * width * keys + 4 * latents * queries, seen)]))

    return Effect(
        Tokens(Integer(latents), entering),
        (
            Part("latents", times(latents, entering)),
            part("attention", attention),
            part("feed-forward", feed),
            part("last norm", lambda: norm(kind, number(entering, "the width"))),
        ),
        attempt(work),
    )


def gated_cross_attention(operation: GatedCrossAttention, state: State, place: Place) -> Effect:
    """Text attends to the visual tokens in layers between those of the language model, each opened by a gate.

    Source: ``GatedCrossAttentionBlock`` of OpenFlamingo v2.0.0.
    """
    tokens = as_tokens(state)
    visual = entering_width(tokens.width, operation.visual_width)

    def sizes() -> tuple[int, int, int, int]:
        width = known(place.backbone_width, "the width of the language model")
        heads = known(operation.heads, "the number of heads")
        inner = heads * known(operation.head_size, "the size of a head")
        blocks = known(place.backbone_layers, "the number of layers of the language model") // operation.every
        return blocks, width, inner, width * known(operation.feed_forward_factor, "the feed-forward layer")

    def attention() -> Size:
        blocks, width, inner, _ = sizes()
        return add([blocks * (2 * width * inner + 2 * width + 1), times(2 * blocks * inner, visual)])

    def feed() -> int:
        blocks, width, _, hidden = sizes()
        return blocks * (2 * width * hidden + 2 * width + 1)

    def work() -> Size:
        blocks, width, inner, hidden = sizes()
        text = place.text.count if place.text else Unknown("there is no text")
        return times(
            blocks,
            add(
                [
                    times(4 * width * inner + 4 * width * hidden, text),
                    times(4 * inner, tokens.count, visual),
                    attended(text, tokens.count, inner),
                ]
            ),
        )

    return Effect(tokens, (part("attention", attention), part("feed-forward", feed)), attempt(work))


def mask_decoder(operation: MaskDecoder, state: State, place: Place) -> Effect:
    """Stands beside the chain: it takes the picture from an encoder of its own.

    Source: Kirillov et al. 2023 (SAM).
    """
    raise NotKnownError("a mask decoder takes its picture from an encoder of its own, which the chain does not hold")


def _leaving_width(width: int | None, place: Place) -> Size:
    leaves = width or place.output_width
    return Integer(leaves) if leaves else Unknown("the width that leaves is not recorded")


def _gated(operation: Mlp, tokens: Tokens, enters: Size, hidden: Size, leaves: Size) -> Effect:
    weights = add([times(2, enters, hidden), times(hidden, leaves)])
    biases = times(int(operation.bias), add([times(2, hidden), leaves]))
    return Effect(
        Tokens(tokens.count, leaves, tokens.grid, tokens.extra),
        (Part("matrices", weights), Part("biases", biases)),
        times(2, tokens.count, weights),
    )


def _router(operation: Mlp, tokens: Tokens, enters: Size) -> tuple[Size, Size]:
    """Parameters and FLOPs of a router of two layers, which sees a vector and, beside it, that of the task."""

    def sizes() -> tuple[int, int, int]:
        hidden = known(operation.router_hidden_width, "the width of the router")
        width = number(enters, "the width")
        return width, width * (2 if operation.task_vectors else 1), hidden

    def weights() -> int:
        width, seen, hidden = sizes()
        experts = operation.experts or 1
        return linear(seen, hidden, True) + linear(hidden, experts, True) + operation.task_vectors * width

    def work() -> Size:
        _, seen, hidden = sizes()
        return times(2 * hidden * (seen + (operation.experts or 1)), tokens.count)

    return attempt(weights), attempt(work)


def _whole_grid(tokens: Tokens, axes: int, doing: str) -> tuple[Expression, ...]:
    if tokens.extra:
        extra = f"{tokens.extra} class or register token{'s' * (tokens.extra > 1)}"
        raise MismatchError(f"{doing} needs a bare grid of tokens, but {extra} came along; keep the patch tokens alone")
    if tokens.grid is None:
        raise NotKnownError(f"{doing} needs tokens that lie in a grid, and whether they do is not known")
    if len(tokens.grid) < axes:
        raise MismatchError(f"{doing} needs a grid with {axes} axes, but the tokens lie in one with {len(tokens.grid)}")
    return tokens.grid


def _shortened(count: Size, parts: int) -> tuple[Size, tuple[Condition, ...]]:
    if isinstance(count, Unknown):
        return count, ()
    message = f"the number of tokens must be a multiple of {parts}, since so many neighbours are joined"
    return count // parts, (multiple(count, parts, message),)

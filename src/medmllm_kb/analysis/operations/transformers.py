"""Rules of transformers: encoders, language models, and the pooling heads on top of them."""

from medmllm_kb.analysis.expressions import Expression, Integer, at_most, product
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
    stated,
    times,
)
from medmllm_kb.analysis.operations.blocks import (
    attended,
    feed_forward,
    head_width,
    linear,
    matrices,
    norm,
    pairs_in_windows,
)
from medmllm_kb.records.operations import AttentionPool, EncoderDecoder, LanguageModel, Transformer

UNCOUNTED = "what relative positions add to attention is not counted"


def transformer(operation: Transformer, state: State, place: Place) -> Effect:
    """Blocks of attention among all tokens and a feed-forward layer, each with a norm and a residual.

    States of an earlier layer need fewer blocks and no last norm, as in ``hidden_states`` of transformers.
    Sources: ``CLIPEncoderLayer``, ``SiglipEncoderLayer``, ``Dinov2Layer``, ``Blip2EncoderLayer`` and
    ``Qwen2_5_VLVisionBlock`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    entering_width(tokens.width, operation.width)
    width, kind = operation.width, operation.normalisation
    inner = head_width(width, operation.heads, operation.head_size)
    blocks = _blocks_needed(operation.layers, place.layer)

    def attention() -> int:
        biases = {"all": 3, "query-value": 2, "none": 0}[operation.qkv_bias or ("all" if operation.bias else "none")]
        normalised = {None: 0, "head": inner // operation.heads, "width": inner}[operation.qk_normalisation]
        if operation.relative_positions:
            raise NotKnownError(UNCOUNTED)
        return 3 * width * inner + biases * inner + linear(inner, width, operation.bias) + 2 * norm(kind, normalised)

    def feed() -> int:
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        return feed_forward(width, hidden, matrices(operation.activation), operation.bias)

    def first() -> int:
        return norm(kind, width) * stated(operation.pre_normalisation, "tokens are normalised before the first block")

    def last() -> int:
        return norm(kind, width) * stated(operation.post_normalisation, "tokens are normalised after the last block")

    each = (
        part("attention", attention),
        part("feed-forward", feed),
        Part("normalisation", Integer(2 * norm(kind, width) + 2 * width * operation.layer_scale)),
    )
    before, after = part("norm before the blocks", first), part("norm after the blocks", last)
    parts = [Part(one.name, times(operation.layers, one.count)) for one in each]
    parts += [one for one in (before, after) if one.count != Integer(0)]

    def work() -> Size:
        if operation.relative_positions:
            raise NotKnownError(UNCOUNTED)
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        weights = 4 * width * inner + matrices(operation.activation) * width * hidden
        return add([times(2 * weights * blocks, tokens.count), _attention_work(operation, tokens, blocks)])

    used = None
    if place.layer is not None:
        used = add([*(times(blocks, one.count) for one in each), before.count])
    notes: tuple[str, ...] = ()
    if blocks < operation.layers:
        notes = (f"States after block {blocks} of {operation.layers} are read; all blocks are loaded.",)
    return Effect(
        Tokens(tokens.count, Integer(width), tokens.grid, tokens.extra), tuple(parts), attempt(work), used, notes=notes
    )


def language_model(operation: LanguageModel, state: State, place: Place) -> Effect:
    """Token embedding, causal blocks, a last norm, and the head over the vocabulary at every position.

    Queries share keys and values in groups. A mixture of experts adds a router to each layer. Sources:
    ``LlamaForCausalLM``, ``Qwen2ForCausalLM``, ``Qwen3ForCausalLM``, ``Gemma3ForCausalLM``, ``PhiForCausalLM``
    and ``MixtralForCausalLM`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    width, layers = operation.width, operation.layers
    entering_width(tokens.width, width)
    queries, keys = attention_widths(operation)
    kind = operation.normalisation

    def attention() -> int:
        bias = stated(operation.attention_bias, "queries, keys and values have a bias")
        size = queries // operation.heads
        normalised = {None: 0, "head": 2 * size, "width": queries + keys}[operation.qk_normalisation]
        return layers * (
            linear(width, queries, bias)
            + 2 * linear(width, keys, bias)
            + linear(queries, width, operation.output_bias)
            + normalised
        )

    def feed() -> int:
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        one = feed_forward(width, hidden, matrices(operation.activation), operation.feed_forward_bias)
        return layers * (one if operation.experts is None else operation.experts * one + width * operation.experts)

    def head() -> int:
        rows = known(operation.vocabulary, "the size of the vocabulary")
        if stated(operation.tied_embeddings, "the head shares the embedding table"):
            return 0
        return linear(width, rows, operation.head_bias)

    def work() -> Size:
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        experts = 1
        router = 0
        if operation.experts is not None:
            experts = known(operation.active_experts, "the number of active experts")
            router = width * operation.experts
        weights = width * (2 * queries + 2 * keys) + experts * matrices(operation.activation) * width * hidden + router
        rows = known(operation.vocabulary, "the size of the vocabulary")
        return add(
            [
                times(2 * layers * weights + 2 * width * rows, tokens.count),
                times(layers, attended(tokens.count, tokens.count, queries)),
            ]
        )

    rows: Size = attempt(lambda: known(operation.vocabulary, "the size of the vocabulary"))
    return Effect(
        Tokens(tokens.count, rows),
        (
            Part("token embedding", times(rows, width)),
            part("attention", attention),
            part("feed-forward", feed),
            Part("normalisation", Integer((layers * operation.normalisations + 1) * norm(kind, width))),
            part("head", head),
        ),
        attempt(work),
    )


def attention_widths(operation: LanguageModel) -> tuple[int, int]:
    """Width of all queries, and of all keys (values have the same)."""
    queries = head_width(operation.width, operation.heads, operation.head_size)
    shared = operation.kv_heads or operation.heads
    if operation.heads % shared:
        raise MismatchError(f"{shared} heads of keys cannot serve {operation.heads} heads of queries evenly")
    return queries, queries // operation.heads * shared


def cached_values(operation: LanguageModel, sequence: Expression) -> Expression:
    """Numbers in the cache of keys and values after a prefill, as ``DynamicCache`` of transformers keeps them.

    Layers with a window keep its tokens less one: the next token brings the last.
    """
    _, keys = attention_widths(operation)
    if operation.window is None:
        return 2 * keys * operation.layers * sequence
    whole = _global_layers(operation)
    windowed = at_most(sequence, operation.window - 1)
    return 2 * keys * (whole * sequence + (operation.layers - whole) * windowed)


def encoder_decoder(operation: EncoderDecoder, state: State, place: Place) -> Effect:
    """An encoder reads the tokens, a decoder writes the text and attends to them.

    Source: Raffel et al. 2020 (T5). Its weights are not counted: records do not state its attention.
    """
    tokens = as_tokens(state)
    entering_width(tokens.width, operation.width)
    unknown = Unknown("the attention of encoder-decoder models is not recorded")
    rows: Size = attempt(lambda: known(operation.vocabulary, "the size of the vocabulary"))
    text = place.text.count if place.text else tokens.count
    return Effect(Tokens(text, rows), (Part("blocks", unknown),), unknown)


def attention_pool(operation: AttentionPool, state: State, place: Place) -> Effect:
    """A learned query attends to all tokens; a feed-forward layer with norm and residual follows.

    Source: ``SiglipMultiheadAttentionPoolingHead`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)

    def pooled() -> int:
        width = number(tokens.width, "the width")
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        return width + 4 * linear(width, width, True) + 2 * width + feed_forward(width, hidden, 2, True)

    def work() -> Size:
        width = number(tokens.width, "the width")
        hidden = known(operation.intermediate, "the width of the feed-forward layer")
        once = 4 * width**2 + 4 * width * hidden
        return add([once, times(4 * width**2 + 4 * width, tokens.count)])

    return Effect(Tokens(Integer(1), tokens.width), (part("head", pooled),), attempt(work))


def _blocks_needed(layers: int, layer: int | None) -> int:
    """Blocks before the states ``hidden_states[layer]``; 0 is what enters the first block, -1 what leaves the last."""
    if layer is None:
        return layers
    blocks = layers + 1 + layer if layer < 0 else layer
    if not 0 <= blocks <= layers:
        raise MismatchError(f"layer {layer} is read, but there are {layers}")
    return blocks


def _global_layers(operation: Transformer | LanguageModel) -> int:
    layers = operation.global_layers or 0
    if layers > operation.layers:
        raise MismatchError(f"{layers} layers attend to all tokens, but there are {operation.layers}")
    return layers


def _attention_work(operation: Transformer, tokens: Tokens, blocks: int) -> Size:
    """FLOPs of attention in all blocks, by which tokens see each other."""
    width = head_width(operation.width, operation.heads, operation.head_size)
    count, grid = tokens.count, tokens.grid
    if operation.attention == "all" or grid is None:
        wide = attended(count, count, width)
    else:
        among = grid[0] if operation.attention == "depth" else product(grid[1:])
        apart = product(grid[1:]) if operation.attention == "depth" else grid[0]
        wide = times(4 * width, apart, among, among)
    if operation.window is None:
        return times(blocks, wide)
    if grid is None or tokens.extra:
        raise NotKnownError("windows need tokens that lie in a grid")
    whole = _global_layers(operation)
    if blocks != operation.layers:
        raise NotKnownError("which of the first blocks attend to all tokens is not recorded")
    return add(
        [times(whole, wide), times(4 * width * (operation.layers - whole), pairs_in_windows(grid, operation.window))]
    )

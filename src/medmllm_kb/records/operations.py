"""What a component does to a tensor: a small closed set of operations and their dimensions.

Shapes are written without the batch: an image is (C, H, W), a sequence of vectors (N, D). A width that the
component leaves out is bound by its neighbours in a model's pipeline.
"""

from typing import Annotated, Literal

from pydantic import Field

from medmllm_kb.records.types import Dimension, Model

Activation = Literal["gelu", "gelu-tanh", "quick-gelu", "relu", "silu", "swiglu", "geglu"]
Normalisation = Literal["layer-norm", "rms-norm", "none"]
Positions = Literal["learned", "learned-axes", "sinusoidal", "rotary", "relative", "none"]
"""``learned``: one row a token; ``learned-axes``: a table for each axis, laid side by side."""


class PatchEmbedding2d(Model):
    """(C, H, W) -> (H/p * W/p [+ class and register tokens], D)."""

    type: Literal["patch-embedding-2d"]
    image_size: Dimension | None = None
    """Side of the square image at which it was trained, in pixels; left out when it takes any size."""
    patch_size: Dimension
    """Side of the square patch, in pixels."""
    width: Dimension
    channels: Dimension = 3
    class_tokens: Annotated[int, Field(ge=0)] = 0
    register_tokens: Annotated[int, Field(ge=0)] = 0
    positions: Positions = "learned"
    class_positions: bool = True
    """Whether the class tokens have rows of their own in a learned table."""
    interpolated_positions: bool = True
    """Whether a learned table is interpolated for other sizes; if not, only ``image_size`` will do."""
    bias: bool = True


class PatchEmbedding3d(Model):
    """(C, T, H, W) -> (T/pt * H/ph * W/pw [+ class tokens], D)."""

    type: Literal["patch-embedding-3d"]
    volume_size: tuple[Dimension, Dimension, Dimension] | None = None
    """Depth (slices or frames), height, width; left out when it takes any size."""
    patch_size: tuple[Dimension, Dimension, Dimension]
    width: Dimension
    channels: Dimension = 1
    depth: Literal["slices", "frames"] = "slices"
    """What follows each other along the first axis."""
    padded_depth: bool = False
    """Whether the last slice or frame is repeated until it fills a patch; a single picture fills one, too."""
    class_tokens: Annotated[int, Field(ge=0)] = 0
    positions: Positions = "learned"
    class_positions: bool = True
    """Whether the class tokens have rows of their own in a learned table."""
    interpolated_positions: bool = False
    """Whether a learned table is interpolated for other sizes."""
    patch_normalisation: bool = False
    """Whether the values of a patch are normalised, and its vector again, as in the ViT of lucidrains."""
    bias: bool = True


class ConvolutionalEncoder(Model):
    """(C, [T,] H, W) -> ([T/t *] H/s * W/s, D): a convolutional network, read at its last feature map."""

    type: Literal["convolutional-encoder"]
    image_size: Dimension | None = None
    depth: Dimension | None = None
    """Slices of the volume at which it was trained, when it takes volumes."""
    stride: Dimension
    """Total stride between pixels and feature map."""
    depth_stride: Dimension | None = None
    """Total stride along the slices; stated only when it takes volumes."""
    width: Dimension
    channels: Dimension = 3


class HierarchicalTransformer(Model):
    """(C, H, W) -> (H/s * W/s, D): a windowed transformer that merges patches between its stages."""

    type: Literal["hierarchical-transformer"]
    image_size: Dimension | None = None
    patch_size: Dimension
    widths: tuple[Dimension, ...]
    depths: tuple[Dimension, ...]
    heads: tuple[Dimension, ...]
    window: Dimension | None = None
    channels: Dimension = 3


class Transformer(Model):
    """(N, D) -> (N, D): blocks of self-attention and feed-forward that see all tokens."""

    type: Literal["transformer"]
    layers: Dimension
    width: Dimension
    heads: Dimension
    head_size: Dimension | None = None
    """Left out: width / heads."""
    intermediate: Dimension | None = None
    """Width of the feed-forward layer."""
    activation: Activation | None = None
    normalisation: Normalisation = "layer-norm"
    pre_normalisation: bool | None = None
    """Whether tokens are normalised before the first block, as in CLIP."""
    post_normalisation: bool | None = None
    """Whether tokens are normalised after the last block."""
    bias: bool = True
    qkv_bias: Literal["all", "query-value", "none"] | None = None
    """Which of queries, keys and values have a bias; left out: all, if ``bias``, else none."""
    qk_normalisation: Literal["head", "width"] | None = None
    """Whether queries and keys are normalised: over each head, or over the whole width."""
    layer_scale: bool = False
    """Whether the output of attention and of the feed-forward layer is scaled by a learned vector."""
    window: Dimension | None = None
    """Side, in tokens of the grid, of the squares within which most layers attend."""
    global_layers: Dimension | None = None
    """Layers that attend to all tokens in spite of ``window``."""
    attention: Literal["all", "plane", "depth"] = "all"
    """Tokens that see each other: all; those of one slice or frame; those at one place of all slices or frames."""
    relative_positions: bool = False
    """Whether attention adds learned tables of relative positions, as in SAM."""


class LanguageModel(Model):
    """(N, D) -> (N, V): token embedding, causal blocks, and the head over the vocabulary."""

    type: Literal["language-model"]
    layers: Dimension
    width: Dimension
    heads: Dimension
    kv_heads: Dimension | None = None
    """Heads that keys and values share; left out: as many as heads."""
    head_size: Dimension | None = None
    """Left out: width / heads."""
    intermediate: Dimension | None = None
    activation: Activation | None = None
    vocabulary: Dimension | None = None
    """Rows of the embedding table."""
    context: Dimension | None = None
    """Longest sequence, in tokens."""
    normalisation: Normalisation = "rms-norm"
    tied_embeddings: bool | None = None
    """Whether the head shares the embedding table."""
    attention_bias: bool | None = None
    """Whether queries, keys and values have a bias."""
    output_bias: bool = False
    """Whether the projection after attention has one."""
    feed_forward_bias: bool = False
    head_bias: bool = False
    normalisations: Literal[1, 2, 4] = 2
    """A layer: 1 where attention and feed-forward layer share one, 4 where their outputs are normalised too."""
    qk_normalisation: Literal["head", "width"] | None = None
    """Whether queries and keys are normalised: over each head, or over the whole width."""
    window: Dimension | None = None
    """Tokens to which most layers look back."""
    global_layers: Annotated[int, Field(ge=0)] | None = None
    """Layers that look back to all tokens in spite of ``window``; left out: none of them."""
    experts: Dimension | None = None
    """Feed-forward experts a layer, for a mixture of experts."""
    active_experts: Dimension | None = None
    """Experts that a token passes through."""


class EncoderDecoder(Model):
    """(N, D) -> (M, V): a text encoder and a causal decoder that attends to it."""

    type: Literal["encoder-decoder"]
    encoder_layers: Dimension
    decoder_layers: Dimension
    width: Dimension
    heads: Dimension
    intermediate: Dimension | None = None
    vocabulary: Dimension | None = None
    context: Dimension | None = None


class Linear(Model):
    """(N, D_in) -> (N, D_out)."""

    type: Literal["linear"]
    input_width: Dimension | None = None
    output_width: Dimension | None = None
    bias: bool = True


class Mlp(Model):
    """(N, D_in) -> (N, D_out) through layers with an activation between them."""

    type: Literal["mlp"]
    layers: Dimension
    activation: Activation
    input_width: Dimension | None = None
    hidden_width: Dimension | None = None
    """Left out: the output width, as in LLaVA-1.5."""
    output_width: Dimension | None = None
    normalisation: Normalisation = "none"
    """Of the vectors that enter."""
    bias: bool = True
    experts: Dimension | None = None
    """Networks of this shape, all of which run on each vector and are mixed by a router of two layers."""
    router_hidden_width: Dimension | None = None
    """Width of the hidden layer of the router."""
    task_vectors: Annotated[int, Field(ge=0)] = 0
    """Learned vectors for tasks, of which the router sees one beside each vector."""


class Normalise(Model):
    """(N, D) -> (N, D): each vector is scaled to unit variance and by learned weights."""

    type: Literal["normalise"]
    normalisation: Literal["layer-norm", "rms-norm"]


class PositionEmbedding(Model):
    """(N, D) -> ([class tokens +] N, D): class tokens are put in front and positions are added."""

    type: Literal["position-embedding"]
    positions: Positions
    length: Dimension | None = None
    """Rows of the table, without class tokens."""
    class_tokens: Annotated[int, Field(ge=0)] = 0
    class_positions: bool = True
    """Whether the class tokens have rows of their own in a learned table."""


class AttentionPool(Model):
    """(N, D) -> (1, D): a learned query attends to all tokens; then a feed-forward layer (SigLIP's head)."""

    type: Literal["attention-pool"]
    heads: Dimension
    intermediate: Dimension | None = None


class AveragePool(Model):
    """(N, D) -> (N / product of the kernel, D)."""

    type: Literal["average-pool"]
    kernel: tuple[Dimension, ...]
    """Window along each axis of the token grid."""


class PixelShuffle(Model):
    """(N, D) -> (N / f^2, D * f^2): neighbours of a square are laid side by side in one vector."""

    type: Literal["pixel-shuffle"]
    factor: Dimension
    padded: bool = False
    """Whether a grid that the squares do not fill is filled up with zeros."""


class QueryTransformer(Model):
    """(N, D_in) -> (Q, D): learned queries attend to each other and to the encoder's tokens (Q-Former)."""

    type: Literal["query-transformer"]
    queries: Dimension
    layers: Dimension
    width: Dimension
    heads: Dimension
    intermediate: Dimension | None = None
    cross_attention_every: Dimension = 1
    """Every so manieth layer, from the first, attends to the encoder's tokens."""
    input_width: Dimension | None = None
    design: Literal["q-former", "other"] = "q-former"
    """``q-former``: blocks of BERT as in BLIP-2, the only ones whose weights are counted."""


class PerceiverResampler(Model):
    """(N, D) -> (L, D): learned latents attend to the tokens and to themselves."""

    type: Literal["perceiver-resampler"]
    latents: Dimension
    layers: Dimension
    width: Dimension | None = None
    heads: Dimension | None = None
    kv_heads: Dimension | None = None
    """Heads that keys and values share; left out: as many as heads."""
    head_size: Dimension | None = None
    feed_forward_factor: Dimension | None = None
    """Hidden width of the feed-forward layer, as a multiple of the width."""
    activation: Activation = "gelu"
    normalisation: Normalisation = "layer-norm"


class GatedCrossAttention(Model):
    """(N, D) with visual (M, D_v) -> (N, D): layers between those of the language model, opened by a gate."""

    type: Literal["gated-cross-attention"]
    every: Dimension
    """One such layer before every so many layers of the language model."""
    visual_width: Dimension | None = None
    heads: Dimension | None = None
    head_size: Dimension | None = None
    feed_forward_factor: Dimension | None = None


class ConvDownsample(Model):
    """Convolutions that shorten a sequence, an image or a volume."""

    type: Literal["conv-downsample"]
    axes: Literal[1, 2, 3]
    kernel: Dimension
    stride: Dimension
    padding: Annotated[int, Field(ge=0)] = 0
    input_size: tuple[Dimension, ...] | None = None
    """Size along the axes at which it was trained; time comes last."""
    input_width: Dimension | None = None
    """Channels that enter."""
    width: Dimension | None = None
    """Channels that leave."""
    layers: Dimension = 1
    bias: bool = True


class Concatenate(Model):
    """(N, D) -> (k * N, D) end to end (tokens), or (N/k, k * D) side by side (width)."""

    type: Literal["concatenate"]
    axis: Literal["tokens", "width"]
    parts: Dimension | None = None
    """How many: k. Side by side, they are neighbours in the order of the sequence."""


class VectorQuantiser(Model):
    """(N, D) -> N indices into a codebook."""

    type: Literal["vector-quantiser"]
    codebook: Dimension
    width: Dimension | None = None
    stride: Dimension | None = None


class MaskDecoder(Model):
    """Image embedding (D, h, w) and prompt vectors -> masks."""

    type: Literal["mask-decoder"]
    width: Dimension
    layers: Dimension | None = None
    heads: Dimension | None = None
    masks: Dimension | None = None


Operation = Annotated[
    PatchEmbedding2d
    | PatchEmbedding3d
    | ConvolutionalEncoder
    | HierarchicalTransformer
    | Transformer
    | LanguageModel
    | EncoderDecoder
    | Linear
    | Mlp
    | Normalise
    | PositionEmbedding
    | AttentionPool
    | AveragePool
    | PixelShuffle
    | QueryTransformer
    | PerceiverResampler
    | GatedCrossAttention
    | ConvDownsample
    | Concatenate
    | VectorQuantiser
    | MaskDecoder,
    Field(discriminator="type"),
]

"""What a component does to a tensor: a small closed set of operations and their dimensions.

Shapes are written without the batch: an image is (C, H, W), a sequence of vectors (N, D). A width that the
component leaves out is bound by its neighbours in a model's pipeline.
"""

from typing import Annotated, Literal

from pydantic import Field

from medmllm_kb.records.types import Dimension, Model

Activation = Literal["gelu", "gelu-tanh", "quick-gelu", "relu", "silu", "swiglu", "geglu"]
Normalisation = Literal["layer-norm", "rms-norm", "none"]
Positions = Literal["learned", "sinusoidal", "rotary", "relative", "none"]


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
    bias: bool = True


class PatchEmbedding3d(Model):
    """(C, T, H, W) -> (T/pt * H/ph * W/pw [+ class tokens], D)."""

    type: Literal["patch-embedding-3d"]
    volume_size: tuple[Dimension, Dimension, Dimension] | None = None
    """Depth (slices or frames), height, width; left out when it takes any size."""
    patch_size: tuple[Dimension, Dimension, Dimension]
    width: Dimension
    channels: Dimension = 1
    class_tokens: Annotated[int, Field(ge=0)] = 0
    positions: Positions = "learned"
    bias: bool = True


class ConvolutionalEncoder(Model):
    """(C, H, W) -> (H/s * W/s, D): a convolutional network, read at its last feature map."""

    type: Literal["convolutional-encoder"]
    image_size: Dimension | None = None
    stride: Dimension
    """Total stride between pixels and feature map."""
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
    intermediate: Dimension | None = None
    """Width of the feed-forward layer."""
    activation: Activation | None = None
    normalisation: Normalisation = "layer-norm"
    pre_normalisation: bool | None = None
    """Whether tokens are normalised before the first block, as in CLIP."""
    post_normalisation: bool | None = None
    """Whether tokens are normalised after the last block."""
    bias: bool = True


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
    experts: Dimension | None = None
    """Feed-forward experts a layer, for a mixture of experts."""
    active_experts: Dimension | None = None


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
    bias: bool = True


class AveragePool(Model):
    """(N, D) -> (N / product of the kernel, D)."""

    type: Literal["average-pool"]
    kernel: tuple[Dimension, ...]
    """Window along each axis of the token grid."""


class PixelShuffle(Model):
    """(N, D) -> (N / f^2, D * f^2): neighbours of a square are laid side by side in one vector."""

    type: Literal["pixel-shuffle"]
    factor: Dimension


class QueryTransformer(Model):
    """(N, D_in) -> (Q, D): learned queries attend to each other and to the encoder's tokens (Q-Former)."""

    type: Literal["query-transformer"]
    queries: Dimension
    layers: Dimension
    width: Dimension
    heads: Dimension
    intermediate: Dimension | None = None
    cross_attention_every: Dimension = 1
    input_width: Dimension | None = None


class PerceiverResampler(Model):
    """(N, D) -> (L, D): learned latents attend to the tokens and to themselves."""

    type: Literal["perceiver-resampler"]
    latents: Dimension
    layers: Dimension
    width: Dimension | None = None
    heads: Dimension | None = None
    head_size: Dimension | None = None
    feed_forward_factor: Dimension | None = None


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
    input_width: Dimension | None = None
    width: Dimension | None = None
    layers: Dimension = 1


class Concatenate(Model):
    """Joins token sequences end to end, or vectors side by side."""

    type: Literal["concatenate"]
    axis: Literal["tokens", "width"]
    parts: Dimension | None = None


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

"""Widths of vectors at the two ends of a component, as far as its operations state them."""

from collections.abc import Sequence

from medmllm_kb.records.model import PipelineStep
from medmllm_kb.records.operations import (
    ConvDownsample,
    ConvolutionalEncoder,
    HierarchicalTransformer,
    LanguageModel,
    Linear,
    Mlp,
    Operation,
    PatchEmbedding2d,
    PatchEmbedding3d,
    QueryTransformer,
    Transformer,
)


def input_width(operations: Sequence[Operation]) -> int | None:
    """Width of the vectors that enter; None when the first operation does not state it."""
    match operations[0] if operations else None:
        case Linear(input_width=width) | Mlp(input_width=width) | QueryTransformer(input_width=width):
            return width
        case ConvDownsample(axes=1, input_width=width):
            return width
        case LanguageModel(width=width) | Transformer(width=width):
            return width
    return None


def output_width(operations: Sequence[Operation]) -> int | None:
    """Width of the vectors that leave; None when the last operation does not state it."""
    match operations[-1] if operations else None:
        case Linear(output_width=width) | Mlp(output_width=width):
            return width
        case PatchEmbedding2d(width=width) | PatchEmbedding3d(width=width) | ConvolutionalEncoder(width=width):
            return width
        case Transformer(width=width) | QueryTransformer(width=width):
            return width
        case HierarchicalTransformer(widths=widths):
            return widths[-1] if widths else None
    return None


def encoder_width(step: PipelineStep, operations: Sequence[Operation]) -> int | None:
    """Width of the vectors that a step reads from an encoder; None if a projection after it may set it."""
    transformers = [one for one in operations if isinstance(one, Transformer)]
    if transformers and isinstance(operations[-1], Linear | Mlp):
        return transformers[-1].width if step.layer is not None or step.keep == "patch-tokens" else None
    return output_width(operations)

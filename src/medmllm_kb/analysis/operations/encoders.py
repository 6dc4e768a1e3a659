"""Rules of what turns pixels and signals into vectors.

Sources: Dosovitskiy et al. 2021 (ViT), and the modules of transformers v4.57.1 named in ``RULES``.
"""

from math import prod

from medmllm_kb.analysis.expressions import Expression, Integer, ceil_divide, less, product, total
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
    as_grid,
    as_tokens,
    attempt,
    known,
    number,
    part,
    times,
)
from medmllm_kb.analysis.operations.conditions import Condition, at_least, at_most, equals, fills
from medmllm_kb.records.operations import (
    ConvDownsample,
    ConvolutionalEncoder,
    HierarchicalTransformer,
    PatchEmbedding2d,
    PatchEmbedding3d,
    PositionEmbedding,
    VectorQuantiser,
)

MOST_STAGES = 8
MOST_CONVOLUTIONS = 32
"""Formulas nest with each one; what strangers write must not make them endless."""


def patch_embedding_2d(operation: PatchEmbedding2d, state: State, place: Place) -> Effect:
    """A convolution whose stride is its kernel; class and register tokens before the patches; positions added.

    Source: ``CLIPVisionEmbeddings`` and ``SiglipVisionEmbeddings`` of transformers v4.57.1.
    """
    picture = _with_channels(as_grid(state, 2, "a patch embedding"), operation.channels)
    side = place.picture_size or operation.image_size
    patch, width = operation.patch_size, operation.width
    grid = tuple(axis // patch for axis in picture.axes)
    extra = operation.class_tokens + operation.register_tokens
    patches = product(grid)
    values = operation.channels * patch**2

    def table() -> int:
        if operation.positions not in ("learned", "learned-axes"):
            return 0
        along = known(side, "the picture size for which positions were learned") // patch
        if operation.positions == "learned-axes":
            return 2 * along * (width // 2)
        return (along**2 + operation.class_tokens * operation.class_positions) * width

    conditions = [fills(axis, patch, side, "the side of the picture") for axis in dict.fromkeys(picture.axes)]
    if side is not None and operation.positions.startswith("learned"):
        conditions += [_learned(axis, side, side // patch, operation) for axis in dict.fromkeys(picture.axes)]
    return Effect(
        Tokens(patches + extra, Integer(width), grid, extra),
        (
            Part("patches", Integer(values * width + width * operation.bias)),
            Part("class and register tokens", Integer(extra * width)),
            part("positions", table),
        ),
        times(2 * values * width, patches),
        conditions=tuple(conditions),
        notes=_cropped(side, patch),
    )


def patch_embedding_3d(operation: PatchEmbedding3d, state: State, place: Place) -> Effect:
    """A convolution over depth, height and width whose stride is its kernel; positions added.

    Sources: ``PatchEmbed`` of Qwen2-VL in transformers v4.57.1; ``PatchEmbeddingBlock`` of MONAI 1.3.0;
    ``vit_3d.py`` of vit-pytorch (lucidrains) for norms around the projection.
    """
    volume = _with_channels(as_grid(state, 3, "a patch embedding of volumes"), operation.channels)
    patch, width, trained = operation.patch_size, operation.width, operation.volume_size or (None, None, None)
    depth = ceil_divide(volume.axes[0], patch[0]) if operation.padded_depth else volume.axes[0] // patch[0]
    grid = (depth, *(axis // side for axis, side in zip(volume.axes[1:], patch[1:], strict=True)))
    patches = product(grid)
    values = operation.channels * prod(patch)

    def table() -> int:
        if operation.positions not in ("learned", "learned-axes"):
            return 0
        sides = [known(one, "the volume size for which positions were learned") for one in trained]
        along = [size // side for size, side in zip(sides, patch, strict=True)]
        if operation.positions == "learned-axes":
            return sum(along) * (width // 3)
        return (prod(along) + operation.class_tokens * operation.class_positions) * width

    names = (f"the number of {operation.depth}", "the side of the picture", "the side of the picture")
    conditions: dict[Condition, None] = {}
    for position, (axis, side, size, name) in enumerate(zip(volume.axes, patch, trained, names, strict=True)):
        if position or not operation.padded_depth:
            conditions[fills(axis, side, size, name)] = None
        if size is None or not operation.positions.startswith("learned"):
            continue
        if operation.positions == "learned-axes":
            conditions[at_most(axis, size, f"{name} is more than the {size:,} for which positions were learned")] = None
        elif operation.interpolated_positions:
            note = f"Positions are interpolated: {name} was {size:,} in training."
            conditions[equals(axis, size, note, "note")] = None
        else:
            message = f"{name} must be {size:,}: positions were learned for that size, and are not interpolated"
            conditions[equals(axis, size, message)] = None
    norms = 2 * (values + width) if operation.patch_normalisation else 0
    return Effect(
        Tokens(patches + operation.class_tokens, Integer(width), grid, operation.class_tokens),
        (
            Part("patches", Integer(values * width + width * operation.bias + norms)),
            Part("class tokens", Integer(operation.class_tokens * width)),
            part("positions", table),
        ),
        times(2 * values * width, patches),
        conditions=tuple(conditions),
    )


def convolutional_encoder(operation: ConvolutionalEncoder, state: State, place: Place) -> Effect:
    """A feature map, read position by position. Its layers are not recorded, so neither are weights and work.

    Source: He et al. 2016 (ResNet); ``ResNetModel`` of transformers v4.57.1.
    """
    axes = 2 if operation.depth_stride is None else 3
    picture = _with_channels(as_grid(state, axes, "the convolutional network"), operation.channels)
    strides = (operation.depth_stride or 1,) * (axes - 2) + (operation.stride,) * 2
    grid = tuple(axis // stride for axis, stride in zip(picture.axes, strides, strict=True))
    names = (
        ("the side of the picture",) * 2 if axes == 2 else ("the number of slices", *("the side of the picture",) * 2)
    )
    trained = (operation.depth,) * (axes - 2) + (place.picture_size or operation.image_size,) * 2
    conditions = {
        fills(axis, stride, size, name): None
        for axis, stride, size, name in zip(picture.axes, strides, trained, names, strict=True)
    }
    unknown = Unknown("the layers of the convolutional network are not recorded")
    state = Tokens(product(grid), Integer(operation.width), grid)
    return Effect(state, (Part("convolutions", unknown),), unknown, conditions=tuple(conditions))


def hierarchical_transformer(operation: HierarchicalTransformer, state: State, place: Place) -> Effect:
    """Windowed attention in stages; between them, squares of 2 x 2 vectors are joined and projected.

    Source: Liu et al. 2021 (Swin); ``SwinModel`` of transformers v4.57.1, without its pooling.
    """
    picture = _with_channels(as_grid(state, 2, "a patch embedding"), operation.channels)
    widths, patch = operation.widths, operation.patch_size
    if not len(widths) == len(operation.depths) == len(operation.heads) > 0:
        raise MismatchError("each stage needs a width, a depth and a number of heads")
    if len(widths) > MOST_STAGES:
        raise NotKnownError(f"more than {MOST_STAGES} stages are not followed")
    stages = list(zip(widths, operation.depths, operation.heads, strict=True))
    values, first = operation.channels * patch**2, widths[0]

    def blocks() -> int:
        window = known(operation.window, "the side of the windows")
        return sum(
            depth * (12 * width**2 + 13 * width + (2 * window - 1) ** 2 * heads) for width, depth, heads in stages
        )

    grids = [tuple(axis // (patch * 2**stage) for axis in picture.axes) for stage in range(len(stages))]
    merges = sum(8 * width**2 + 8 * width for width in widths[:-1])

    def work() -> Size:
        window = known(operation.window, "the side of the windows")
        terms: list[Expression] = [2 * values * first * product(grids[0])]
        for (width, depth, _), grid in zip(stages, grids, strict=True):
            windows = product(ceil_divide(axis, window) for axis in grid)
            inside = depth * (8 * width**2 * window**2 + 4 * window**4 * width)
            terms += [inside * windows, depth * 16 * width**2 * product(grid)]
        for width, grid in zip(widths[:-1], grids[1:], strict=True):
            terms.append(16 * width**2 * product(grid))
        return total(terms)

    smallest = patch * 2 ** (len(stages) - 1)
    grid = grids[-1]
    side = place.picture_size or operation.image_size
    return Effect(
        Tokens(product(grid), Integer(widths[-1]), grid),
        (
            Part("patches", Integer(values * first + first + 2 * first)),
            part("blocks", blocks),
            Part("merging", Integer(merges)),
            Part("normalisation", Integer(2 * widths[-1])),
        ),
        attempt(work),
        conditions=tuple({fills(axis, smallest, side, "the side of the picture"): None for axis in picture.axes}),
    )


def conv_downsample(operation: ConvDownsample, state: State, place: Place) -> Effect:
    """Convolutions, one after the other; each position of the result is a vector of its channels.

    Source: ``WhisperEncoder`` and ``ASTPatchEmbeddings`` of transformers v4.57.1.
    """
    if operation.layers > MOST_CONVOLUTIONS:
        raise NotKnownError(f"more than {MOST_CONVOLUTIONS} convolutions in a row are not followed")
    grid = _for_convolution(state, operation.axes)
    enters = grid.channels if operation.input_width is None else Integer(operation.input_width)
    if isinstance(grid.channels, Integer) and enters != grid.channels:
        raise WidthMismatchError(grid.channels.value, known(operation.input_width, "the number of channels"))
    leaves = operation.width or place.output_width
    width: Size = Integer(leaves) if leaves else Unknown("the channels of the convolution are not recorded")
    axes, flops, parameters = grid.axes, [], []
    conditions: dict[Condition, None] = {}
    for _ in range(operation.layers):
        for axis in axes:
            need = operation.kernel - 2 * operation.padding
            if need > 1:
                message = f"too small or too short: a convolution needs {need} values in a row"
                conditions[at_least(axis, need, message)] = None
        axes = tuple(_convolved(axis, operation) for axis in axes)
        weights = times(enters, width, operation.kernel**operation.axes)
        parameters += [weights, times(width, int(operation.bias))]
        flops.append(times(2, weights, product(axes)))
        enters = width
    return Effect(Grid(width, axes), (Part("convolutions", add(parameters)),), add(flops), conditions=tuple(conditions))


def position_embedding(operation: PositionEmbedding, state: State, place: Place) -> Effect:
    """Class tokens in front, and a vector for every place; sinusoids are computed, not learned.

    Source: ``WhisperEncoder`` and ``ASTEmbeddings`` of transformers v4.57.1.
    """
    tokens = as_tokens(state)
    extra = operation.class_tokens

    def table() -> int:
        if operation.positions != "learned":
            return 0
        rows = known(operation.length, "the number of positions") + extra * operation.class_positions
        return rows * number(tokens.width, "the width")

    conditions: tuple[Condition, ...] = ()
    if operation.length is not None and not isinstance(tokens.count, Unknown):
        message = f"the signal has another length than the {operation.length:,} positions of the encoder"
        conditions = (equals(tokens.count, operation.length, message),)
    count = tokens.count if isinstance(tokens.count, Unknown) else tokens.count + extra
    return Effect(
        Tokens(count, tokens.width, tokens.grid, tokens.extra + extra),
        (Part("class tokens", times(extra, tokens.width)), part("positions", table)),
        conditions=conditions,
    )


def vector_quantiser(operation: VectorQuantiser, state: State, place: Place) -> Effect:
    """The index of the nearest vector of the codebook, for every position of a feature map.

    Source: Esser et al. 2021 (VQGAN).
    """
    if isinstance(state, Grid):
        stride = known(operation.stride, "the stride of the quantiser")
        grid: tuple[Expression, ...] | None = tuple(axis // stride for axis in state.axes)
        count: Size = product(grid or ())
        conditions = tuple(
            {fills(axis, stride, None, "the side of the picture"): None for axis in state.axes},
        )
    else:
        count, grid, conditions = state.count, state.grid, ()
    indices = Unknown("indices into the codebook; the language model looks them up in a table of its own")

    def book() -> int:
        return operation.codebook * known(operation.width, "the width of the codebook")

    return Effect(
        Tokens(count, indices, grid),
        (part("codebook", book), Part("network", Unknown("the layers of the network are not recorded"))),
        Unknown("the layers of the network are not recorded"),
        conditions=conditions,
    )


def _with_channels(grid: Grid, channels: int) -> Grid:
    if isinstance(grid.channels, Integer) and grid.channels.value != channels:
        raise MismatchError(f"pictures have {grid.channels.value} channels, but the encoder takes {channels}")
    return grid


def _for_convolution(state: State, axes: int) -> Grid:
    if isinstance(state, Grid):
        return as_grid(state, axes, "the convolution")
    if isinstance(state.count, Unknown):
        raise NotKnownError(state.count.reason)
    if axes == 1:
        return Grid(state.width, (state.count,))
    if state.extra or state.grid is None or len(state.grid) != axes:
        raise MismatchError(f"the convolution runs over a grid with {axes} axes; keep the patch tokens alone")
    return Grid(state.width, state.grid)


def _convolved(axis: Expression, operation: ConvDownsample) -> Expression:
    shift = 2 * operation.padding - operation.kernel + operation.stride
    return (axis + shift if shift >= 0 else less(axis, -shift)) // operation.stride


def _learned(axis: Expression, side: int, along: int, operation: PatchEmbedding2d) -> Condition:
    if operation.interpolated_positions:
        message = f"Positions are interpolated from the {along} × {along} grid for which they were learned."
        return equals(axis, side, message, "note")
    return equals(axis, side, f"the picture must have {side:,} pixels a side: positions were learned for that size")


def _cropped(side: int | None, patch: int) -> tuple[str, ...]:
    if side is None or side % patch == 0:
        return ()
    return (f"Of {side:,} pixels a side, patches of {patch} read {side - side % patch:,}; the rest is cut off.",)

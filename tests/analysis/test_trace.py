"""Traces as readers use them, and what no chain of operations may do."""

import json
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.checks.toy import TOY

from medmllm_kb.analysis.operations import RULES
from medmllm_kb.analysis.trace import Trace, TraceError, UnknownSubjectError, trace, trace_components
from medmllm_kb.exports.trace_json import plain_trace
from medmllm_kb.exports.trace_text import text_trace
from medmllm_kb.loading.load import load
from medmllm_kb.records import Component
from medmllm_kb.records.model import PipelineStep
from medmllm_kb.records.operations import Operation

OPERATIONS = get_args(get_args(Operation)[0])
VIT: list[dict[str, Any]] = [
    {"type": "patch-embedding-2d", "image_size": 224, "patch_size": 14, "width": 64, "class_tokens": 1},
    {"type": "transformer", "layers": 4, "width": 64, "heads": 4, "intermediate": 128, "activation": "gelu"}
    | {"pre_normalisation": False, "post_normalisation": True},
]
MODEL: dict[str, Any] = {"type": "language-model", "layers": 2, "width": 32, "heads": 4, "kv_heads": 2} | {
    "intermediate": 64,
    "vocabulary": 100,
    "context": 1000,
    "activation": "swiglu",
    "attention_bias": False,
    "tied_embeddings": False,
}


def component(operations: list[Any], role: str = "encoder", id: str = "one") -> Component:
    record = {
        "id": id,
        "name": id.title(),
        "role": role,
        "type": "some",
        "added": "2026-11-24",
        "operations": operations,
    }
    return Component.model_validate_json(json.dumps(record))


def chain(*components: Component, step: dict[str, Any] | None = None, **inputs: int) -> Trace:
    steps = [PipelineStep(component=one.id) for one in components]
    if step is not None:
        steps[0] = PipelineStep(component=components[0].id, **step)
    return trace_components(components, inputs, steps)


BACKBONE = component([MODEL], "backbone", "words")
LINEAR = component([{"type": "linear"}], "connector", "bridge")
VOLUME: dict[str, Any] = {
    "type": "patch-embedding-3d",
    "volume_size": [32, 64, 64],
    "patch_size": [4, 16, 16],
    "width": 64,
    "class_positions": False,
}


def test_slices_frames_and_tiles_of_a_picture_encoder_pass_one_by_one() -> None:
    one = chain(component(VIT), LINEAR, BACKBONE)
    many = chain(component(VIT), LINEAR, BACKBONE, slices=2, tiles=3, text_tokens=0, image_size=112)
    assert one.totals.visual_tokens is not None and one.totals.visual_tokens.value == 257
    assert many.totals.images.value == 6
    assert many.totals.tokens_per_image is not None and many.totals.tokens_per_image.value == 65
    assert many.totals.sequence is not None and many.totals.sequence.value == 6 * 65


def test_slices_of_a_volume_encoder_are_its_depth() -> None:
    free = VOLUME | {"positions": "none"}
    found = chain(component([free]), LINEAR, BACKBONE, slices=16, frames=2, image_size=32)
    assert found.totals.images.value == 2
    assert found.totals.tokens_per_image is not None and found.totals.tokens_per_image.value == 16 // 4 * 2 * 2


def test_an_earlier_layer_needs_fewer_blocks_and_loads_them_all() -> None:
    last = chain(component(VIT), LINEAR, BACKBONE)
    second = chain(component(VIT), LINEAR, BACKBONE, step={"layer": -2, "keep": "patch-tokens"})
    _, whole = last.steps[:2]
    _, early, kept = second.steps[:3]
    assert early.parameters.value == whole.parameters.value
    assert early.parameters_used.value is not None and whole.parameters.value is not None
    assert early.parameters_used.value == (whole.parameters.value - 2 * 64) * 3 // 4
    assert early.flops.value is not None and whole.flops.value is not None
    assert early.flops.value * 4 == whole.flops.value * 3
    assert [one.value for one in kept.shape] == [256, 64]


@pytest.mark.parametrize(
    ("step", "shape"),
    [
        ({"keep": "class-token"}, [1, 64]),
        ({"keep": "patch-tokens"}, [256, 64]),
        ({"keep": "all-tokens"}, [257, 64]),
        ({"keep": "pooled"}, [1, 64]),
        ({}, [257, 64]),
    ],
)
def test_what_is_kept_of_an_encoder(step: dict[str, Any], shape: list[int]) -> None:
    found = chain(component(VIT), LINEAR, BACKBONE, step=step)
    before = next(one for one in found.steps if one.component == "bridge").shape_before
    assert [one.value for one in before] == shape


def test_a_pooling_head_runs_for_those_alone_who_ask_for_it() -> None:
    encoder = component([*VIT, {"type": "attention-pool", "heads": 4, "intermediate": 128}])
    without, pooled = chain(encoder, LINEAR), chain(encoder, LINEAR, step={"keep": "pooled"})
    head = without.steps[2]
    assert not head.is_run and head.flops.value == 0 and head.parameters_used.value == 0 and head.parameters.value
    assert [one.value for one in without.steps[-1].shape_before] == [257, 64]
    assert [one.value for one in pooled.steps[-1].shape_before] == [1, 64]


def test_text_beside_cross_attention_is_the_whole_sequence() -> None:
    operation = {"type": "gated-cross-attention", "every": 1, "heads": 2, "head_size": 8, "feed_forward_factor": 4}
    found = chain(component(VIT), component([operation], "connector", "gate"), BACKBONE, text_tokens=10)
    assert found.totals.sequence is not None and found.totals.sequence.value == 10
    assert found.totals.visual_tokens is not None and found.totals.visual_tokens.value == 257
    assert found.steps[-1].axes == ("tokens", "vocabulary")


def test_a_missing_field_makes_its_number_unknown_and_no_other() -> None:
    thin = [VIT[0], {key: value for key, value in VIT[1].items() if key != "intermediate"}]
    found = chain(component(thin), LINEAR, BACKBONE)
    assert found.steps[1].parameters.unknown == "the width of the feed-forward layer is not recorded"
    assert found.totals.parameters.unknown and found.totals.flops.unknown
    assert found.totals.sequence is not None and found.totals.sequence.value == 257 + 128
    assert found.totals.llm_parameters is not None and found.totals.llm_parameters.value


@pytest.mark.parametrize(
    ("operations", "inputs", "message"),
    [
        (VIT, {"image_size": 7}, "the side of the picture must be a multiple of 14 (image_size is 7)"),
        (VIT, {"image_size": 225}, "multiple of 14"),
        (VIT, {"image_size": 0}, "image_size is 0; it must be at least 1"),
        (VIT, {"text_tokens": -1}, "text_tokens is -1; it must be at least 0"),
        (VIT, {"slices": 10**9 + 1}, "at most 1,000,000,000"),
        (VIT, {"tiles": 4}, "longer than the context of 1,000 tokens (1,156, where"),
        ([VOLUME], {"slices": 16}, "the number of slices must be 32"),
        ([{**VOLUME, "width": 63}], {}, None),
    ],
)
def test_impossible_inputs_have_one_message(operations: list[Any], inputs: dict[str, int], message: str | None) -> None:
    if message is None:
        chain(component(operations), LINEAR, BACKBONE, **inputs)
        return
    with pytest.raises(TraceError) as caught:
        chain(component(operations), LINEAR, BACKBONE, **inputs)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_size_of_the_training_passes_although_patches_do_not_fill_it() -> None:
    odd = [{**VIT[0], "image_size": 230}, VIT[1]]
    found = chain(component(odd))
    assert [one.value for one in found.steps[0].shape] == [16 * 16 + 1, 64]
    assert "Of 230 pixels a side, patches of 14 read 224; the rest is cut off." in found.steps[0].notes


def test_other_sizes_than_that_of_the_training_are_noted() -> None:
    note = "Positions are interpolated from the 16 × 16 grid for which they were learned."
    assert note in chain(component(VIT), image_size=448).notes
    assert note not in chain(component(VIT)).notes


def test_models_and_chains_are_found_by_id() -> None:
    kb = load(TOY).kb
    assert trace(kb, "aurelia").is_model
    assert trace(kb, ["lumen-vit-b-16", "two-layer-mlp", "brook-1b"]).id == "lumen-vit-b-16+two-layer-mlp+brook-1b"
    with pytest.raises(UnknownSubjectError, match="did you mean `aurelia`"):
        trace(kb, "aurela")
    with pytest.raises(UnknownSubjectError, match="did you mean `brook-1b`"):
        trace(kb, ["lumen-vit-b-16", "brok-1b"])
    with pytest.raises(UnknownSubjectError, match="a model is traced by itself"):
        trace(kb, ["aurelia", "brook-1b"])
    with pytest.raises(TraceError, match="pipeline of `borealis` is not recorded"):
        trace(kb, "borealis")


def test_every_operation_has_a_rule_with_its_source() -> None:
    types_of = {get_args(one.model_fields["type"].annotation)[0] for one in OPERATIONS}
    assert set(RULES) == types_of
    assert all(rule.source.startswith("https://") and rule.equation and rule.shape for rule in RULES.values())


def any_value(annotation: Any, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values that a field of an operation may have."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return any_value(arguments[0], arguments[1:])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if one is type(None) else any_value(one) for one in arguments])
    if origin is tuple:
        if arguments[1:] == (...,):
            return st.lists(any_value(arguments[0]), max_size=4)
        return st.tuples(*map(any_value, arguments)).map(list)
    if annotation is bool:
        return st.booleans()
    bounds = [field.ge for one in metadata for field in _metadata(one) if hasattr(field, "ge")]
    least = bounds[0] if bounds else 1
    return st.sampled_from([least, 1, 2, 3, 4, 8, 12, 16, 64])


def _metadata(one: Any) -> list[Any]:
    return [one, *getattr(one, "metadata", [])]


def any_operation(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: any_value(field.annotation, tuple(field.metadata)) for name, field in kind.model_fields.items()}
    return st.fixed_dictionaries(fields)


operations = st.lists(st.one_of([any_operation(one) for one in OPERATIONS]), max_size=4)
inputs = st.fixed_dictionaries(
    {},
    optional={
        "image_size": st.sampled_from([1, 14, 64, 224, 336]),
        "slices": st.integers(1, 40),
        "frames": st.integers(1, 40),
        "tiles": st.integers(1, 4),
        "text_tokens": st.integers(0, 100),
    },
)
roles = st.sampled_from(["encoder", "connector", "backbone", "decoder"])
steps = st.fixed_dictionaries(
    {},
    optional={
        "layer": st.integers(-5, 5),
        "keep": st.sampled_from(["patch-tokens", "class-token", "all-tokens", "pooled"]),
        "input_width": st.sampled_from([1, 16, 64]),
        "output_width": st.sampled_from([1, 16, 64]),
        "output_tokens": st.integers(1, 300),
        "input_shape": st.lists(st.sampled_from([1, 3, 32, 224]), max_size=5).map(tuple),
        "context": st.sampled_from([1, 100, 4096]),
    },
)
links = st.lists(st.tuples(roles, operations, steps), min_size=1, max_size=4)


@settings(max_examples=400)
@given(links, inputs)
def test_any_chain_has_a_trace_or_a_message(links: list[Any], inputs: dict[str, int]) -> None:
    read = TypeAdapter(list[Operation])
    for _, some, _ in links:
        read.validate_json(json.dumps(some))
    parts = [component(some, role, f"part-{place}") for place, (role, some, _) in enumerate(links)]
    pipeline = [PipelineStep(component=f"part-{place}", **step) for place, (_, _, step) in enumerate(links)]
    try:
        found = trace_components(parts, inputs, pipeline)
    except TraceError as error:
        assert str(error)
        return
    for step in found.steps:
        for size in (*step.shape, step.parameters, step.parameters_used, step.flops):
            assert (size.value is None) == bool(size.unknown)
    json.dumps(plain_trace(found))
    assert text_trace(found, width=80)


@settings(max_examples=200)
@given(operations.map(lambda some: [VIT[0], *some]), inputs)
def test_shapes_are_positive(some: list[Any], inputs: dict[str, int]) -> None:
    try:
        found = chain(component(some), **inputs)
    except TraceError:
        assume(False)
    for step in found.steps:
        assert all(size.value is None or size.value > 0 for size in step.shape), step
        used, loaded = step.parameters_used.value, step.parameters.value
        assert used is None or loaded is None or 0 <= used <= loaded


@given(st.integers(0, 700), st.integers(0, 40))
def test_more_text_costs_more_and_changes_no_visual_token(text: int, more: int) -> None:
    short, long = (chain(component(VIT), LINEAR, BACKBONE, text_tokens=one) for one in (text, text + more))
    assert short.totals.visual_tokens == long.totals.visual_tokens
    assert short.totals.parameters == long.totals.parameters
    for before, after in ((short.totals.sequence, long.totals.sequence), (short.totals.flops, long.totals.flops)):
        assert before is not None and after is not None and before.value is not None and after.value is not None
        assert (before.value < after.value) == (more > 0)


def test_endless_chains_end_in_a_message() -> None:
    shrink = {"type": "conv-downsample", "axes": 1, "kernel": 3, "stride": 2, "padding": 1, "width": 8, "layers": 30}
    with pytest.raises(TraceError, match="cannot be followed"):
        chain(component([{**shrink, "input_width": 8}] * 50))
    with pytest.raises(TraceError, match="more than 64 operations"):
        chain(component([{"type": "normalise", "normalisation": "rms-norm"}] * 1000))

"""Traces against what the reference implementations gave; golden/produce.py says how that was obtained."""

import json
from pathlib import Path
from typing import Any

import pytest

from medmllm_kb.analysis.trace import Step, Trace, trace_components
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load
from medmllm_kb.records import Component
from medmllm_kb.records.model import PipelineStep

GOLDEN = Path(__file__).parent / "golden"
DATA = Path(__file__).parents[2] / "data"
CASES = [case for file in sorted(GOLDEN.glob("*.json")) for case in json.loads(file.read_text())["cases"]]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(DATA).kb


def ours(kb: KnowledgeBase, case: dict[str, Any]) -> tuple[Trace, list[Step]]:
    """Our trace, and those of its steps that the case is about."""
    spec = case["ours"]
    if "model" in spec:
        pipeline = kb.models[spec["model"]].pipeline
        trace = trace_components([kb.components[one.component] for one in pipeline], spec.get("inputs"), pipeline)
    elif "operations" in spec:
        fields = {"id": "reference", "name": "Reference", "type": "reference", "added": "2026-11-24"}
        record = {**fields, "role": spec.get("role", "encoder"), "operations": spec["operations"]}
        trace = trace_components([Component.model_validate_json(json.dumps(record))], spec.get("inputs"))
    else:
        first, *rest = spec["components"]
        steps = [PipelineStep(component=first, **_step(spec)), *(PipelineStep(component=one) for one in rest)]
        trace = trace_components([kb.components[one] for one in spec["components"]], spec.get("inputs"), steps)
    about = spec.get("of")
    wanted = {about} if isinstance(about, str) else set(about or ())
    return trace, [step for step in trace.steps if not wanted or step.component in wanted]


def _step(spec: dict[str, Any]) -> dict[str, Any]:
    step = dict(spec.get("step", {}))
    if "input_shape" in step:
        step["input_shape"] = tuple(step["input_shape"])
    return step


@pytest.mark.data
@pytest.mark.parametrize("case", [one for one in CASES if "shapes" in one], ids=lambda case: case["name"])
def test_shapes_parameters_and_work_are_those_of_the_reference(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    _, steps = ours(kb, case)
    remaining = [(step.operation, [size.value for size in step.shape], step.repeats.value) for step in steps]
    for operation, shape in case["shapes"]:
        assert any(_is_the_same(operation, shape, one) for one in remaining), (operation, shape, remaining)
    assert sum(step.parameters.value or 0 for step in steps) == case["parameters"]
    assert all(step.parameters.value is not None for step in steps)
    assert sum(step.flops.value or 0 for step in steps) == case["flops"]


def _is_the_same(operation: str, shape: list[int], step: tuple[str, list[int | None], int | None]) -> bool:
    """The reference gives the one vector of a pool, and channels before time, without the axis that we keep."""
    name, sizes, _ = step
    return name == operation and shape in (sizes, sizes[1:] if sizes[0] == 1 else sizes)


@pytest.mark.parametrize("case", [one for one in CASES if "cached_values" in one], ids=lambda case: case["name"])
def test_the_cache_holds_as_many_values_as_a_real_one(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    trace, _ = ours(kb, case)
    sizes = {one.precision.name: one.size.value for one in trace.totals.kv_cache}
    values = case["cached_values"]
    assert sizes == {"float32": 4 * values, "bfloat16": 2 * values, "int8": values, "int4": values // 2}

"""The shape calculator: the browser computes what Python computes, and shows it as one changes the numbers."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from medmllm_kb.analysis.trace import TraceError, trace
from medmllm_kb.analysis.traced_models import traced_models
from medmllm_kb.exports.trace_json import plain_trace
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base

from .conftest import REPOSITORY

pytestmark = pytest.mark.browser

LOAD = "(chains) => { globalThis.chains = chains; }"
EVALUATE = """async ([address, inputs]) => {
  const { trace } = await import(address + "assets/kb-trace.js");
  const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, BigInt(value)]));
  const results = chains.map((chain) => trace(chain, given));
  return JSON.stringify(results, (_, value) => typeof value === "bigint" ? value.toString() : value);
}"""
INPUTS = {
    "image_size": st.integers(1, 4096),
    "slices": st.integers(1, 512),
    "frames": st.integers(1, 512),
    "tiles": st.integers(1, 64),
    "text_tokens": st.integers(0, 10**9),
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge_base(REPOSITORY / "data")


@pytest.fixture
def calculator(page: Page, address: str) -> Page:
    page.goto(f"{address}calculator/")
    expect(page.locator("form[data-kb-calculator]")).to_be_visible()
    return page


@pytest.fixture
def evaluator(calculator: Page, kb: KnowledgeBase) -> Page:
    """The page with all chains at hand."""
    calculator.evaluate(LOAD, [plain_trace(one) for one in traced_models(kb).values()])
    return calculator


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inputs=st.fixed_dictionaries({}, optional=INPUTS))
def test_browser_and_python_agree_to_the_last_digit(
    evaluator: Page, address: str, kb: KnowledgeBase, inputs: dict[str, int]
) -> None:
    texts = {name: str(value) for name, value in inputs.items()}
    in_browser = json.loads(evaluator.evaluate(EVALUATE, [address, texts]))
    for id, found in zip(traced_models(kb), in_browser, strict=True):
        try:
            expected = plain_trace(trace(kb, id, **inputs))
        except TraceError:
            assert found["errors"], id
            continue
        assert not found["errors"], id
        assert values(found["steps"]) == values(expected["steps"]), id
        assert values(found["totals"]) == values(expected["totals"]), id
        assert found["notes"] == expected["notes"], id


def values(part: Any) -> Any:
    """The numbers of a trace alone, where they stand."""
    if isinstance(part, Mapping):
        if "value" in part or "unknown" in part:
            return part.get("value", part.get("unknown"))
        return {key: values(one) for key, one in part.items() if key != "context_share"}
    return [values(one) for one in part] if isinstance(part, list) else part


def test_a_larger_picture_costs_more_tokens_at_once(calculator: Page) -> None:
    calculator.locator("[name=model]").select_option("huatuogpt-vision")
    row = calculator.get_by_role("row", name="Visual tokens in all")
    expect(row).to_contain_text("576")
    calculator.get_by_label("Image side, pixels").fill("672")
    expect(row).to_contain_text("2,304")
    calculator.get_by_role("button", name="Usual inputs").click()
    expect(row).to_contain_text("576")


def test_an_address_reproduces_two_models_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}calculator/?model=llava-med&with=m3d-lamed&text_tokens=1000&precision=int8")
    totals = page.get_by_role("table", name="Totals")
    expect(totals.get_by_role("columnheader")).to_have_count(3)
    expect(totals.get_by_role("row", name="Tokens in the language model")).to_contain_text("1,256")
    expect(totals).to_contain_text("Weights, int8")
    page.get_by_label("Tiles").fill("2")
    expect(totals.get_by_role("row", name="Tokens in the language model")).to_contain_text("1,512")
    assert "tiles=2" in page.url and "with=m3d-lamed" in page.url


def test_what_is_impossible_is_said_and_not_computed(calculator: Page) -> None:
    calculator.locator("[name=model]").select_option("llava-med")
    calculator.get_by_label("Image side, pixels").fill("7")
    expect(calculator.locator("[data-kb-results] .kb-issue")).to_be_visible()
    expect(calculator.get_by_role("table", name="Steps of LLaVA-Med (v1.0)")).to_have_count(0)
    calculator.get_by_label("Image side, pixels").fill("-1")
    expect(calculator.locator("[data-kb-results] .kb-issue")).to_contain_text("Image side, pixels")

"""Every pipeline of the knowledge base can be followed from pixels to logits."""

from pathlib import Path

import pytest

from medmllm_kb.analysis.trace import trace, trace_components
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load

pytestmark = pytest.mark.data

UNKNOWN_TOKENS = {"dragonfly-med", "llava-rad"}
"""Models of which nobody could see how many tokens a picture costs; the set may only become smaller."""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(Path(__file__).parents[2] / "data").kb


def test_every_pipeline_has_a_trace(kb: KnowledgeBase) -> None:
    unknown = set()
    for model in kb.models.values():
        if not model.pipeline:
            continue
        totals = trace(kb, model.id).totals
        if totals.sequence is None or totals.sequence.value is None:
            unknown.add(model.id)
    assert unknown <= UNKNOWN_TOKENS


def test_every_component_has_a_trace(kb: KnowledgeBase) -> None:
    for component in kb.components.values():
        assert trace_components([component]).steps

"""The traces of all models whose pipeline is known well enough."""

from medmllm_kb.analysis.trace import Trace, TraceError, trace
from medmllm_kb.loading.knowledge_base import KnowledgeBase


def traced_models(kb: KnowledgeBase) -> dict[str, Trace]:
    """Traces at the usual inputs, by model; models whose chain cannot be followed are left out."""
    traces = {}
    for model in kb.models.values():
        if not model.pipeline:
            continue
        try:
            traces[model.id] = trace(kb, model.id)
        except TraceError:  # neighbours that do not fit are a finding of `medmllm-kb check`
            continue
    return traces

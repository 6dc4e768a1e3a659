"""What happens to a feature vector: on the pages of models, in the calculator, and told from pixels to words."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from medmllm_kb.analysis.operations import RULES
from medmllm_kb.analysis.trace import PRECISIONS, Trace
from medmllm_kb.exports.trace_json import plain_trace
from medmllm_kb.records import MedicalModel
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.walk import connector_types, encoders_at_work
from medmllm_kb.site.page import Download, PlannedPage
from medmllm_kb.site.trace_diagram import diagram_of

CALCULATOR = "calculator/"
WALK = "how-an-image-becomes-tokens/"
EXAMPLE = "llava-med"
"""The model with which the walk begins: the smallest chain of all three modules."""


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The walk from pixels to tokens, and the calculator."""
    yield PlannedPage(
        WALK,
        "modules",
        "How an image becomes tokens",
        "What the modality encoder, the connector and the language model do to a picture, vector by vector.",
        "walk.html",
        partial(walk_context, analyses),
    )
    yield PlannedPage(
        CALCULATOR,
        "modules",
        "Shape calculator",
        "Tokens, parameters, memory and work of a model for any image size, slices, tiles and text; two side by side.",
        "calculator.html",
        partial(calculator_context, analyses),
    )


def downloads(analyses: Analyses) -> Iterator[Download]:
    """The chain of each model, as the calculator reads it."""
    for id, trace in analyses.traces.items():
        yield Download(f"{CALCULATOR}{id}.json", partial(_chain_file, trace))


def _chain_file(trace: Trace) -> bytes:
    return json.dumps(plain_trace(trace), ensure_ascii=False, separators=(",", ":")).encode()


def of_model(analyses: Analyses, model: MedicalModel) -> dict[str, Any]:
    """The trace at the model's usual inputs, for its page."""
    trace = analyses.traces.get(model.id)
    return {"trace": trace, "trace_picture": diagram_of(trace) if trace else None}


def calculator_context(analyses: Analyses) -> dict[str, Any]:
    """Every model that can be traced."""
    return {
        "precisions": PRECISIONS,
        "traces": sorted(analyses.traces.values(), key=lambda one: one.name.lower()),
        "untraced": untraced(analyses),
    }


def untraced(analyses: Analyses) -> list[MedicalModel]:
    """Described models whose pipeline is not known well enough."""
    models = analyses.kb.models.values()
    return [model for model in models if model.status != "stub" and model.id not in analyses.traces]


def walk_context(analyses: Analyses) -> dict[str, Any]:
    """The example that runs through the page, the encoders and the connectors with their live numbers."""
    traces, kb = analyses.traces, analyses.kb
    example = traces.get(EXAMPLE) or next(iter(traces.values()), None)
    return {
        "example": example,
        "example_picture": diagram_of(example) if example else None,
        "encoders": encoders_at_work(traces, kb),
        "connectors": connector_types(traces, kb),
        "lengths": sorted(
            (one for one in traces.values() if one.totals.visual_tokens and one.totals.visual_tokens.value),
            key=lambda one: (one.totals.visual_tokens.value, one.id),
        ),
        "rules": RULES,
        "untraced": len(untraced(analyses)),
    }

"""Connectors compared: tokens that leave, parameters, and who uses them, over the models that can be traced."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from math import ceil, floor, log2, log10
from typing import Any

from medmllm_kb.analysis.trace import Trace
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Term
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.walk import Passage, passages
from medmllm_kb.site.charts import SHAPES, Mark, Placed, Plot, Scale, Tick
from medmllm_kb.site.environment import short_count
from medmllm_kb.site.page import PlannedPage
from medmllm_kb.site.trees import ancestors

PATH = "connectors/"
VOCABULARY = "component-types"
HEIGHT = 300
FEWEST = 5
"""Fewest points for which a picture is drawn."""
OTHER = "other types"


@dataclass(frozen=True, slots=True)
class Use:
    """A connector at work in a model, at the model's usual inputs."""

    passage: Passage
    trace: Trace
    type: str

    @property
    def id(self) -> str:
        """Anchor on the page."""
        return f"{self.passage.model}-{self.passage.component}"

    @property
    def tokens(self) -> int | None:
        """Vectors that leave, of one picture, volume or signal."""
        return self.passage.tokens_after

    @property
    def parameters(self) -> int | None:
        """Parameters of the connector."""
        return self.passage.parameters.value

    @property
    def ratio(self) -> float | None:
        """Vectors that enter for each that leaves."""
        before = self.passage.tokens_before
        return before / self.tokens if before and self.tokens else None


@dataclass(frozen=True, slots=True)
class TypeOfConnector:
    """A type with its uses in traced models, and all models that are built with it."""

    term: Term
    uses: tuple[Use, ...]
    models: tuple[str, ...]
    """Ids of all models, traced or not."""

    @property
    def tokens(self) -> tuple[int, ...]:
        """Vectors that leave, from fewest to most."""
        return tuple(sorted({one.tokens for one in self.uses if one.tokens is not None}))

    @property
    def parameters(self) -> tuple[int, ...]:
        """Parameters, from fewest to most."""
        return tuple(sorted({one.parameters for one in self.uses if one.parameters is not None}))


def pages(analyses: Analyses) -> Iterator[PlannedPage]:
    """The page of the connectors."""
    yield PlannedPage(
        PATH,
        "modules",
        "Connectors compared",
        "What stands between the encoder and the language model: tokens that leave it, parameters, and who uses which.",
        "connectors.html",
        partial(connectors_context, analyses),
    )


def connectors_context(analyses: Analyses) -> dict[str, Any]:
    """Types with their uses, the picture, and how many models are left out."""
    kb = analyses.kb
    uses = uses_of(analyses.traces, kb)
    types = types_of(uses, kb)
    drawn = [one for one in uses if one.tokens and one.parameters]
    described = [one for one in kb.models.values() if one.status != "stub"]
    with_connector = {one.passage.model for one in uses}
    return {
        "types": [one for one in types if one.models],
        "unused": [one.term for one in types if not one.models],
        "uses": uses,
        "models": len(with_connector),
        "drawn": len(drawn),
        "plot": picture(drawn, kb) if len(drawn) >= FEWEST else None,
        "untraced": len(described) - len(analyses.traces),
        "no_connector": [id for id in analyses.traces if id not in with_connector],
    }


def uses_of(traces: Mapping[str, Trace], kb: KnowledgeBase) -> list[Use]:
    """The connectors of each traced model: fewest vectors first, unknown last."""
    found = [
        Use(one, traces[one.model], kb.components[one.component].type)
        for one in passages(traces)
        if kb.components[one.component].role == "connector"
    ]
    return sorted(found, key=lambda one: (one.tokens is None, one.tokens or 0, one.trace.name.lower(), one.id))


def types_of(uses: Sequence[Use], kb: KnowledgeBase) -> list[TypeOfConnector]:
    """Every type of connector, the most used first, then in the order of the vocabulary."""
    terms = kb.terms[VOCABULARY]
    types = []
    for term in terms.values():
        if "connector" not in ancestors(terms, term.id):
            continue
        models = {
            link.record.id
            for component in kb.components.values()
            if component.type == term.id
            for link in kb.backlinks.get(("component", component.id), ())
            if link.record.KIND == "model"
        }
        own = tuple(one for one in uses if one.type == term.id)
        types.append(TypeOfConnector(term, own, tuple(sorted(models))))
    return sorted(types, key=lambda one: -len(one.models))


def picture(uses: Sequence[Use], kb: KnowledgeBase) -> Plot:
    """Parameters across and vectors upwards, both by powers; a sign for each of the most frequent types.

    Models with the same numbers share a mark, since one would hide the other.

    Args:
        uses: At least one, all with known vectors and parameters.
        kb: Names the types.
    """
    left, right = _powers([one.parameters or 1 for one in uses], log10)
    low, high = _powers([one.tokens or 1 for one in uses], log2)
    across, up = Scale(left, right, 0, 100), Scale(low, high, HEIGHT, 0)
    return Plot(
        HEIGHT,
        tuple(Tick(across.at(power), short_count(10**power)) for power in range(left, right + 1)),
        tuple(Tick(up.at(power), f"{2**power:,}") for power in range(low, high + 1)),
        tuple(
            Placed(name, SHAPES[number], tuple(_marks(those, across, up)))
            for number, (name, those) in enumerate(_series(uses, kb))
        ),
    )


def _powers(values: Sequence[int], logarithm: Callable[[float], float]) -> tuple[int, int]:
    """Whole powers that hold all values between them, at least one apart."""
    low = floor(min(map(logarithm, values)))
    return low, max(ceil(max(map(logarithm, values))), low + 1)


def _series(uses: Sequence[Use], kb: KnowledgeBase) -> list[tuple[str, list[Use]]]:
    """Uses by type, the most frequent first; the rarest share the last series."""
    by_type: dict[str, list[Use]] = {}
    for use in uses:
        by_type.setdefault(use.type, []).append(use)
    ordered = sorted(by_type.items(), key=lambda one: (-len(one[1]), one[0]))
    most = len(SHAPES) if len(ordered) <= len(SHAPES) else len(SHAPES) - 1
    series = [(kb.terms[VOCABULARY][type].name, those) for type, those in ordered[:most]]
    if rest := [use for _, those in ordered[most:] for use in those]:
        series.append((OTHER, rest))
    return series


def _marks(uses: Sequence[Use], across: Scale, up: Scale) -> Iterator[Mark]:
    def place(use: Use) -> tuple[int, int]:
        return use.parameters or 1, use.tokens or 1

    for (parameters, tokens), group in groupby(sorted(uses, key=lambda use: (place(use), use.trace.name)), place):
        those = list(group)
        names = ", ".join(one.trace.name for one in those)
        label = f"{names}: {tokens:,} tokens, {short_count(parameters)} parameters"
        scale = 1 if len(those) == 1 else 1.5
        yield Mark(across.at(log10(parameters)), up.at(log2(tokens)), label, f"#{those[0].id}", scale)

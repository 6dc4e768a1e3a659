"""Small knowledge bases for the lineage: written by hand in a line each, or drawn at random."""

from datetime import date

from hypothesis import strategies as st

from medmllm_kb.loading.knowledge_base import Collection, KnowledgeBase
from medmllm_kb.records import KINDS, Component, Dataset, MedicalModel, Record, Result
from medmllm_kb.records.dataset import Derivation, Split
from medmllm_kb.records.model import PipelineStep, Training, TrainingData
from medmllm_kb.records.provenance import KnownIssue
from medmllm_kb.records.result import Score

DAY = date(2025, 3, 1)
SPLITS = ("train", "test")


def kb_of(*records: Record) -> KnowledgeBase:
    """A knowledge base of these records alone."""
    collections = {
        kind: Collection(kind, {one.id: one for one in records if kind == one.KIND})  # type: ignore[misc]
        for kind in KINDS
    }
    return KnowledgeBase(collections, Collection("publication", {}))


def dataset(
    id: str, *sources: tuple[str, str, str | None], kind: str = "image-dataset", issues: tuple[KnownIssue, ...] = ()
) -> Dataset:
    """A dataset with a train and a test split; each source: id, materials with spaces between, split."""
    return Dataset(
        id=id,
        name=id.upper(),
        kind=kind,
        added=DAY,
        derived_from=tuple(
            Derivation(dataset=source, reuses=tuple(reuses.split()), split=split) for source, reuses, split in sources
        ),
        splits=tuple(Split(name=name, count=1, unit="images") for name in SPLITS),
        known_issues=issues,
    )


def benchmark(id: str, *sources: tuple[str, str, str | None], issues: tuple[KnownIssue, ...] = ()) -> Dataset:
    """A dataset of the kind of benchmarks."""
    return dataset(id, *sources, kind="benchmark", issues=issues)


def model(
    id: str,
    *stages: tuple[tuple[str, str | None], ...],
    bases: tuple[str, ...] = (),
    parts: tuple[str, ...] = ("eye",),
    issues: tuple[KnownIssue, ...] = (),
) -> MedicalModel:
    """A model with a stage for each tuple of datasets with their splits."""
    return MedicalModel(
        id=id,
        name=id.upper(),
        added=DAY,
        training=tuple(
            Training(stage="fine-tuning", data=tuple(TrainingData(dataset=one, split=split) for one, split in stage))
            for stage in stages
        ),
        base_models=bases,
        pipeline=tuple(PipelineStep(component=part) for part in parts),
        known_issues=issues,
    )


def component(id: str, *data: str, started_from: str | None = None) -> Component:
    """An encoder with the datasets that it was pretrained on."""
    return Component(
        id=id,
        name=id.upper(),
        role="encoder",
        type="clip-encoder",
        added=DAY,
        pretraining_data=tuple(TrainingData(dataset=one) for one in data),
        initialised_from=started_from,
    )


EYE = component("eye")
"""A part without any medical data."""


def issue(kind: str, text: str) -> KnownIssue:
    """A known issue."""
    return KnownIssue(date=DAY, kind=kind, text=text, source="https://example.org/audit")


def marked(model: str, benchmark: str, in_training_mix: bool | None = None) -> Result:
    """A table of one score."""
    score = Score(
        model=model,
        benchmark=benchmark,
        metric="accuracy",
        value=50.0,
        unit="percent",
        in_training_mix=in_training_mix,
    )
    return Result(id=f"{model}-on-{benchmark}", name="Table", added=DAY, scores=(score,))


_materials = st.lists(st.sampled_from(["images", "text", "labels"]), min_size=1, max_size=3, unique=True).map(" ".join)
_split = st.sampled_from([None, *SPLITS])


@st.composite
def worlds(draw: st.DrawFn) -> list[Record]:
    """Datasets that derive from earlier ones, every other a benchmark, and models on them and on earlier models."""
    records: list[Record] = [EYE]
    count = draw(st.integers(2, 7))
    for number in range(count):
        earlier = st.tuples(st.sampled_from([f"d{one}" for one in range(number)] or ["d0"]), _materials, _split)
        sources = draw(st.lists(earlier, max_size=3)) if number else []
        make = benchmark if number % 2 else dataset
        records.append(make(f"d{number}", *sources))
    trained = st.tuples(st.sampled_from([f"d{one}" for one in range(count)]), _split)
    for number in range(draw(st.integers(1, 3))):
        stages = draw(st.lists(st.lists(trained, min_size=1, max_size=3).map(tuple), max_size=2))
        bases = draw(st.lists(st.sampled_from([f"m{one}" for one in range(number)] or ["m0"]), max_size=1))
        records.append(model(f"m{number}", *stages, bases=tuple(bases) if number else ()))
    return records

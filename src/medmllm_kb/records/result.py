"""Result: the scores of one published table."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import Count, DatasetId, Line, MetricId, Model, ModelId, Prose

Setting = Literal["zero-shot", "few-shot", "fine-tuned", "not-stated"]


class Protocol(Model):
    """What holds for all scores of the table, as far as its source says."""

    split: Line | None = None
    setting: Setting | None = None
    shots: Count | None = None
    harness: Line | None = None
    prompt: Line | None = None
    judge: Line | None = None
    sample_size: Line | None = None
    metric_definition: Line | None = None
    note: Prose | None = None


class Spread(Model):
    """How far the value may be off, on the scale of the value."""

    kind: Literal["standard-deviation", "standard-error", "confidence-interval-95", "range"]
    deviation: float | None = None
    low: float | None = None
    high: float | None = None


class Score(Model):
    """One number. It compares with another only if all agree that ``analysis.comparison.Protocol`` names."""

    model: ModelId
    variant: Line | None = None
    benchmark: DatasetId
    split: Line | None = None
    """Which split, or which version, of the benchmark; left out when the source does not say."""
    subset: Line | None = None
    """Which part of the questions, images or tasks: ``all`` when the source says so, left out when it names none."""
    metric: MetricId
    metric_variant: Line | None = None
    """Which form of the metric: ``BLEU-4``, ``micro, 14 labels``, ``RadCliQ-v1``."""
    better: Literal["higher", "lower"] | None = None
    """Only for a form of the metric that runs the other way than the metric itself."""
    setting: Setting | None = None
    value: float
    unit: Literal["percent", "fraction", "score"]
    spread: Spread | None = None
    in_training_mix: bool | None = None
    """Whether the source says that the benchmark's training split was trained on."""
    doubt: Line | None = None
    """Why the source's figure may be a mistake; the figure stays as printed."""


class Result(Record):
    """One table of one publication, leaderboard or card."""

    KIND: ClassVar[str] = "result"
    FOLDER: ClassVar[str] = "results"
    FACTS: ClassVar[tuple[str, ...]] = ("scores",)

    table: Line | None = None
    """Which table it is, in the source's own numbering or name."""
    measured_by: Literal["own-paper", "independent", "leaderboard"] | None = None
    """``own-paper``: by the authors of a model in the table."""
    protocol: Protocol = Protocol()
    scores: tuple[Score, ...] = ()

"""Metric: how an answer is scored."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.method import Equation
from medmllm_kb.records.types import Line, MetricFamily, Model, Prose, TaskId, Url


class Range(Model):
    """Bounds of the metric; a bound that is left out does not exist."""

    minimum: float | None = None
    maximum: float | None = None


class Implementation(Model):
    """Code that computes it."""

    name: Line
    link: Url | None = None
    note: Line | None = None


class Metric(Record):
    """A number, or a protocol that gives one."""

    KIND: ClassVar[str] = "metric"
    FOLDER: ClassVar[str] = "metrics"
    FACTS: ClassVar[tuple[str, ...]] = ("range", "implementations")

    family: MetricFamily
    measures: Prose | None = None
    range: Range | None = None
    """On the metric's own scale; a score in percent is compared after division by 100."""
    better: Literal["higher", "lower", "neither"] | None = None
    needs: tuple[Line, ...] = ()
    """What has to be at hand: a reference text, a judge model, a label extractor."""
    tasks: tuple[TaskId, ...] = ()
    equations: tuple[Equation, ...] = ()
    implementations: tuple[Implementation, ...] = ()
    pitfalls: tuple[Prose, ...] = ()

"""Task: what a medical MLLM is asked to do."""

from typing import ClassVar

from medmllm_kb.records.base import Record
from medmllm_kb.records.types import DatasetId, Line, MetricId, Modality, Prose, TaskId


class Task(Record):
    """A node of the task tree."""

    KIND: ClassVar[str] = "task"
    FOLDER: ClassVar[str] = "tasks"

    parent: TaskId | None = None
    input_modalities: tuple[Modality, ...] = ()
    inputs: Line | None = None
    """What goes in, in words: one image and a question."""
    outputs: Line | None = None
    """What comes out: an option, a sentence, a mask."""
    clinical_purpose: Prose | None = None
    metrics: tuple[MetricId, ...] = ()
    """Metrics in common use."""
    benchmarks: tuple[DatasetId, ...] = ()
    related_tasks: tuple[TaskId, ...] = ()

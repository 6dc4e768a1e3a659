"""Model: a medical multimodal large language model, or one that it is compared with."""

from typing import ClassVar, Literal

from medmllm_kb.records.base import Record
from medmllm_kb.records.licensing import Duties, Permissions
from medmllm_kb.records.provenance import KnownIssue
from medmllm_kb.records.types import (
    ArchitectureId,
    ComponentId,
    Count,
    DatasetId,
    Dimension,
    Language,
    Licence,
    Line,
    MethodId,
    Modality,
    Model,
    ModelId,
    ModelScope,
    Prose,
    Slug,
    Specialty,
    StageId,
    TaskId,
    Unit,
    Url,
    WeightsAccess,
    Year,
)


class TrainingData(Model):
    """A dataset, or the part of it, that a training stage used."""

    dataset: DatasetId
    split: Slug | None = None
    """Which split was used, when the source says so."""
    count: Count | None = None
    unit: Unit | None = None
    note: Line | None = None


class Reward(Model):
    """One term of the reward in reinforcement learning."""

    name: Line
    definition: Line | None = None
    """How it is computed."""
    weight: float | None = None


class Hyperparameter(Model):
    """A setting of the optimisation, as the source states it."""

    name: Line
    value: Line


class Training(Model):
    """One stage of the training, in order."""

    stage: StageId
    name: Line | None = None
    """The name that the source gives it."""
    data: tuple[TrainingData, ...] = ()
    data_note: Line | None = None
    """Data that are no dataset of their own."""
    trainable: tuple[Literal["encoder", "connector", "backbone", "decoder", "adapter", "all"], ...] = ()
    methods: tuple[MethodId, ...] = ()
    """How weights were moved: full fine-tuning, LoRA ..."""
    algorithm: MethodId | None = None
    """The algorithm of preference or reinforcement learning."""
    cold_start: bool | None = None
    """Whether reinforcement learning began from a model fine-tuned on reasoning traces."""
    rewards: tuple[Reward, ...] = ()
    compute: Line | None = None
    hyperparameters: tuple[Hyperparameter, ...] = ()
    note: Prose | None = None


class PipelineStep(Model):
    """A component in its place, with the sizes that bind it to its neighbours."""

    component: ComponentId
    input_shape: tuple[Dimension, ...] | None = None
    """Channels, [depth,] height, width."""
    layer: int | None = None
    """Layer whose states are read; -2 is the last but one."""
    keep: Literal["patch-tokens", "class-token", "all-tokens", "pooled"] | None = None
    input_width: Dimension | None = None
    output_width: Dimension | None = None
    output_tokens: Dimension | None = None
    """Vectors that leave the step for one image, slice group or volume."""
    context: Dimension | None = None
    note: Line | None = None


class Variant(Model):
    """One released size or version."""

    name: Line
    parameters: Count | None = None
    backbone: ComponentId | None = None
    weights: Url | None = None
    note: Line | None = None


class MedicalModel(Record):
    """A model and its recipe."""

    KIND: ClassVar[str] = "model"
    FOLDER: ClassVar[str] = "models"
    FACTS: ClassVar[tuple[str, ...]] = (
        "variants",
        "pipeline",
        "training",
        "weights",
        "weights_license",
        "code_license",
    )

    year: Year | None = None
    organisations: tuple[Line, ...] = ()
    scope: ModelScope | None = None
    reasoning: bool = False
    """Whether it was trained to reason before it answers."""
    modalities: tuple[Modality, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    languages: tuple[Language, ...] = ()
    architecture: ArchitectureId | None = None
    variants: tuple[Variant, ...] = ()
    base_models: tuple[ModelId, ...] = ()
    """Models whose weights it starts from; their training data are inherited."""
    pipeline: tuple[PipelineStep, ...] = ()
    """The components in order."""
    pipeline_note: Prose | None = None
    training: tuple[Training, ...] = ()
    novelty: Prose | None = None
    """What is new in it."""
    weights: WeightsAccess | None = None
    weights_license: Licence | None = None
    code_license: Licence | None = None
    license_note: Prose | None = None
    permissions: Permissions | None = None
    """Where terms of these very weights go beyond their licence."""
    duties: Duties | None = None
    """What these very weights ask for beyond their licence."""
    known_issues: tuple[KnownIssue, ...] = ()

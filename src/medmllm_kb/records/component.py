"""Component: an encoder, a connector, a language backbone or a decoder that models are built of."""

from typing import ClassVar

from medmllm_kb.records.architecture import Role
from medmllm_kb.records.base import Record
from medmllm_kb.records.model import TrainingData
from medmllm_kb.records.operations import Operation
from medmllm_kb.records.types import ComponentId, ComponentType, Count, Licence, Line, Modality, Prose, Year


class Component(Record):
    """A building block with its operations in order."""

    KIND: ClassVar[str] = "component"
    FOLDER: ClassVar[str] = "components"
    FACTS: ClassVar[tuple[str, ...]] = ("operations", "parameters", "pretraining_data", "license")

    role: Role
    type: ComponentType
    year: Year | None = None
    organisations: tuple[Line, ...] = ()
    modalities: tuple[Modality, ...] = ()
    operations: tuple[Operation, ...] = ()
    """What it does to a tensor, in order."""
    parameters: Count | None = None
    """Number of weights of the component itself."""
    parameters_note: Line | None = None
    initialised_from: ComponentId | None = None
    pretraining_data: tuple[TrainingData, ...] = ()
    pretraining_note: Prose | None = None
    license: Licence | None = None
    license_note: Line | None = None

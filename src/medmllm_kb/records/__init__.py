"""What a record is: one pydantic model a kind, and the types that they share."""

from medmllm_kb.records.application import Application
from medmllm_kb.records.architecture import Architecture
from medmllm_kb.records.base import Record
from medmllm_kb.records.challenge import Challenge
from medmllm_kb.records.component import Component
from medmllm_kb.records.dataset import Dataset
from medmllm_kb.records.method import Method
from medmllm_kb.records.metric import Metric
from medmllm_kb.records.model import MedicalModel
from medmllm_kb.records.result import Result
from medmllm_kb.records.stage import Stage
from medmllm_kb.records.survey import Survey
from medmllm_kb.records.task import Task
from medmllm_kb.records.vocabulary import Term, Vocabulary

KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        Task,
        Architecture,
        Component,
        MedicalModel,
        Dataset,
        Stage,
        Method,
        Metric,
        Result,
        Challenge,
        Application,
        Survey,
        Vocabulary,
    )
}
"""Every kind of record by its name, in the order in which the survey's chapters go."""

FOLDERS: dict[str, type[Record]] = {kind.FOLDER: kind for kind in KINDS.values()}
"""Every kind of record by its folder below ``data/``."""

__all__ = [
    "FOLDERS",
    "KINDS",
    "Application",
    "Architecture",
    "Challenge",
    "Component",
    "Dataset",
    "MedicalModel",
    "Method",
    "Metric",
    "Record",
    "Result",
    "Stage",
    "Survey",
    "Task",
    "Term",
    "Vocabulary",
]

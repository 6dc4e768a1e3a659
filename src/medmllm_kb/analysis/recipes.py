"""How models were taught to reason, in comparable columns: what they started from, data, algorithm and rewards."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import MedicalModel
from medmllm_kb.records.model import Reward, Training, TrainingData

OTHER = "other"
REWARD_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "answer": "The answer, checked by a rule",
        "format": "The form",
        "length": "The length",
        "place": "The place in the picture or in time",
        "process": "The steps on the way",
        "consistency": "That parts agree",
        "text": "Closeness to a reference text",
        "judge": "The verdict of a model",
        OTHER: "Something else",
    }
)
"""What is rewarded; the last is what the names below do not tell."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "format": "format form tag tags grammar template syntax thinking",
        "length": "length shortness brevity overlong",
        "place": "box boxes coordinates point points spatial grounding iou dice mask masks slice volume localisation",
        "consistency": "consistency coherence agreement perception fidelity",
        "process": "process step steps reasoning evidence wording",
        "judge": "judge rubric rubrics verifier preference",
        "text": "semantic textual report radcliq radgraph green bertscore bleu rouge entity entities similarity",
        "answer": (
            "accuracy answer correctness correct outcome option options rule-based rules verdict diagnosis diagnoses"
            " disease diseases condition conditions abnormalities label labels specialty modality exact choice"
        ),
    }
)
"""Words in the name of a reward that tell its kind; the first kind with such a word is taken."""
_WHOLE_NAMES: Mapping[str, str] = MappingProxyType(
    {"overlap": "place", "box overlap": "place", "hard mode": "place", "key diagnostic evidence": "process"}
)
"""Names that their words would not tell, or would tell wrongly."""
_WORD = re.compile(r"[\w-]+")
_AND = re.compile(r"\s+(?:and|&|\+)\s+")

SUPERVISED = "reasoning-fine-tuning"
REINFORCED = "reinforcement-learning"


@dataclass(frozen=True, slots=True)
class RewardTerm:
    """One term of a reward, with what it pays for."""

    reward: Reward
    kinds: tuple[str, ...]
    """Of ``REWARD_KINDS``; several when the name joins several."""


@dataclass(frozen=True, slots=True)
class Course:
    """A stage of the training that belongs to the recipe."""

    stage: str
    data: tuple[TrainingData, ...]
    data_note: str | None
    methods: tuple[str, ...]
    algorithm: str | None
    trainable: tuple[str, ...]
    rewards: tuple[RewardTerm, ...]
    compute: str | None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model was taught to reason."""

    model: MedicalModel
    bases: tuple[tuple[str, str], ...]
    """Kind and id of what it starts from: models, else the backbones of its variants or its pipeline."""
    sizes: tuple[int, ...]
    """Parameters of the variants, the smallest first."""
    cold_start: bool | None
    """Whether chains came before rewards; None when it is not stated, or when nothing was rewarded."""
    supervised: tuple[Course, ...]
    """Training on written chains."""
    reinforced: tuple[Course, ...]
    """Training on preferences or rewards."""

    @property
    def reward_kinds(self) -> tuple[str, ...]:
        """Kinds of all its rewards, in the order of ``REWARD_KINDS``."""
        found = {kind for course in self.reinforced for term in course.rewards for kind in term.kinds}
        return tuple(kind for kind in REWARD_KINDS if kind in found)

    def rewards_of(self, kind: str) -> tuple[Reward, ...]:
        """Terms of a kind, each name once."""
        terms = [term.reward for course in self.reinforced for term in course.rewards if kind in term.kinds]
        return tuple({term.name: term for term in reversed(terms)}.values())[::-1]


def recipes(kb: KnowledgeBase) -> tuple[Recipe, ...]:
    """The recipe of each described model that was trained to reason, the latest year first, then by name."""
    models = [one for one in kb.models.values() if one.reasoning and one.status != "stub"]
    ordered = sorted(models, key=lambda one: (-(one.year or 0), one.name.lower(), one.id))
    return tuple(recipe_of(kb, model) for model in ordered)


def recipe_of(kb: KnowledgeBase, model: MedicalModel) -> Recipe:
    """The recipe of one model."""
    supervised = [one for one in model.training if _is_within(kb, one.stage, SUPERVISED) and not one.rewards]
    reinforced = [one for one in model.training if _is_reinforced(kb, one)]
    starts = {one.cold_start for one in reinforced} - {None}
    return Recipe(
        model,
        _bases(model, kb),
        tuple(sorted({one.parameters for one in model.variants if one.parameters})),
        (True in starts) if starts else None,
        tuple(map(_course, supervised)),
        tuple(map(_course, reinforced)),
    )


def kinds_of(name: str) -> tuple[str, ...]:
    """What a reward of this name pays for; ``("other",)`` when its words do not tell.

    ``format and answer`` pays for both.
    """
    parts = [name] if name.lower() in _WHOLE_NAMES else _AND.split(name)
    found = {kind for part in parts if (kind := _kind_of(part.lower())) != OTHER}
    return tuple(kind for kind in REWARD_KINDS if kind in found) or (OTHER,)


def kinds_tally(found: Iterable[Recipe]) -> Mapping[str, tuple[Recipe, ...]]:
    """Recipes by each kind of reward that they name, in the order of ``REWARD_KINDS``."""
    by_kind: dict[str, list[Recipe]] = {kind: [] for kind in REWARD_KINDS}
    for recipe in found:
        for kind in recipe.reward_kinds:
            by_kind[kind].append(recipe)
    return {kind: tuple(those) for kind, those in by_kind.items()}


def algorithms_tally(found: Iterable[Recipe]) -> Mapping[str | None, int]:
    """How many recipes name each algorithm, the most used first; None counts those that name none."""
    counts = Counter(algorithm for recipe in found if recipe.reinforced for algorithm in _algorithms(recipe))
    return dict(sorted(counts.items(), key=lambda one: (one[0] is None, -one[1], one[0] or "")))


def _algorithms(recipe: Recipe) -> set[str | None]:
    named: set[str | None] = {one.algorithm for one in recipe.reinforced if one.algorithm}
    return named or {None}


def _kind_of(name: str) -> str:
    if name in _WHOLE_NAMES:
        return _WHOLE_NAMES[name]
    words = set(_WORD.findall(name))
    return next((kind for kind, those in _WORDS.items() if words & set(those.split())), OTHER)


def _is_reinforced(kb: KnowledgeBase, training: Training) -> bool:
    return _is_within(kb, training.stage, REINFORCED) or training.algorithm is not None


def _is_within(kb: KnowledgeBase, stage: str | None, family: str) -> bool:
    """Whether a stage is the one named, or below it."""
    seen = set()
    while stage is not None and stage not in seen:
        if stage == family:
            return True
        seen.add(stage)
        record = kb.stages.get(stage)
        stage = record.parent if record else None
    return False


def _bases(model: MedicalModel, kb: KnowledgeBase) -> tuple[tuple[str, str], ...]:
    if model.base_models:
        return tuple(("model", id) for id in model.base_models)
    backbones = [one.backbone for one in model.variants if one.backbone]
    in_pipeline = [one.component for one in model.pipeline if _role(kb, one.component) == "backbone"]
    return tuple(("component", id) for id in dict.fromkeys(backbones or in_pipeline))


def _role(kb: KnowledgeBase, component: str) -> str | None:
    return kb.components[component].role if component in kb.components else None


def _course(training: Training) -> Course:
    return Course(
        training.stage,
        training.data,
        training.data_note,
        training.methods,
        training.algorithm,
        training.trainable,
        tuple(RewardTerm(one, kinds_of(one.name)) for one in training.rewards),
        training.compute,
    )

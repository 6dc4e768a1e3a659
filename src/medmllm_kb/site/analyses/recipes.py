"""The recipes of reasoning models as tables for chapters."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from medmllm_kb.analysis.recipes import REWARD_KINDS, SUPERVISED, Recipe, algorithms_tally, kinds_tally
from medmllm_kb.site.analyses.computed import Analyses
from medmllm_kb.site.analyses.fragments import Fragment

DATA_FAMILY = "reasoning-data"
"""Family of the methods by which chains are made."""


def supervised(analyses: Analyses) -> dict[str, Any]:
    """Recipes with written chains."""
    found = [one for one in analyses.recipes if one.supervised]
    return {"recipes": found, "silent": _silent(analyses), "makers": _makers(analyses, found)}


def reinforced(analyses: Analyses) -> dict[str, Any]:
    """Recipes with rewards."""
    return {"recipes": [one for one in analyses.recipes if one.reinforced], "kinds": REWARD_KINDS}


def rewards(analyses: Analyses) -> dict[str, Any]:
    """What is rewarded, and by how many."""
    found = [one for one in analyses.recipes if one.reinforced]
    starts = [one.cold_start for one in found]
    return {
        "recipes": found,
        "kinds": REWARD_KINDS,
        "tally": kinds_tally(found),
        "unnamed": sum(not one.reward_kinds for one in found),
        "algorithms": algorithms_tally(found),
        "starts": [("yes", starts.count(True)), ("no", starts.count(False)), ("not stated", starts.count(None))],
    }


FRAGMENTS: Mapping[str, Fragment] = MappingProxyType(
    {
        "recipes-supervised": Fragment("recipes-supervised.html", supervised),
        "recipes-reinforced": Fragment("recipes-reinforced.html", reinforced),
        "reward-kinds": Fragment("reward-kinds.html", rewards),
    }
)


def _silent(analyses: Analyses) -> list[Recipe]:
    """Recipes of which neither chains nor rewards are recorded."""
    return [one for one in analyses.recipes if not one.supervised and not one.reinforced]


def _makers(analyses: Analyses, found: list[Recipe]) -> dict[str, tuple[list[str], list[str]]]:
    """By model: the methods by which its chains were made, and who or what annotated its sets of chains."""
    kb = analyses.kb
    makers = {}
    for recipe in found:
        methods = [one for course in recipe.supervised for one in course.methods if one in kb.methods]
        sets = [one.dataset for course in recipe.supervised for one in course.data if one.dataset in kb.datasets]
        chains = [kb.datasets[id] for id in sets if SUPERVISED in kb.datasets[id].stages]
        origins = [origin for one in chains for origin in one.annotation]
        of_data = [one for one in methods if kb.methods[one].family == DATA_FAMILY]
        makers[recipe.model.id] = (list(dict.fromkeys(of_data)), list(dict.fromkeys(origins)))
    return makers

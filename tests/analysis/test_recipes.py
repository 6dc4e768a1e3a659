"""Recipes of reasoning models: what counts as chains and rewards, cold starts, and kinds of reward."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.toy import toy_with

from medmllm_kb.analysis.recipes import OTHER, REWARD_KINDS, Recipe, algorithms_tally, kinds_of, kinds_tally, recipes
from medmllm_kb.loading.load import open_knowledge_base

STAGES = {
    "stages/reasoning-fine-tuning.yaml": "id: reasoning-fine-tuning\nname: Reasoning\nsummary: S.\norder: 40\n",
    "stages/reinforcement-learning.yaml": "id: reinforcement-learning\nname: Rewards\nsummary: S.\norder: 50\n",
    "stages/by-rule.yaml": "id: by-rule\nname: By rule\nsummary: S.\norder: 51\nparent: reinforcement-learning\n",
}
CHAINS = "  - {stage: reasoning-fine-tuning, data: [{dataset: lumen-vqa}]}\n"
BY_RULE = "  - {{stage: by-rule, {extra}rewards: [{rewards}]}}\n"


def rewarded(rewards: str = "{name: accuracy}", extra: str = "") -> str:
    return BY_RULE.format(rewards=rewards, extra=extra)


def model(id: str, training: str, more: str = "", year: int = 2025) -> str:
    head = f"id: {id}\nname: {id.capitalize()}\nsummary: S.\nyear: {year}\nreasoning: true\nscope: specialist\n"
    return f"{head}{more}training:\n{training}added: 2025-03-01\n"


def recipes_of(folder: Path, models: dict[str, str]) -> dict[str, Recipe]:
    files = {path: f"{text}added: 2025-03-01\n" for path, text in STAGES.items()}
    files |= {f"models/{id}.yaml": text for id, text in models.items()}
    return {one.model.id: one for one in recipes(open_knowledge_base(toy_with(folder, files)))}


def test_only_reasoning_models_have_recipes_the_latest_first(tmp_path: Path) -> None:
    found = recipes_of(tmp_path, {"old": model("old", CHAINS, year=2024), "new": model("new", rewarded())})
    assert list(found) == ["new", "old"]  # and neither Aurelia nor Borealis


def test_chains_and_rewards_are_told_by_stage_and_by_algorithm(tmp_path: Path) -> None:
    plain = "  - {stage: fine-tuning, data: [{dataset: lumen-vqa}]}\n"
    named = "  - {stage: fine-tuning, algorithm: full-fine-tuning}\n"
    found = recipes_of(tmp_path, {"one": model("one", CHAINS + plain + rewarded()), "two": model("two", named)})
    assert [course.stage for course in found["one"].supervised] == ["reasoning-fine-tuning"]
    assert [data.dataset for data in found["one"].supervised[0].data] == ["lumen-vqa"]
    assert [course.stage for course in found["one"].reinforced] == ["by-rule"]
    assert [course.algorithm for course in found["two"].reinforced] == ["full-fine-tuning"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [(("true",), True), (("false",), False), (("false", "true"), True), ((None, "false"), False), ((None,), None)],
)
def test_a_cold_start_is_stated_or_not(tmp_path: Path, said: tuple[str | None, ...], expected: bool | None) -> None:
    training = "".join(rewarded(extra=f"cold_start: {one}, " if one else "") for one in said)
    assert recipes_of(tmp_path, {"one": model("one", training)})["one"].cold_start is expected


def test_nothing_was_started_cold_where_nothing_was_rewarded(tmp_path: Path) -> None:
    assert recipes_of(tmp_path, {"one": model("one", CHAINS)})["one"].cold_start is None


def test_base_models_go_before_backbones(tmp_path: Path) -> None:
    variants = (
        "variants: [{name: 7B, parameters: 7000000000, backbone: brook-1b}, {name: 1B, parameters: 1000000000}]\n"
    )
    found = recipes_of(
        tmp_path,
        {
            "one": model("one", CHAINS, "base_models: [aurelia]\n" + variants),
            "two": model("two", CHAINS, variants),
            "three": model("three", CHAINS, "pipeline: [{component: two-layer-mlp}, {component: brook-1b}]\n"),
            "four": model("four", CHAINS),
        },
    )
    assert found["one"].bases == (("model", "aurelia"),)
    assert found["two"].bases == found["three"].bases == (("component", "brook-1b"),)
    assert found["four"].bases == ()
    assert found["two"].sizes == (1_000_000_000, 7_000_000_000)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("accuracy", ("answer",)),
        ("strict form", ("format",)),
        ("box format", ("format",)),
        ("box overlap", ("place",)),
        ("Spatial accuracy", ("place",)),
        ("semantic consistency", ("consistency",)),
        ("format and answer", ("answer", "format")),
        ("clinical rubrics", ("judge",)),
        ("RadCliQ", ("text",)),
        ("shortness", ("length",)),
        ("cross-modal process", ("process",)),
        ("diagnosis-conditioned", (OTHER,)),
        ("synergy", (OTHER,)),
    ],
)
def test_rewards_are_grouped_by_their_names(name: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(name) == kinds


@given(st.text(max_size=40))
def test_every_name_has_a_kind(name: str) -> None:
    found = kinds_of(name)
    assert found and set(found) <= set(REWARD_KINDS)
    assert OTHER not in found or found == (OTHER,)


def test_rewards_are_shown_once_in_their_own_words_and_counted_by_recipe(tmp_path: Path) -> None:
    both = rewarded("{name: accuracy, definition: first}, {name: tags}") + rewarded("{name: accuracy}, {name: format}")
    named = rewarded("{name: accuracy}", "algorithm: full-fine-tuning, ")
    found = recipes_of(
        tmp_path, {"one": model("one", both), "two": model("two", named), "three": model("three", CHAINS)}
    )
    assert found["one"].reward_kinds == ("answer", "format")
    assert [one.name for one in found["one"].rewards_of("format")] == ["tags", "format"]
    assert [one.definition for one in found["one"].rewards_of("answer")] == ["first"]
    tally = kinds_tally(found.values())
    assert {kind: len(those) for kind, those in tally.items() if those} == {"answer": 2, "format": 1}
    assert algorithms_tally(found.values()) == {"full-fine-tuning": 1, None: 1}

"""Variants are one only if their names leave no doubt."""

import pytest

from medmllm_kb.analysis.variants import parameters_of, variant_key, variant_words
from medmllm_kb.records import MedicalModel

HEALTH = MedicalModel.model_validate(
    {
        "id": "health",
        "name": "Health-GPT (v1)",
        "aliases": ("HealthGPT-L14",),
        "added": "2025-03-01",
        "variants": ({"name": "M3", "parameters": 3_800_000_000}, {"name": "L14", "parameters": 14_000_000_000}),
    }
)
PLAIN = MedicalModel.model_validate({"id": "plain-vision", "name": "PlainGPT-Vision", "added": "2025-03-01"})


@pytest.mark.parametrize(
    "spelling", ["14B", "L14", "HealthGPT-14B", "HealthGPT-L14", "HealthGPT-L14 14B", "Health-GPT 14b"]
)
def test_spellings_of_a_listed_variant(spelling: str) -> None:
    assert variant_key(HEALTH, spelling) == variant_key(HEALTH, "14B")
    assert parameters_of(HEALTH, spelling) == 14_000_000_000


@pytest.mark.parametrize("spelling", ["7B", "PlainGPT-V-7B", "PlainGPT-Vision 7B", "PlainGPT-Vision (7B)"])
def test_the_beginning_of_the_name_is_the_name(spelling: str) -> None:
    assert variant_key(PLAIN, spelling) == variant_key(PLAIN, "7B")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("7B", "34B"),
        ("7B", "PlainGPT-Vision 7B + more data"),
        ("PlainGPT-Vision-7B", "PlainGPT-Vision-7B-Instruct"),
        ("7B", None),
        ("M 1.5", "L 1.0"),
        ("4B", "4B-Next"),
    ],
)
def test_whatever_else_is_printed_keeps_them_apart(one: str, two: str | None) -> None:
    assert variant_key(PLAIN, one) != variant_key(PLAIN, two)


def test_two_listed_variants_of_one_size_are_not_one() -> None:
    twins = MedicalModel.model_validate(
        {
            "id": "twins",
            "name": "Twins",
            "added": "2025-03-01",
            "variants": ({"name": "TD", "parameters": 7_000_000_000}, {"name": "TE", "parameters": 7_000_000_000}),
        }
    )
    assert variant_key(twins, "Twins-TD") != variant_key(twins, "Twins-TE")


def test_a_size_is_read_from_the_label_when_no_record_has_it() -> None:
    assert parameters_of(PLAIN, "PlainGPT-Vision 34B") == 34_000_000_000
    assert parameters_of(PLAIN, "mini") is None


def test_a_label_does_not_say_the_name_twice() -> None:
    assert variant_words(PLAIN, "PlainGPT-Vision-7B") == "7B"
    assert variant_words(PLAIN, "PlainGPT-Vision") == ""
    assert variant_words(PLAIN, "PlainGPT-V-7B") == "7B"
    assert variant_words(PLAIN, "Pro 7B") == "Pro 7B"

"""The house style keeps what a record says, and is its own fixed point."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.contribute.formatting import to_yaml
from medmllm_kb.loading.safe_yaml import parse
from medmllm_kb.records import FOLDERS

ROOT = Path(__file__).parents[2]
RECORDS = [
    (kind.KIND, path)
    for data in (ROOT / "tests" / "toy", ROOT / "data")
    for folder, kind in FOLDERS.items()
    for path in sorted((data / folder).glob("*.yaml"))[:4]
]


def lists(value: object) -> object:
    """Tuples as lists, so that what was read compares with what was written."""
    if isinstance(value, dict):
        return {key: lists(inner) for key, inner in value.items()}
    return [lists(inner) for inner in value] if isinstance(value, tuple | list) else value


@pytest.mark.parametrize(("kind", "path"), RECORDS, ids=lambda value: getattr(value, "stem", value))
def test_a_record_says_the_same_in_the_house_style(kind: str, path: Path) -> None:
    data, _ = parse(path.read_text("utf-8"))
    assert data is not None
    text = to_yaml(kind, data)
    again, problems = parse(text)
    assert problems == []
    assert again == data
    assert to_yaml(kind, again or {}) == text


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp", "Mn", "Mc"]), min_size=1
)
VALUES = st.recursive(
    WORDS
    | st.integers(-(10**9), 10**9)
    | st.booleans()
    | st.sampled_from(["no", "N", "y", "1_000", "12:30", "2e-5", "2026-11-23", "~", "- a"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex("[a-z_]{1,8}", fullmatch=True), inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["name", "summary", "size", "aliases", "links", "evidence"]), VALUES, min_size=1)
)
def test_whatever_is_written_is_read_back(data: dict[str, object]) -> None:
    again, problems = parse(to_yaml("dataset", data))
    if not any(problem.code in ("not-nfc", "unsafe-character", "yaml-key") for problem in problems):
        assert problems == []
        assert lists(again) == data


def test_one_value_in_two_places_is_written_twice() -> None:
    unknown = {"state": "unknown", "reason": "Not stated."}
    text = to_yaml("dataset", {"permissions": {"redistribution": unknown, "derivatives": unknown}})
    again, problems = parse(text)
    assert problems == []
    assert again == {"permissions": {"redistribution": unknown, "derivatives": unknown}}

"""Did you mean: the nearest known word."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that names the nearest of ``known``, or an empty string when none is near."""
    spellings = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(word.lower(), spellings, n=1, cutoff=0.6)
    return f"did you mean `{spellings[near[0]]}`?" if near else ""

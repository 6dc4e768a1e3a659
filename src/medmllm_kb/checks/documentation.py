"""Everything that a check can say, and what a person should know about it."""

from functools import cache

from medmllm_kb.checks.loading_codes import LOADING_CODES
from medmllm_kb.checks.rule import Documentation
from medmllm_kb.checks.rules import all_rules


@cache
def all_documentation() -> tuple[Documentation, ...]:
    """The codes of loading and those of the rules, in alphabetical order."""
    return tuple(sorted((*LOADING_CODES, *all_rules()), key=lambda one: one.code))

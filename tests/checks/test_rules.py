"""Each rule's own examples are its test; what they do not show stands below."""

import pytest
from tests.checks.toy import TOY, marked, places, toy_with

from medmllm_kb.checks.rule import Rule
from medmllm_kb.checks.rules import all_rules
from medmllm_kb.checks.run import check

RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def test_the_toy_knowledge_base_is_clean() -> None:
    assert check(TOY).findings == ()


@RULES
def test_the_bad_example_gives_this_finding_where_it_is_marked_and_no_other(rule: Rule, tmp_path) -> None:
    findings = check(toy_with(tmp_path, rule.bad)).findings
    assert {(finding.code, finding.level) for finding in findings} == {(rule.code, rule.level)}
    assert places(findings) == marked(rule.bad)


@RULES
def test_the_good_example_gives_no_finding(rule: Rule, tmp_path) -> None:
    assert check(toy_with(tmp_path, rule.good)).findings == ()


@RULES
def test_a_rule_is_named_like_its_file(rule: Rule) -> None:
    module = rule.check.__module__.rpartition(".")[2]
    assert module == rule.code.replace("-", "_")


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in all_rules()]
    assert len(codes) == len(set(codes))

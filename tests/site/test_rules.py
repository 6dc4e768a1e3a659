"""The page of rules shows every code once, with examples that are harmless to show."""

from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.site.rules import rules_context


def test_every_code_stands_on_the_page_once() -> None:
    context = rules_context()
    codes = [one.code for one in all_documentation()]
    assert [rule.code for rule in context["rules"]] == codes
    assert sorted(rule.code for group in context["groups"] for rule in group.rules) == codes


def test_examples_have_no_invisible_characters() -> None:
    for rule in rules_context()["rules"]:
        assert rule.bad
        assert rule.good
        for text in (rule.bad, rule.good):
            assert all(letter.isprintable() or letter == "\n" for letter in text)
            text.encode()


def test_sentences_are_escaped_and_backquotes_are_code() -> None:
    shown = {rule.code: rule for rule in rules_context()["rules"]}
    assert "<code>&lt;&lt;</code>" in shown["yaml-merge-key"].what
    assert "`" not in "".join(f"{rule.what}{rule.why}{rule.mend}" for rule in shown.values())

"""Leaderboards and disagreements, as a reader without script meets them."""

import re
from html import unescape
from pathlib import Path

import pytest
from tests.checks.toy import TOY, toy_with

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.plan import Settings, plan_site

EVIDENCE = """\
evidence:
  - {source: 'https://example.org/t', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
"""
HEAD = "summary: Some.\ntable: Table\nmeasured_by: independent\n"
SCORES = (("aurelia", "1B", 61.5), ("aurelia", "7B", 85), ("borealis", "9B", 70))
SECOND = (
    f"id: second\nname: Second table\n{HEAD}protocol: {{split: test, setting: zero-shot, judge: J}}\nscores:\n"
    + "".join(
        f"  - {{model: {model}, variant: {variant}, benchmark: lumen-vqa, subset: closed, metric: accuracy, "
        f"value: {value}, unit: percent}}\n"
        for model, variant, value in SCORES
    )
    + EVIDENCE
)
CLOSED = "leaderboards/lumen-vqa/"


def bodies_of(data: Path) -> dict[str, str]:
    plan = plan_site(open_knowledge_base(data), Settings())
    wanted = ("leaderboards/", "measurement-spread/", "datasets/lumen-vqa", "models/aurelia", "results/aurelia")
    return {page.path: page.body() for page in plan.pages if page.path.startswith(wanted)}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return bodies_of(toy_with(tmp_path_factory.mktemp("data"), {"results/second.yaml": SECOND}))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, id: str) -> str:
    start = html.index(f'<section id="{id}"')
    return html[start : html.index("</section>", start)]


def test_a_ranking_has_places_values_and_who_measured(bodies: dict[str, str]) -> None:
    board = section(bodies[CLOSED], "test-closed-accuracy-zero-shot-percent")
    rows = [words(row) for row in board.split("<tr>")[2:]]
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert "85" in rows[0] and "independent: Second table" in rows[0]
    assert "81.5 %" in rows[1] and "own paper: Aurelia, Table 3" in rows[1]
    assert "another model's paper: Aurelia, Table 3" in rows[2]


def test_a_ranking_says_in_what_its_tables_differ(bodies: dict[str, str]) -> None:
    board = words(section(bodies[CLOSED], "test-closed-accuracy-zero-shot-percent"))
    assert "From 2 tables." in board
    assert re.search(r"Judge\. J \( ?Second table ?\) ?; not stated \( ?Aurelia, Table 3 ?\)", board)


def test_unlike_scores_stand_in_lists_of_their_own(bodies: dict[str, str]) -> None:
    body = bodies[CLOSED]
    assert "0.412" not in section(body, "test-closed-accuracy-zero-shot-percent")
    assert "0.412" in section(body, "alone")


def test_models_without_a_date_give_no_chart_and_the_page_says_so(bodies: dict[str, str]) -> None:
    board = section(bodies[CLOSED], "test-closed-accuracy-zero-shot-percent")
    assert ("<svg class=" in board) != ("No chart over time" in board)


def test_a_chart_has_a_title_a_description_and_a_table(bodies: dict[str, str]) -> None:
    spread = bodies["measurement-spread/"]
    found = re.search(r'<svg class="kb-plot"[^>]*role="(?:img|group)"[^>]*aria-labelledby="([^ "]+) ([^"]+)"', spread)
    assert found
    assert f'<title id="{found[1]}">' in spread and f'<desc id="{found[2]}">' in spread
    cases = spread[spread.index('id="all-cases"') :]
    assert "61.5" in cases and "81.5" in cases and "20.0" in words(cases)


def test_both_values_of_a_disagreement_stay_in_the_ranking(bodies: dict[str, str]) -> None:
    board = words(section(bodies[CLOSED], "test-closed-accuracy-zero-shot-percent"))
    assert board.count("61.5 to 81.5") == 2


def test_one_model_is_too_little_for_a_claim_about_own_papers(bodies: dict[str, str]) -> None:
    assert "too little to say anything" in words(section(bodies["measurement-spread/"], "own-paper"))


def test_a_dataset_shows_the_best_few_and_leads_to_the_rest(bodies: dict[str, str]) -> None:
    scores = section(bodies["datasets/lumen-vqa/"], "scores")
    assert 'href="../../leaderboards/lumen-vqa/"' in scores
    assert words(scores).count("%") == 3
    assert "61.5" not in scores


def test_a_model_tells_its_place_of_each_protocol(bodies: dict[str, str]) -> None:
    scores = words(section(bodies["models/aurelia/"], "scores"))
    assert "1 of 5" in scores and "2 of 5" in scores and "alone" in scores


def test_where_nothing_was_measured_twice_the_page_says_so() -> None:
    assert "nothing can be said" in words(bodies_of(TOY)["measurement-spread/"])


def test_the_index_leads_to_every_benchmark(bodies: dict[str, str]) -> None:
    assert f'href="../{CLOSED}"' in bodies["leaderboards/"]
    assert "6 scores on 1 benchmark" in words(bodies["leaderboards/"])

"""Connectors, timeline and the choice of a model, as a reader without script meets them."""

import re
from html import unescape
from pathlib import Path

import pytest
from tests.checks.toy import toy_with

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.plan import Settings, plan_site

ADDED = "added: 2025-03-01\n"
TYPES = """\
id: component-types
name: Types of components
summary: Types.
singular: type of component
terms:
  - {id: vision-transformer, name: Vision transformer, definition: Attends.}
  - {id: connector, name: Connector, definition: Between the two.}
  - {id: mlp, name: Multi-layer perceptron, parent: connector, definition: A few layers.}
  - {id: never, name: Never used, parent: connector, definition: In no model.}
  - {id: language-model, name: Language model, definition: Predicts.}
added: 2025-03-01
"""
BIBLIOGRAPHY = """
@misc{night2024borealis,
  author = {Night, Nora},
  title = {Borealis},
  year = {2024},
  eprint = {2405.01234},
  archiveprefix = {arXiv},
}
"""
FILES = {
    "vocabularies/component-types.yaml": TYPES,
    "models/borealis.yaml": (
        "id: borealis\nname: Borealis\nsummary: S.\nyear: 2024\nreasoning: true\nscope: generalist\n"
        "modalities: [ct, text]\ntasks: [visual-question-answering]\nweights: closed\n"
        f"publication: night2024borealis\n{ADDED}"
    ),
    "models/dusk.yaml": f"id: dusk\nname: Dusk\nsummary: S.\nyear: 2024\npublication: okafor2023aurelia\n{ADDED}",
    "models/cirrus.yaml": f"id: cirrus\nname: Cirrus\nsummary: S.\nmodalities: [text]\n{ADDED}",
}


def bodies_of(folder: Path, files: dict[str, str]) -> dict[str, str]:
    data = toy_with(folder, files)
    bibliography = next((data / "bibliography").glob("*.bib"))
    bibliography.write_text(bibliography.read_text("utf-8") + BIBLIOGRAPHY, "utf-8")
    plan = plan_site(open_knowledge_base(data), Settings())
    return {page.path: page.body() for page in plan.pages if page.path in ("connectors/", "timeline/", "choose/")}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return bodies_of(tmp_path_factory.mktemp("data"), FILES)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, id: str) -> str:
    start = html.index(f'<section id="{id}"')
    return html[start : html.index("</section>", start)]


def row(html: str, name: str) -> str:
    return next(one for one in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if name in words(one))


def test_connectors_show_what_enters_and_leaves_and_who_uses_them(bodies: dict[str, str]) -> None:
    html = bodies["connectors/"]
    # 224 pixels in patches of 16: 14 x 14; (768 x 2048 + 2048) + (2048 x 2048 + 2048) parameters
    assert "196 196 1 5.77M" in words(row(section(html, "models"), "Aurelia"))
    assert "196 5.77M 1 Aurelia" in words(row(section(html, "types"), "Multi-layer perceptron"))
    assert "In no recorded model: Never used" in words(section(html, "types"))


def test_too_few_connectors_are_not_drawn(bodies: dict[str, str]) -> None:
    picture = section(bodies["connectors/"], "picture")
    assert "Too few connectors" in picture and "<svg" not in picture


def test_models_stand_in_the_month_of_their_arxiv_number(bodies: dict[str, str]) -> None:
    html = bodies["timeline/"]
    assert "May 2024" in words(row(section(html, "y2024"), "Borealis"))
    assert "May 2023" in words(row(section(html, "y2023"), "Aurelia"))  # by its entry in the bibliography
    assert "2024 month not known" in words(row(section(html, "y2024"), "Dusk"))  # published in another year
    assert "Cirrus" in words(section(html, "undated"))


def test_a_thin_year_is_said_to_be_thin(bodies: dict[str, str]) -> None:
    assert "too few to say anything about the year" in words(section(bodies["timeline/"], "y2024"))


def test_a_mark_says_what_it_is_and_leads_to_the_model(bodies: dict[str, str]) -> None:
    marks = re.findall(r'<a href="../models/(\w+)/" tabindex="-1">.*?<title>(.*?)</title>', bodies["timeline/"])
    assert sorted(marks) == [
        ("aurelia", "Aurelia, May 2023: other models, weights to download"),
        ("borealis", "Borealis, May 2024: reasoning, no weights to download recorded"),
    ]


def test_models_are_grouped_by_openness_with_what_decides(bodies: dict[str, str]) -> None:
    html = bodies["choose/"]
    open_row, closed_row = row(section(html, "download"), "Aurelia"), row(section(html, "none"), "Borealis")
    assert "1.1B" in open_row and "Apache-2.0" in open_row
    assert 'data-reasoning="yes"' in closed_row and 'data-modality="ct text"' in closed_row
    assert 'data-weights="download open"' in open_row
    assert "Cirrus" in words(section(html, "unknown"))


def test_every_model_stands_under_its_modalities_and_tasks(bodies: dict[str, str]) -> None:
    by_modality = section(bodies["choose/"], "by-modality")
    assert words(row(by_modality, "Computed tomography")) == "Computed tomography none none Borealis none"
    assert "Aurelia" in row(section(bodies["choose/"], "by-task"), "Visual question answering")


def test_nobody_is_advised(bodies: dict[str, str]) -> None:
    assert "nothing here is advice for patients" in words(bodies["choose/"])

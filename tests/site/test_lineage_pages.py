"""What the pages say of lineage and overlaps."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from tests.analysis.lineage_worlds import dataset, kb_of, worlds

from medmllm_kb.analysis.lineage import Node, lineage_of
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.records import Record
from medmllm_kb.site.ego_graph import NEAR, PITCH, ROWS, ego_graph
from medmllm_kb.site.plan import Settings, plan_site

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def bodies() -> dict[str, str]:
    wanted = (
        "models/aurelia/",
        "models/borealis/",
        "datasets/lumen-vqa/",
        "datasets/lumen-cxr/",
        "datasets/old-lumen-notes/",
        "results/aurelia-table-3/",
        "lineage/",
        "contamination/",
    )
    plan = plan_site(open_knowledge_base(TOY), Settings())
    return {page.path: page.body() for page in plan.pages if page.path in wanted}


def section(body: str, id: str) -> str:
    """The HTML of a section, up to its end."""
    return body.partition(f'<section id="{id}"')[2].partition("</section>")[0]


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_the_sign_beside_a_score_says_the_verdict_and_leads_to_its_reasons(bodies) -> None:
    signs = re.findall(r'<a class="kb-sign[^>]*>', bodies["results/aurelia-table-3/"])
    assert len(signs) == 3
    label = "documented overlap: evaluation split; also trained on its training split"
    assert f'href="../../models/aurelia/#overlap-lumen-vqa" title="{label}" aria-label="{label}"' in signs[0]
    assert 'id="overlap-lumen-vqa"' in bodies["models/aurelia/"]


def test_every_sign_of_a_model_without_known_training_leads_somewhere(bodies) -> None:
    assert 'href="../../models/borealis/#overlap-lumen-vqa"' in bodies["results/aurelia-table-3/"]
    overlap = section(bodies["models/borealis/"], "overlap")
    assert 'id="overlap-lumen-vqa"' in overlap
    assert "Training data undisclosed" in overlap
    assert "Borealis has training that is not recorded" in text(overlap)


def test_a_model_tells_each_path_in_words(bodies) -> None:
    overlap = text(section(bodies["models/aurelia/"], "overlap"))
    assert "Aurelia has a known leak of Lumen-VQA." in overlap
    assert "Aurelia was trained on Lumen-CXR (train split" in overlap
    assert "from which Lumen-VQA takes its images (test split)." in overlap


def test_a_benchmark_names_the_models_that_may_have_seen_it(bodies) -> None:
    seen = section(bodies["datasets/lumen-vqa/"], "seen-by")
    assert 'href="../../models/aurelia/"' in seen
    assert "borealis" not in seen


def test_datasets_that_share_images_name_each_other(bodies) -> None:
    assert "It takes from 1 Lumen-CXR images" in text(section(bodies["datasets/lumen-vqa/"], "shares-images"))
    assert "Taken from it 1 Lumen-VQA images" in text(section(bodies["datasets/lumen-cxr/"], "shares-images"))
    assert 'id="shares-images"' not in bodies["datasets/old-lumen-notes/"]


def test_the_picture_has_a_list_that_says_the_same(bodies) -> None:
    lineage = section(bodies["models/aurelia/"], "lineage")
    picture, _, listed = lineage.partition("</svg>\n<details>")
    for name in ("Lumen-CXR", "Lumen-VQA", "Lumen ViT-B/16", "Brook-1B"):
        assert name in picture
        assert name in listed
    assert 'role="group"' in picture
    assert "<title" in picture and "<desc" in picture
    assert re.findall(r'<a href="[^"]*"(?! tabindex="-1")[^>]*>', picture) == []


def test_records_without_lineage_have_no_picture(bodies) -> None:
    assert "kb-rails" not in bodies["datasets/old-lumen-notes/"]


def test_the_overview_counts_only_pairs_with_scores(bodies) -> None:
    counted = text(bodies["contamination/"])
    assert "Of 2 pairs of model and benchmark with a score:" in counted
    assert "1 documented overlap: evaluation split · 1 training data undisclosed" in counted


def test_a_source_of_one_dataset_is_no_large_family(bodies) -> None:
    assert "1 families of two" in text(bodies["lineage/"])


def test_a_large_neighbourhood_is_cut_and_says_how_much_is_left() -> None:
    uses = [dataset(f"d{number}", ("source", "images", None)) for number in range(30)]
    graph = ego_graph(lineage_of(kb_of(dataset("source"), *uses)), Node("dataset", "source"))
    assert graph is not None
    assert graph.stations[-1].note == f"and {30 - NEAR} more"
    assert len(graph.uses) == 30


@given(worlds())
def test_no_two_rows_of_a_picture_touch_and_none_is_beyond_its_edge(records: list[Record]) -> None:
    kb = kb_of(*records)
    lineage = lineage_of(kb)
    for record in kb:
        graph = ego_graph(lineage, Node(record.KIND, record.id))
        if graph is None:
            continue
        heights = [one.y for one in graph.stations]
        assert all(two - one == PITCH for one, two in pairwise(heights))
        assert heights[-1] < graph.height
        assert len(heights) <= 2 * (ROWS + 1) + 1
        shown = {one.node for one in graph.stations if one.depth == 1 and one.node}
        assert shown <= {node for node, _ in (*graph.sources, *graph.uses)}

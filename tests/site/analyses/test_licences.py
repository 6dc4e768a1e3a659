"""The pages on licences, as a reader without script meets them."""

import re
from html import unescape

import html5lib
import pytest
from tests.checks.toy import TOY

from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.plan import Settings, plan_site


@pytest.fixture(scope="module")
def bodies() -> dict[str, str]:
    wanted = ("permissions/", "licence-conflicts/", "datasets/lumen-", "models/aurelia", "licences/cc-by-nc-4.0")
    plan = plan_site(open_knowledge_base(TOY), Settings())
    return {page.path: page.body() for page in plan.pages if page.path.startswith(wanted)}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, id: str) -> str:
    start = html.index(f'<section id="{id}"')
    return html[start : html.index("</section>", start)]


def row(html: str, heading: str) -> str:
    return next(one for one in html.split("<tr>") if words(one).startswith(heading))


def test_a_dataset_shows_what_follows_with_the_reason_and_its_source(bodies: dict[str, str]) -> None:
    terms = section(bodies["datasets/lumen-vqa/"], "permissions")
    agreement = words(row(terms, "Agreement"))
    assert "required release alone: not required access: credentialed" in agreement
    assert "Lumen-CXR (reuses images of the test split)" in agreement
    assert "Not legal advice" in words(terms)
    assert 'href="../../analysis/licences/"' in terms


def test_a_model_shows_weights_and_data_apart(bodies: dict[str, str]) -> None:
    terms = section(bodies["models/aurelia/"], "terms")
    commercial = words(row(terms, "Commercial use"))
    assert commercial.index("allowed") < commercial.index("forbidden")
    anchor = re.search(r'licence-conflicts/#([^"]+)"', terms)
    assert anchor and f'id="{anchor[1]}"' in bodies["licence-conflicts/"]


def test_both_sides_of_a_conflict_stand_with_their_sources(bodies: dict[str, str]) -> None:
    data = section(bodies["licence-conflicts/"], "weights")
    assert "Aurelia released under Apache-2.0" in words(data)
    assert "Whether weights are a derivative of their training data is disputed" in words(data)
    assert "allowed" in words(row(data, "Lumen-CXR")) and "forbidden" in words(row(data, "Lumen-CXR"))


def test_datasets_stand_under_the_answer_to_a_question(bodies: dict[str, str]) -> None:
    page = bodies["permissions/commercial-use/"]
    assert {"Lumen-CXR", "Lumen-VQA"} <= set(re.findall(r">(Lumen-\w+)</a>", section(page, "forbidden")))
    assert "Old Lumen notes" in words(section(page, "unknown"))
    assert "Lumen" not in words(section(page, "allowed"))


def test_every_permission_has_a_page_that_leads_to_the_others(bodies: dict[str, str]) -> None:
    pages = {path for path in bodies if path.startswith("permissions/") and path != "permissions/"}
    assert len(pages) == 5
    for path in pages:
        for other in pages - {path}:
            assert f'href="../../{other}"' in bodies[path]


def test_the_matrix_has_every_licence_and_links_to_the_vocabulary_and_back(bodies: dict[str, str]) -> None:
    matrix = bodies["permissions/"]
    for id in ("mit", "apache-2.0", "cc-by-nc-4.0"):
        assert f'href="../licences/{id}/"' in matrix
    assert 'href="../licences/"' in matrix
    assert 'href="../../permissions/"' in bodies["licences/cc-by-nc-4.0/"]
    assert words(row(matrix, "CC-BY-NC-4.0")).startswith("CC-BY-NC-4.0 forbidden")


def test_headers_of_rows_and_columns_say_so_and_tables_have_captions(bodies: dict[str, str]) -> None:
    for path, body in bodies.items():
        tree = html5lib.parse(f"<!doctype html><title>t</title>{body}", namespaceHTMLElements=False)
        for table in tree.iter("table"):
            if "kb-terms" in table.get("class", "") or "kb-permissions" in table.get("class", ""):
                assert table.find("caption") is not None, path
                assert all(th.get("scope") in ("row", "col") for th in table.iter("th")), path

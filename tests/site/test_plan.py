"""The pages of a small knowledge base, and of one that means harm."""

import shutil
from pathlib import Path

import html5lib
import pytest

from medmllm_kb.loading.load import load, open_knowledge_base
from medmllm_kb.site.page import Page
from medmllm_kb.site.plan import Settings, SitePlan, plan_site

TOY = Path(__file__).parents[1] / "toy"


def plan_of(data: Path, repo_url: str = "") -> SitePlan:
    return plan_site(open_knowledge_base(data), Settings(repo_url=repo_url))


def page_at(plan: SitePlan, path: str) -> Page:
    return next(page for page in plan.pages if page.path == path)


@pytest.fixture(scope="module")
def plan() -> SitePlan:
    return plan_of(TOY)


def test_every_record_and_term_has_a_page(plan: SitePlan) -> None:
    kb = load(TOY).kb
    addresses = {page.path for page in plan.pages}
    expected = {f"{record.FOLDER}/{record.id}/" for record in kb if record.KIND != "vocabulary"}
    expected |= {f"{name}/{term}/".lower() for name, terms in kb.terms.items() for term in terms}
    assert expected <= addresses
    assert len(addresses) == len(plan.pages)


def test_every_page_is_proper_html(plan: SitePlan) -> None:
    parser = html5lib.HTMLParser(strict=False)
    for page in plan.pages:
        parser.parse(f"<!doctype html><title>t</title><main>{page.body()}</main>")
        assert [error for _, error, _ in parser.errors] == [], page.path


def test_nobody_can_edit_where_no_repository_is_configured(plan: SitePlan) -> None:
    record = next(page for page in plan.pages if page.path.startswith("datasets/") and page.depth == 2)
    assert "Correct this record" not in record.body()
    with_repository = page_at(plan_of(TOY, "https://example.org/us/kb"), record.path).body()
    file = record.path.strip("/") + ".yaml"
    assert f'href="https://example.org/us/kb/edit/main/data/{file}"' in with_repository


def test_what_a_record_says_is_shown_and_not_done(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(TOY, data)
    victim = next((data / "datasets").glob("*.yaml"))
    harm = "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}"
    lines = victim.read_text("utf-8").splitlines(keepends=True)
    victim.write_text("".join(f"name: '{harm}'\n" if line.startswith("name:") else line for line in lines), "utf-8")
    plan = plan_of(data)
    bodies = [page.body() for page in plan.pages]
    assert not [body for body in bodies if "<script>alert" in body]
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}{% raw %}" in page_at(plan, f"datasets/{victim.stem}/").body()
    )


def test_a_former_id_leads_to_the_record(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(TOY, data)
    record = next((data / "datasets").glob("*.yaml"))
    record.write_text(record.read_text("utf-8") + "former_ids: [an-older-name]\n", "utf-8")
    assert plan_of(data).redirects["datasets/an-older-name/"] == f"datasets/{record.stem}/"

"""How well a record is supported, and what follows for its page."""

from pathlib import Path

import pytest

from medmllm_kb.analysis.provenance import support_of
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.site.plan import Settings, plan_site

pytestmark = pytest.mark.data
DATA = Path(__file__).parents[2] / "data"


def test_a_record_is_called_thin_when_half_of_its_facts_have_no_source() -> None:
    kb = open_knowledge_base(DATA)
    pages = {page.path: page for page in plan_site(kb, Settings()).pages}
    described = [model for model in kb.models.values() if model.status != "stub"]
    thin = [model for model in described if support_of(model).supported * 2 <= support_of(model).facts]
    rich = [model for model in described if model not in thin]
    assert thin and rich
    assert "A thin record" in pages[f"models/{thin[0].id}/"].body()
    assert "A thin record" not in pages[f"models/{rich[0].id}/"].body()

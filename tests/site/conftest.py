from pathlib import Path

import pytest
from tests.site.toy import Project, toy_plan

import medmllm_kb.site.plan


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(medmllm_kb.site.plan, "plan_site", toy_plan)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return Project(tmp_path / "project")

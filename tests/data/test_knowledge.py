"""What must hold of the knowledge itself, beyond what ``medmllm-kb check`` asks of any data folder."""

import re
from pathlib import Path

import pytest

from medmllm_kb.checks.run import check
from medmllm_kb.loading import safe_yaml
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import open_knowledge_base
from medmllm_kb.loading.validation import validate
from medmllm_kb.records import FOLDERS, KINDS

pytestmark = pytest.mark.data
REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"

STUBS = 164
"""Stubs that are left. They may only become fewer: whoever describes one lowers this number."""

EXPECTED = {
    "dataset": (
        "vqa-rad slake pathvqa pmc-vqa mimic-cxr chexpert mimic-iv rocov2 pmc-oa medtrinity-25m quilt-1m omnimedvqa"
        " gmai-mmbench medxpertqa ct-rate medqa pubmedqa ptb-xl ham10000"
    ),
    "model": (
        "llava-med med-palm-m med-flamingo radfm biomedgpt huatuogpt-vision medgemma lingshu healthgpt chexagent"
        " llava-rad maira-2 m3d-lamed pathchat quilt-llava pulse medvlm-r1 med-r1"
    ),
    "stage": (
        "pretraining modality-alignment supervised-fine-tuning reasoning-fine-tuning reinforcement-learning evaluation"
    ),
    "survey": "xiao-2026-medical-mllm-survey",
}
"""What a newcomer must find."""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge_base(DATA)


def test_the_records_have_no_errors_and_no_warnings() -> None:
    serious = [finding for finding in check(DATA).findings if finding.level != "hint"]
    assert serious == []


@pytest.mark.parametrize("kind", EXPECTED)
def test_what_a_newcomer_looks_for_is_described(kb: KnowledgeBase, kind: str) -> None:
    described = {record.id for record in kb.records[kind].values() if record.status == "current"}
    assert set(EXPECTED[kind].split()) <= described


def test_stubs_only_become_fewer(kb: KnowledgeBase) -> None:
    assert sum(record.status == "stub" for record in kb) == STUBS


def test_every_record_tells_editors_its_schema() -> None:
    for folder, kind in FOLDERS.items():
        wanted = f"# yaml-language-server: $schema=../../schema/{kind.KIND}.json\n"
        without = [path.name for path in (DATA / folder).iterdir() if not path.read_text("utf-8").startswith(wanted)]
        assert without == [], f"in data/{folder}, the first line is not {wanted}"


def test_the_example_in_the_guide_is_a_record() -> None:
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert example is not None
    data, problems = safe_yaml.parse(example[1])
    assert data is not None and problems == []
    record, faults = validate(KINDS["dataset"], data)
    assert faults == [] and record is not None

"""Rankings, and refusals to rank, for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from medmllm_kb.analysis.comparison import Entry, Measurement, Ranking, UnlikeScoresError, measurer
from medmllm_kb.exports.comparison_text import protocol_options
from medmllm_kb.loading.knowledge_base import KnowledgeBase


def ranking_json(kb: KnowledgeBase, ranking: Ranking) -> str:
    """A ranking: ``protocol``, ``better``, ``conditions`` in which tables differ, and ``entries``."""
    return _dumped(
        {
            "ranked": True,
            "protocol": asdict(ranking.protocol),
            "better": ranking.better,
            "conditions": {
                one.name: [{"value": value or None, "tables": list(ids)} for value, ids in one.values]
                for one in ranking.conditions
            },
            "entries": [_entry(kb, one) for one in ranking.entries],
        }
    )


def refusal_json(refusal: UnlikeScoresError, measurements: Iterable[Measurement]) -> str:
    """A refusal: ``differences`` by part, and ``protocols`` with the options that choose each."""
    return _dumped(
        {
            "ranked": False,
            "differences": {one.part: list(one.values) for one in refusal.differences},
            "protocols": [
                {"options": options, "models": models, "scores": scores}
                for options, models, scores in protocol_options(refusal, measurements)
            ],
        }
    )


def _entry(kb: KnowledgeBase, entry: Entry) -> dict[str, Any]:
    return {
        "place": entry.place,
        "model": entry.score.model,
        "variant": entry.score.variant,
        "parameters": entry.parameters,
        "value": entry.score.value,
        "doubted": entry.doubted,
        "measurements": [{"result": one.result.id, "measured_by": measurer(kb, one)} for one in entry.measurements],
    }


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

"""The rules of ``medmllm-kb check`` as a page."""

from typing import Any


def rules_context() -> dict[str, Any]:
    """Every rule with its documentation and its examples."""
    return {"rules": []}

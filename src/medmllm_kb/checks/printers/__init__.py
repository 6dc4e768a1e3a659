"""Findings for people and for programs. A format is a module with a function ``render``."""

from collections.abc import Callable
from importlib import import_module

from medmllm_kb.checks.report import Report

FORMATS = ("text", "github", "json", "sarif")


def renderer(name: str) -> Callable[[Report], str]:
    """The function that writes a report in a format.

    Args:
        name: One of ``FORMATS``.
    """
    render: Callable[[Report], str] = import_module(f"{__name__}.{name}").render
    return render

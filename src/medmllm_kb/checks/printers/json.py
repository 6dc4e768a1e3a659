"""Findings for programs. Fields are only ever added."""

import json

from medmllm_kb.checks.report import Report
from medmllm_kb.loading.finding import Finding


def render(report: Report) -> str:
    """A list of findings by file, line and column; ASCII alone, so that it is safe to look at."""
    return json.dumps([_fields(report, finding) for finding in report.findings], indent=2) + "\n"


def _fields(report: Report, finding: Finding) -> dict[str, str | int]:
    return {
        "path": report.path(finding),
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "level": finding.level,
        "field": finding.field,
        "message": finding.message,
        "hint": finding.hint,
    }

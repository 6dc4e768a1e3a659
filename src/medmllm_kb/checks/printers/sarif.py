"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import json
from typing import Any
from urllib.parse import quote

from medmllm_kb import __version__
from medmllm_kb.checks.documentation import all_documentation
from medmllm_kb.checks.report import Report
from medmllm_kb.checks.rule import Documentation
from medmllm_kb.loading.finding import Finding

_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}


def render(report: Report) -> str:
    """A log with one run; ASCII alone."""
    documentation = all_documentation()
    index = {one.code: place for place, one in enumerate(documentation)}
    run = {
        "tool": {
            "driver": {
                "name": "medmllm-kb",
                "semanticVersion": __version__,
                "rules": [_rule(one) for one in documentation],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, finding, index) for finding in report.findings],
    }
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(one: Documentation) -> dict[str, Any]:
    return {
        "id": one.code,
        "shortDescription": {"text": one.what},
        "fullDescription": {"text": f"{one.what} {one.why}"},
        "help": {
            "text": f"{one.why} {one.mend}",
            "markdown": f"**Why** {one.why}\n\n**How to mend it** {one.mend}",
        },
        "defaultConfiguration": {"level": _LEVELS[one.level]},
    }


def _result(report: Report, finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    text = f"{finding.message}; {finding.hint}" if finding.hint else finding.message
    place = {
        "artifactLocation": {"uri": quote(report.path(finding), safe="/")},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.code,
        **({"ruleIndex": index[finding.code]} if finding.code in index else {}),
        "level": _LEVELS[finding.level],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }

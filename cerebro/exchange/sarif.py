"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.

ruff's own SARIF has no fingerprints; ours are of the text, so that a moved finding is known again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cerebro.views import KnownFinding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    "info": "note", "minor": "note", "major": "warning", "critical": "error", "blocker": "error",
}  # fmt: skip


def as_sarif(findings: Iterable[KnownFinding]) -> dict[str, Any]:
    """Return a log with one run, a rule for each kind of finding and a result for each finding."""
    rows = list(findings)
    rules = sorted({(one.tool, one.rule, one.category) for one in rows})
    driver = {
        "name": "CEREBRO",
        "rules": [
            {"id": f"{tool}/{rule}", "properties": {"tags": [category]}}
            for tool, rule, category in rules
        ],
    }
    results = [_result(one) for one in rows]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _result(one: KnownFinding) -> dict[str, Any]:
    region = {"startLine": one.line, "endLine": max(one.end_line, one.line)}
    place = {"artifactLocation": {"uri": one.path, "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": f"{one.tool}/{one.rule}",
        "level": _LEVELS[one.severity],
        "message": {"text": one.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {
            "lineHash/v1": one.line_hash,
            "contextHash/v1": one.context_hash,
        },
    }

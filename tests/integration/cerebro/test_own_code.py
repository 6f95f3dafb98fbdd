"""This repository under its own gate: the newest commit against where its branch began."""

from __future__ import annotations

import pytest

from cerebro import pipeline, views
from core.settings import ROOT
from tests.support.installation import Installation

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="needs the Git repository: git clone, not an archive"
)


def test_the_newest_commit_passes_the_gate(tables: Installation) -> None:
    """If this fails: python -m cerebro gate --base main"""
    run = pipeline.run(ROOT)
    assert {one.name: one.reason for one in run.stages if one.state == "failed"} == {}
    verdict = views.gate(ROOT)
    failed = [one for one in verdict["conditions"] if one["status"] == "failed"]
    assert failed == []
    assert verdict["status"] in ("passed", "not computed")

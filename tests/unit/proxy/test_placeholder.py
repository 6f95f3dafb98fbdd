"""The stand-in picture."""

from __future__ import annotations

import subprocess
import sys

from core.settings import ROOT
from proxy.formats import read_format
from proxy.placeholder import placeholder


def test_the_stand_in_is_a_small_picture() -> None:
    found = read_format(placeholder())
    assert found is not None
    assert found.media_type == "image/png"
    assert len(placeholder()) < 5000


def test_every_process_draws_the_same_bytes() -> None:
    script = (
        "import sys; from proxy.placeholder import placeholder as p; sys.stdout.buffer.write(p())"
    )
    drawn = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True
    )
    assert drawn.stdout == placeholder()

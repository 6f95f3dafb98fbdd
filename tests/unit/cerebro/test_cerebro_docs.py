"""The docs of CEREBRO name every command, and the map of the code is as the code is."""

from __future__ import annotations

import re
import subprocess
import sys

from cerebro.codebase_map import map_of, write_map
from cerebro.policy import Policy
from core.settings import ROOT


def test_every_command_is_explained() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "cerebro", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = re.search(r"\{([a-z,-]+)\}", finished.stdout)
    assert listed
    page = (ROOT / "docs" / "cerebro.md").read_text()
    assert [one for one in listed[1].split(",") if f"| `{one}` |" not in page] == []


def test_the_map_of_the_code_is_as_the_code_is() -> None:
    """If this fails: make docs"""
    assert (ROOT / "docs" / "MAP.md").read_text() == write_map(ROOT)


def test_a_map_names_packages_with_their_words_and_imports() -> None:
    files = {
        "shop/__init__.py": '"""A shop.\n\nMore words."""\nimport till\n',
        "shop/cart.py": "import json\n",
        "till/__init__.py": "",
        "till/__main__.py": '"""Opens the till."""\n',
        "broken.py": "def (",
    }
    lines = map_of(files, Policy()).splitlines()
    assert "| `shop` | A shop. | till |" in lines
    assert "| `till` | – | – |" in lines
    assert "- `python -m till`: Opens the till." in lines

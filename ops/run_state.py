"""`.local/run.json`: what runs, where it answers, and the demo login."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core.settings import ROOT, Settings
from ops.processes import Running

_BESIDE_THE_PACKAGES = ("app.py", "requirements.txt", "constraints.txt", ".streamlit/config.toml")


def fingerprint_of(settings: Settings) -> str:
    """Return 16 characters that are others when a setting or the program is another.

    No secret is in them.
    """
    values = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
    }
    values["program"] = program_of(ROOT)
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def program_of(root: Path) -> str:
    """Return a text that is another one after an update of the program in a folder.

    It is made of the size and the time of each file of each package, tests and what Python
    compiles left out: a process knows only the program that it began with.
    """
    files = [root / name for name in _BESIDE_THE_PACKAGES]
    for package in sorted(one.parent for one in root.glob("*/__init__.py")):
        if package.name != "tests":
            files += sorted(one for one in package.rglob("*.*") if one.suffix != ".pyc")
    stats = [(str(one), one.stat()) for one in files if one.is_file()]
    text = "".join(f"{name} {one.st_size} {one.st_mtime_ns}\n" for name, one in stats)
    return hashlib.sha256(text.encode()).hexdigest()


def path_of(settings: Settings) -> Path:
    """Return where the file is."""
    return settings.local_dir / "run.json"


def load(settings: Settings) -> list[Running]:
    """Return the processes noted down; none when there is no file, or half of one."""
    try:
        noted = json.loads(path_of(settings).read_text())
        return [Running(**one) for one in noted["processes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def save(settings: Settings, running: list[Running], addresses: dict[str, str]) -> None:
    """Note down what runs, replacing the file as a whole."""
    from core import demo

    state: dict[str, Any] = {
        "addresses": addresses,
        "processes": [one.as_dict() for one in running],
    }
    if settings.is_demo:
        state["demo_login"] = {"username": demo.USERNAME, "password": demo.PASSWORD}
    path = path_of(settings)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=1))
    fresh.chmod(0o600)
    fresh.replace(path)


def forget(settings: Settings) -> None:
    """Remove the file: nothing runs any more."""
    path_of(settings).unlink(missing_ok=True)

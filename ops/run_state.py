"""`.local/run.json`: what runs, where it answers, and the demo login."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core.settings import Settings
from ops.processes import Running


def fingerprint_of(settings: Settings) -> str:
    """Return 16 characters that are others when a setting is another; no secret is in them."""
    values = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


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

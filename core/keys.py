"""The installation's own secrets: made once, kept in a file only its owner can read."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path

from core.settings import Settings, get_settings

_NAMES = ("cookie_key", "signing_key", "credentials_key")


def secret(name: str, settings: Settings | None = None) -> str:
    """Return a secret by name, from the environment or from `<local_dir>/secrets.json`.

    A secret that does not exist yet is made (256 random bits) and saved. Two
    processes that start at the same time get the same one.
    """
    settings = settings or get_settings()
    if name in _NAMES:
        given = str(getattr(settings, name).get_secret_value())
        if given:
            return given
    return _stored(settings.local_dir, name)


def _stored(folder: Path, name: str) -> str:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secrets.json"
    with (folder / "secrets.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            _write_private(path, json.dumps(known, indent=1))
        return known[name]


def _write_private(path: Path, text: str) -> None:
    """Replace a file as a whole, so that a crash leaves the old one or the new one."""
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)

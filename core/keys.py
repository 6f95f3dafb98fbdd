"""The installation's own secrets: made once, kept in a file only its owner can read."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path

from core.errors import ConfigurationError
from core.settings import Settings, get_settings

_NAMES = ("cookie_key", "signing_key", "credentials_key")


def secret(name: str, settings: Settings | None = None) -> str:
    """Return a secret by name, from the environment or from `<local_dir>/secrets.json`.

    A secret that does not exist yet is made (256 random bits) and saved. Two
    processes that start at the same time get the same one. Raises ConfigurationError
    when the local folder or the file in it cannot be used.
    """
    settings = settings or get_settings()
    if name in _NAMES:
        given = str(getattr(settings, name).get_secret_value())
        if given:
            return given
    return _stored(settings.local_dir, name)


def _stored(folder: Path, name: str) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / "secrets.json"
        with (folder / "secrets.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = _read(path)
            if name not in known:
                known[name] = secrets.token_urlsafe(32)
                _write_private(path, json.dumps(known, indent=1))
            return known[name]
    except (PermissionError, NotADirectoryError, FileExistsError, IsADirectoryError) as error:
        raise ConfigurationError(
            f"The folder for local data ({folder}) cannot be used: {error.strerror}. "
            "Make it ours to write, or set LOCAL_DIR to another one."
        ) from error


def _read(path: Path) -> dict[str, str]:
    """Read the saved secrets. A damaged file is never written over: it may be mended."""
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        known = None
    if not isinstance(known, dict) or not all(isinstance(one, str) for one in known.values()):
        raise ConfigurationError(
            f"The file of secrets ({path}) is damaged. Put back a saved copy. "
            "Without it stored Amazon keys cannot be opened; move it away only to start anew."
        )
    return known


def _write_private(path: Path, text: str) -> None:
    """Replace a file as a whole, so that a crash leaves the old one or the new one."""
    fresh = path.with_suffix(".new")
    # One that a crash left behind may be open to others.
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

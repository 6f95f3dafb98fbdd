"""SQL by name: the files in sync/sql hold statements, each under `-- name: …`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import TextClause, text

_FOLDER = Path(__file__).parent / "sql"
_HEADER = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@lru_cache(maxsize=64)
def statements(name: str) -> dict[str, TextClause]:
    """Return the statements of `sync/sql/<name>.sql` by their names."""
    parts = _HEADER.split((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    return {title: text(body.strip()) for title, body in zip(parts[1::2], parts[2::2], strict=True)}

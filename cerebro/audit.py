"""How a decision is made: in one transaction, with who decided what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from cerebro import database
from cerebro.database import brain, rows
from cerebro.views import newest


@contextmanager
def deciding(path: Path) -> Iterator[tuple[Connection, int]]:
    """Open a transaction for a decision about a repository; yields it and the repository's number.

    RepositoryError when it was never analysed.
    """
    database.require()
    with brain() as connection:
        yield connection, newest(connection, path).repo_id


def audit(
    connection: Connection,
    repo_id: int,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
) -> None:
    """Keep who decided what."""
    rows(
        connection,
        "INSERT INTO cerebro.brain_audit (repo_id, actor, action, subject, detail)"
        " VALUES (%(repo)s, %(actor)s, %(action)s, %(subject)s, %(detail)s)",
        repo=repo_id,
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(dict(detail)),
    )

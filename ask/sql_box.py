"""The SQL box of analysts: a statement in, a table or a plain sentence out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ask.free_sql import ROW_CAP, run_guarded
from core.accounts import AccountRole
from core.errors import QueryError
from core.report_views import ReportView, report_views

# Who may open the box.
NEEDS = AccountRole.ANALYST


@dataclass(frozen=True)
class BoxAnswer:
    """What the box shows: a table with `note` below it where it was cut, or `error` alone.

    `sql` is what ran, as the guard has written it.
    """

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    sql: str = ""
    note: str = ""
    error: str = ""


def answer_sql(account_id: int, sql: str, row_cap: int = ROW_CAP) -> BoxAnswer:
    """Run what somebody wrote into the box; what is wrong with it is a sentence, never an error.

    The caller has checked that the person may (`NEEDS`) and that the account is theirs.
    """
    try:
        result = run_guarded(account_id, sql, row_cap)
    except QueryError as refused:
        return BoxAnswer(error=refused.sentence)
    note = ""
    if result.cut_at is not None:
        note = f"Cut at {result.cut_at:,} rows: there are more. Add LIMIT, or group them."
    return BoxAnswer(result.columns, result.rows, result.sql, note)


def views_for_help() -> list[ReportView]:
    """The views that a statement may name, with a sentence for each column, for the help."""
    return list(report_views().values())

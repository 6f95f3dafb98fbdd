"""What Data health must say, from the tables of the sync by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from core.database import Role, account_transaction
from core.product_clock import get_clock
from core.report_files import REPORT_FILES
from core.settings import get_settings
from core.streams import STREAMS
from tests.pages.html_tiles import tiles_of
from ui.formats import ago, exact_time
from ui.health.words import operation_name, span
from ui.sheets import key_of

_WORDS = {"done": "Up to date", "waiting": "Amazon prepares it", "skipped": "Not used",
          "partial": "Rows set aside"}  # fmt: skip
_ENDED = {"done": "Done", "partial": "In part"}
_BY = {"run": "schedule", "loop": "schedule", "backfill": "history"}
SHEETS = ("One stream", "Bring in files", "Calls to Amazon")
# The page and this test look at the clock one after the other.
Times = tuple[datetime, datetime]


def read(sql: str, **values: Any) -> list[dict[str, Any]]:
    """Return the rows of a statement about the demo's account."""
    with account_transaction(Role.OWNER, 1) as connection:
        found = connection.execute(text(sql), {"a": 1, **values})
        return [dict(row) for row in found.mappings()]


def _one(sql: str, **values: Any) -> dict[str, Any]:
    (row,) = read(sql, **values)
    return row


def connections() -> list[int]:
    """The account's connections, in the order of the page."""
    sql = "SELECT connection_id AS id FROM app.connections WHERE account_id = :a ORDER BY 1"
    return [row["id"] for row in read(sql)]


def on_every_tab(app: AppTest) -> Iterator[AppTest]:
    """Yield the page with each of its tabs open, and on them those of each connection."""
    places = [tab.label for tab in app.tabs if tab.label not in SHEETS]
    for sheet in SHEETS:
        app.session_state[key_of("data_health")] = sheet
        for place in dict.fromkeys(places):
            for key in ("connections_streams", "connections_quotas"):
                app.session_state[key] = place
            yield app.run()
            assert not app.exception


def tables_of(app: AppTest) -> dict[str, pd.DataFrame]:
    """Read the tables that are drawn now."""
    return {one.proto.alt: one.value for one in app.dataframe}


def check_health(app: AppTest, tables: dict[str, pd.DataFrame], times: Times) -> None:
    """Hold every table of the page against the sync's own; one without a rule fails."""
    tables = dict(tables)
    rules = {"Every stream of": check_streams, "Calls to Amazon by": check_calls}
    for start, check in rules.items():
        found = [alt for alt in tables if alt.startswith(start)]
        assert len(found) == len(connections())
        for alt, number in zip(found, connections(), strict=True):
            check(tables.pop(alt), number, times)
    check_runs(tables.pop("The last runs of this stream"), connections()[0], "orders")
    assert not tables, "A table without a rule."
    assert not tiles_of(app)
    assert not app.get("plotly_chart")


def check_streams(frame: pd.DataFrame, connection: int, times: Times) -> None:
    """Each stream: its last run, the next, how far behind, rows, calls, and what waits."""
    titles = {one.title: name for name, one in STREAMS.items()}
    assert list(frame["stream"]) == list(titles)
    for row in frame.to_dict("records"):
        true = dict(_true_stream(connection, titles[row["stream"]], times))
        assert set(true) == set(row) - {"stream"}
        wrong = {name: (row[name], some) for name, some in true.items() if row[name] not in some}
        assert not wrong, (row["stream"], wrong)


def _true_stream(connection: int, stream: str, times: Times) -> Iterator[tuple[str, list[Any]]]:
    """Yield what each cell may say: words about a moment can differ by the time it took to read."""
    key = {"c": connection, "s": stream}
    (run,) = read(
        "SELECT * FROM sync.runs WHERE account_id = :a AND connection_id = :c AND stream = :s"
        " ORDER BY started_at DESC, run_id DESC LIMIT 1", **key
    ) or [None]  # fmt: skip
    assert run is not None, f"The demo has never read {stream}."
    yield "read", [run["rows_read"]]
    yield "changed", [run["rows_written"]]
    yield "last", [ago(run["finished_at"], now) for now in times]
    yield "calls", [
        _one("SELECT coalesce(sum(calls), 0) AS n FROM sync.runs WHERE account_id = :a AND"
             " connection_id = :c AND stream = :s AND started_at >= :since",
             since=now - timedelta(hours=24), **key)["n"] for now in times
    ]  # fmt: skip
    aside = "SELECT count(*) AS n FROM sync.quarantine WHERE account_id = :a AND"
    aside += " connection_id = :c AND stream = :s AND replayed_at IS NULL"
    yield "aside", [_one(aside, **key)["n"]]
    yield "behind", [_behind(key)]
    due = due_at(connection, stream, run["state"]) or times[0]
    yield "next", ["now" if due <= now else f"in {span(due - now)}" for now in times]
    word = _WORDS[run["state"]]
    yield (
        "state",
        [["Late" if word == "Up to date" and is_late(stream, due, now) else word] for now in times],
    )


def _every(stream: str) -> timedelta:
    if stream == "orders":
        return timedelta(minutes=get_settings().sync_every_minutes)
    return STREAMS[stream].every


def due_at(connection: int, stream: str, state: str) -> datetime | None:
    """When a stream is read again: a pace after its last run that ended well."""
    sql = "SELECT max(started_at) AS at FROM sync.runs WHERE account_id = :a AND"
    sql += " connection_id = :c AND stream = :s AND (state IN ('done', 'partial')"
    sql += " OR :state = 'skipped')"
    good = _one(sql, c=connection, s=stream, state=state)["at"]
    return None if good is None else good + _every(stream)


def is_late(stream: str, due: datetime, now: datetime) -> bool:
    """Whether a stream should have been read an hour and a quarter of its pace ago."""
    return now - due > timedelta(hours=1) + _every(stream) / 4


def _behind(key: dict[str, Any]) -> str:
    row = _one(
        "SELECT (SELECT cursor_at FROM sync.cursors WHERE account_id = :a AND connection_id = :c"
        " AND stream = :s) AS cursor_at, (SELECT synced_at FROM seller.data_versions WHERE"
        " account_id = :a AND connection_id = :c AND source = :s) AS synced_at", **key
    )  # fmt: skip
    at = (row["cursor_at"] or row["synced_at"]) if row["synced_at"] else None
    if at is None:
        return "–"
    # The last day of advertising that was read is read to its end.
    is_day = key["s"].startswith(("ads_sp_", "ads_sb_", "ads_sd_"))
    return span(get_clock().now() - at - timedelta(days=1 if is_day else 0))


def check_calls(frame: pd.DataFrame, connection: int, times: Times) -> None:
    """Each of Amazon's operations: calls since midnight and in 30 days, and what is allowed."""
    rows = read(
        "SELECT operation, sum(calls) AS month, coalesce(sum(calls) FILTER (WHERE called_on ="
        " cast(:now AS timestamptz)::date), 0) AS today FROM sync.call_counts WHERE account_id = :a"
        " AND connection_id = :c AND called_on > cast(:now AS timestamptz)::date - 30"
        " GROUP BY operation", c=connection, now=times[1],
    )  # fmt: skip
    true = {operation_name(row["operation"]): row for row in rows}
    assert set(frame["operation"]) == set(true)
    # The demo's Amazon sets no limits.
    assert set(frame) == {"operation", "today", "month"}
    for row in frame.to_dict("records"):
        one = true[row["operation"]]
        assert (row["today"], row["month"]) == (one["today"], one["month"])


def check_runs(frame: pd.DataFrame, connection: int, stream: str) -> None:
    """The last 20 runs of the stream that is picked at first."""
    rows = read(
        "SELECT r.*, (SELECT min(m.time_zone) FROM seller.marketplaces m WHERE m.account_id = :a"
        " AND m.connection_id = :c) AS zone FROM sync.runs r WHERE r.account_id = :a AND"
        " r.connection_id = :c AND r.stream = :s ORDER BY r.started_at DESC, r.run_id DESC"
        " LIMIT 20",
        c=connection, s=stream,
    )  # fmt: skip
    assert len(frame) == len(rows)
    for shown, row in zip(frame.to_dict("records"), rows, strict=True):
        took = (row["finished_at"] - row["started_at"]).total_seconds()
        minutes, rest = divmod(round(took), 60)
        assert shown == {
            "started": exact_time(row["started_at"], ZoneInfo(row["zone"])),
            "took": f"{took:.1f} s" if took < 60 else f"{minutes} min {rest} s",
            "by": _BY[row["kind"]],
            "state": _ENDED[row["state"]],
            "read": row["rows_read"],
            "changed": row["rows_written"],
            "calls": row["calls"],
            "told": row["error_sentence"] or "",
        }


def health_words(times: Times) -> set[str]:
    """The sentences with numbers: what the page says of orders, and what never changes."""
    read_at = [row["at"] for row in read(
        "SELECT DISTINCT ON (connection_id) finished_at AS at FROM sync.runs WHERE account_id = :a"
        " AND stream = 'orders' ORDER BY connection_id, started_at DESC, run_id DESC"
    )]  # fmt: skip
    told = {f"Nothing needs your attention. Orders were read {ago(min(read_at), now)}."
            for now in times}  # fmt: skip
    files = " ".join(f"- {one.title}: {one.place}" for one in REPORT_FILES.values())
    return told | {"The last 20 runs", files} | set(_late_words(times))


def _late_words(times: Times) -> Iterator[str]:
    """What is said of streams that are late: a test may come long after the demo was read."""
    for connection in connections():
        for stream in STREAMS:
            due = due_at(connection, stream, "done")
            for now in times:
                if due is not None and is_late(stream, due, now):
                    late = (
                        f"It was due {span(now - due)} ago. Either no sync is running, or it is "
                        "still busy with other streams."
                    )
                    yield late
                    yield f"{STREAMS[stream].brings} Late. {late}"

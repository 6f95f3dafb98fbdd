"""Report files brought in by hand: upload, see what would change, bring in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from core.clock import SystemClock
from core.marketplaces import MARKETPLACES
from core.report_files import REPORT_FILES
from core.sync_requests import (
    IMPORT_APPLY,
    LARGEST_FILE_BYTES,
    File,
    SyncRequest,
    Upload,
    ask_for_import,
    find_request,
)
from data.health import load_imports
from data.loaders import load_marketplaces
from ui.cards import card
from ui.formats import ago, plain, plural, typed_day
from ui.health.context import HealthContext, show_refusal, try_to
from ui.health.files import show_files_of
from ui.health.overview import waiting_words
from ui.tables import count_column, show_table

_EVERY_SECONDS = 2.0
_PATIENCE = timedelta(seconds=60)
# The upload that was looked at, and the number of its request, in this tab.
_UPLOAD = "upload_checked"
_REQUEST = "upload_request"
_TIMES = "uploads_so_far"


# The name of the tab, which links name as well.
FILES = "Bring in files"


def show_files(context: HealthContext) -> None:
    """Draw where files are dropped, and below it what became of them."""
    show_uploads(context)
    show_upload_result(context)


@card
def show_uploads(context: HealthContext) -> None:
    """Draw where files are dropped; the reading itself is the sync's work."""
    st.header("Bring in report files", anchor=False)
    st.markdown(
        "For a shop without API access, or for older days. A file may come twice, and what Amazon's"
        " API has brought is never changed by one."
    )
    with st.expander("Which files, and where to find them"):
        st.markdown("\n".join(f"- **{one.title}**: {one.place}" for one in REPORT_FILES.values()))
    if not context.may_act:
        st.caption("Managers and owners of the account can upload files.")
        return
    files = st.file_uploader(
        "Files",
        type=["txt", "tsv", "csv", "xlsx"],
        accept_multiple_files=True,
        key=f"uploaded_{st.session_state.get(_TIMES, 0)}",
        max_upload_size=LARGEST_FILE_BYTES // 1024 // 1024,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        marketplace_id = _pick_marketplace(context.account_id)
        day = _pick_day()
        is_asked = st.button("Look at the files", type="primary", disabled=not files, key="check")
    if is_asked and files:
        upload = Upload([File(one.name, one.getvalue()) for one in files], marketplace_id, day)
        _ask(context, upload, is_preview=True)
        st.rerun()
    show_refusal("files")


def _pick_marketplace(account_id: int) -> str | None:
    known = [one for one in load_marketplaces(account_id)["marketplace_id"] if one in MARKETPLACES]
    chosen: str | None = st.selectbox(
        "Marketplace",
        known or list(MARKETPLACES),
        index=None,
        format_func=lambda key: MARKETPLACES[key].name,
        placeholder="Found in the file",
        help="Only where a file does not say its marketplace, such as the stock.",
        key="upload_marketplace",
        width=220,
    )
    return chosen


def _pick_day() -> date | None:
    day: date | None = st.date_input(
        "Day",
        value=None,
        format=typed_day(st.context.locale),
        help="Only for the Business Report by product: the one day it was downloaded for.",
        key="upload_day",
        width=160,
    )
    return day


def _ask(context: HealthContext, upload: Upload, *, is_preview: bool) -> None:
    def ask() -> None:
        st.session_state[_REQUEST] = ask_for_import(
            context.account_id, upload, context.username, is_preview=is_preview
        )
        st.session_state[_UPLOAD] = upload if is_preview else None

    done = "The files are being looked at." if is_preview else "The files are brought in."
    try_to(ask, done, "files")


def _draw_result(context: HealthContext) -> None:
    """Draw what would change, the way to bring it in, and what was brought in before."""
    request_id = st.session_state.get(_REQUEST)
    request = find_request(context.account_id, request_id) if request_id else None
    if request is not None:
        _show_request(context, request)
    _show_earlier(context)


show_upload_result = card(_draw_result, every_seconds=_EVERY_SECONDS)


def _show_request(context: HealthContext, request: SyncRequest) -> None:
    is_applied = request.kind == IMPORT_APPLY
    if request.is_open:
        late = request.taken_at is None and SystemClock().now() - request.asked_at > _PATIENCE
        words = f"Waiting: {waiting_words()}" if late else "The files are being read …"
        st.info(words, icon=":material/hourglass_empty:")
        return
    result = request.result or {}
    if "files" not in result:
        st.warning(plain(result.get("sentence", "")), icon=":material/error:")
        return
    outcomes: list[dict[str, Any]] = result["files"]
    st.header("What was brought in" if is_applied else "What would change", anchor=False)
    _show_outcomes(outcomes)
    if is_applied:
        _show_done(outcomes)
    elif context.may_act:
        _show_apply(context, outcomes)


def _show_outcomes(outcomes: Sequence[dict[str, Any]]) -> None:
    good = [one for one in outcomes if not one["sentence"]]
    if good:
        columns = {
            "file": st.column_config.TextColumn("File", width=220, pinned=True),
            "title": st.column_config.TextColumn("What it is", width=190),
            "new": count_column("New", width=84),
            "changed": count_column("Changed", width=84),
            "equal": count_column("Same", width=84),
            "kept": count_column(
                "Known", width=84, help="Rows that Amazon's API has brought; they stay as they are."
            ),
            "left_out": count_column(
                "Left out", width=84, help="Lines of other sales channels, which do not count."
            ),
        }
        show_table(pd.DataFrame(good), columns, alt="What each file holds", key="outcomes")
    for one in outcomes:
        if one["sentence"]:
            st.warning(plain(one["sentence"]), icon=":material/block:")


def _show_apply(context: HealthContext, outcomes: Sequence[dict[str, Any]]) -> None:
    """Offer to bring in the files that can be read; the others are left out."""
    upload: Upload | None = st.session_state.get(_UPLOAD)
    wanted = [number for number, one in enumerate(outcomes) if one["new"] or one["changed"]]
    if not wanted:
        if any(not one["sentence"] for one in outcomes):
            st.caption("Everything in these files is here already. There is nothing to do.")
        return
    if upload is None:
        st.caption("To bring them in, upload the files once more.")
        return
    with st.container(horizontal=True):
        if st.button(f"Bring in {plural(len(wanted), 'file')}", type="primary", key="apply"):
            files = [upload.files[number] for number in wanted]
            _ask(context, replace(upload, files=files), is_preview=False)
            _start_over(keep_request=True)
        if st.button("Discard", key="discard"):
            _start_over(keep_request=False)


def _start_over(*, keep_request: bool) -> None:
    """Empty the place where files are dropped."""
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    if not keep_request:
        st.session_state[_REQUEST] = st.session_state[_UPLOAD] = None
    st.rerun()


def _show_done(outcomes: Sequence[dict[str, Any]]) -> None:
    rows = sum(one["new"] + one["changed"] for one in outcomes)
    if any(not one["sentence"] for one in outcomes):
        st.success(
            f"{plural(rows, 'row')} brought in. The figures on all pages count them now.",
            icon=":material/check_circle:",
        )


def _show_earlier(context: HealthContext) -> None:
    earlier = load_imports(context.account_id)
    if not earlier:
        st.caption("Files that you bring in are listed here.")
        return
    st.markdown("**Files brought in before**")
    now = SystemClock().now()
    frame = pd.DataFrame(
        [
            {
                "file": one.file_name,
                "kind": REPORT_FILES[one.kind].title if one.kind in REPORT_FILES else one.kind,
                "by": one.imported_by or "",
                "when": ago(one.imported_at, now),
                "read": one.rows_read,
                "written": one.rows_written,
            }
            for one in earlier
        ]
    )
    columns = {
        "file": st.column_config.TextColumn("File", width=260, pinned=True),
        "kind": st.column_config.TextColumn("What it is", width=200),
        "when": st.column_config.TextColumn("When", width=130),
        "by": st.column_config.TextColumn("By", width=130),
        "read": count_column("Rows", width=84),
        "written": count_column("Brought in", width=100),
    }
    show_table(frame, columns, alt="Files brought in by hand", key="imports")
    show_files_of("Files brought in before", "files_brought_in", frame, columns)

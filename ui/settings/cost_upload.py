"""Costs from a CSV file: what it would change is shown before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.errors import SellerMonitorError
from core.marketplaces import Marketplace
from data.cost_files import CostFile, CostPreview, preview_costs, read_costs
from data.entries import save_entries
from ui.formats import joined, plain, plural
from ui.session import may_act
from ui.settings.editor import PAGE

_TEMPLATE = (
    "sku,marketplace,valid from,currency,goods,freight,other\n"
    "MY-SKU-1,DE,2026-01-01,EUR,4.20,0.60,0\n"
)
_MOST_SHOWN = 20


def show_cost_upload(account_id: int, places: Sequence[Marketplace], today: date) -> None:
    """Draw the upload, its preview, and the button that saves."""
    if not may_act(PAGE):
        return
    st.markdown("**From a file**")
    st.caption(
        "One line for each SKU or ASIN. Columns: sku or asin, goods; and if you like marketplace, "
        "valid from, currency, freight, other."
    )
    st.download_button(
        "Example file",
        data=_TEMPLATE.encode("utf-8-sig"),
        file_name="costs-example.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    file = st.file_uploader("Costs as CSV", type=["csv", "txt"], key="cost_file")
    if file is None or not places:
        return
    try:
        read = read_costs(file.getvalue(), places[0].currency, today)
        preview = preview_costs(account_id, read.costs)
    except SellerMonitorError as error:
        st.error(f"{plain(error.sentence)} Nothing was changed.", icon=":material/error:")
        return
    _show_preview(read, preview)
    to_save = [*preview.new, *(new for _, new in preview.changed)]
    if to_save and st.button(f"Save {plural(len(to_save), 'cost')}", type="primary"):
        save_entries(account_id, to_save)
        st.toast("Saved. Profit counts with it from now on.", icon=":material/check:")
        st.rerun()


def _show_preview(read: CostFile, preview: CostPreview) -> None:
    words = [
        f"{len(preview.new):,} new",
        f"{len(preview.changed):,} changed",
        f"{preview.same:,} as they are",
    ]
    st.markdown(f"In this file: {joined(words)}.")
    if preview.changed:
        rows = [
            {
                "SKU or ASIN": new.item,
                "From": new.valid_from,
                "Goods now": old.goods_amount,
                "Goods then": new.goods_amount,
                "Currency": new.currency,
            }
            for old, new in preview.changed[:_MOST_SHOWN]
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Costs that would change")
    if read.faults:
        shown = [
            f"- line {fault.line}: {plain(fault.sentence)}" for fault in read.faults[:_MOST_SHOWN]
        ]
        more = len(read.faults) - len(shown)
        rest = f"\n- and {plural(more, 'line')} more" if more > 0 else ""
        st.warning(
            f"{plural(len(read.faults), 'line')} cannot be read and would be left out:\n"
            + "\n".join(shown)
            + rest,
            icon=":material/rule:",
        )
    if preview.unknown_items:
        some = ", ".join(plain(item) for item in preview.unknown_items[:_MOST_SHOWN])
        st.info(
            f"Your shop does not have these yet; their costs wait for them: {some}.",
            icon=":material/help:",
        )

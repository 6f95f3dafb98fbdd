"""Settings of the whole account: currency, ROI, and how stock is ordered again."""

from __future__ import annotations

import streamlit as st

from core.marketplaces import MARKETPLACES
from data.entries import AccountSetting, RoiMetric, load_account_setting, save_entries
from data.metrics import METRICS
from data.query_model import CURRENCIES
from ui.formats import currency_name, zone_name
from ui.session import may_act
from ui.settings.editor import PAGE

_AS_PAID = ""
# A line that the eye can follow; wider fields hold no more.
_WIDTH = 680
_ROI_METRICS: tuple[RoiMetric, ...] = ("roi", "roi_all_costs")


def show_general(account_id: int) -> None:
    """Draw the form of the account's settings."""
    saved = load_account_setting(account_id)
    is_locked = not may_act(PAGE)
    with st.form("account_settings", border=True, width=_WIDTH):
        currency = st.selectbox(
            "Show amounts in",
            [_AS_PAID, *CURRENCIES],
            index=[_AS_PAID, *CURRENCIES].index(saved.reporting_currency or _AS_PAID),
            format_func=lambda code: (
                "The currency they were paid in" if code == _AS_PAID else currency_name(code)
            ),
            help="What every page starts with. The filter bar can change it at any time.",
            disabled=is_locked,
        )
        zones = ["", *sorted({place.time_zone for place in MARKETPLACES.values()} | {"UTC"})]
        if saved.time_zone and saved.time_zone not in zones:
            zones.append(saved.time_zone)
        zone = st.selectbox(
            "Days run in",
            zones,
            index=zones.index(saved.time_zone or ""),
            format_func=_zone_words,
            help="What the pages Overview and Sales start with. Other pages count each "
            "marketplace's own days: Amazon tells visits, advertising and money by them only.",
            disabled=is_locked,
        )
        roi = st.radio(
            "ROI means",
            _ROI_METRICS,
            index=_ROI_METRICS.index(saved.roi_metric),
            format_func=_roi_words,
            disabled=is_locked,
        )
        st.markdown("**Ordering again**, where a SKU has no days of its own")
        columns = st.columns(3)
        lead = columns[0].number_input(
            "Days until goods arrive", 0, 730, saved.lead_time_days, disabled=is_locked
        )
        safety = columns[1].number_input(
            "Days of safety", 0, 730, saved.safety_days, disabled=is_locked
        )
        cover = columns[2].number_input(
            "Days an order should last", 0, 730, saved.target_cover_days, disabled=is_locked
        )
        if st.form_submit_button("Save", type="primary", disabled=is_locked):
            save_entries(
                account_id,
                [
                    AccountSetting(
                        reporting_currency=currency or None,
                        time_zone=zone or None,
                        roi_metric=roi,
                        lead_time_days=int(lead),
                        safety_days=int(safety),
                        target_cover_days=int(cover),
                    )
                ],
            )
            st.toast("Saved. Every page counts with it from now on.", icon=":material/check:")


def _zone_words(zone: str) -> str:
    return f"{zone_name(zone)} ({zone})" if zone else "Each marketplace's own time zone"


def _roi_words(name: str) -> str:
    words = METRICS[name].sentence.removeprefix("Return on investment: ").rstrip(".")
    return f"{words[:1].upper()}{words[1:]}"

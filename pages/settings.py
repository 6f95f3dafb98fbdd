"""Settings: what the shop enters itself, such as costs, expenses, VAT and targets."""

from __future__ import annotations

import streamlit as st

from ui.guide import show_guide_again
from ui.session import guard, may_act
from ui.settings.cost_upload import show_cost_upload
from ui.settings.general import show_general
from ui.settings.marketplaces import show_marketplaces
from ui.settings.places import places_of, today_of
from ui.settings.tables import (
    show_costs,
    show_expenses,
    show_reordering,
    show_targets,
    show_taxes,
)
from ui.states import told_in_words

viewer = guard("settings")
account_id = viewer.account_id
places = places_of(account_id)

if not may_act("settings"):
    st.info("You can read this page. Owners and managers can change it.", icon=":material/lock:")
general, markets, costs, expenses, taxes, reordering, targets = st.tabs(
    ["General", "Marketplaces", "Costs", "Expenses", "VAT", "Reordering", "Targets"]
)
with general, told_in_words():
    show_general(account_id)
    show_guide_again()
with markets, told_in_words():
    show_marketplaces(account_id)
with costs, told_in_words():
    st.caption("What one piece costs you, from a day on. Orders take the cost of their own day.")
    show_costs(account_id, places)
    show_cost_upload(account_id, places, today_of(places))
with expenses, told_in_words():
    st.caption("What the shop costs beside goods, fees and advertising. Net profit counts them.")
    show_expenses(account_id, places)
with taxes, told_in_words():
    st.caption(
        "Rates that differ from the usual one of a country, which is known: 19 % in Germany, "
        "20 % in the United Kingdom."
    )
    show_taxes(account_id, places)
with reordering, told_in_words():
    st.caption(
        "Where a SKU takes longer or shorter than the days under General. What is left empty is "
        "as it is there."
    )
    show_reordering(account_id, places)
with targets, told_in_words():
    st.caption(
        "What a month is meant to bring. ACOS and TACOS are typed as a part of one: 0.22 is 22 %."
    )
    show_targets(account_id, places)

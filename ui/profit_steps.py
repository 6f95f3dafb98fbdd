"""The two ways that the Profit page draws as steps: to net profit, and from one profit to another.

The files beside them hold the steps of the screen, to the cent.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.money import currency_symbol
from data.metrics import METRICS
from data.profit_bridge import MIX, VOLUME, Bridge
from ui.cards import card
from ui.charts.waterfall import Step, waterfall_chart
from ui.clicks import clicked_mark
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import show_table_head, step_rows
from ui.explain import show_explanation
from ui.filters import COMPARISONS
from ui.formats import exact_money, plain
from ui.profit_lines import BRIDGE_LINES, PL_LINES, PlLine
from ui.profit_view import as_on_the_tiles, load_account, load_change
from ui.states import show_nothing_found

_STEP_NAMES = {VOLUME: "Units sold", MIX: "Mix of products"}
_STEP_WORDS = {
    VOLUME: "More or fewer units, at the profit a unit left before.",
    MIX: "A larger or smaller share of products that leave more.",
    "Price": "Higher or lower prices for the units sold now.",
}
# What a click on a step opens: the figure that it is made of, as it is now.
_STEP_METRICS = {
    VOLUME: "units",
    MIX: "profit",
    **{line.title: line.metric for line in BRIDGE_LINES},
}
_HINT = "Click a bar to see how it is made, and the rows behind it."
_CHANGE_HINT = f"{_HINT} “Before” opens nothing: the period it is of is not the one shown."
_BEFORE, _NOW = "Before", "Now"


@card
def show_account_card(context: PageContext) -> None:
    """Draw the way from revenue to net profit as steps."""
    context = as_on_the_tiles(context)
    currency = pick_currency(context, "profit_account_currency")
    show_table_head(
        context,
        "Where the money goes",
        f"where_the_money_goes_{currency}",
        lambda: account_rows(context, currency),
    )
    amounts = _account(context, currency)
    if not amounts:
        show_nothing_found()
        return
    steps = [_account_step(line, amount, currency) for line, amount in amounts]
    words = ", ".join(f"{step.name} {step.words}" for step in steps if step.is_total)
    clicked = clicked_mark(
        waterfall_chart(steps, currency_symbol(currency)),
        key="profit_account",
        alt=f"From revenue to net profit: {words}",
        hint=_HINT,
    )
    if clicked:
        show_explanation(context, clicked)


def _account(context: PageContext, currency: str) -> list[tuple[PlLine, Decimal]]:
    """Return the lines that say something, with their signed amounts; none where all are 0."""
    amounts = load_account(context).get(currency)
    if amounts is None or not any(amounts.values()):
        return []
    return [
        (line, (amounts[line.metric] or Decimal(0)) * (line.sign or 1))
        for line in PL_LINES
        if line.is_total or amounts[line.metric]
    ]


def account_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Return the steps of the account for a file: what is taken off has a minus."""
    lines = _account(context, currency)
    named = ((line.title, amount, METRICS[line.metric].sentence) for line, amount in lines)
    return step_rows(named, currency)


def _account_step(line: PlLine, amount: Decimal, currency: str) -> Step:
    """Return a line as a bar; what is added or taken off says so by its sign."""
    is_total = line.is_total or line is PL_LINES[0]
    words = exact_money(amount, currency) if is_total else _with_sign(amount, currency)
    return Step(line.title, float(amount), words, is_total=is_total, key=line.metric)


@card
def show_change_card(context: PageContext) -> None:
    """Draw why profit changed: steps that add up to the cent."""
    currency = pick_currency(context, "profit_change_currency")
    change = load_change(context, currency)
    bridge = change.bridge
    if bridge is None:
        st.header("Why profit changed", anchor=False)
        st.markdown(change.gap)
        return
    show_table_head(
        context,
        "Why profit changed",
        f"why_profit_changed_{currency}",
        lambda: change_rows(bridge, currency),
    )
    if not bridge.before and not bridge.now:
        show_nothing_found()
        return
    kind = context.filters.compare if context.filters.compare != "none" else "previous"
    st.caption(
        f"From {plain(exact_money(bridge.before, currency))} to "
        f"{plain(exact_money(bridge.now, currency))}, compared with: {COMPARISONS[kind].lower()}. "
        "The steps add up exactly."
    )
    clicked = clicked_mark(
        waterfall_chart(_change_steps(bridge, currency), currency_symbol(currency)),
        key="profit_change",
        alt="Profit before, the steps of its change, and profit now",
        hint=_CHANGE_HINT,
    )
    if clicked:
        show_explanation(context, clicked)
    with st.expander("The steps in words"):
        st.markdown(
            "\n".join(_in_words(name, value, currency) for name, value in bridge.steps.items())
        )


def _change_steps(bridge: Bridge, currency: str) -> list[Step]:
    """Return the bars: profit before, what changed it, and profit now."""
    before, now = (exact_money(one, currency) for one in (bridge.before, bridge.now))
    steps = [
        Step(_name(one), float(value), _with_sign(value, currency), key=_STEP_METRICS[one])
        for one, value in bridge.steps.items()
        if value
    ]
    return [
        Step(_BEFORE, float(bridge.before), before, is_total=True),
        *steps,
        Step(_NOW, float(bridge.now), now, is_total=True, key="profit"),
    ]


def change_rows(bridge: Bridge, currency: str) -> pd.DataFrame:
    """Return the steps of the change for a file."""
    steps = [(_name(one), value, _meaning(one)) for one, value in bridge.steps.items() if value]
    return step_rows([(_BEFORE, bridge.before, ""), *steps, (_NOW, bridge.now, "")], currency)


def _name(step: str) -> str:
    return _STEP_NAMES.get(step, step)


def _meaning(step: str) -> str:
    title = _name(step).lower()
    return _STEP_WORDS.get(step, f"What {title} came to for each unit sold now.")


def _in_words(name: str, value: Decimal, currency: str) -> str:
    return f"- **{_name(name)}** {plain(_with_sign(value, currency))}: {_meaning(name)}"


def _with_sign(value: Decimal, currency: str) -> str:
    return f"{'+' if value > 0 else ''}{exact_money(value, currency)}"

"""The card "What if": a product's price, cost and ACOS changed, and what would be left."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from core.marketplaces import Marketplace
from core.money import currency_symbol
from data.what_if import SUMS, UnitEconomics, economics_of, units_for_same_profit
from data.whole import written
from ui.cards import card
from ui.context import PageContext
from ui.filters import NATIVE
from ui.formats import (
    UNKNOWN,
    change_of,
    count,
    currency_name,
    exact_money,
    is_missing,
    money,
    plain,
    share,
)
from ui.questions import ask, days_spanned, whole_from
from ui.remember import remembered
from ui.states import show_nothing_found
from ui.switches import PLACE, pick
from ui.tile_rows import show_figures
from ui.tiles import Amount

_PERIOD = "last_90_days"
_MONTH = 30
# Fewer days than this say nothing of a unit.
_FEWEST_DAYS = 7
# Highest amounts and shares that can be typed in.
_MOST_AMOUNT, _MOST_PERCENT = 1_000_000.0, 1_000.0


@dataclass(frozen=True)
class Basis:
    """What the card starts from: one unit's money, and the days it was read from.

    `unit` is None where nothing was sold in these days. `since` is the first of fewer days than
    90, as fees or advertising before it are not known.
    """

    unit: UnitEconomics | None
    days: int
    since: date | None = None

    @property
    def words(self) -> str:
        """The days in words: `last 90 days`, `last 35 days`."""
        return f"last {self.days} days"


@remembered
def load_basis(context: PageContext, place: Marketplace) -> Basis:
    """Load one unit's money of the page's product in one marketplace over the last 90 days.

    In the marketplace's own currency, units by 30 days. Days of which not everything is known
    are left out; fewer than a week are none.
    """
    filters = replace(context.filters, currency=NATIVE, period=_PERIOD)
    one = replace(context, places=(place,), filters=filters)
    start, end = days_spanned(one)
    since = whole_from(one, SUMS)
    days = (end - (since or start)).days + 1
    if days < _FEWEST_DAYS:
        return Basis(None, max(days, 0), since)
    if since is not None:
        one = replace(one, filters=replace(filters, period="custom", start=since, end=end))
    frame = ask(one, SUMS, compare="none")
    rows = frame[frame["currency"] == place.currency]
    if rows.empty:
        return Basis(None, days, since)
    found = rows.iloc[0]
    sums = {name: 0.0 if is_missing(found[name]) else float(found[name]) for name in SUMS}
    return Basis(economics_of(sums, days / _MONTH), days, since)


@card
def show_what_if_card(context: PageContext) -> None:
    """Draw the three numbers to change, and what they would come to."""
    st.header(
        "What if",
        anchor=False,
        help="Begins with how it was in the last 90 days, as far as they are known. Change a "
        "number to see what would be left. Nothing is saved, and nothing changes on Amazon.",
    )
    place = _pick_place(context)
    basis = load_basis(context, place)
    if basis.unit is None:
        show_nothing_found(_nothing_to_start_from(basis, place))
        return
    # Nobody sells a part of a unit, so the card counts with whole ones.
    now = replace(basis.unit, units=float(max(round(basis.unit.units), 1)))
    asin = context.filters.products[0]
    changed = _changed(now, place, f"what_if_{asin}_{place.country_code}")
    if now.cost == 0:
        st.info("No cost is entered for this product yet, so profit looks higher than it is.")
    show_figures(results_of(now, changed, place.currency), key="what_if", columns=3)
    st.caption(_kept_as_it_was(now, basis, place))


def _nothing_to_start_from(basis: Basis, place: Marketplace) -> str:
    if basis.days < _FEWEST_DAYS and basis.since is not None:
        return (
            f"Fees and advertising in {place.in_words} are known from {written(basis.since)} on: a "
            "week of them is needed to start from."
        )
    return f"Nothing was sold in {place.in_words} in the {basis.words}."


def _pick_place(context: PageContext) -> Marketplace:
    names = {one.country_code: one for one in context.places}
    if len(names) == 1:
        return context.places[0]
    chosen = pick(
        "Marketplace",
        PLACE,
        list(names),
        context.places[0].country_code,
        key="what_if_place",
        words=lambda code: names[code].name,
    )
    return names[chosen]


def _changed(now: UnitEconomics, place: Marketplace, key: str) -> UnitEconomics:
    """Draw the fields and return the product as they say."""
    sign = currency_symbol(place.currency)
    with st.grid(4, min_column_width=170, gap="small"):
        price = _field(f"Price, {sign}", now.price, key, _PRICE_HELP)
        cost = _field(f"Cost of a unit, {sign}", now.cost, key, _COST_HELP)
        acos = _field("ACOS, %", now.acos * 100, key, _ACOS_HELP, most=_MOST_PERCENT)
        units = _count_field("Units in 30 days", now.units, key, _UNITS_HELP)
    told = {"price": price, "cost": cost, "acos": acos / 100, "units": units}
    # What nobody has touched stays exact; a field shows two decimals.
    kept = {
        name: value
        for name, value in told.items()
        if round(getattr(now, name) * (100 if name == "acos" else 1), 2)
        != round(value * (100 if name == "acos" else 1), 2)
    }
    return replace(now, **kept)


_PRICE_HELP = "What the buyer pays for one unit, with VAT where the price includes it."
_COST_HELP = "What one unit costs you: goods, freight to Amazon and other."
_ACOS_HELP = (
    "Advertising cost of sales: ad spend divided by the sales that advertisements brought. "
    "How much of the sales they bring stays as it was."
)
_UNITS_HELP = (
    "How many you expect to sell. It does not follow from the price by itself: how buyers "
    "react, nobody knows before."
)


def _field(label: str, value: float, key: str, help_: str, most: float = _MOST_AMOUNT) -> float:
    found = st.number_input(
        label,
        min_value=0.0,
        max_value=max(most, round(value, 2)),
        value=round(value, 2),
        format="%.2f",
        key=f"{key}_{label.split(',', maxsplit=1)[0]}",
        help=help_,
    )
    return float(found)


def _count_field(label: str, value: float, key: str, help_: str) -> float:
    found = st.number_input(
        label,
        min_value=0,
        max_value=max(int(_MOST_AMOUNT), int(value)),
        value=int(value),
        step=1,
        key=f"{key}_{label}",
        help=help_,
    )
    return float(found)


def results_of(now: UnitEconomics, changed: UnitEconomics, currency: str) -> list[Amount]:
    """Write what is left with the numbers changed, each beside what it was."""
    needed = _whole(units_for_same_profit(now, changed))
    found = [
        _money("Profit for each unit", changed.unit_profit, now.unit_profit, currency,
               "The price without VAT, less what Amazon takes, cost, refunds and advertising."),
        _money("Profit in 30 days", changed.profit, now.profit, currency,
               "The profit of a unit times the units."),
        _share("Margin", changed.margin, now.margin, "Profit divided by the price."),
        _money("Break-even price", changed.break_even_price, now.break_even_price, currency,
               "The price at which a unit earns nothing. A dash: no price does that.",
               is_good=False),
        _share("Break-even ACOS", changed.break_even_acos, now.break_even_acos,
               "The ACOS at which a unit sold by an advertisement earns nothing."),
        Amount("Units needed", count(needed), change_of(needed, now.units),
               _from(count(now.units)),
               "How many units in 30 days bring the profit that there was. A dash: with "
               "these numbers no count does.", is_good=False),
    ]  # fmt: skip
    if changed == now:
        # Nothing was changed, so there is nothing to compare with.
        return [replace(one, change=None, against="", points=None) for one in found]
    return found


def _whole(units: float | None) -> int | None:
    """Return the least whole units that are enough; what a float is off by is no unit."""
    return None if units is None else math.ceil(round(units, 6))


def _money(
    label: str,
    value: float | None,
    before: float | None,
    currency: str,
    help_: str,
    *,
    is_good: bool = True,
) -> Amount:
    write = money if label == "Profit in 30 days" else exact_money
    # From a loss to a profit there is no share of change.
    has_change = before is not None and before > 0
    difference = change_of(value, before) if has_change else None
    return Amount(label, write(value, currency), difference, _from(write(before, currency)),
                  help_, is_good=is_good)  # fmt: skip


def _share(label: str, value: float | None, before: float | None, help_: str) -> Amount:
    points = None if value is None or before is None else 100.0 * (value - before)
    return Amount(label, share(value), None, _from(share(before)), help_, points=points)


def _from(words: str) -> str:
    return "" if words == UNKNOWN else f"from {words}"


def _kept_as_it_was(now: UnitEconomics, basis: Basis, place: Marketplace) -> str:
    """Say what stays as it was, and in which days that was."""
    each = {
        f"Amazon's referral fee {share(now.fee_share)} of the price": True,
        f"its other fees {exact_money(now.fixed_fee, place.currency)} a unit": True,
        f"VAT {share(now.vat_rate)} inside the price": now.vat_rate > 0,
        f"refunds and discounts {exact_money(now.refund_cost, place.currency)} a unit": True,
        f"advertisements bring {share(now.ad_share)} of sales": now.ad_share > 0,
    }
    kept = ", ".join(words for words, is_there in each.items() if is_there)
    fewer = (
        f" Only days of which all is known count: those from {written(basis.since)} on."
        if basis.since is not None
        else ""
    )
    return plain(
        f"In {currency_name(place.currency)}. As in the {basis.words} stay: {kept}.{fewer}"
    )

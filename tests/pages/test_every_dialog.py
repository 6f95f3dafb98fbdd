"""Click a figure: its sentence, its formula and its rows against questions asked anew.

Every figure that has a button "How?" is explained here, all of them in one visit; the walk of
test_every_figure.py fails at a button whose figure is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from core.streams import STREAMS
from data.dimensions import DIMENSIONS
from data.metric import Term
from data.metrics import MEASURES, METRICS, metric_of_term
from tests.pages.asked import Asked, Row, name_of
from tests.pages.cells import fig, fig_text
from tests.pages.screen import check_table
from tests.pages.test_figures_on_screen import DE, NOON, US, context_of
from tests.pages.true_tiles import EXPLAINED, EXPLAINED_NOW
from ui.formats import ago, exact_money, figure, plain, plural
from ui.questions import as_of_now

PLACES = (US, DE)
MOST_ROWS = 500
# The answers of the visit, in which nothing is written: each formula is held in two currencies.
KNOWN: dict[str, list[Row]] = {}


def everything_explained() -> None:
    """The script of the visit: each dialog below the other, first those of the period."""
    from tests.pages.test_every_dialog import EXPLAINED, EXPLAINED_NOW, contexts
    from ui.explain import explain

    of_period, of_now = contexts()
    for metric in EXPLAINED:
        explain(of_period, metric)
    for metric in EXPLAINED_NOW:
        explain(of_now, metric)


def contexts() -> tuple:
    of_period = context_of(1, NOON, *PLACES, period="last_30_days", compare="none")
    return of_period, as_of_now(of_period)


def asked_in(metric: str) -> Asked:
    """The choices of the visit in plain values."""
    places = tuple(MARKETPLACES[one] for one in PLACES)
    days = date(2026, 10, 21), date(2026, 11, 19)
    asked = Asked(1, places, *days, NOON, is_compared=False, known=KNOWN)
    return asked if metric in EXPLAINED else replace(asked, start=NOON.date(), end=NOON.date())


def answer(metric: str, name: str, currency: str | None):
    """One sum of a formula, by the metric that is this sum and nothing else."""
    asked = asked_in(metric)
    time = asked.this_moment if metric in EXPLAINED_NOW else None
    # Beside an amount, also what is no money stands by currency.
    rows = asked.rows(list(dict.fromkeys([metric, name])), time=time)
    return next(row[name] for row in rows if row.get("currency") == currency)


def true_lines(metric: str, currency: str | None) -> Iterator[tuple[str, str]]:
    """What the formula must say: the name of each line, and its number."""
    one = METRICS[metric]
    yield from _sum(metric, one.top_terms, currency)
    if one.bottom:
        yield "divided by", ""
        yield from _sum(metric, one.bottom_terms, currency)
    value = answer(metric, metric, currency)
    is_money = one.unit == "money" and currency
    yield f"= {one.name}", exact_money(value, currency) if is_money else figure(value, one.unit)


def _sum(metric: str, terms: tuple[Term, ...], currency: str | None) -> Iterator[tuple[str, str]]:
    values = []
    for number, (sign, measure) in enumerate(terms):
        name = metric_of_term(measure)
        assert name is not None
        value = answer(metric, name, currency)
        values.append(None if value is None else sign * value)
        mark = "– " if sign < 0 else "+ " if number else ""
        yield f"{mark}{MEASURES[measure].words}", _written(value, measure, currency)
    if len(terms) > 1:
        whole = None if None in values else sum(values)
        yield "together", _written(whole, terms[0][1], currency)


def _written(value, measure: str, currency: str | None) -> str:
    if value is None:
        return "–"
    if MEASURES[measure].is_money and currency:
        return exact_money(value, currency)
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def true_words(metric: str, rows: int) -> Iterator[str]:
    """The small print of a dialog: its days, when its sources were read, how many rows."""
    one = METRICS[metric]
    days = "21 Oct – 19 Nov 2026" if metric in EXPLAINED else "Fri 20 Nov 2026"
    yield f"{days} · {plain(one.lag)}"
    with account_transaction(Role.OWNER, 1) as connection:
        read = connection.execute(
            text("SELECT source, min(synced_at) AS at FROM seller.data_versions"
                 " WHERE account_id = 1 GROUP BY source")
        )  # fmt: skip
        at = {row.source: row.at for row in read}
    told = [f"{STREAMS[name].title} {ago(at[name], NOON)}" for name in one.sources
            if name in at and name in STREAMS]  # fmt: skip
    if told:
        yield plain(f"Last read: {', '.join(told)}.")
    more = f" The first {MOST_ROWS} are shown." if rows > MOST_ROWS else ""
    yield (
        f"{plural(rows, 'row')} behind it.{more}"
        if rows
        else ("There are no rows behind this figure in these days.")
    )


@cache
def statuses() -> dict[str, str]:
    """What each order has been, as the dialogs write it: two tables, put together here."""
    been: dict[str, list[str]] = {}
    with account_transaction(Role.OWNER, 1) as connection:
        for sql in (
            "SELECT amazon_order_id, status FROM seller.order_statuses ORDER BY since_at, step",
            "SELECT amazon_order_id, status FROM seller.orders",
        ):
            for number, status in connection.execute(text(sql)):
                known = been.setdefault(number, [])
                known += [status] if known[-1:] != [status] else []
    return {number: " › ".join(known) for number, known in been.items()}


def check_rows(metric: str, frame: pd.DataFrame) -> int:
    """Hold the rows behind a figure against the same question asked anew; return how many."""
    asked, names = asked_in(metric), [metric_of_term(one) for one in METRICS[metric].measures]
    heads = {one.name: one for one in DIMENSIONS.values()}
    split = [heads[name].id for name in frame if name in heads and name != "Currency"]
    time = asked.this_moment if metric in EXPLAINED_NOW else None
    rows = [row for row in asked.rows(dict.fromkeys(names), split, time=time)
            if any(row[name] for name in names)]  # fmt: skip
    cells = {name: fig_text(heads[name].id) for name in frame if name in heads}
    if "Marketplace" in cells:
        cells["Marketplace"] = lambda row: name_of(row["marketplace"])
    if "Order" in cells:
        cells["Status so far"] = lambda row: statuses()[row["order"]]
    cells |= {METRICS[name].name: fig(name) for name in names}
    assert split, f"{metric} is not split at all."
    check_table(frame, rows[:MOST_ROWS], cells)
    return len(rows)


def test_every_dialog_is_what_data_query_says(demo) -> None:
    app = AppTest.from_function(everything_explained, default_timeout=120).run()
    assert not app.exception
    assert not app.error
    tables = {one.proto.alt: one.value for one in app.dataframe}
    saved = " ".join(one.proto.id for one in app.get("download_button"))
    expected_words, wrong = [], []
    for metric in (*EXPLAINED, *EXPLAINED_NOW):
        one = METRICS[metric]
        rows = tables.get(f"The rows behind {one.name}")
        formula = tables[f"{one.name}: its formula with the numbers of these days"]
        assert f"formula_{metric}_csv" in saved
        assert f"formula_{metric}_xlsx" in saved
        try:
            found = 0 if rows is None else check_rows(metric, rows)
            currencies = ["USD", "EUR"] if one.has_money else [None]
            assert list(formula) == ["", *(name or one.name for name in currencies)]
            for name in currencies:
                shown = list(zip(formula[""], formula[name or one.name], strict=True))
                assert shown == list(true_lines(metric, name))
            expected_words += true_words(metric, found)
        except AssertionError as error:
            wrong.append(f"{metric}: {error}")
    assert not wrong, "\n\n".join(wrong)
    assert [one.value for one in app.caption] == expected_words
    names = [f"**{METRICS[one].name}.** {plain(METRICS[one].sentence)}"
             for one in (*EXPLAINED, *EXPLAINED_NOW)]  # fmt: skip
    assert [one.value for one in app.markdown] == names

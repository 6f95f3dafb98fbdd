"""The chart of an answer: an axis of amounts says in which currency they are."""

from __future__ import annotations

from datetime import date

from ask.answer import Answer
from ask.chart import Chart
from ui.ask_figure import figure_of


def answer(metric: str, currency: str | None) -> Answer:
    """Two brands and a figure of each."""
    return Answer(
        "by brand",
        "answer",
        columns=("brand", metric),
        rows=(("Acme", 12), ("Bolt", 7)),
        chart=Chart("bars", "brand", (metric,)),
        currency=currency,
    )


def test_bars_of_amounts_have_an_axis_with_the_sign_of_their_currency():
    drawn = figure_of(answer("revenue", "GBP"), {})
    assert drawn is not None
    assert drawn["layout"]["xaxis"]["tickprefix"] == "£"
    counted = figure_of(answer("units", None), {})
    assert counted is not None
    assert counted["layout"]["xaxis"]["tickprefix"] == ""


def test_a_line_of_amounts_has_an_axis_with_the_sign_of_its_currency():
    given = Answer(
        "by day",
        "answer",
        columns=("day", "revenue"),
        rows=((date(2026, 10, 1), 5), (date(2026, 10, 2), 6)),
        chart=Chart("line", "day", ("revenue",)),
        currency="EUR",
    )
    drawn = figure_of(given, {})
    assert drawn is not None
    assert "€" in str(drawn["layout"]["yaxis"])


def test_long_names_of_products_take_two_lines_beside_their_bars():
    title = "Kettlefen Ceramic Non-Stick Frying Pan, Induction <b>12</b> (30 cm)"
    given = Answer(
        "by product",
        "answer",
        columns=("product", "units"),
        rows=(("B01", 12), ("B02", 7)),
        chart=Chart("bars", "product", ("units",)),
    )
    drawn = figure_of(given, {"B01": title, "B02": "Mug"})
    assert drawn is not None
    long, short = drawn["layout"]["yaxis"]["ticktext"]
    assert short == "Mug"
    lines = long.split("<br>")
    assert len(lines) == 2
    assert all(len(one) <= 30 for one in lines)
    assert lines[0].startswith("Kettlefen Ceramic")
    assert long.endswith("(30 cm)")
    assert "<b>" not in long


def test_bars_of_marketplaces_have_their_names_without_an_address_that_would_be_cut():
    given = Answer(
        "by marketplace",
        "answer",
        columns=("marketplace", "units"),
        rows=(("A1F83G8C2ARO7P", 12), ("A1PA6795UKMFR9", 7)),
        chart=Chart("bars", "marketplace", ("units",)),
    )
    drawn = figure_of(given, {})
    assert drawn is not None
    assert drawn["layout"]["yaxis"]["ticktext"] == ["United Kingdom", "Germany"]

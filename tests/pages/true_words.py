"""What the sentences with numbers on a page must say, from questions asked anew.

A sentence in which nothing is counted stands in _ALWAYS word for word; each of the others is
written here again. The words are those that people read, without the signs of Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from core.money import format_amount
from data.loaders import load_product
from data.metrics import METRICS
from data.month_forecast import load_month_forecast
from data.month_totals import add_up, load_newest_rates
from data.profit_bridge import MIX, VOLUME, ProductSums, explain_change
from data.query_model import Filter, TimeRange
from tests.pages.asked import Asked
from tests.pages.true_health import read
from tests.pages.true_stock_tables import stock_outs
from tests.pages.true_tiles import claims_of, days_of_tile, what_if_days
from ui.formats import (
    ago,
    change,
    change_of,
    day,
    exact_money,
    figure,
    joined,
    money,
    plural,
    share,
)
from ui.profit_lines import BRIDGE_LINES

_ALWAYS = {
    # How long Amazon's figures settle: tests/integration/data/test_whole_days_and_notes.py.
    ("Amazon may still correct advertising: Sponsored Products for 35 days, Sponsored Brands and "
    "Display for 42."),
    "Amazon completes the visits of a day up to 72 hours later.",
    ("Amazon books fees when it ships, and tells of them up to 48 hours later. What is not sent "
    "yet has no fees yet."),
    ("Amounts are converted at the European Central Bank's rate of their own day; a day without "
    "one, such as a Sunday, has the rate before it."),
    # The money of the demo's first sync.
    "No comparison: fees and refunds before 17 Oct 2026 are not read yet.",
    "No comparison: visits by product before 23 Sep 2026 are not read yet.",
    ("No comparison: fees and refunds before 17 Oct 2026 are not read yet, and advertising before "
    "18 Aug 2026 is not known."),
    "Not complete: fees and refunds before 17 Oct 2026 are not read yet.",
    "Not complete: visits by product before 23 Sep 2026 are not read yet.",
    ("Ad sales are those within 7 days of a click for Sponsored Products, and within 14 days for "
    "Sponsored Brands and Display, as Amazon attributes them."),
    ("Break-even is the ACOS at which a product earns nothing: what is left of its revenue after "
    "VAT, refunds, fees and goods. Room below 0: advertising costs more than that."),
    ("Days without a piece, times units a day before, times what a unit left in the last 90 days. "
    "A day on which it was sold all the same is not lost, nor is one on which stock was not "
    "counted; after 90 days a product counts as given up."),
    ("Sending each unit is compared with Amazon's own estimate for the SKU, without VAT. A product "
    "stands here when every charge since then was above it: Amazon then mostly has measured or "
    "weighed it wrong. Fees can be claimed for 90 days, so each day one day less."),
    ("Amazon's inventory ledger names each unit lost or broken in a warehouse. Here are those that "
    "could be sold, less those found again, less those paid for. Amazon looks for lost units and "
    "mostly pays by itself, so it takes a claim 30 to 60 days after the loss was reported; what is "
    "younger is listed with the day from which it can be claimed."),
    "Today Fri 20 Nov, so far", "Yesterday Thu 19 Nov", "This month 1 – 20 Nov, so far",
    "Last month 1 – 31 Oct",
    "Forecast 1 – 30 Nov",
}  # fmt: skip
_ZONES = {"US": "Pacific Time", "GB": "United Kingdom Time", "DE": "Central European Time"}


def unexplained(page: str, asked: Asked, shown: Iterable[str]) -> list[str]:
    """Return the paragraphs that say something else than what is true, and those without a rule."""
    true = (
        _ALWAYS
        | {"" if one is None else one for one in WORDS[page](asked)}
        | {_header(page, asked)}
    )
    notes = sorted({*_ALWAYS, _pending(asked), *_incomplete(page, asked)}, key=len, reverse=True)
    wrong = []
    for words in shown:
        rest = words
        for note in notes:
            rest = rest.replace(note, "").strip()
        if not {words, rest} & true and rest:
            wrong.append(words)
    return wrong


_OF_PRODUCTS = {
    "Stock": "inventory",
    "Visits": "sales_traffic",
    "Fees": "finances",
    "Advertising": "ads_s%",
}
# What each page draws from besides orders: a pattern of the sources' names by a seller's word.
_SOURCES = {
    "ads": {"Advertising": "ads_s%"},
    "profit": {"Fees": "finances", "Payouts": "settlements", "Advertising": "ads_s%"},
    "money_to_claim": {
        "Fees": "(finances|fee_estimates)",
        "Returns": "returns_fba",
        "Lost and damaged stock": "(ledger_events|reimbursements)",
    },
    "inventory": {"Stock": "inventory"},
    "products": _OF_PRODUCTS,
    "product": {**_OF_PRODUCTS, "Returns": "returns_(fba|merchant)"},
}


# The tiles of each page that are made of money; the demo's first sync reads it since this day.
_OF_MONEY = {
    "profit": "Net revenue, Amazon fees, Gross profit, Profit, Margin, ROI",
    "product": "Amazon fees, Profit, Margin",
    "products": "",
}
_MONEY_SINCE = date(2026, 10, 17)
_PRODUCT_VISITS_SINCE = date(2026, 9, 23)


def _incomplete(page: str, asked: Asked) -> Iterator[str]:
    """What is said of days whose money or visits are not read yet."""
    if page in ("products", "product") and asked.start < _PRODUCT_VISITS_SINCE:
        yield (
            "Not complete: visits before 23 Sep 2026 and fees before 17 Oct 2026 are still being "
            "read ·"
        )
        yield (
            "Not complete yet: Sessions, Unit session %, Featured Offer %. Visits by product "
            "before 23 Sep 2026 are not read yet; until then nothing counts for those days."
        )
    if page in _OF_MONEY and asked.start < _MONEY_SINCE:
        yield "Not complete: fees before 17 Oct 2026 are still being read ·"
        yield (
            f"Not complete yet: {_OF_MONEY[page]}. Fees and refunds before 17 Oct 2026 are not "
            "read yet; until then nothing counts for those days."
        )


def _header(page: str, asked: Asked) -> str:
    times = []
    for name, sources in {**_SOURCES.get(page, {}), "Orders": "orders"}.items():
        (row,) = read(
            "SELECT min(synced_at) AS at FROM seller.data_versions WHERE account_id = :a AND"
            " source SIMILAR TO :sources",
            sources=sources,
        )
        times.append((row["at"], name, f"read {ago(row['at'], asked.now)}"))
    told: dict[tuple[bool, str], list[str]] = {}
    for _, name, words in sorted(times, key=lambda one: one[0]):
        names = told.setdefault((name == "Orders", words), [])
        names.append(name.lower() if names else name)
    (row,) = read(
        "SELECT count(*) AS pending FROM seller.orders WHERE account_id = :a AND status = 'Pending'"
    )
    zones = [f"{_ZONES[one.country_code]} ({one.country_code})" for one in asked.places]
    return (
        f"{' · '.join(f'{joined(names)} {words}' for (_, words), names in told.items())} · "
        f"{plural(row['pending'], 'order')} of the account still settling · days run in "
        f"{joined(zones)}{_rates(asked) if page != 'money_to_claim' else ''}"
    )


def _rates(asked: Asked) -> str:
    """The newest rates into the currency converted into, of the other currencies chosen."""
    own = {one.currency for one in asked.places} - {asked.currency}
    if asked.currency is None or not own:
        return ""
    rows = read(
        "SELECT DISTINCT ON (currency) currency, per_euro, rate_on FROM app.fx_rates"
        " WHERE rate_on <= :today ORDER BY currency, rate_on DESC",
        today=asked.now.date(),
    )
    per_euro = {row["currency"]: row["per_euro"] for row in rows} | {"EUR": Decimal(1)}
    newest = max(row["rate_on"] for row in rows)
    words = [
        f"1 {one} = {per_euro[asked.currency] / per_euro[one]:.4f} {asked.currency}"
        for one in sorted(own)
    ]
    return f" · {joined(words)} ({newest.day} {newest:%b})"


def _pending(asked: Asked) -> str:
    """Orders of the period and the marketplaces that Amazon has not confirmed, of any product."""
    (row,) = read(
        "SELECT count(*) AS n FROM seller.orders WHERE account_id = :a AND status = 'Pending'"
        " AND local_date BETWEEN :start AND :end AND marketplace_id = ANY(:places)",
        start=asked.start, end=asked.end,
        places=[one.marketplace_id for one in asked.places],
    )  # fmt: skip
    are, count, add = (
        ("order is", "It counts", "adds") if row["n"] == 1 else ("orders are", "They count", "add")
    )
    whose = "its" if row["n"] == 1 else "their"
    return (
        f"{row['n']} {are} not confirmed yet. {count}, but {add} nothing to revenue until Amazon "
        f"names {whose} price."
    )


def _overview(asked: Asked) -> Iterator[str]:
    for period in ("today", "yesterday", "this_month", "last_month"):
        parts = []
        for name in ("orders", "units"):
            rows = [
                row
                for place in asked.places
                for row in asked.at(place).rows(
                    [name], compare=True, time=days_of_tile(period, asked, place)
                )
            ]
            now = sum(row[name] for row in rows)
            moved = change_of(now, sum(row[f"{name}_before"] for row in rows))
            told = plural(now, name.removesuffix("s"))
            parts.append(told if moved is None else f"{told} ({change(moved)})")
        unpriced = sum(
            row["unpriced_units"]
            for place in asked.places
            for row in asked.at(place).rows(
                ["unpriced_units"], time=days_of_tile(period, asked, place)
            )
        )
        yield " · ".join([*parts, *([f"{unpriced:,} without a price yet"] if unpriced else [])])
    yield from _forecast(asked)
    yield from _targets(asked)


def _forecast(asked: Asked) -> Iterator[str]:
    only = [Filter(field="product", op="in", value=[asked.product])] if asked.product else []
    made = load_month_forecast(asked.account_id, asked.places, asked.now, only=only)
    rates = {}
    if asked.currency:
        found = load_newest_rates(asked.account_id, asked.currency, asked.now.date())
        rates = {name: float(one.per_unit) for name, one in found.items()}
    for one in add_up(made, asked.currency, rates):
        low, high = (money(end, one.currency) for end in (one.forecast.low, one.forecast.high))
        yield f"{low} to {high}"


def _targets(asked: Asked) -> Iterator[str]:
    """The targets of November of the whole shop: how much has come, and of how much."""
    if asked.product or len(asked.places) < 3:
        return
    month = TimeRange(start=date(2026, 11, 1), end=date(2026, 11, 20))
    for row in read("SELECT * FROM seller.targets WHERE account_id = :a AND marketplace_id = ''"
                    " AND month = '2026-11-01'"):  # fmt: skip
        metric, currency = METRICS[row["metric"]], row["currency"] or "EUR"
        whole = Asked(1, asked.places, asked.start, asked.end, asked.now, currency=currency)
        actual = whole.total(metric.id, currency, time=month)[metric.id]
        aim = figure(row["target"], metric.unit, currency)
        yield f"{metric.name} {figure(actual, metric.unit, currency)}"
        if not metric.is_additive:
            state = "Within it." if actual <= row["target"] else "Above it."
            yield f"At most {aim}. {state}"
            continue
        # 20 November, 12 o'clock UTC: 19 days and 4, 12 and 13 hours of 30 days.
        passed = (19 + (4 + 12 + 13) / 3 / 24) / 30
        state = "On course." if float(actual / row["target"]) >= passed else "Behind."
        done = share(actual / row["target"], 0)
        if done == share(passed, 0):
            done, over = share(actual / row["target"], 1), share(passed, 1)
        else:
            over = share(passed, 0)
        yield f"{done} of {aim}; {over} of the month is over. {state}"


def _products(asked: Asked) -> Iterator[str]:
    only = " AND asin = :asin" if asked.product else ""
    (row,) = read(f"SELECT count(*) AS n FROM seller.products WHERE account_id = :a{only}",
                  asin=asked.product)  # fmt: skip
    yield (
        f"{plural(row['n'], 'product')}. “Open” shows a product's own page; “Columns” chooses what "
        "is shown."
    )


def _product(asked: Asked) -> Iterator[str]:
    product = load_product(asked.account_id, asked.product or "") or {}
    named = {"ASIN": "asin", "Brand": "brand", "Category": "category", "Colour": "color",
             "Size": "size", "Variation of": "parent_asin"}  # fmt: skip
    facts = [f"{name} {product[key]}" for name, key in named.items()
             if isinstance(product[key], str) and product[key]]  # fmt: skip
    yield " · ".join([*facts, f"SKU {joined(product['skus'])}"])
    yield str(product["title"])
    yield _kept(asked)
    (row,) = asked.rows(["order_refund_units", "units", "order_refund_rate"])
    yield (
        f"Of {plural(row['units'], 'unit')} ordered in these days {row['order_refund_units']:,} "
        f"({share(row['order_refund_rate'])}) were refunded so far, whenever the refund came. Of "
        "orders of the last 60 days it still rises."
    )


def _kept(asked: Asked) -> str:
    """What stays as it was, in the days whose fees are known."""
    place = asked.places[0]
    own = Asked(1, (place,), *what_if_days(), asked.now, product=asked.product)
    names = ["units", "revenue", "revenue_ex_vat", "net_revenue", "commission", "fees", "ad_sales"]
    (row,) = own.rows(names)
    each = {name: row[name] / row["units"] for name in names}
    vat = row["revenue"] / row["revenue_ex_vat"] - 1
    kept = [
        f"Amazon's referral fee {share(row['commission'] / row['revenue'])} of the price",
        f"its other fees {exact_money(each['fees'] - each['commission'], place.currency)} a unit",
        f"VAT {share(vat)} inside the price" if vat > 0 else "",
        (
            "refunds and discounts "
            f"{exact_money(each['revenue_ex_vat'] - each['net_revenue'], place.currency)} a unit"
        ),
        f"advertisements bring {share(row['ad_sales'] / row['revenue'])} of sales",
    ]
    name = {"USD": "US dollars", "EUR": "Euros", "GBP": "British pounds"}[place.currency]
    return (
        f"In {name} ({place.currency}). As in the last 34 days stay: "
        f"{', '.join(one for one in kept if one)}. Only days of which all is known count: those "
        "from 17 Oct 2026 on."
    )


def _ads(asked: Asked) -> Iterator[str]:
    yield from _targets(asked)
    if asked.product:
        return
    # Amazon tells a term by its clicks.
    terms = len(asked.of_first(["clicks", "ad_spend"], ["search_term"]))
    rows = asked.of_first(["clicks", "ad_spend"], ["search_term", "campaign", "match_type"])
    more = (
        f" Each campaign and kind of match has a row of its own: {len(rows):,} rows, of which the "
        "1,000 that cost most are shown. The files hold all."
        if len(rows) > 1000
        else ""
    )
    yield (
        f"{plural(terms, 'search term')} with a click. Amazon names only these, so they add up to "
        f"less than the campaigns.{more}"
    )


def _profit(asked: Asked) -> Iterator[str]:
    yield from _targets(asked)
    if asked.is_compared:
        yield from _change(asked)
    paid = asked.as_paid()
    held = paid.total("held_back", paid.currencies[0], time=asked.this_moment)["held_back"]
    if held:
        yield (
            f"Amazon holds back {format_amount(held, paid.currencies[0])} now: it is part of a "
            "later payout."
        )


def _change(asked: Asked) -> Iterator[str]:
    """Why profit changed: the steps of the profit of each product, once more."""
    (row,) = asked.of_first(["profit"], compare=True)
    if row["profit_before"] is None:
        return
    names = [line.title for line in BRIDGE_LINES]
    asked_for = ["units", *(line.metric for line in BRIDGE_LINES)]
    rows = asked.of_first(asked_for, ["product"], compare=True)
    before, now = (
        {str(one["product"]): ProductSums(
            int(one[f"units{end}"] or 0),
            {line.title: line.sign * (one[f"{line.metric}{end}"] or Decimal(0))
             for line in BRIDGE_LINES}) for one in rows}
        for end in ("_before", "")
    )  # fmt: skip
    bridge, currency = explain_change(before, now, names), asked.currencies[0]
    yield (
        f"From {exact_money(bridge.before, currency)} to {exact_money(bridge.now, currency)}, "
        "compared with: period before. The steps add up exactly."
    )
    steps = []
    for name, value in bridge.steps.items():
        title = {VOLUME: "Units sold", MIX: "Mix of products"}.get(name, name)
        words = {
            VOLUME: "More or fewer units, at the profit a unit left before.",
            MIX: "A larger or smaller share of products that leave more.",
            "Price": "Higher or lower prices for the units sold now.",
        }.get(name, f"What {title.lower()} came to for each unit sold now.")
        sign = "+" if value > 0 else ""
        steps.append(f"- {title} {sign}{exact_money(value, currency)}: {words}")
    yield " ".join(steps)


def _inventory(asked: Asked) -> Iterator[str]:
    keys = ["product", "sku", "marketplace"]
    now = asked.rows(
        ["stock_units", "inbound_units", "reorder_point"], keys, time=asked.this_moment
    )
    due = [row for row in now if None not in (row["reorder_point"], row["stock_units"])
           and 0 < row["reorder_point"]
           >= row["stock_units"] + (row["inbound_units"] or 0)]  # fmt: skip
    yield f"{plural(len(due), 'offer')} under the reorder point, the most urgent first."
    aged = asked.total("aged_units", time=asked.this_moment)["aged_units"]
    counted = asked.total("counted_units", time=asked.this_moment)["counted_units"]
    yield (
        f"{aged:,} of {counted:,} pieces are older than 180 days, from when on Amazon charges "
        "extra. Below: pieces by their age in days."
    )
    stranded = asked.total("stranded_units", time=asked.this_moment)["stranded_units"]
    yield (
        f"{plural(stranded, 'piece')} that nobody can buy, but that cost storage. The reason and "
        "what to do are Amazon's; mend it in Seller Central under Inventory, Fix stranded "
        "inventory."
    )


def _claims(asked: Asked) -> Iterator[str]:
    asked = asked.unconverted()
    claims, zones = claims_of(asked), {one.marketplace_id: one.zone for one in asked.places}
    kinds = ("fees", "missing", "damaged", "stock")
    for some in ([one for kind in kinds for one in getattr(claims, kind)],
                 *(getattr(claims, kind) for kind in kinds)):  # fmt: skip
        today = {name: asked.now.astimezone(zone).date() for name, zone in zones.items()}
        is_open = [getattr(one, "opens_on", one.since) <= today[one.marketplace_id] for one in some]
        yield f"{plural(sum(is_open), 'claim')} open"
        later: dict[str, Decimal] = dict.fromkeys(asked.currencies, Decimal(0))
        for one, can in zip(some, is_open, strict=True):
            if not can and one.amount:
                later[one.currency] += one.amount
        told = [exact_money(amount, name) for name, amount in later.items() if amount]
        yield f"Opens later: {joined(told)}"
    oldest = max(one for one in claims.read_back_to.values() if one is not None)
    yield (
        "Orders that Amazon sent, refunded 45 days ago or more, without a return and without a "
        "payment to you. Leave out those where you let the buyer keep the goods. Amazon takes a "
        "claim 60 to 120 days after the refund in the US, and 45 to 105 days after it in Europe. "
        f"The oldest money read is of {day(oldest)}; refunds before are not here."
    )


def _days(asked: Asked) -> str:
    """The days of the page in words; those of the tests lie in one year."""
    start, end = asked.start, asked.end
    if start.month == end.month:
        return f"{start.day} – {end.day} {end:%b %Y}"
    return f"{start.day} {start:%b} – {end.day} {end:%b %Y}"


WORDS: dict[str, Callable[[Asked], Iterable[str | None]]] = {
    "overview": _overview,
    "sales": lambda asked: [_busiest_hour(asked)],
    "products": _products,
    "product": _product,
    "ads": _ads,
    "profit": _profit,
    "inventory": lambda asked: [*_inventory(asked), _days(asked), *_stock_out_words(asked)],
    "money_to_claim": _claims,
}


def _busiest_hour(asked: Asked) -> str:
    """The hour of the week with most orders; none where two hours have as many."""
    rows = sorted(asked.rows(["orders"], ["weekday", "hour"]), key=lambda row: -row["orders"])
    first, second = rows[:2]
    said = ""
    if first["orders"] > second["orders"]:
        weekday = date(2026, 11, 15 + first["weekday"])
        hours = f"{first['hour']:02d}:00 to {(first['hour'] + 1) % 24:02d}:00"
        said = f"Most came on {weekday:%A}, {hours}: {first['orders']:,}."
    return (
        "Orders by weekday and hour, in each marketplace's own time. The stronger the colour, the "
        f"more orders. {said}"
    ).strip()


def _stock_out_words(asked: Asked) -> Iterator[str]:
    found = [row["cost"] for row in stock_outs(asked)]
    lost = sum((one.lost_profit for one in found if one.lost_profit is not None), Decimal(0))
    yield (
        f"{exact_money(lost, asked.currencies[0])} of profit not made in "
        f"{plural(sum(one.lost_days for one in found), 'day')} without stock."
    )

"""Stock at the end of a range, from the latest picture up to it: pieces, their age, their value."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.errors import QueryError
from data.compiler.conditions import days_sql
from data.compiler.facts.costs import cost_joins
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, bucket_sql, refuse_series, select
from data.compiler.sources import MARKETPLACES_JOIN, Source, product_fields
from data.metrics import MEASURES, SELL_THROUGH_DAYS

# Stock has no currency of its own: it takes the marketplace's, so that it can stand beside
# the revenue that it belongs to.
DIMENSIONS = {"marketplace": "f.marketplace_id", "currency": "m.currency"} | product_fields(
    "f.asin", "f.sku"
)
_SUMS = {name: f"sum(f.{name})" for name, measure in MEASURES.items() if measure.fact == "stock"}
STOCK_NOW = Source("seller.inventory", DIMENSIONS, _SUMS, asin="f.asin", join=MARKETPLACES_JOIN)
STOCK_DAILY = replace(STOCK_NOW, table="seller.inventory_daily")
_AGES = Source(
    "seller.inventory_planning",
    DIMENSIONS,
    {
        "aged_units": "sum(f.age_181_to_270_units + f.age_271_to_365_units + f.age_over_365_units)",
        "counted_units": "sum(f.age_0_to_90_units + f.age_91_to_180_units"
        " + f.age_181_to_270_units + f.age_271_to_365_units + f.age_over_365_units)",
        "shipped_90_days_units": "sum(f.shipped_90_days_units)",
        "excess_units": "sum(f.excess_units)",
    },
    asin="f.asin",
    join=MARKETPLACES_JOIN,
)
_STRANDED = Source(
    "seller.stranded_inventory",
    DIMENSIONS,
    {"stranded_units": "sum(f.fulfillable_units + f.unfulfillable_units + f.reserved_units)"},
    asin="f.asin",
    join=MARKETPLACES_JOIN,
)
_OFFERS = Source(
    "seller.listings",
    DIMENSIONS,
    {
        "active_products": "count(DISTINCT f.asin) FILTER (WHERE lower(f.status) = 'active')",
        "active_offers": "count(*) FILTER (WHERE lower(f.status) = 'active')",
    },
    asin="f.asin",
    join=MARKETPLACES_JOIN,
)
_STOCK_DAYS = replace(
    STOCK_DAILY,
    dimensions=DIMENSIONS | {"weekday": "CAST(extract(isodow FROM f.local_date) AS integer)"},
    measures={
        "in_stock_days": "count(*) FILTER (WHERE f.fulfillable_units > 0)",
        "counted_days": "count(*)",
    },
)


def _check(scope: Scope, source: Source) -> None:
    if not source.fits(scope.fields):
        wrong = sorted(name for name in scope.fields if name not in source.dimensions)
        raise QueryError(
            f"Stock is counted as it is at the end of a day: it cannot be split or filtered by "
            f"{', '.join(wrong)}."
        )


def stock_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """The newest stock up to the end of the range; in a series, of each day, week or month."""
    _check(scope, STOCK_NOW)
    formulas = {name: STOCK_NOW.measures[name] for name in measures}
    if scope.series:
        return [_last_of_each(scope, side, STOCK_DAILY, formulas, parameters)]
    return _at_end(scope, side, STOCK_NOW, formulas, parameters)


def _at_end(
    scope: Scope, side: Side, now: Source, formulas: dict[str, str], parameters: Parameters
) -> list[Part]:
    """Today's stock where the range ends with it or later, else the last picture in time."""
    end = parameters.add(side.time.end, "date")
    daily = replace(now, table="seller.inventory_daily")
    snapshots = (
        f"{snapshots_sql(end, 'seller.inventory_daily')} ON s.marketplace_id = f.marketplace_id"
    )
    return [
        select(
            scope,
            side,
            now,
            formulas,
            [f"coalesce(s.newest <= {end}, true)"],
            parameters,
            joins=f"\n  LEFT JOIN {snapshots}",
        ),
        select(
            scope,
            side,
            daily,
            formulas,
            [f"s.newest > {end}", "f.local_date = s.last_day"],
            parameters,
            joins=f"\n  JOIN {snapshots}",
        ),
    ]


def snapshots_sql(end: str, table: str) -> str:
    """Write, by marketplace, the newest picture of all and the last one up to a day, as `s`."""
    return (
        "(SELECT d.marketplace_id, max(d.local_date) AS newest,"
        f" max(d.local_date) FILTER (WHERE d.local_date <= {end}) AS last_day"
        f" FROM {table} d WHERE d.account_id = :account_id GROUP BY 1) s"
    )


def _last_of_each(
    scope: Scope, side: Side, source: Source, formulas: dict[str, str], parameters: Parameters
) -> Part:
    """Write the last picture in each day, week or month."""
    assert scope.series is not None
    bucket, places = bucket_sql(scope.series, "d.local_date", side, parameters)
    within = days_sql(replace(source, date="d.local_date"), side.whole_days, parameters)
    last_days = (
        f"\n  JOIN (SELECT d.marketplace_id, {bucket} AS bucket, max(d.local_date) AS last_day"
        f" FROM {source.table} d{places}"
        f" WHERE d.account_id = :account_id AND {within} GROUP BY 1, 2) s"
        " ON s.marketplace_id = f.marketplace_id AND s.last_day = f.local_date"
    )
    return select(scope, side, source, formulas, [], parameters, joins=last_days, bucket="s.bucket")


def ages_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write how old the stock is, by the last picture up to the end of the range."""
    _check(scope, _AGES)
    formulas = {name: _AGES.measures[name] for name in measures}
    if scope.series:
        return [_last_of_each(scope, side, _AGES, formulas, parameters)]
    end = parameters.add(side.time.end, "date")
    return [select(scope, side, _AGES, formulas, [], parameters, joins=_last_picture(end))]


def _last_picture(end: str) -> str:
    """Write the join that leaves the last picture of the stock's age up to a day."""
    return (
        f"\n  JOIN {snapshots_sql(end, 'seller.inventory_planning')}"
        " ON s.marketplace_id = f.marketplace_id AND s.last_day = f.local_date"
    )


def excess_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what the excess of that picture has cost, at the cost valid on the last day."""
    _check(scope, _AGES)
    refuse_series(scope, "Excess stock at cost")
    parameters.needs_rates = parameters.needs_cost_rates = True
    end = parameters.add(side.time.end, "date")
    joins, unit = cost_joins(end, "m.currency")
    source = replace(
        _AGES,
        measures={"excess_value_amount": f"sum(f.excess_units * {unit}{FX})"},
        join=f"{MARKETPLACES_JOIN}\n  {joins}",
        rate_day=end,
    )
    formulas = {name: source.measures[name] for name in measures}
    return [select(scope, side, source, formulas, [], parameters, joins=_last_picture(end))]


def _now(
    source: Source, scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    _check(scope, source)
    refuse_series(scope, "What is told as it is now")
    formulas = {name: source.measures[name] for name in measures}
    return [select(scope, side, source, formulas, [], parameters)]


def stranded_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the stock without an offer, as it is now."""
    return _now(_STRANDED, scope, side, measures, parameters)


def offers_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the offers that are active, as they are now."""
    return _now(_OFFERS, scope, side, measures, parameters)


def stock_days_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the days of the range on which offers were in stock."""
    _check(scope, _STOCK_DAYS)
    formulas = {name: _STOCK_DAYS.measures[name] for name in measures}
    where = [days_sql(_STOCK_DAYS, side.whole_days, parameters)]
    return [select(scope, side, _STOCK_DAYS, formulas, where, parameters)]


def stock_average_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the average stock of the days that sell-through looks back on.

    Each marketplace's pieces are divided by how many of its days have been counted.
    """
    refuse_series(scope, "Sell-through")
    first = side.time.end - timedelta(days=SELL_THROUGH_DAYS - 1)
    span = side.whole_days.model_copy(update={"start": first})
    within = days_sql(replace(STOCK_DAILY, date="d.local_date"), span, parameters)
    counted = (
        "\n  JOIN (SELECT d.marketplace_id, count(DISTINCT d.local_date) AS days"
        " FROM seller.inventory_daily d"
        f" WHERE d.account_id = :account_id AND {within} GROUP BY 1) n"
        " ON n.marketplace_id = f.marketplace_id"
    )
    source = replace(
        STOCK_DAILY,
        measures={"average_stock_units": "sum(CAST(f.fulfillable_units AS numeric) / n.days)"},
    )
    _check(scope, source)
    formulas = {name: source.measures[name] for name in measures}
    where = [days_sql(source, span, parameters)]
    return [select(scope, side, source, formulas, where, parameters, joins=counted)]


def stock_value_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what the stock at the end of the range has cost, at the cost valid on that day."""
    _check(scope, STOCK_NOW)
    refuse_series(scope, "Stock at cost")
    parameters.needs_rates = parameters.needs_cost_rates = True
    end = parameters.add(side.time.end, "date")
    joins, unit = cost_joins(end, "m.currency")
    # The stock of before the first sync does not tell what was on its way then.
    pieces = "(f.fulfillable_units + f.reserved_units + coalesce(f.inbound_units, 0))"
    now = replace(
        STOCK_NOW,
        measures={
            "inventory_value_amount": f"sum({pieces} * {unit}{FX})",
            "uncosted_stock_units": f"sum({pieces}) FILTER (WHERE {unit} IS NULL)",
        },
        join=f"{MARKETPLACES_JOIN}\n  {joins}",
        rate_day=end,
    )
    formulas = {name: now.measures[name] for name in measures}
    return _at_end(scope, side, now, formulas, parameters)

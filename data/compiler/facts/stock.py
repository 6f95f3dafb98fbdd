"""Stock at the end of a range, from the latest picture up to it: pieces, their age, their value."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.errors import QueryError
from data.compiler.conditions import days_sql
from data.compiler.facts.costs import cost_joins
from data.compiler.parameters import Parameters
from data.compiler.pools import StockTables, counted_sql
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
_BANDS = (
    "age_0_to_90_units",
    "age_91_to_180_units",
    "age_181_to_270_units",
    "age_271_to_365_units",
    "age_over_365_units",
)
_AGES = Source(
    "seller.inventory_planning",
    DIMENSIONS,
    {
        "aged_units": f"sum({' + '.join(f'f.{band}' for band in _BANDS[2:])})",
        "counted_units": f"sum({' + '.join(f'f.{band}' for band in _BANDS)})",
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
        "active_skus": "count(DISTINCT f.sku) FILTER (WHERE lower(f.status) = 'active')",
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
    if not scope.series:
        return _at_end(scope, side, STOCK_NOW, formulas, parameters)
    tables = StockTables(scope, parameters)
    plain = _last_days_of_each(scope, side, "seller.inventory_daily", parameters)
    last_days = tables.snapshots(plain, by_bucket=True)
    daily = tables.daily(f"i.local_date IN (SELECT s.last_day FROM {last_days})")
    source = replace(STOCK_DAILY, table=daily)
    joins = f"\n  JOIN {last_days} ON {tables.on} AND s.last_day = f.local_date"
    return [
        select(scope, side, source, formulas, tables.where, parameters, joins=joins,
               bucket="s.bucket")
    ]  # fmt: skip


def _at_end(
    scope: Scope, side: Side, now: Source, formulas: dict[str, str], parameters: Parameters
) -> list[Part]:
    """Today's stock where the range ends with it or later, else the last picture in time."""
    tables = StockTables(scope, parameters)
    end = parameters.add(side.time.end, "date")
    snapshots = tables.snapshots(snapshots_sql(end, "seller.inventory_daily"))
    last_days = f"i.local_date IN (SELECT s.last_day FROM {snapshots} WHERE s.newest > {end})"
    return [
        select(
            scope,
            side,
            replace(now, table=tables.now),
            formulas,
            [f"coalesce(s.newest <= {end}, true)", *tables.where],
            parameters,
            joins=f"\n  LEFT JOIN {snapshots} ON {tables.on}",
        ),
        select(
            scope,
            side,
            replace(now, table=tables.daily(last_days)),
            formulas,
            [f"s.newest > {end}", "f.local_date = s.last_day", *tables.where],
            parameters,
            joins=f"\n  JOIN {snapshots} ON {tables.on}",
        ),
    ]


def snapshots_sql(end: str, table: str) -> str:
    """Write, by marketplace, the newest picture of all and the last one up to a day."""
    return (
        "(SELECT d.marketplace_id, max(d.local_date) AS newest,"
        f" max(d.local_date) FILTER (WHERE d.local_date <= {end}) AS last_day"
        f" FROM {table} d WHERE d.account_id = :account_id GROUP BY 1)"
    )


def _last_days_of_each(scope: Scope, side: Side, table: str, parameters: Parameters) -> str:
    """Write, by marketplace, the day of the last picture in each day, week or month."""
    assert scope.series is not None
    bucket, places = bucket_sql(scope.series, "d.local_date", side, parameters)
    within = days_sql(replace(STOCK_DAILY, date="d.local_date"), side.whole_days, parameters)
    return (
        f"(SELECT d.marketplace_id, {bucket} AS bucket, max(d.local_date) AS last_day"
        f" FROM {table} d{places}"
        f" WHERE d.account_id = :account_id AND {within} GROUP BY 1, 2)"
    )


def ages_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write how old the stock is, by the last picture up to the end of the range."""
    _check(scope, _AGES)
    if scope.series:
        last_days = f"{_last_days_of_each(scope, side, _AGES.table, parameters)} s"
    else:
        end = parameters.add(side.time.end, "date")
        last_days = f"{snapshots_sql(end, _AGES.table)} s"
    joins = (
        f"\n  JOIN {last_days} ON s.marketplace_id = f.marketplace_id AND s.last_day = f.local_date"
    )
    source = _ages_table(scope, f"i.local_date IN (SELECT s.last_day FROM {last_days})", parameters)
    formulas = {name: source.measures[name] for name in measures}
    bucket = "s.bucket" if scope.series else ""
    return [select(scope, side, source, formulas, [], parameters, joins=joins, bucket=bucket)]


def excess_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what the excess of that picture has cost, at the cost valid on the last day."""
    _check(scope, _AGES)
    refuse_series(scope, "Excess stock at cost")
    parameters.needs_rates = parameters.needs_cost_rates = True
    end = parameters.add(side.time.end, "date")
    joins, unit = cost_joins(end, "m.currency")
    last_days = f"{snapshots_sql(end, _AGES.table)} s"
    ages = _ages_table(scope, f"i.local_date IN (SELECT s.last_day FROM {last_days})", parameters)
    source = replace(
        ages,
        measures={"excess_value_amount": f"sum(f.excess_units * {unit}{FX})"},
        join=f"{MARKETPLACES_JOIN}\n  {joins}",
        rate_day=end,
    )
    formulas = {name: source.measures[name] for name in measures}
    picture = (
        f"\n  JOIN {last_days} ON s.marketplace_id = f.marketplace_id AND s.last_day = f.local_date"
    )
    where = StockTables(scope, parameters).where
    return [select(scope, side, source, formulas, where, parameters, joins=picture)]


def _ages_table(scope: Scope, days: str, parameters: Parameters) -> Source:
    """Return the ages, a pool once: where Amazon tells what lies in each country, all of it.

    What was shipped is that of every marketplace that sells from the pool.
    """
    tables = StockTables(scope, parameters)
    if tables.is_plain:
        return _AGES
    shipped, pool = "i.shipped_90_days_units", "(PARTITION BY p.connection_id, p.sku, i.local_date)"
    alike = " AND ".join(
        f"min(i.{name}) OVER {pool} = max(i.{name}) OVER {pool}"
        for name in ("shipped_90_days_units", *_BANDS)
    )
    first = counted_sql(scope, parameters, "i.local_date")
    more = (
        f", CASE WHEN p.sku IS NULL THEN {shipped} WHEN {alike} THEN {shipped}"
        f" ELSE sum({shipped}) OVER {pool} END AS shipped_by_all_units,"
        f" p.sku IS NULL OR {first} AS is_first"
    )
    table = tables.marked(_AGES.table, "i.local_date", "local_date", *_BANDS, days=days, more=more)
    counted = {
        name: f"{_AGES.measures[name]} FILTER (WHERE f.is_counted)"
        for name in ("aged_units", "counted_units", "excess_units")
    }
    by_all = "sum(f.shipped_by_all_units) FILTER (WHERE f.is_first)"
    return replace(_AGES, table=table, measures=counted | {"shipped_90_days_units": by_all})


def _now(
    source: Source,
    scope: Scope,
    side: Side,
    measures: list[str],
    parameters: Parameters,
    where: list[str],
) -> list[Part]:
    _check(scope, source)
    refuse_series(scope, "What is told as it is now")
    formulas = {name: source.measures[name] for name in measures}
    return [select(scope, side, source, formulas, where, parameters)]


def stranded_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the stock without an offer, as it is now."""
    tables = StockTables(scope, parameters)
    alike = ("fulfillable_units", "unfulfillable_units", "reserved_units")
    # As it is now: a pool that has not ended has no day in the future.
    table = tables.marked(_STRANDED.table, "date 'infinity'", *alike)
    source = replace(_STRANDED, table=table)
    return _now(source, scope, side, measures, parameters, tables.where)


def offers_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the offers that are active, as they are now."""
    return _now(_OFFERS, scope, side, measures, parameters, [])


def stock_days_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the days of the range on which offers were in stock.

    An offer is, in each marketplace, while the stock that it sells from has a piece; the days
    before it was opened there are not counted.
    """
    _check(scope, _STOCK_DAYS)
    tables = StockTables(scope, parameters)
    own = days_sql(replace(_STOCK_DAYS, date="i.local_date"), side.whole_days, parameters)
    source = replace(_STOCK_DAYS, table=tables.daily(own, only_on_sale=True))
    formulas = {name: source.measures[name] for name in measures}
    where = [days_sql(source, side.whole_days, parameters)]
    return [select(scope, side, source, formulas, where, parameters)]


def stock_average_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the average stock of the days that sell-through looks back on.

    Each marketplace's pieces are divided by how many of its days have been counted.
    """
    refuse_series(scope, "Sell-through")
    first = side.time.end - timedelta(days=SELL_THROUGH_DAYS - 1)
    span = side.whole_days.model_copy(update={"start": first})
    tables = StockTables(scope, parameters)
    daily = tables.daily(days_sql(replace(STOCK_DAILY, date="i.local_date"), span, parameters))
    within = days_sql(replace(STOCK_DAILY, date="d.local_date"), span, parameters)
    shared = "" if tables.is_plain else ", d.is_shared"
    counted = (
        f"\n  JOIN (SELECT d.marketplace_id{shared}, count(DISTINCT d.local_date) AS days"
        f" FROM {daily} d"
        f" WHERE d.account_id = :account_id AND {within} GROUP BY d.marketplace_id{shared}) s"
        f" ON {tables.on}"
    )
    source = replace(
        STOCK_DAILY,
        table=daily,
        measures={"average_stock_units": "sum(CAST(f.fulfillable_units AS numeric) / s.days)"},
    )
    _check(scope, source)
    formulas = {name: source.measures[name] for name in measures}
    where = [days_sql(source, span, parameters), *tables.where]
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

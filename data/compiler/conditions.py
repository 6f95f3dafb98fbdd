"""The WHERE of a part: account, days, filters. Values go in as parameters."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time

from data.compiler.parameters import Parameters
from data.compiler.sources import Source
from data.metrics import DIMENSIONS
from data.query_model import Filter, Having, TimeRange

# Days in two places of the world are two apart at the most (UTC-12 to UTC+14).
ZONE_DAYS = timedelta(days=2)
_KINDS = {"number": "integer", "text": "text"}


def filter_sql(source: Source, one: Filter, parameters: Parameters) -> str:
    """Write a filter. An unknown value (null) is not equal to anything named."""
    column = source.dimensions[one.field]
    kind = _KINDS[DIMENSIONS[one.field].kind]
    if one.op == "~":
        return _contains(column, one, parameters)
    known = [value for value in one.values if value is not None]
    parts = [f"{column} = ANY({parameters.add(known, f'{kind}[]')})"] if known else []
    if len(known) < len(one.values):
        parts.append(f"{column} IS NULL")
    inside = f"({' OR '.join(parts)})" if parts else "false"
    return inside if one.op in ("=", "in") else f"{inside} IS NOT TRUE"


def _contains(column: str, one: Filter, parameters: Parameters) -> str:
    """All words must occur. A product is looked for in its titles in every marketplace."""
    words = str(one.value).split()
    patterns = [parameters.add(f"%{_escaped(word)}%", "text") for word in words]
    if not patterns:
        return "true"
    if one.field != "product":
        return " AND ".join(f"{column} ILIKE {pattern}" for pattern in patterns)
    titled = " AND ".join(f"t.title ILIKE {pattern}" for pattern in patterns)
    return (
        f"({column} = {parameters.add(str(one.value).strip().upper(), 'text')} OR {column} IN ("
        f"SELECT t.asin FROM seller.products t WHERE t.account_id = :account_id AND {titled}"
        " UNION ALL "
        f"SELECT t.asin FROM seller.listings t WHERE t.account_id = :account_id AND {titled}))"
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def days_sql(source: Source, time: TimeRange, parameters: Parameters) -> str:
    """Write the days of a range. Only the lines of orders can be cut within a day."""
    start, end = parameters.add(time.start, "date"), parameters.add(time.end, "date")
    within = f"{source.date} BETWEEN {start} AND {end}"
    if time.until is None:
        return within
    cut = parameters.add(datetime.combine(time.end, time.until), "timestamp")
    zone = "m.time_zone" if time.until_zone is None else parameters.add(time.until_zone, "text")
    return f"{within} AND ({source.date} < {end} OR f.purchased_at < {cut} AT TIME ZONE {zone})"


def zone_days_sql(time: TimeRange, zone: str, parameters: Parameters) -> str:
    """Write the days of a range in one time zone, for the lines of orders: instants, so that
    every hour of a day is in it, also on the days that have 23 or 25 of them.
    """
    named = parameters.add(zone, "text")
    after = datetime.combine(time.end + timedelta(days=1), clock_time())
    begin = parameters.add(datetime.combine(time.start, clock_time()), "timestamp")
    finish = datetime.combine(time.end, time.until) if time.until is not None else after
    end = parameters.add(finish, "timestamp")
    cut_in = named if time.until_zone is None else parameters.add(time.until_zone, "text")
    first = parameters.add(time.start - ZONE_DAYS, "date")
    last = parameters.add(time.end + ZONE_DAYS, "date")
    return (
        f"f.purchased_at >= {begin} AT TIME ZONE {named}"
        f" AND f.purchased_at < {end} AT TIME ZONE {cut_in}"
        # Cuts nothing off: the marketplace's day is the next one at the most. It lets the
        # index of days find the rows.
        f" AND f.local_date BETWEEN {first} AND {last}"
    )


def order_having_sql(
    having: list[Having],
    where: str,
    from_sql: str,
    formulas: dict[str, str],
    parameters: Parameters,
) -> str:
    """Keep only orders whose own figures fit; they are summed before they are looked at."""
    tests = [comparison_sql(formulas[one.field], one, parameters) for one in having]
    return (
        f"f.amazon_order_id IN (SELECT f.amazon_order_id FROM {from_sql}"
        f" WHERE {where} GROUP BY f.amazon_order_id HAVING {' AND '.join(tests)})"
    )


def comparison_sql(figure: str, one: Having, parameters: Parameters) -> str:
    """Write one test of a figure. An unknown figure fits nothing."""
    sign = "<>" if one.op == "!=" else one.op
    return f"{figure} {sign} {parameters.add(one.value, 'numeric')}"

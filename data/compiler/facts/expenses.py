"""Expenses that people have entered, shared out over days."""

from __future__ import annotations

from data.compiler.conditions import days_sql
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, select
from data.compiler.sources import WEEKDAY, Source

# The share of a day: what is due up to it less what was due up to the day before, so that the
# days of a month add up to its amount exactly.
_DAYS = """(SELECT e.account_id, e.marketplace_id, e.currency, e.category,
    CAST(d AS date) AS local_date,
    CASE e.spread WHEN 'once' THEN e.amount ELSE
      round(e.amount * s.day_no / s.days, 4) - round(e.amount * (s.day_no - 1) / s.days, 4)
    END AS amount
  FROM seller.expenses e
  CROSS JOIN generate_series(
    CAST(greatest(e.starts_on, {start}) AS timestamp),
    CAST(least(CASE e.spread WHEN 'once' THEN e.starts_on ELSE e.ends_on END, {end}) AS timestamp),
    interval '1 day') AS d
  CROSS JOIN LATERAL (SELECT
    CASE e.spread WHEN 'monthly' THEN CAST(extract(day FROM d) AS integer)
      ELSE CAST(d AS date) - e.starts_on + 1 END AS day_no,
    CASE e.spread WHEN 'monthly'
      THEN CAST(extract(day FROM date_trunc('month', d) + interval '1 month - 1 day') AS integer)
      ELSE coalesce(e.ends_on, e.starts_on) - e.starts_on + 1 END AS days) s
  WHERE e.account_id = :account_id)"""
_NOTHING = "CAST(NULL AS text)"


def expenses_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the part of expenses. One of all marketplaces, or of no product, stands under none."""
    start = parameters.add(side.time.start, "date")
    end = parameters.add(side.time.end, "date")
    source = Source(
        _DAYS.format(start=start, end=end),
        {
            "marketplace": "nullif(f.marketplace_id, '')",
            "currency": "f.currency",
            "expense_category": "f.category",
            "product": _NOTHING,
            "sku": _NOTHING,
            "brand": _NOTHING,
            "category": _NOTHING,
            "parent": _NOTHING,
        }
        | WEEKDAY,
        {"expense_amount": f"sum(f.amount{FX})"},
    )
    names = choose((source,), scope.fields, measures, "Expenses")[source]
    formulas = {name: source.measures[name] for name in names}
    where = [days_sql(source, side.whole_days, parameters)]
    return [select(scope, side, source, formulas, where, parameters)]

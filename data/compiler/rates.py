"""Exchange rates: every day of the ranges with the rate that was known on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from core.marketplaces import MARKETPLACES
from data.compiler.parameters import Parameters

# The currencies that Amazon pays in, and the bank fixes (AED, SAR and EGP it does not).
CURRENCIES = tuple(sorted({place.currency for place in MARKETPLACES.values()}))


def rates_cte(days: Iterable[date], currency: str | None, parameters: Parameters) -> str:
    """Write `fx (day, currency, per_euro, factor)` from the first to the last of some days.

    A day without a rate of its own (a weekend) has the nearest earlier one; days before the
    first rate of all have that one. `factor` turns an amount into `currency`.
    """
    listed = list(days)
    first = parameters.add(min(listed) - timedelta(days=1), "date")
    last = parameters.add(max(listed), "date")
    known = parameters.add(list(CURRENCIES), "text[]")
    target = parameters.add(currency or "EUR", "text")
    return f"""WITH named AS (
    SELECT n.currency FROM unnest({known}) AS n (currency) WHERE n.currency <> 'EUR'
  ), fixed AS (
    SELECT r.rate_on, r.currency, r.per_euro FROM app.fx_rates r
    WHERE r.rate_on > {first} AND r.rate_on <= {last} AND r.currency IN (SELECT currency FROM named)
    UNION ALL
    SELECT e.rate_on, n.currency, e.per_euro FROM named n CROSS JOIN LATERAL (
      SELECT r.rate_on, r.per_euro FROM app.fx_rates r
      WHERE r.currency = n.currency AND r.rate_on <= {first} ORDER BY r.rate_on DESC LIMIT 1) e
    UNION ALL
    SELECT e.rate_on, n.currency, e.per_euro FROM named n CROSS JOIN LATERAL (
      SELECT r.rate_on, r.per_euro FROM app.fx_rates r
      WHERE r.currency = n.currency AND r.rate_on > {last}
        AND NOT EXISTS (SELECT 1 FROM app.fx_rates o
          WHERE o.currency = n.currency AND o.rate_on <= {last})
      ORDER BY r.rate_on LIMIT 1) e
  ), spans AS (
    SELECT currency, per_euro,
      CASE WHEN row_number() OVER w = 1 THEN {first} ELSE rate_on END AS from_on,
      coalesce(lead(rate_on) OVER w - 1, {last}) AS to_on
    FROM fixed WINDOW w AS (PARTITION BY currency ORDER BY rate_on)
  ), days AS (
    SELECT CAST(d AS date) AS day, s.currency, s.per_euro
    FROM spans s CROSS JOIN generate_series(
      CAST(s.from_on AS timestamp), CAST(s.to_on AS timestamp), interval '1 day') AS d
    UNION ALL
    SELECT CAST(d AS date), 'EUR', 1 FROM generate_series(
      CAST({first} AS timestamp), CAST({last} AS timestamp), interval '1 day') AS d
  )
  SELECT e.day, e.currency, e.per_euro, t.per_euro / e.per_euro AS factor
  FROM days e LEFT JOIN days t ON t.day = e.day AND t.currency = {target}"""

"""Exchange rates: every day of the ranges with the rate that was known on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from data.compiler.parameters import Parameters

# The currencies that the account has anything in, and the one that is asked for.
_NAMED = """SELECT n.currency FROM (
    SELECT m.currency FROM seller.marketplaces m WHERE m.account_id = :account_id
    UNION SELECT q.currency FROM seller.sales_daily q WHERE q.account_id = :account_id
    UNION SELECT y.currency FROM seller.money_daily y WHERE y.account_id = :account_id
    UNION SELECT c.currency FROM seller.product_costs c WHERE c.account_id = :account_id
    UNION SELECT e.currency FROM seller.expenses e WHERE e.account_id = :account_id
    UNION SELECT {target}) n WHERE n.currency <> 'EUR'"""
# How many currencies one account can have at the very most: Amazon pays in fewer.
_MOST_CURRENCIES = 40
# From the currencies of costs into those of the marketplaces: few pairs, so that a row of sales
# finds its rate by one look.
COST_RATES = """SELECT e.day, e.currency AS cost_currency, o.currency,
    o.per_euro / e.per_euro AS factor
  FROM fx e JOIN fx o ON o.day = e.day AND o.currency <> e.currency
  WHERE e.currency IN (SELECT c.currency FROM seller.product_costs c
      WHERE c.account_id = :account_id)
    AND o.currency IN (SELECT m.currency FROM seller.marketplaces m
      WHERE m.account_id = :account_id)"""


def rates_cte(days: Iterable[date], currency: str | None, parameters: Parameters) -> str:
    """Write `fx (day, currency, per_euro, factor)` from the first to the last of some days.

    A day without a rate of its own (a weekend) has the nearest earlier one; days before the
    first rate of all have that one. `factor` turns an amount into `currency`.
    """
    listed = list(days)
    start, end = min(listed) - timedelta(days=1), max(listed)
    first, last = parameters.add(start, "date"), parameters.add(end, "date")
    target = parameters.add(currency or "EUR", "text")
    # The limit cuts nothing off. It tells the planner how few rows there are, who would guess
    # a thousand for each span of days.
    most = parameters.add(((end - start).days + 1) * _MOST_CURRENCIES, "bigint")
    return f"""WITH named AS (
    {_NAMED.format(target=target)}
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
      WHERE r.currency = n.currency ORDER BY r.rate_on LIMIT 1) e
    WHERE e.rate_on > {last}
  ), spans AS (
    SELECT currency, per_euro,
      CASE WHEN row_number() OVER w = 1 THEN {first} ELSE rate_on END AS from_on,
      coalesce(lead(rate_on) OVER w - 1, {last}) AS to_on
    FROM fixed WINDOW w AS (PARTITION BY currency ORDER BY rate_on)
  ), days AS MATERIALIZED (
    SELECT * FROM (
      SELECT CAST(d AS date) AS day, s.currency, s.per_euro
      FROM spans s CROSS JOIN generate_series(
        CAST(s.from_on AS timestamp), CAST(s.to_on AS timestamp), interval '1 day') AS d
      UNION ALL
      SELECT CAST(d AS date), 'EUR', 1 FROM generate_series(
        CAST({first} AS timestamp), CAST({last} AS timestamp), interval '1 day') AS d
    ) every LIMIT {most}
  ), target AS MATERIALIZED (
    SELECT t.day, t.per_euro FROM days t WHERE t.currency = {target}
  )
  SELECT e.day, e.currency, e.per_euro, t.per_euro / e.per_euro AS factor
  FROM days e LEFT JOIN target t ON t.day = e.day"""

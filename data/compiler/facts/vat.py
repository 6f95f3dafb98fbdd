"""VAT inside prices and refunds, at the account's own rules or the standard rate of the country."""

from __future__ import annotations

from dataclasses import replace

from core.vat import STANDARD_RATES
from data.compiler.conditions import days_sql
from data.compiler.facts import money, sales
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, select
from data.compiler.sources import Source

WHAT = "VAT"
_AMOUNTS = {
    "revenue_vat_amount": "f.revenue_amount",
    "extras_vat_amount": "(f.shipping_amount - f.discount_amount)",
    "refund_vat_amount": "f.refund_amount",
}
# By table: the sums by day, and the same by product, where products with a rate of their own are.
_TABLES = (
    (sales.DAILY, sales.PRODUCT_DAILY, ("revenue_vat_amount", "extras_vat_amount")),
    (money.DAILY, money.PRODUCT_DAILY, ("refund_vat_amount",)),
)
_SPAN = (
    "{alias}.marketplace_id = f.marketplace_id AND f.local_date >= {alias}.valid_from"
    " AND ({alias}.valid_until IS NULL OR f.local_date < {alias}.valid_until)"
)
# The part of a price that is VAT: 19 % on top of 100 is 19/119 of what is paid.
_PART = "CASE WHEN r.is_in_prices THEN r.rate / (1 + r.rate) ELSE 0 END AS part"
_OWN_RULES = (
    f"(SELECT r.marketplace_id, r.asin, r.valid_from, {_PART},"
    " lead(r.valid_from) OVER (PARTITION BY r.marketplace_id, r.asin ORDER BY r.valid_from)"
    " AS valid_until FROM seller.tax_rules r WHERE r.account_id = :account_id AND r.asin <> '') tp"
    f" ON tp.asin = f.asin AND {_SPAN.format(alias='tp')}"
)


def _place_rules(parameters: Parameters) -> str:
    """Write the join of the rates of marketplaces; an own rule ends the standard ones."""
    columns = list(zip(*STANDARD_RATES, strict=True))
    standard = ", ".join(
        parameters.add(list(values), f"{kind}[]")
        for values, kind in zip(columns, ("text", "date", "numeric", "boolean"), strict=True)
    )
    return (
        f"LEFT JOIN (SELECT r.marketplace_id, r.valid_from, {_PART},"
        " lead(r.valid_from) OVER (PARTITION BY r.marketplace_id ORDER BY r.valid_from)"
        " AS valid_until FROM (SELECT t.marketplace_id, t.valid_from, t.rate, t.is_in_prices"
        " FROM seller.tax_rules t WHERE t.account_id = :account_id AND t.asin = ''"
        " UNION ALL SELECT d.marketplace_id, d.valid_from, d.rate, d.is_in_prices"
        f" FROM unnest({standard}) AS d (marketplace_id, valid_from, rate, is_in_prices)"
        " WHERE NOT EXISTS (SELECT 1 FROM seller.tax_rules o WHERE o.account_id = :account_id"
        " AND o.marketplace_id = d.marketplace_id AND o.asin = ''"
        f" AND o.valid_from <= d.valid_from)) r) tm ON {_SPAN.format(alias='tm')}"
    )


def _with(source: Source, part: str, join: str) -> Source:
    measures = {
        name: f"sum({amount} * {part}{FX})"
        for name, amount in _AMOUNTS.items()
        if name != "refund_vat_amount" or source in (money.DAILY, money.PRODUCT_DAILY)
    }
    return replace(source, measures=measures, join=join)


def vat_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write the parts of VAT.

    Without a split by product they come from the sums by day, and products with a rate of
    their own add what theirs differs by: the larger table is read for those alone.
    """
    place = _place_rules(parameters)
    parts = []
    for daily, by_product, names in _TABLES:
        wanted = [name for name in measures if name in names]
        if not wanted:
            continue
        choose((daily, by_product), scope.fields, [], WHAT)
        if daily.fits(scope.fields):
            tables = [
                _with(daily, "coalesce(tm.part, 0)", place),
                _with(
                    by_product, "(tp.part - coalesce(tm.part, 0))", f"{place}\n  JOIN {_OWN_RULES}"
                ),
            ]
        else:
            both = f"{place}\n  LEFT JOIN {_OWN_RULES}"
            tables = [_with(by_product, "coalesce(tp.part, tm.part, 0)", both)]
        for table in tables:
            chosen = choose((table,), scope.fields, wanted, WHAT)[table]
            formulas = {name: table.measures[name] for name in chosen}
            where = [days_sql(table, side.whole_days, parameters)]
            parts.append(select(scope, side, table, formulas, where, parameters))
    return parts

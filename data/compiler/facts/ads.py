"""Advertising: totals from the campaign reports; products, keywords, search terms from theirs."""

from __future__ import annotations

from data.compiler.conditions import days_sql
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, select
from data.compiler.sources import PLACE, WEEKDAY, Source, product_fields
from data.metrics import DIMENSIONS

WHAT = "Advertising"
_COLUMNS = {
    "impressions": "impressions",
    "clicks": "clicks",
    "ad_spend_amount": "cost_amount",
    "ad_sales_amount": "sales_amount",
    "ad_orders": "orders",
    "ad_units": "units",
}
_SUMS = {
    name: f"sum(f.{column}{FX if name.endswith('_amount') else ''})"
    for name, column in _COLUMNS.items()
}
_CAMPAIGN = {"campaign": "coalesce(c.name, f.campaign_id)", "campaign_id": "f.campaign_id"}
_CAMPAIGN_LOOKUP = (
    frozenset({"campaign"}),
    (
        "LEFT JOIN seller.ad_campaigns c ON c.account_id = :account_id"
        " AND c.profile_id = f.profile_id AND c.campaign_id = f.campaign_id"
    ),
)
_GROUP_LOOKUP = (
    frozenset({"ad_group"}),
    (
        "LEFT JOIN seller.ad_groups g ON g.account_id = :account_id"
        " AND g.profile_id = f.profile_id AND g.ad_group_id = f.ad_group_id"
    ),
)
_SPONSORED_PRODUCTS = "CAST('SPONSORED_PRODUCTS' AS text)"

_CAMPAIGNS = Source(
    "seller.ads_daily",
    PLACE
    | WEEKDAY
    | {"campaign": "coalesce(c.name, f.campaign_name, f.campaign_id)"}
    | {"campaign_id": "f.campaign_id", "ad_product": "f.ad_product"},
    _SUMS,
    lookups=(_CAMPAIGN_LOOKUP,),
)


_ADVERTISED = Source(
    "seller.ad_products_daily",
    PLACE
    | WEEKDAY
    | product_fields("f.asin", "f.sku")
    | _CAMPAIGN
    | {"ad_group": "coalesce(g.name, f.ad_group_id)", "ad_product": _SPONSORED_PRODUCTS},
    _SUMS,
    asin="f.asin",
    lookups=(_CAMPAIGN_LOOKUP, _GROUP_LOOKUP),
)


def _columns(alias: str, sign: str = "") -> str:
    names = ("profile_id", "marketplace_id", "local_date", "currency", "campaign_id")
    return ", ".join(
        [f"{alias}.account_id", *(f"{alias}.{name}" for name in names)]
        + [f"{sign}{alias}.{name} AS {name}" for name in _COLUMNS.values()]
    )


# What the campaigns cost beyond what Amazon tells by product: it stands under no product, so
# that products add up to the total.
_NOTHING = "CAST(NULL AS text)"
_REST = Source(
    f"""(SELECT {_columns("d")}, d.ad_product
    FROM seller.ads_daily d WHERE d.account_id = :account_id
  UNION ALL SELECT {_columns("a", "-")}, {_SPONSORED_PRODUCTS}
    FROM seller.ad_products_daily a WHERE a.account_id = :account_id)""",
    PLACE
    | WEEKDAY
    | _CAMPAIGN
    | dict.fromkeys(("product", "sku", "brand", "category", "parent"), _NOTHING)
    | {"ad_product": "f.ad_product"},
    _SUMS,
    lookups=(_CAMPAIGN_LOOKUP,),
)
_TARGET_FIELDS = (
    PLACE
    | WEEKDAY
    | _CAMPAIGN
    | {
        "ad_group": "coalesce(g.name, f.ad_group_id)",
        "ad_product": _SPONSORED_PRODUCTS,
        "keyword": "f.expression",
        "match_type": "f.match_type",
    }
)
_TARGETS = Source(
    "seller.ad_targets_daily",
    _TARGET_FIELDS,
    _SUMS,
    lookups=(_CAMPAIGN_LOOKUP, _GROUP_LOOKUP),
)
_TERMS = Source(
    "seller.ad_search_terms",
    _TARGET_FIELDS | {"search_term": "f.search_term"},
    _SUMS,
    lookups=(_CAMPAIGN_LOOKUP, _GROUP_LOOKUP),
)

LADDER = (_CAMPAIGNS, _ADVERTISED, _TARGETS, _TERMS)
# What is looked at one by one for wasted spend, and what makes it one.
_UNITS = {
    _TARGETS: ("f.profile_id", "f.campaign_id", "f.ad_group_id", "f.target_id"),
    _TERMS: ("f.profile_id", "f.campaign_id", "f.ad_group_id", "f.target_id", "f.search_term"),
    _ADVERTISED: ("f.profile_id", "f.campaign_id", "f.ad_group_id", "f.asin", "f.sku"),
}


def ads_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write the parts of advertising."""
    ((source, names),) = choose(LADDER, scope.fields, measures, WHAT).items()
    sources = [source]
    if source is _ADVERTISED and _REST.fits(scope.fields) and not _names_products(scope):
        sources.append(_REST)
    return [
        select(
            scope,
            side,
            one,
            {name: one.measures[name] for name in names},
            [days_sql(one, side.whole_days, parameters)],
            parameters,
        )
        for one in sources
    ]


def _names_products(scope: Scope) -> bool:
    """Whether a filter keeps only what belongs to a product, so that the rest is out anyway."""
    return any(
        DIMENSIONS[one.field].level == "product" and one.op != "!=" and None not in one.values
        for one in scope.filters
        if one.op != "not in"
    )


def wasted_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the spend on keywords (search terms, products) that brought no order.

    Each is looked at over the whole range, or over its day, week or month of a series.
    """
    (name,) = measures
    wanted = ["ad_spend_amount", "ad_orders"]
    ((source, _),) = choose(tuple(_UNITS), scope.fields, wanted, "Wasted spend").items()
    inner = select(
        scope,
        Side(side.time, "", side.alignment),
        source,
        {one: source.measures[one] for one in wanted},
        [days_sql(source, side.whole_days, parameters)],
        parameters,
        extra_keys=_UNITS[source],
    )
    keys = [f'w."{key}"' for key in scope.keys]
    column = f"{name}{side.suffix}"
    group = f"\n  GROUP BY {', '.join(keys)}" if keys else ""
    total = f'sum(w.ad_spend_amount) AS "{column}"'
    sql = (
        f"SELECT {', '.join([*keys, total])}\n  FROM ({inner.sql}) w"
        f"\n  WHERE w.ad_orders = 0{group}"
    )
    return [Part(sql, (column,))]

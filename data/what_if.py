"""What if the price, the cost or the advertising of a product were different.

A unit's profit is its price without VAT, less what Amazon takes (a share of the price and a
fixed part), less what the unit cost, less what refunds cost, less what advertising cost.
Nothing is guessed about how buyers react: how many units would be sold is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What the sums of a product must hold, by their names in the catalogue.
SUMS = (
    "units",
    "uncosted_units",
    "revenue",
    "revenue_ex_vat",
    "net_revenue",
    "commission",
    "fees",
    "cogs",
    "ad_spend",
    "ad_sales",
)


@dataclass(frozen=True)
class UnitEconomics:
    """One unit of a product in one currency. Amounts are floats of that currency.

    `price` is what the buyer pays, with VAT where `vat_rate` (0 to 1) is inside it.
    `fee_share` is the part of the price that Amazon takes, `fixed_fee` the part that does not
    depend on it (packing, shipping, storage). `refund_cost` is what refunds and discounts cost
    for each unit, less what buyers paid for shipping and Amazon reimbursed. `acos` is
    advertising by advertised sales and `ad_share` the share of sales that advertising brings.
    """

    units: float
    price: float
    cost: float
    fee_share: float
    fixed_fee: float
    vat_rate: float = 0.0
    refund_cost: float = 0.0
    acos: float = 0.0
    ad_share: float = 0.0

    @property
    def net_price(self) -> float:
        """The price without the VAT inside it."""
        return self.price / (1 + self.vat_rate)

    @property
    def fees(self) -> float:
        """What Amazon takes of one unit."""
        return self.price * self.fee_share + self.fixed_fee

    @property
    def ads(self) -> float:
        """What advertising costs for one unit, over all units."""
        return self.price * self.ad_share * self.acos

    @property
    def unit_profit_before_ads(self) -> float:
        """What one unit leaves before advertising."""
        return self.net_price - self.fees - self.cost - self.refund_cost

    @property
    def unit_profit(self) -> float:
        """What one unit leaves."""
        return self.unit_profit_before_ads - self.ads

    @property
    def profit(self) -> float:
        """What all units leave."""
        return self.unit_profit * self.units

    @property
    def margin(self) -> float | None:
        """Profit as a share of the price, as the catalogue's Margin; None without a price."""
        return self.unit_profit / self.price if self.price else None

    @property
    def break_even_price(self) -> float | None:
        """The price at which a unit earns nothing; None where no price does that.

        Amazon's share and advertising grow with the price, so the fixed parts are divided by
        what is left of each unit of price.
        """
        kept = 1 / (1 + self.vat_rate) - self.fee_share - self.ad_share * self.acos
        return (self.fixed_fee + self.cost + self.refund_cost) / kept if kept > 0 else None

    @property
    def break_even_acos(self) -> float | None:
        """The ACOS at which an advertised unit earns nothing, 0 to 1; None without a price."""
        return self.unit_profit_before_ads / self.price if self.price else None


def units_for_same_profit(now: UnitEconomics, changed: UnitEconomics) -> float | None:
    """Return how many units bring the profit of `now` under `changed`; None where none do."""
    if changed.unit_profit <= 0 or now.profit < 0:
        return None
    return now.profit / changed.unit_profit


def economics_of(sums: Mapping[str, float], months: float) -> UnitEconomics | None:
    """Read one unit's money from a product's sums over so many months; None without sales.

    `sums` holds SUMS in one currency. The profit of `UnitEconomics` is then the profit of those
    months, divided by them; units without a cost are taken at what the others cost. Where
    advertising cost money and brought no sale there is no ACOS: it stands in `refund_cost`.
    """
    units, revenue = sums["units"], sums["revenue"]
    if units <= 0 or revenue <= 0:
        return None
    spend, ad_sales = sums["ad_spend"], sums["ad_sales"]
    has_acos = ad_sales > 0
    costed = units - sums["uncosted_units"]
    other = sums["revenue_ex_vat"] - sums["net_revenue"] + (0.0 if has_acos else spend)
    return UnitEconomics(
        units=units / months,
        price=revenue / units,
        cost=sums["cogs"] / costed if costed > 0 else 0.0,
        fee_share=sums["commission"] / revenue,
        fixed_fee=(sums["fees"] - sums["commission"]) / units,
        vat_rate=revenue / sums["revenue_ex_vat"] - 1,
        refund_cost=other / units,
        acos=spend / ad_sales if has_acos else 0.0,
        ad_share=ad_sales / revenue if has_acos else 0.0,
    )

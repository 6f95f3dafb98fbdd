"""What Amazon takes: shares and fixed fees in the shape of its price lists, invented in detail."""

from __future__ import annotations

from datetime import date

from simulator.shop.order import Amounts
from simulator.shop.products import Offer

# Ten-thousandths of the sale, by department; least fee for each line in cents.
_REFERRAL = {"garden": 1_300, "fitness": 1_400}
_USUAL_REFERRAL = 1_500
_LEAST_REFERRAL = 30
# Up to so many grams, a unit costs so many cents; heavier ones pay for each further 500 g.
_FULFILMENT = {
    "US": ((250, 332), (500, 396), (1_000, 475), (1_500, 540)),
    "DE": ((250, 278), (500, 321), (1_000, 389), (1_500, 442)),
    "GB": ((250, 246), (500, 291), (1_000, 334), (1_500, 367)),
}
_EACH_FURTHER = {"US": 38, "DE": 31, "GB": 28}
# Products that Amazon's warehouses have measured wrong: from a day on they are charged as if a
# unit weighed so many grams more. Sellers who notice it claim the difference back.
_MEASURED_WRONG = {
    ("CND", "VAN"): (date(2025, 10, 20), 250),
    ("LMP", "WHT"): (date(2026, 3, 9), 700),
    ("BTL", "750"): (date(2026, 6, 15), 300),
}
#: The selling plan of a month, in cents of the marketplace's currency.
SUBSCRIPTION = {"US": 3_999, "DE": 3_900, "GB": 2_500}


def paid_by_buyer(amounts: Amounts, country_code: str) -> int:
    """Return what a line's buyer paid, in cents, without the tax that the US adds on top."""
    if country_code not in _FULFILMENT:
        raise ValueError(f"The shop has no fees for {country_code}.")
    return (
        amounts.item_price
        + amounts.shipping_price
        + amounts.gift_wrap_price
        - amounts.item_discount
        - amounts.shipping_discount
    )


def referral_fee(offer: Offer, amounts: Amounts) -> int:
    """Return Amazon's share of a line in cents, rounded half up."""
    share = _REFERRAL.get(offer.product.family.category, _USUAL_REFERRAL)
    base = paid_by_buyer(amounts, offer.place.country_code)
    return max(_LEAST_REFERRAL, (base * share + 5_000) // 10_000)


def fulfilment_fee(offer: Offer) -> int:
    """Return what picking and sending one unit should cost in cents; 0 when the seller sends it."""
    return _fulfilment(offer, offer.product.family.grams)


def charged_fulfilment_fee(offer: Offer, day: date) -> int:
    """Return what Amazon charges for a unit sold on a day: more where it has measured wrong."""
    key = (offer.product.family.code, offer.product.variation.code)
    since, extra = _MEASURED_WRONG.get(key, (date.max, 0))
    return _fulfilment(offer, offer.product.family.grams + (extra if day >= since else 0))


def _fulfilment(offer: Offer, grams: int) -> int:
    if not offer.is_fba:
        return 0
    country = offer.place.country_code
    steps = _FULFILMENT[country]
    for most, fee in steps:
        if grams <= most:
            return fee
    most, fee = steps[-1]
    return fee + -(-(grams - most) // 500) * _EACH_FURTHER[country]


def kept_of_refund(referral: int) -> int:
    """Return what Amazon keeps of a refunded referral fee: a fifth, at most 5.00."""
    return min(500, (referral + 2) // 5)

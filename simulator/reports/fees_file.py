"""The report GET_FBA_ESTIMATED_FBA_FEES_TXT_DATA: what Amazon should charge for one unit.

Europe's columns differ: the fee of its own country is called "domestic", with British
spelling, and fees of other countries stand beside it.
"""

from __future__ import annotations

from core.marketplaces import Marketplace
from simulator.formats import cents
from simulator.shop.calendar import local_date
from simulator.shop.fees import fulfilment_fee, referral_fee
from simulator.shop.order import Amounts
from simulator.shop.prices import price_on
from simulator.shop.products import Offer, offers

_HEAD = ("sku", "fnsku", "asin")
_MIDDLE = (
    "your-price", "sales-price", "longest-side", "median-side", "shortest-side",
    "length-and-girth", "unit-of-dimension", "item-package-weight", "unit-of-weight",
)  # fmt: skip
_TAIL = ("currency", "estimated-fee-total", "estimated-referral-fee-per-unit",
         "estimated-variable-closing-fee")  # fmt: skip
_AMERICA = (
    *_HEAD, "amazon-store", "product-name", "product-group", "brand", "fulfilled-by", *_MIDDLE,
    "product-size-tier", *_TAIL, "estimated-order-handling-fee-per-order",
    "estimated-pick-pack-fee-per-unit", "estimated-weight-handling-fee-per-unit",
    "expected-fulfillment-fee-per-unit",
    "estimated-future-fee (Current Selling on Amazon + Future Fulfillment fees)",
    "estimated-future-order-handling-fee-per-order", "estimated-future-pick-pack-fee-per-unit",
    "estimated-future-weight-handling-fee-per-unit", "expected-future-fulfillment-fee-per-unit",
)  # fmt: skip
_EUROPE = (
    *_HEAD, "product-name", "product-group", "brand", "fulfilled-by", "has-local-inventory",
    *_MIDDLE, "product-size-weight-band", *_TAIL, "expected-domestic-fulfilment-fee-per-unit",
    "expected-efn-fulfilment-fee-per-unit-uk", "expected-efn-fulfilment-fee-per-unit-de",
    "expected-efn-fulfilment-fee-per-unit-fr", "expected-efn-fulfilment-fee-per-unit-it",
    "expected-efn-fulfilment-fee-per-unit-es", "expected-efn-fulfilment-fee-per-unit-se",
)  # fmt: skip
_GRAMS_A_POUND, _CENTIMETERS_AN_INCH = 453.592, 2.54


def _sides(offer: Offer) -> tuple[float, float, float]:
    """Return the sides of a package in centimetres: it is as bulky as its weight says."""
    edge = (offer.product.family.grams / 400_000 * 1_000_000) ** (1 / 3)
    return edge * 1.5, edge, edge / 1.5


def _row(seed: int, offer: Offer, now: int, columns: tuple[str, ...]) -> str:
    place, family = offer.place, offer.product.family
    price = price_on(seed, offer, local_date(place, now))
    referral = referral_fee(offer, Amounts(price, *([0] * (len(Amounts._fields) - 1))))
    fee = fulfilment_fee(offer)
    is_us = place.country_code == "US"
    sides = [side / (_CENTIMETERS_AN_INCH if is_us else 1) for side in _sides(offer)]
    size = "Standard-Size" if family.grams < 2_000 else "Large standard-size"
    cells = {
        "sku": offer.sku, "fnsku": offer.fnsku, "asin": offer.product.asin, "amazon-store": "US",
        "product-name": offer.title, "product-group": family.category, "brand": family.brand,
        "fulfilled-by": "Amazon", "has-local-inventory": "Yes", "your-price": cents(price),
        "sales-price": cents(price), "longest-side": f"{sides[0]:.2f}",
        "median-side": f"{sides[1]:.2f}", "shortest-side": f"{sides[2]:.2f}",
        "length-and-girth": f"{sides[0] + 2 * (sides[1] + sides[2]):.2f}",
        "unit-of-dimension": "inches" if is_us else "centimeters",
        "item-package-weight": f"{family.grams / (_GRAMS_A_POUND if is_us else 1000):.2f}",
        "unit-of-weight": "pounds" if is_us else "kilograms", "product-size-tier": size,
        "product-size-weight-band": size, "currency": place.currency,
        "estimated-fee-total": cents(referral + fee),
        "estimated-referral-fee-per-unit": cents(referral),
        "estimated-variable-closing-fee": "0.00",
        "expected-fulfillment-fee-per-unit": cents(fee),
        "expected-domestic-fulfilment-fee-per-unit": cents(fee),
    }  # fmt: skip
    return "\t".join(cells.get(name, "--") for name in columns)


def fees_file(seed: int, place: Marketplace, now: int) -> str:
    """Return the report's text: every FBA offer that is on sale."""
    columns = _AMERICA if place.country_code == "US" else _EUROPE
    today = local_date(place, now)
    rows = [
        _row(seed, offer, now, columns)
        for offer in offers(place.marketplace_id)
        if offer.is_fba and offer.product.launched_on <= today
    ]
    return "\r\n".join(["\t".join(columns), *rows]) + "\r\n"

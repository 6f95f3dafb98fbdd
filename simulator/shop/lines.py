"""One order line: how many, at what price, with which discount, tax and wrapping."""

from __future__ import annotations

from datetime import date
from random import Random

from simulator.shop.buyers import tax_on
from simulator.shop.order import Amounts, Line
from simulator.shop.prices import price_on
from simulator.shop.products import Offer

_SHIPPING = {"US": 599, "DE": 399, "GB": 349}
_GIFT_WRAP = {"US": 399, "DE": 350, "GB": 299}
_FREE_SHIPPING = "Core Free Shipping 2015/04/08 23-48-10-108"
_COUPONS = (("PLM-COUPON-{code}-5", 5), ("PLM-COUPON-{code}-10", 10), ("VPC-{code}-15", 15))
_MESSAGES = {
    "US": ("Happy birthday, enjoy your gift! From Sam", "Enjoy the new home. Love, Dad"),
    "DE": ("Alles Gute zum Geburtstag wünscht dir Oma", "Für dich, mit lieben Grüßen von Jörg"),
    "GB": ("Happy Christmas from all at no. 12", "Wishing you a lovely birthday, Gran"),
}  # fmt: skip


def _quantity(draw: Random, is_business: bool) -> int:
    dice = draw.random()
    if is_business:
        return 1 if dice < 0.5 else 2 + int(draw.random() * 9)
    return 1 if dice < 0.87 else 2 if dice < 0.965 else 3 if dice < 0.99 else 4


def _promotion(
    draw: Random, offer: Offer, goods: int, shipping: int, is_prime: bool
) -> tuple[tuple[str, ...], int, int]:
    """Return promotion ids and the discounts on goods and on shipping."""
    names: list[str] = []
    discount = 0
    if draw.random() < 0.09:
        name, percent = _COUPONS[int(draw.random() * 3)]
        names.append(name.format(code=offer.product.family.code))
        discount = goods * percent // 100
    is_free = shipping > 0 and (is_prime or draw.random() < 0.5)
    if is_free:
        names.append(_FREE_SHIPPING)
    return tuple(names), discount, shipping if is_free else 0


def draw_line(
    seed: int,
    draw: Random,
    offer: Offer,
    day: date,
    order_item_id: str,
    *,
    is_business: bool,
    is_prime: bool,
    tax_rate: int,
) -> Line:
    """Draw one line of an order placed on a local day."""
    country = offer.place.country_code
    quantity = _quantity(draw, is_business)
    price = price_on(seed, offer, day)
    has_business_price = is_business and quantity > 2
    if has_business_price:
        price = price * 95 // 100
    goods = price * quantity
    shipping = _SHIPPING[country] if draw.random() < (0.12 if is_prime else 0.45) else 0
    is_gift = not is_business and draw.random() < (0.035 if day.month == 12 else 0.012)
    wrap = _GIFT_WRAP[country] if is_gift else 0
    names, discount, shipping_discount = _promotion(draw, offer, goods, shipping, is_prime)
    amounts = Amounts(
        goods,
        tax_on(goods - discount, country, tax_rate),
        shipping,
        tax_on(shipping - shipping_discount, country, tax_rate),
        wrap,
        tax_on(wrap, country, tax_rate),
        discount,
        shipping_discount,
    )
    is_split = offer.is_fba and quantity > 1 and draw.random() < 0.3
    url = (
        f"https://zme-caps.amazon.com/t/{order_item_id}/1"
        if offer.product.family.is_personalised
        else ""
    )
    return Line(
        order_item_id,
        offer,
        quantity,
        price,
        amounts,
        names,
        _MESSAGES[country][int(draw.random() * 2)] if is_gift else "",
        url,
        quantity // 2 if is_split else 0,
        has_business_price,
    )

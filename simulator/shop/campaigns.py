"""The shop's advertising: campaigns, ad groups, keywords and targets of each marketplace."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from core.marketplaces import Marketplace
from simulator.shop.ad_words import longer, phrases
from simulator.shop.calendar import OPENING_DAY, SHOP_MARKETPLACES
from simulator.shop.categories import CATEGORIES
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer, asin_of, offers

SP, SB, SD = "SPONSORED_PRODUCTS", "SPONSORED_BRANDS", "SPONSORED_DISPLAY"
KEYWORD, PRODUCT, AUTO, AUDIENCE = "KEYWORD", "PRODUCT", "AUTO", "AUDIENCE"
_AUTO = (("close-match", 0.35), ("loose-match", 0.2), ("substitutes", 0.25), ("complements", 0.1))
_MATCHES = (("EXACT", 1.0), ("PHRASE", 0.6), ("BROAD", 0.4))
_BEST_FAMILIES = 8
_BIDDING = ("AUTO_FOR_SALES", "LEGACY_FOR_SALES", "MANUAL")


@dataclass(eq=False)
class Target:
    """One keyword or target; `bid` in cents, `weight` is its pull on a product's ad sales."""

    target_id: int
    group: AdGroup
    kind: str
    expression: str
    match_type: str
    bid: int
    weight: float
    orders_per_click: float
    clicks_per_view: float
    terms: tuple[str, ...]
    is_paused: bool


@dataclass(eq=False)
class AdGroup:
    """One ad group: what it shows and where."""

    group_id: int
    campaign: Campaign
    name: str
    default_bid: int
    offers: tuple[Offer, ...]
    targets: list[Target] = field(default_factory=list)


@dataclass(eq=False)
class Campaign:
    """One campaign and its life: it runs from `starts_on` until the day before `paused_on`."""

    campaign_id: int
    place: Marketplace
    ad_product: str
    name: str
    targeting_type: str
    bidding: str
    daily_budget: int
    starts_on: date
    paused_on: date | None
    groups: list[AdGroup] = field(default_factory=list)

    def is_live_on(self, day: date) -> bool:
        """Tell whether it shows advertisements on a day."""
        return self.starts_on <= day and (self.paused_on is None or day < self.paused_on)


def big_id(*parts: object) -> int:
    """Return a number of 18 digits: beyond what a floating-point number holds exactly."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return 10**17 + int.from_bytes(digest[:8], "big") % (4 * 10**17)


class _Builder:
    """Builds the campaigns of one marketplace."""

    def __init__(self, seed: int, place: Marketplace) -> None:
        self._seed = seed
        self._place = place
        self._is_german = place.language_tag.startswith("de")
        self._families: dict[str, list[Offer]] = {}
        for offer in offers(place.marketplace_id):
            self._families.setdefault(offer.product.family.code, []).append(offer)
        self.campaigns: list[Campaign] = []

    def build(self) -> tuple[Campaign, ...]:
        for key, category in CATEGORIES.items():
            codes = [c for c, o in self._families.items() if o[0].product.family.category == key]
            name = category.name_de if self._is_german else category.name
            self._auto(f"SP | Auto | {name}", codes)
        best = sorted(self._families, key=lambda c: -self._families[c][0].product.family.popularity)
        for code in best[:_BEST_FAMILIES]:
            self._keywords(code)
        for code in best[:2]:
            self._products(code)
        brands = dict.fromkeys(o[0].product.family.brand for o in self._families.values())
        for brand in list(brands)[:3]:
            self._brand(brand)
        for brand in list(brands)[:2]:
            self._display(brand)
        return tuple(self.campaigns)

    def _campaign(self, ad_product: str, name: str, targeting_type: str) -> Campaign:
        draw = dice_for(self._seed, "campaign", self._place.marketplace_id, name)
        starts = OPENING_DAY + timedelta(days=draw.choice((0, 0, 0, 20, 90, 240, 400, 610)))
        paused = (
            starts + timedelta(days=draw.randrange(500, 1100)) if draw.random() < 0.15 else None
        )
        campaign = Campaign(
            self._id("campaign", name), self._place, ad_product, name, targeting_type,
            draw.choice(_BIDDING), draw.choice((1000, 1500, 2000, 3000, 5000)), starts, paused,
        )  # fmt: skip
        self.campaigns.append(campaign)
        return campaign

    def _id(self, *parts: object) -> int:
        return big_id(self._seed, self._place.marketplace_id, *parts)

    def _group(self, campaign: Campaign, name: str, shown: list[Offer]) -> AdGroup:
        draw = dice_for(self._seed, "ad group", campaign.campaign_id, name)
        found = AdGroup(
            self._id("group", campaign.name, name), campaign, name, draw.randrange(30, 95),
            tuple(shown),
        )  # fmt: skip
        campaign.groups.append(found)
        return found

    def _target(
        self,
        group: AdGroup,
        kind: str,
        words: str,
        match: str,
        weight: float,
        terms: tuple[str, ...],
    ) -> None:
        draw = dice_for(self._seed, "target", group.group_id, words, match)
        orders_per_click = draw.uniform(0.06, 0.17)
        price = sum(row.product.family.price_cents for row in group.offers) / len(group.offers)
        # What a click may cost follows from the price and the share of it meant for ads.
        bid = max(12, round(price * orders_per_click * draw.uniform(0.24, 0.6)))
        group.targets.append(
            Target(
                self._id("target", group.group_id, words, match),
                group,
                kind,
                words,
                match,
                bid,
                weight * draw.uniform(0.5, 1.5),
                orders_per_click,
                draw.uniform(0.004, 0.013),
                terms,
                draw.random() < 0.08,
            )
        )

    def _auto(self, name: str, codes: list[str]) -> None:
        campaign = self._campaign(SP, name, "AUTO")
        for code in codes:
            shown = self._families[code]
            group = self._group(campaign, phrases(code, self._place)[0].capitalize(), shown)
            words = phrases(code, self._place)
            for number, (expression, weight) in enumerate(_AUTO):
                if number < 2:
                    terms = tuple(longer(words[n], self._place, n + number * 3) for n in range(4))
                else:
                    terms = tuple(asin_of(f"rival {code} {number} {n}").lower() for n in range(3))
                match = "TARGETING_EXPRESSION_PREDEFINED"
                self._target(group, AUTO, expression, match, weight, terms)

    def _keywords(self, code: str) -> None:
        words = phrases(code, self._place)
        campaign = self._campaign(SP, f"SP | Keywords | {words[0].capitalize()}", "MANUAL")
        for match, weight in _MATCHES:
            group = self._group(campaign, match.capitalize(), self._families[code])
            for number, word in enumerate(words):
                more = () if match == "EXACT" else tuple(
                    longer(word, self._place, number + n) for n in range(4)
                )  # fmt: skip
                self._target(group, KEYWORD, word, match, weight, (word, *more))

    def _products(self, code: str) -> None:
        name = phrases(code, self._place)[0].capitalize()
        campaign = self._campaign(SP, f"SP | Products | {name}", "MANUAL")
        group = self._group(campaign, name, self._families[code])
        for number in range(4):
            asin = asin_of(f"rival {code} 2 {number}")
            self._target(
                group, PRODUCT, f'asin="{asin}"', "TARGETING_EXPRESSION", 0.5, (asin.lower(),)
            )

    def _of_brand(self, brand: str) -> list[Offer]:
        rows = [row for rows in self._families.values() for row in rows]
        return [row for row in rows if row.product.family.brand == brand]

    def _brand(self, brand: str) -> None:
        campaign = self._campaign(SB, f"SB | {brand}", "MANUAL")
        group = self._group(campaign, brand, self._of_brand(brand))
        self._target(group, KEYWORD, brand.lower(), "PHRASE", 0.8, (brand.lower(),))

    def _display(self, brand: str) -> None:
        campaign = self._campaign(SD, f"SD | {brand}", "T00030")
        group = self._group(campaign, brand, self._of_brand(brand))
        self._target(group, AUDIENCE, "views=(exact-product lookback=30)", "AUDIENCE", 0.4, ("",))


@lru_cache(maxsize=16)
def campaigns_of(seed: int, marketplace_id: str) -> tuple[Campaign, ...]:
    """Return every campaign a marketplace ever had, in a fixed order."""
    place = next(row for row in SHOP_MARKETPLACES if row.marketplace_id == marketplace_id)
    return _Builder(seed, place).build()

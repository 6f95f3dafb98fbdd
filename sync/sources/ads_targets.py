"""Stream `ads_targets`: keywords and product targets of Sponsored Products, once a day."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.errors import DataError
from sync.ads_known import Profile
from sync.ads_lists import AdsList, Listed, listed_pages, save_listed
from sync.ads_values import ad_id, some_money, some_text
from sync.sources.base import Page, Saved, Source, StreamContext

KEYWORD, PRODUCT, AUTO = "KEYWORD", "PRODUCT", "AUTO"
_NAME = "ads_targets"
_KEYWORDS = AdsList(
    "adsSpKeywords", "/sp/keywords/list", "keywords", "application/vnd.spKeyword.v3+json"
)
_TARGETS = AdsList(
    "adsSpTargets",
    "/sp/targets/list",
    "targetingClauses",
    "application/vnd.spTargetingClause.v3+json",
)
# The lists name automatic targets otherwise than the reports, which say it as the console does.
_AUTO_WORDS = {
    "QUERY_HIGH_REL_MATCHES": "close-match",
    "QUERY_BROAD_REL_MATCHES": "loose-match",
    "ASIN_SUBSTITUTE_RELATED": "substitutes",
    "ASIN_ACCESSORY_RELATED": "complements",
}
_PRODUCT_WORDS = {"ASIN_SAME_AS": "asin", "ASIN_EXPANDED_FROM": "asin-expanded"}


class TargetRow(NamedTuple):
    """A row of seller.ad_targets, without account and provenance."""

    profile_id: str
    target_id: str
    campaign_id: str
    ad_group_id: str | None
    kind: str
    expression: str
    match_type: str | None
    state: str | None
    bid_amount: Decimal | None
    currency: str


def parse_keyword(profile: Profile, entry: dict[str, Any]) -> TargetRow:
    """Read a keyword. Raises DataError when it has no id or no words."""
    words = some_text(entry.get("keywordText"))
    if words is None:
        raise DataError("A keyword has no words.")
    target_id, match = ad_id(entry.get("keywordId"), "keyword"), some_text(entry.get("matchType"))
    return _row(profile, entry, target_id, KEYWORD, words, match)


def parse_target(profile: Profile, entry: dict[str, Any]) -> TargetRow:
    """Read a product target or an automatic one. Raises DataError when it aims at nothing."""
    parts = entry.get("resolvedExpression") or entry.get("expression")
    if not parts:
        raise DataError("A target aims at nothing.")
    is_auto = entry.get("expressionType") == AUTO
    match = "TARGETING_EXPRESSION_PREDEFINED" if is_auto else "TARGETING_EXPRESSION"
    target_id = ad_id(entry.get("targetId"), "target")
    words = " ".join(expression_words(part) for part in parts)
    return _row(profile, entry, target_id, AUTO if is_auto else PRODUCT, words, match)


def expression_words(part: dict[str, Any]) -> str:
    """Write one part of an expression as the reports do: `close-match`, `asin="B0…"`."""
    kind, value = str(part["type"]), some_text(part.get("value"))
    if value is None:
        return _AUTO_WORDS.get(kind, kind.lower().replace("_", "-"))
    name = _PRODUCT_WORDS.get(kind) or kind.removesuffix("_SAME_AS").lower().replace("_", "-")
    return f'{name}="{value}"'


def _row(
    profile: Profile,
    entry: dict[str, Any],
    target_id: str,
    kind: str,
    words: str,
    match_type: str | None,
) -> TargetRow:
    return TargetRow(
        profile.profile_id,
        target_id,
        ad_id(entry.get("campaignId"), "campaign"),
        some_text(entry.get("adGroupId")),
        kind,
        words,
        match_type,
        some_text(entry.get("state")),
        some_money(entry.get("bid")),
        profile.currency,
    )


def read(profile: Profile, listed: Listed) -> None:
    """Read the keywords and the targets of a profile."""
    keywords = _KEYWORDS.rows(listed.ads, profile)
    listed.add(keywords, "ad keyword", "keywordId", partial(parse_keyword, profile))
    targets = _TARGETS.rows(listed.ads, profile)
    listed.add(targets, "ad target", "targetId", partial(parse_target, profile))


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each profile: all its keywords and targets."""
    return listed_pages(context, "ads-targets", read)


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write a profile's keywords and targets."""
    return save_listed(connection, schema.ad_targets, TargetRow._fields, page, _NAME)


SOURCE = Source(_NAME, fetch, save, needs_marketplaces=False, needs_ads=True)

"""Stream `ads_sp_search_terms`: Sponsored Products by what people searched for, and day.

Amazon reports only terms that were clicked: these sums are smaller than the campaigns'.
"""

from __future__ import annotations

from typing import Any

from core import schema
from core.errors import DataError
from sync.ads_kinds import SP, ReportKind
from sync.ads_reports import source_of
from sync.ads_values import some_text
from sync.sources.ads_sp_targets import ASKED, parse_aim


def parse(row: dict[str, Any]) -> tuple[Any, ...]:
    """Read what a row is about."""
    term = some_text(row.get("searchTerm"))
    if term is None:
        raise DataError("A search term is empty.")
    campaign, group, target, words, match = parse_aim(row)
    return (campaign, group, target, term, words, match)


# The newer copy of Amazon's page says 65 days, the older one 95: the shorter is safe.
KIND = ReportKind(
    "ads_sp_search_terms",
    "spSearchTerm",
    SP,
    "searchTerm",
    65,
    schema.ad_search_terms,
    keys=("campaign_id", "ad_group_id", "target_id", "search_term", "expression", "match_type"),
    asked=(*ASKED, "searchTerm"),
    parse=parse,
)
SOURCE = source_of(KIND)

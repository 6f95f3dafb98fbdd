"""Sponsored Products out of the ad console: campaigns by day, and search terms by day.

The console's files name campaigns and have no numbers for them, so their rows get names of their
own and a profile of their own. Days that Amazon's API has told of are the API's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, text

from core import schema
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.ads_kinds import SP, ReportKind, Results
from sync.ads_known import SELLER
from sync.imports.counts import Counts
from sync.imports.headers import AD_CAMPAIGNS, AD_SEARCH_TERMS, Layout
from sync.imports.kinds.base import (
    Hints,
    Kind,
    Prepared,
    complete_lines,
    is_written_with_dollar_sign,
    language_style,
    place_of,
    refused,
)
from sync.imports.merge import PREFIX, merge
from sync.imports.reading import Line, Sheet
from sync.imports.values import Style, currency_in, read_count, read_day, read_number, style_of
from sync.sources import ads_sp_campaigns, ads_sp_search_terms
from sync.sources.ads_profiles import ProfileRow
from sync.statements import statements
from sync.store import Stamp, add_missing

# Sponsored Products of sellers: sales of seven days after the click, as the columns say.
_ATTRIBUTION_DAYS = 7
# A group's name is its campaign's and its own: other campaigns have groups of that name, too.
_IN = " › "
_MONEY = ("cost", "sales", "click_price")
_NUMBERS = (*_MONEY, "impressions", "clicks", "orders", "units")
_COUNTRIES = {
    name.casefold(): place
    for place in MARKETPLACES.values()
    for name in (place.name, place.country_code, *(("UK",) if place.country_code == "GB" else ()))
}


def profile_of(place: Marketplace) -> str:
    """Return the profile of files brought in by hand for a marketplace."""
    return f"{PREFIX}{place.marketplace_id}"


def _read(
    kind: ReportKind, keys_of: Callable[[Layout, Line], tuple[Any, ...]],
    sheet: Sheet, layout: Layout, hints: Hints,
) -> Prepared:  # fmt: skip
    """Read the file's lines; two lines about the same thing are added up.

    The very same line twice is a mistake of the file, and refused.
    """
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    places: dict[str, Marketplace] = {}
    seen: set[tuple[str, ...]] = set()
    style: Style | None = None
    for line in complete_lines(sheet):
        try:
            place = _place(sheet, layout, line, hints)
            style = style or _style(sheet, layout, place)
            results = _results(sheet, layout, line, place, style)
            row = (
                profile_of(place),
                _day(sheet, layout, line, place, hints),
                place.marketplace_id,
                *keys_of(layout, line),
                *results,
            )
            if line.cells in seen and any(results[1:4]):
                raise ValueError("the same line stands there twice")
        except ValueError as error:
            raise refused(sheet, line, error) from None
        seen.add(line.cells)
        key = kind.key(row)
        rows[key] = kind.added(rows[key], row) if key in rows else row
        places[place.marketplace_id] = place
    return Prepared(list(rows.values()), tuple(places.values()))


def _place(sheet: Sheet, layout: Layout, line: Line, hints: Hints) -> Marketplace:
    """Return a line's marketplace: its country's, else what its currency leaves open."""
    currency = layout.cell(line.cells, "currency").upper() or None
    for name in ("cost", "sales"):
        header = sheet.header.cells[layout.places[name]]
        currency = currency or currency_in(layout.cell(line.cells, name)) or currency_in(header)
    place = _COUNTRIES.get(layout.cell(line.cells, "country").casefold())
    if place is None:
        return place_of(hints, currency, f"The file {sheet.name}")
    if hints.marketplace is not None and hints.marketplace != place:
        raise ValueError(f"it is of {place.name}, not of {hints.marketplace.name}")
    if currency not in (None, place.currency) and not _is_dollar(currency, place):
        raise ValueError(f"it is of {place.name}, but in {currency}")
    return place


def _is_dollar(currency: str | None, place: Marketplace) -> bool:
    return currency == "$" and is_written_with_dollar_sign(place)


def _style(sheet: Sheet, layout: Layout, place: Marketplace) -> Style:
    numbers = [
        (line.number, layout.cell(line.cells, name)) for line in sheet.lines for name in _NUMBERS
    ]
    return style_of(numbers) or language_style(place)


def _day(sheet: Sheet, layout: Layout, line: Line, place: Marketplace, hints: Hints) -> date:
    """Return a line's day. A sum over several days is no day's, and refused."""
    month_first = place.country_code == "US"
    if layout.has("day"):
        return read_day(layout.cell(line.cells, "day"), month_first=month_first)
    if layout.has("first") and layout.has("last"):
        first, last = (
            read_day(layout.cell(line.cells, name), month_first=month_first)
            for name in ("first", "last")
        )
        if first != last:
            raise ValueError(
                f"it is one sum from {first} to {last}, which is no day's;"
                " download the report with the time unit Daily"
            )
        return first
    if hints.day is None:
        raise DataError(
            f"The file {sheet.name} does not say its days. Download it with the time unit Daily,"
            " or name the one day it is about, such as --day 2026-11-23."
        )
    return hints.day


def _results(sheet: Sheet, layout: Layout, line: Line, place: Marketplace, style: Style) -> Results:
    amounts = [_amount(sheet, layout, line, place, style, name) for name in ("cost", "sales")]
    counts = {
        name: read_count(layout.cell(line.cells, name), style)
        for name in ("impressions", "clicks", "orders", "units")
    }
    if min(amounts) < 0 or min(counts.values()) < 0:
        raise ValueError("a figure is below zero")
    return Results(
        place.currency, counts["impressions"], counts["clicks"], amounts[0], _ATTRIBUTION_DAYS,
        amounts[1], counts["orders"], counts["units"],
    )  # fmt: skip


def _amount(
    sheet: Sheet, layout: Layout, line: Line, place: Marketplace, style: Style, name: str
) -> Decimal:
    """Read an amount. The console writes 0 for nothing, so an empty cell is a hole."""
    cell = layout.cell(line.cells, name)
    currency = currency_in(cell)
    if currency not in (None, place.currency) and not _is_dollar(currency, place):
        raise ValueError(f"{cell!r} is not in {place.currency}")
    amount = read_number(cell, style)
    if amount is None:
        raise ValueError(f"it has no amount in {sheet.header.cells[layout.places[name]]!r}")
    return amount


def _name(layout: Layout, line: Line, field: str, what: str) -> str:
    found = layout.cell(line.cells, field)
    if not found:
        raise ValueError(f"it has no {what}")
    return str(found)


def _campaign_keys(layout: Layout, line: Line) -> tuple[Any, ...]:
    name = _name(layout, line, "campaign", "campaign")
    return (SP, PREFIX + name, name)


def _term_keys(layout: Layout, line: Line) -> tuple[Any, ...]:
    campaign = _name(layout, line, "campaign", "campaign")
    group = _name(layout, line, "group", "ad group")
    aim = _name(layout, line, "targeting", "targeting")
    match = layout.cell(line.cells, "match").strip("-–") or None
    term = _name(layout, line, "term", "search term")
    target = f"{PREFIX}{match or ''} {aim}"
    return (PREFIX + campaign, f"{PREFIX}{campaign}{_IN}{group}", target, term, aim, match)


def _save(kind: ReportKind, connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the days that Amazon's API has not told of."""
    counts = Counts()
    for place in prepared.places:
        rows = [row for row in prepared.rows if row[2] == place.marketplace_id]
        add_missing(connection, schema.ad_profiles, ProfileRow._fields,
                    [_profile(connection, place, stamp)], stamp)  # fmt: skip
        told = _told_by_api(kind, connection, place, sorted({row[1] for row in rows}), stamp)
        found = merge(connection, kind.table, kind.columns,
                      [row for row in rows if row[1] not in told], stamp)  # fmt: skip
        _name_campaigns(kind, connection, rows, stamp)
        counts.new += found.new
        counts.changed += found.changed
        counts.equal += found.equal
        counts.kept += sum(row[1] in told for row in rows)
    return counts


def _name_campaigns(
    kind: ReportKind, connection: Connection, rows: Sequence[tuple[Any, ...]], stamp: Stamp
) -> None:
    """Note what the campaigns and groups of a file are called, so that pages can name them."""
    campaign_at = kind.columns.index("campaign_id")
    campaigns = {(row[0], row[campaign_at], row[2]) for row in rows}
    add_missing(
        connection,
        schema.ad_campaigns,
        ("profile_id", "campaign_id", "marketplace_id", "ad_product", "name"),
        [(*one, SP, one[1].removeprefix(PREFIX)) for one in sorted(campaigns)],
        stamp,
    )
    if "ad_group_id" in kind.columns:
        group_at = kind.columns.index("ad_group_id")
        groups = {(row[0], row[group_at], row[campaign_at]) for row in rows}
        add_missing(
            connection,
            schema.ad_groups,
            ("profile_id", "ad_group_id", "campaign_id", "name"),
            [(*one, one[1].removeprefix(one[2] + _IN)) for one in sorted(groups)],
            stamp,
        )


def _profile(connection: Connection, place: Marketplace, stamp: Stamp) -> ProfileRow:
    connection_id = connection.scalar(
        text(
            "SELECT connection_id FROM seller.marketplaces"
            " WHERE account_id = :a AND marketplace_id = :m"
        ),
        {"a": stamp.account_id, "m": place.marketplace_id},
    )
    return ProfileRow(
        profile_of(place), int(connection_id or 0), place.marketplace_id, place.currency,
        place.time_zone, SELLER, None,
    )  # fmt: skip


def _told_by_api(
    kind: ReportKind, connection: Connection, place: Marketplace, days: Sequence[date], stamp: Stamp
) -> set[date]:
    """Return the days that are the API's."""
    values = {
        "account_id": stamp.account_id,
        "marketplace_id": place.marketplace_id,
        "days": list(days),
        "stream": kind.stream,
    }
    sql = statements("ad_files")
    rows = sql["days_of_campaigns" if kind.table is schema.ads_daily else "days_of_terms"]
    return {*connection.scalars(rows, values), *connection.scalars(sql["days_of_reports"], values)}


_REQUIRED = ("campaign", "impressions", "clicks", "cost", "sales", "orders")
CAMPAIGNS = Kind(
    "ad_campaigns", AD_CAMPAIGNS, _REQUIRED,
    partial(_read, ads_sp_campaigns.KIND, _campaign_keys),
    partial(_save, ads_sp_campaigns.KIND),
    frozenset({ads_sp_campaigns.KIND.stream, "ads_campaigns"}),
    foreign=("group", "targeting", "placement"),
)  # fmt: skip
SEARCH_TERMS = Kind(
    "ad_search_terms", AD_SEARCH_TERMS,
    (*_REQUIRED, "group", "targeting", "term"),
    partial(_read, ads_sp_search_terms.KIND, _term_keys),
    partial(_save, ads_sp_search_terms.KIND),
    frozenset({ads_sp_search_terms.KIND.stream, "ads_campaigns", "ads_groups"}),
)  # fmt: skip

"""Settlement V2: what Amazon paid out, whole settlements or none."""

from __future__ import annotations

from sqlalchemy import Connection, text

from core import schema
from core.errors import DataError
from sync.imports.counts import Counts
from sync.imports.headers import SETTLEMENT, Layout
from sync.imports.kinds.base import (
    Hints,
    Kind,
    Prepared,
    complete_lines,
    place_of,
    refused,
)
from sync.imports.merge import merge
from sync.imports.reading import Line, Sheet
from sync.settlement_rows import (
    REQUIRED,
    LineError,
    SettlementLineRow,
    SettlementRow,
    places_of,
    read_settlements,
)
from sync.settlements_store import drop_gone_lines, from_api
from sync.store import Stamp


def read(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read every settlement of the file. Raises DataError when one of them is not whole."""
    own = (hints.marketplace,) if hints.marketplace else hints.own
    try:
        found = read_settlements(layout, complete_lines(sheet), own)
    except LineError as error:
        raise refused(sheet, Line(error.number, ()), error.cause) from None
    except DataError as error:
        raise refused(sheet, sheet.header, error) from None
    places = tuple(places_of(found))
    if not places:
        places = (place_of(hints, found[0].row.currency, f"The file {sheet.name}"),)
    return Prepared(found, places)


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the settlements that Amazon's API has not brought already."""
    known = from_api(connection, stamp.account_id, prepared.rows)
    kept = [one for one in prepared.rows if one.row.settlement_id in known]
    ours = [one for one in prepared.rows if one.row.settlement_id not in known]
    connection_id = connection.scalar(
        text(
            "SELECT connection_id FROM seller.marketplaces"
            " WHERE account_id = :account_id AND marketplace_id = :marketplace_id"
        ),
        {"account_id": stamp.account_id, "marketplace_id": prepared.places[0].marketplace_id},
    )
    heads = [one.row._replace(connection_id=int(connection_id or 0)) for one in ours]
    lines = [line for one in ours for line in one.lines]
    counts = merge(connection, schema.settlements, SettlementRow._fields, heads, stamp)
    of_lines = merge(connection, schema.settlement_lines, SettlementLineRow._fields, lines, stamp)
    counts.new += of_lines.new
    counts.changed += of_lines.changed + drop_gone_lines(connection, ours, stamp)
    counts.equal += of_lines.equal
    counts.kept = sum(1 + len(one.lines) for one in kept)
    return counts


KIND = Kind("settlement", SETTLEMENT, REQUIRED, read, save, frozenset({"settlements"}))

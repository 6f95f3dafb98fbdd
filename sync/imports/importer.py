"""Bring a file into the database: find out its kind, read it whole, show or write what changes.

A preview does the very work and then takes it back, so that it cannot be wrong.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from core import schema
from core.clock import Clock
from core.database import Role, account_transaction
from core.errors import DataError, SellerMonitorError
from core.log import get_logger
from core.marketplaces import MARKETPLACES, Marketplace
from sync.connections import SellerConnection
from sync.cursors import note_changed
from sync.imports.counts import Counts
from sync.imports.headers import Layout, find_layout
from sync.imports.kinds import KINDS
from sync.imports.kinds.base import Hints, Kind, Prepared
from sync.imports.merge import PREFIX
from sync.imports.reading import Sheet, read_bytes
from sync.sources.marketplaces import MarketplaceRow
from sync.store import Stamp, add_missing
from sync.stream_run import notify

LARGEST_BYTES = 512 * 1024 * 1024
BY_HAND = "by_hand"
_log = get_logger(__name__)


@dataclass
class Outcome:
    """How one file fared. `sentence` is empty when it was read."""

    file: str
    kind: str = ""
    title: str = ""
    new: int = 0
    changed: int = 0
    equal: int = 0
    kept: int = 0
    left_out: int = 0
    sentence: str = ""

    def as_line(self) -> dict[str, Any]:
        """Return what --json prints."""
        return asdict(self)


class _TakenBack(Exception):
    """Ends the transaction of a preview."""


@dataclass(frozen=True)
class Wish:
    """Whose files these are, and what the person has said beside them."""

    account_id: int
    marketplace: Marketplace | None = None
    day: Any = None
    is_preview: bool = False
    imported_by: str = "command line"


def import_file(path: Path, wish: Wish, clock: Clock) -> Outcome:
    """Import one file, whole or not at all; a refused file is an outcome with a sentence."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise DataError(f"The file {path.name} is larger than 512 MB. Cut it into parts.")
        body = path.read_bytes()
    except OSError:
        return Outcome(path.name, sentence=f"The file {path.name} cannot be opened.")
    except DataError as error:
        return Outcome(path.name, sentence=error.sentence)
    return import_bytes(path.name, body, wish, clock)


def import_bytes(name: str, body: bytes, wish: Wish, clock: Clock) -> Outcome:
    """Import the bytes of one file, whole or not at all."""
    outcome = Outcome(name)
    try:
        sheet = read_bytes(name, body)
        kind, layout = recognise(sheet)
        outcome.kind, outcome.title = kind.name, kind.title
        with account_transaction(Role.SYNC, wish.account_id) as connection:
            hints = Hints(_marketplaces(connection, wish.account_id), wish.marketplace, wish.day)
        prepared = kind.read(sheet, layout, hints)
        outcome.left_out = prepared.left_out
        counts = _write(kind, prepared, wish, clock, (name, hashlib.sha256(body).hexdigest()))
    except SellerMonitorError as error:
        outcome.sentence = error.sentence
        return outcome
    for field, value in asdict(counts).items():
        setattr(outcome, field, value)
    _log.info("a file was imported", kind=kind.name, is_preview=wish.is_preview, new=counts.new)
    return outcome


def recognise(sheet: Sheet) -> tuple[Kind, Layout]:
    """Find the kind of a file by its header. Raises DataError when it is none we know."""
    line = f"Line {sheet.header.number}"
    for kind in KINDS:
        try:
            layout = find_layout(sheet.header.cells, kind.words, kind.required)
        except DataError as error:
            raise DataError(f"{line} of {sheet.name}: {error.sentence}") from None
        if layout is not None and not any(layout.has(field) for field in kind.foreign):
            return kind, layout
    known = ", ".join(kind.title for kind in KINDS)
    raise DataError(
        f"{line}: the columns of {sheet.name} are those of no report we know. It can be: {known}."
        " If it is one of them in another language, change the language of Seller Central (or of"
        " the ad console) to English and download it again. Nothing was imported."
    )


def _write(
    kind: Kind, prepared: Prepared, wish: Wish, clock: Clock, file: tuple[str, str]
) -> Counts:
    stamp = Stamp(wish.account_id, PREFIX + kind.name, 0, clock.now())
    counts = Counts()
    try:
        with account_transaction(Role.SYNC, wish.account_id) as connection:
            sellers = [_connect(connection, place, stamp) for place in prepared.places]
            counts = kind.save(connection, prepared, stamp)
            for seller in dict.fromkeys(sellers):
                for source in sorted(kind.sources) if counts.written else ():
                    note_changed(connection, seller, source, clock.now())
            if counts.written:
                notify(connection, wish.account_id, kind.sources)
            _note(connection, kind, wish, file, (len(prepared.rows), counts.written))
            if wish.is_preview:
                raise _TakenBack
    except _TakenBack:
        pass
    return counts


def _note(
    connection: Connection, kind: Kind, wish: Wish, file: tuple[str, str], rows: tuple[int, int]
) -> None:
    connection.execute(
        text(
            "INSERT INTO sync.imports"
            " (account_id, file_name, sha256, kind, imported_by, rows_read, rows_written)"
            " VALUES (:account_id, :name, :sha256, :kind, :by, :read, :written)"
        ),
        {"account_id": wish.account_id, "name": file[0][:200], "sha256": file[1],
         "kind": kind.name, "by": wish.imported_by, "read": rows[0], "written": rows[1]},
    )  # fmt: skip


def _marketplaces(connection: Connection, account_id: int) -> tuple[Marketplace, ...]:
    keys = connection.scalars(
        text("SELECT marketplace_id FROM seller.marketplaces WHERE account_id = :a ORDER BY 1"),
        {"a": account_id},
    )
    return tuple(MARKETPLACES[key] for key in keys if key in MARKETPLACES)


def _connect(connection: Connection, place: Marketplace, stamp: Stamp) -> SellerConnection:
    """Return the connection of a marketplace's region; the first file of a shop makes both."""
    find = text(
        "SELECT c.account_id, c.connection_id, c.region, c.selling_partner_id"
        " FROM app.connections c LEFT JOIN seller.marketplaces m"
        "   ON m.account_id = c.account_id AND m.connection_id = c.connection_id"
        "   AND m.marketplace_id = :place"
        " WHERE c.account_id = :a AND c.region = :region"
        " ORDER BY m.marketplace_id IS NULL, c.connection_id LIMIT 1"
    )
    values = {"a": stamp.account_id, "region": place.region, "place": place.marketplace_id}
    found = connection.execute(find, values).first()
    if found is None:
        connection.execute(
            text(
                "INSERT INTO app.connections (account_id, region, selling_partner_id, state)"
                " VALUES (:a, :region, 'by hand', :state) ON CONFLICT DO NOTHING"
            ),
            {**values, "state": BY_HAND},
        )
        found = connection.execute(find, values).one()
    seller = SellerConnection(*found)
    row = MarketplaceRow(
        place.marketplace_id, seller.connection_id, place.name, place.country_code,
        place.currency, place.time_zone, place.language_tag, True,
    )  # fmt: skip
    add_missing(connection, schema.marketplaces, MarketplaceRow._fields, [row], stamp)
    return seller

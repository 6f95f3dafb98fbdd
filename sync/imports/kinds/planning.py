"""FBA inventory age: one picture of a marketplace's stock, as `inventory_planning` reads it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from core import schema
from sync.imports.counts import Counts
from sync.imports.headers import Layout
from sync.imports.kinds.base import Hints, Kind, Prepared, flat_rows, place_of
from sync.imports.merge import merge
from sync.imports.reading import Sheet
from sync.sources import inventory_planning
from sync.sources.inventory_planning import PlanningRow, dated
from sync.store import Stamp


def read(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each SKU and day."""
    place = place_of(hints, None, f"The file {sheet.name}")
    rows = flat_rows(
        sheet, layout, place, inventory_planning.parse, lambda row: (row.local_date, row.sku)
    )
    return Prepared(rows, (place,))


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the picture of a day; a row that does not say its day is of the day of the import."""
    rows: Sequence[PlanningRow] = dated(prepared.rows, prepared.places[0], stamp)
    return merge(connection, schema.inventory_planning, PlanningRow._fields, rows, stamp)


KIND = Kind(
    "inventory_age", inventory_planning.WORDS,
    (*inventory_planning.REQUIRED, "age_0_to_90"),
    read, save, frozenset({inventory_planning.KIND.stream}),
)  # fmt: skip

"""Settlements out of the V2 flat file: a first row about the payout, then its lines.

A settlement is read whole or not at all: its lines add up to what Amazon paid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace, marketplace_of_sales_channel
from sync.imports.headers import Cells, Layout
from sync.imports.reading import Line
from sync.imports.values import Style, read_count, read_day, read_number, style_of
from sync.money_kinds import kind_of_settled
from sync.storable import check_fields

REQUIRED = ("number", "starts", "ends", "total", "currency", "kind", "amount_type",
            "amount_description", "amount")  # fmt: skip
# Marketplaces whose files put the month first (Amazon: MM/DD/YY).
_MONTH_FIRST = ("US", "CA")
_MOMENT = re.compile(r"(\S+)[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([A-Za-z]{3,4})?")
# Hours east of Greenwich.
_ZONES = {"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "JST": 9,
          "PST": -8, "PDT": -7, "AEST": 10, "AEDT": 11}  # fmt: skip


class SettlementRow(NamedTuple):
    """A row of seller.settlements, without account and provenance."""

    settlement_id: str
    connection_id: int
    marketplace_id: str | None
    starts_at: datetime
    ends_at: datetime
    deposited_at: datetime | None
    currency: str
    total_amount: Decimal


class SettlementLineRow(NamedTuple):
    """A row of seller.settlement_lines, without account and provenance."""

    settlement_id: str
    line_no: int
    transaction_type: str
    kind: str
    amazon_order_id: str | None
    order_item_id: str | None
    adjustment_id: str | None
    shipment_id: str | None
    marketplace_id: str | None
    marketplace_name: str | None
    amount_type: str | None
    amount_description: str | None
    currency: str
    amount: Decimal
    fulfillment_id: str | None
    posted_at: datetime | None
    local_date: date | None
    sku: str | None
    quantity: int | None


@dataclass
class Settlement:
    """One settlement and its lines; the row's `connection_id` is set when it is saved.

    `line_number` is where its payout stands in the file.
    """

    row: SettlementRow
    line_number: int
    lines: list[SettlementLineRow] = field(default_factory=list)

    def check(self) -> None:
        """Raise LineError when the lines do not add up to what Amazon says it paid out."""
        found = sum((line.amount for line in self.lines), Decimal(0))
        if found != self.row.total_amount:
            cause = DataError(
                f"the lines of the settlement {self.row.settlement_id} add up to {found}, but"
                f" Amazon's total is {self.row.total_amount} {self.row.currency}"
            )
            raise LineError(self.line_number, cause)


class LineError(DataError):
    """A line of a settlement that makes no sense, with its number."""

    def __init__(self, number: int, cause: Exception) -> None:
        super().__init__(f"Line {number} cannot be read: {str(cause).rstrip('.')}.")
        self.number = number
        self.cause = cause


def read_settlements(
    layout: Layout, lines: Iterable[Line], own: Iterable[Marketplace]
) -> list[Settlement]:
    """Read every settlement of a file. `own`: the marketplaces it can be of.

    Raises LineError for a line that makes no sense and for a payout that its lines do not add up
    to, and DataError when there is no settlement in the file.
    """
    rows = list(lines)
    reader = _Reader(layout, rows, list(own))
    for line in rows:
        try:
            reader.take(line)
        except (DataError, ValueError) as error:
            raise LineError(line.number, error) from error
    if not reader.found:
        raise DataError("There is no settlement in the file.")
    found = [_placed(one) for one in reader.found]
    for one in found:
        one.check()
    return found


class _Reader:
    """Reads line after line, and knows of which settlement the present one is."""

    def __init__(self, layout: Layout, lines: list[Line], own: list[Marketplace]) -> None:
        self._layout = layout
        self._place = _place_of_file(layout, lines, own)
        self._style = _style_of_file(layout, lines)
        self.found: list[Settlement] = []

    def take(self, line: Line) -> None:
        def cell(name: str) -> str:
            return self._layout.cell(line.cells, name)

        if cell("total"):
            self._begin(line.number, cell)
            return
        if not self.found:
            raise DataError("the row about the payout is missing before it")
        settlement = self.found[-1]
        if cell("number") not in ("", settlement.row.settlement_id):
            raise DataError(f"the row about the payout of {cell('number')} is missing before it")
        row = self._line(settlement, cell)
        check_fields(row, "it")
        settlement.lines.append(row)

    def _begin(self, line_number: int, cell: Cells) -> None:
        number, currency = cell("number"), cell("currency")
        if not number or len(currency) != 3:
            raise DataError("the payout has no settlement id or no currency")
        if number in {one.row.settlement_id for one in self.found}:
            raise DataError(f"the settlement {number} stands in the file twice")
        deposited = cell("deposited")
        row = SettlementRow(
            number,
            0,
            None,
            self._moment(cell("starts")),
            self._moment(cell("ends")),
            self._moment(deposited) if deposited else None,
            currency,
            self._amount(cell("total"), currency),
        )
        check_fields(row, "it")
        if row.ends_at < row.starts_at:
            raise DataError("the settlement ends before it starts")
        self.found.append(Settlement(row, line_number))

    def _line(self, settlement: Settlement, cell: Cells) -> SettlementLineRow:
        head = settlement.row
        if not cell("kind"):
            raise DataError("it has no transaction type")
        place = marketplace_of_sales_channel(cell("place"))
        posted, day = self._posted(cell, place or self._place)
        units = cell("quantity")
        return SettlementLineRow(
            head.settlement_id,
            len(settlement.lines),
            cell("kind"),
            kind_of_settled(cell("amount_type"), cell("amount_description")),
            cell("order_id") or None,
            cell("item_id") or None,
            cell("adjustment_id") or None,
            cell("shipment_id") or None,
            place.marketplace_id if place else None,
            cell("place") or None,
            cell("amount_type") or None,
            cell("amount_description") or None,
            head.currency,
            self._amount(cell("amount"), head.currency),
            cell("fulfillment_id") or None,
            posted,
            day,
            cell("sku") or None,
            read_count(units, self._style) if units else None,
        )

    def _amount(self, text: str, currency: str) -> Decimal:
        # Yen have no cents: there the only sign is the one between thousands.
        style = self._style or (Style.POINT if currency == "JPY" else None)
        amount = read_number(text, style)
        if amount is None:
            raise ValueError("it has no amount")
        return amount

    def _posted(
        self, cell: Cells, place: Marketplace | None
    ) -> tuple[datetime | None, date | None]:
        """Return when a line was booked: by its time, else by its day alone."""
        if text := cell("posted_at"):
            posted = self._moment(text)
            return posted, posted.astimezone(place.zone if place else UTC).date()
        if not cell("posted_on"):
            return None, None
        day = read_day(cell("posted_on"), month_first=self._is_month_first())
        zone = place.zone if place else UTC
        return datetime.combine(day, time(), zone).astimezone(UTC), day

    def _moment(self, text: str) -> datetime:
        """Read `2026-11-02 08:00:00 UTC`, `02.11.2026 08:00:00 UTC`, or an ISO instant."""
        found = _MOMENT.fullmatch(text)
        if found is None or (found[5] is None and found[1].count("-") == 2):
            return parse_instant(text)
        zone = (found[5] or "").upper()
        if zone not in _ZONES:
            raise ValueError(f"{text!r} has no time zone that is known")
        day = read_day(found[1], month_first=self._is_month_first())
        at = time(int(found[2]), int(found[3]), int(found[4] or 0))
        return datetime.combine(day, at, UTC) - timedelta(hours=_ZONES[zone])

    def _is_month_first(self) -> bool:
        return self._place is not None and self._place.country_code in _MONTH_FIRST


def _place_of_file(layout: Layout, lines: list[Line], own: list[Marketplace]) -> Marketplace | None:
    """Return the marketplace by whose habits a file is written: the first it names, or the only
    one it can be of."""
    for line in lines:
        place = marketplace_of_sales_channel(layout.cell(line.cells, "place"))
        if place is not None:
            return place
    return own[0] if len(own) == 1 else None


def _style_of_file(layout: Layout, lines: list[Line]) -> Style | None:
    """Tell how a file writes cents; None when no number says it.

    Raises LineError for the first number that is written in another way than those before.
    """
    style: Style | None = None
    for line in lines:
        for name in ("total", "amount"):
            said = style_of([(line.number, layout.cell(line.cells, name))])
            if said is not None and style not in (None, said):
                text = layout.cell(line.cells, name)
                raise LineError(line.number, ValueError(
                    f"the file writes numbers in two ways, here {text}"))  # fmt: skip
            style = said or style
    return style


def _placed(one: Settlement) -> Settlement:
    """Return a settlement with its marketplace, where all of its lines are of one."""
    places = {line.marketplace_id for line in one.lines if line.marketplace_id}
    only = places.pop() if len(places) == 1 else None
    return replace(one, row=one.row._replace(marketplace_id=only))


def places_of(found: Iterable[Settlement]) -> Iterator[Marketplace]:
    """Yield the marketplaces that settlements name, each once."""
    for key in dict.fromkeys(line.marketplace_id for one in found for line in one.lines):
        if key is not None:
            yield MARKETPLACES[key]

"""One search of searchOrders, to its last page, and what may go wrong on the way.

A page token names its place for 24 hours; one that is refused starts the search again. The
same token twice would never end. A marketplace that refuses an optional part of an order is
asked without it, for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.clock import format_instant, parse_instant
from core.errors import DataError, RejectedError, RetryableError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.orders_pace import PAGE
from sync.sources.base import StreamContext
from sync.sources.orders_api import INCLUDED_DATA, NARROW_DATA

_SEARCH = "/orders/2026-01-01/orders"
# Amazon: the end of a search lies at least two minutes in the past, by Amazon's clock.
MARGIN = timedelta(minutes=3)
# Clocks that differ by less need no correction: the margin covers it.
_SMALL = timedelta(seconds=30)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_log = get_logger(__name__)


class TooManyPagesError(DataError):
    """The search has more pages than it may use. A report is the better way."""


class ClockDiffersError(DataError):
    """Our clock and Amazon's differ more than we knew. The window is to be worked out anew."""


class StillRefusedError(DataError):
    """The marketplace still refuses the optional part of its orders."""


@dataclass(frozen=True)
class Wish:
    """What is searched for: `kind` is "created" or "lastUpdated"; instants in UTC."""

    kind: str
    start: datetime
    end: datetime
    places: Sequence[Marketplace]
    is_narrow: bool = False

    def query(self) -> dict[str, str]:
        """Return the parameters; a page token goes with the very same ones."""
        return {
            f"{self.kind}After": format_instant(self.start),
            f"{self.kind}Before": format_instant(self.end),
            "marketplaceIds": ",".join(place.marketplace_id for place in self.places),
            "maxResultsPerPage": str(PAGE),
            "includedData": NARROW_DATA if self.is_narrow else INCLUDED_DATA,
        }


@dataclass(frozen=True)
class Found:
    """A page: orders as Amazon sent them, how they were asked for, and whether nothing follows."""

    orders: Sequence[dict[str, Any]]
    is_narrow: bool
    is_last: bool


@dataclass
class Search:
    """Searches that belong together: their pages are counted, and which marketplaces refuse."""

    context: StreamContext
    # Marketplaces that refuse FULFILLMENT, by id.
    refusing: set[str] = field(default_factory=set)
    most_pages: int | None = None
    # Where the cursor stands; in Amazon's future it was saved by a clock that was ahead.
    cursor_at: datetime | None = None
    pages_used: int = 0
    # Up to when the answers really go, where Amazon says less than was asked for.
    answered_until: datetime | None = None
    _correction: timedelta = timedelta(0)
    _is_time_known: bool = False

    def __post_init__(self) -> None:
        self._correction = clock_correction(self.context)
        self._is_time_known = self.context.api.clock_behind is not None

    def whole_again(self, wish: Wish) -> Iterator[Found]:
        """Yield the pages of a marketplace that refused a part, asked for the whole of it.

        Raises StillRefusedError when it still refuses.
        """
        try:
            yield from self._to_the_end(wish)
        except _FirstPageRefusedError as refusal:
            raise StillRefusedError(refusal.cause.sentence) from refusal

    def pages(self, wish: Wish) -> Iterator[Found]:
        """Yield every page of a search.

        Raises TooManyPagesError beyond `most_pages`, ClockDiffersError at the first page where
        our clock is off, and RejectedError when Amazon refuses the search for another reason
        than an optional part of it.
        """
        narrow = [place for place in wish.places if place.marketplace_id in self.refusing]
        whole = [place for place in wish.places if place.marketplace_id not in self.refusing]
        if whole:
            try:
                yield from self._to_the_end(_of(wish, whole), is_all=not narrow)
            except _FirstPageRefusedError as refusal:
                yield from self._one_by_one(_of(wish, whole), refusal.cause)
        for place in narrow:
            yield from self._to_the_end(_of(wish, [place], is_narrow=True))

    def _one_by_one(self, wish: Wish, cause: RejectedError) -> Iterator[Found]:
        """Find out which marketplace refuses what, and ask that one for less."""
        for place in wish.places:
            if len(wish.places) > 1:
                try:
                    yield from self._to_the_end(_of(wish, [place]))
                    continue
                except _FirstPageRefusedError:
                    pass
            try:
                yield from self._to_the_end(_of(wish, [place], is_narrow=True))
            except _FirstPageRefusedError:
                # It was not the optional part: the search itself is wrong.
                raise cause from None
            _log.warning("a marketplace refuses a part of its orders", place=place.country_code)
            self.refusing.add(place.marketplace_id)

    def _to_the_end(self, wish: Wish, *, is_all: bool = False) -> Iterator[Found]:
        """Yield the pages of one search; `is_all`: its last page is the last of everything."""
        try:
            yield from self._once(wish, is_all)
        except _TokenRefusedError as error:
            _log.info("the search starts again", cause=error.cause.sentence)
            try:
                yield from self._once(wish, is_all)
            except _TokenRefusedError as again:
                raise again.cause from None

    def _once(self, wish: Wish, is_all: bool) -> Iterator[Found]:
        query, token, seen = wish.query(), "", set[str]()
        while True:
            answer = self._ask({**query, "paginationToken": token} if token else query)
            self._note_end(wish, answer)
            token = str((answer.get("pagination") or {}).get("nextToken") or "")
            yield Found(answer["orders"], wish.is_narrow, is_all and not token)
            if not token:
                return
            if token in seen:
                raise DataError("Amazon sends the same page of orders again and again. Stopped.")
            seen.add(token)

    def _ask(self, query: dict[str, str]) -> dict[str, Any]:
        if self.most_pages is not None and self.pages_used >= self.most_pages:
            raise TooManyPagesError("There are more changed orders than a search may fetch.")
        self.pages_used += 1
        is_first = "paginationToken" not in query
        try:
            answer = self.context.api.call("searchOrders", _SEARCH, query=query, expect="orders")
        except RejectedError as error:
            if is_first:
                self._check_clock()
                raise _FirstPageRefusedError(error) from error
            raise _TokenRefusedError(error) from error
        if is_first:
            self._check_clock()
        return answer

    def _check_clock(self) -> None:
        """Where the answer tells that our clock is off, nobody knows what it was an answer to."""
        correction, was_known = clock_correction(self.context), self._is_time_known
        differs = abs(correction - self._correction) > _SMALL
        self._correction = correction
        self._is_time_known = self.context.api.clock_behind is not None
        is_news = self._is_time_known and not was_known
        if differs or (is_news and (self.cursor_at or _LONG_AGO) > amazon_now(self.context)):
            raise ClockDiffersError("This machine's clock differs, or differed, from Amazon's.")

    def _note_end(self, wish: Wish, answer: dict[str, Any]) -> None:
        """Amazon says up to when its answer goes; the cursor never goes beyond it."""
        said = answer.get(f"{wish.kind}Before")
        if said:
            try:
                until = parse_instant(str(said))
            except ValueError:
                raise RetryableError(
                    "Amazon does not say up to when its answer about orders goes. Try again later."
                ) from None
            self.answered_until = min(until, self.answered_until or until)


class _RefusedError(Exception):
    """Amazon refused a page."""

    def __init__(self, cause: RejectedError) -> None:
        super().__init__(cause.sentence)
        self.cause = cause


class _FirstPageRefusedError(_RefusedError):
    """Amazon refused the search itself."""


class _TokenRefusedError(_RefusedError):
    """Amazon refused a page token: it may have died."""


def _of(wish: Wish, places: Sequence[Marketplace], *, is_narrow: bool = False) -> Wish:
    return Wish(wish.kind, wish.start, wish.end, places, is_narrow)


def clock_correction(context: StreamContext) -> timedelta:
    """Return what is to be added to our clock; nothing where the two agree or none has told."""
    behind = context.api.clock_behind
    return timedelta(0) if behind is None or abs(behind) < _SMALL else behind


def amazon_now(context: StreamContext) -> datetime:
    """Return what time it is at Amazon, as far as we know."""
    return context.clock.now() + clock_correction(context)

"""One marketplace that fails does not stop the others, and is named at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from core.errors import DataError, ForbiddenError, RetryableError, ThrottledError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.clients.transport import NoAnswerError
from sync.each_marketplace import read_each
from sync.sources.base import Page
from sync.store import Stamp

PLACES = [MARKETPLACES[key] for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P")]
US, DE, UK = PLACES
STAMP = Stamp(1, "test", 1, datetime(2026, 11, 20, tzinfo=UTC))


class Shop:
    """Reads marketplaces; those in `failing` fail after their first page."""

    def __init__(self, failing: dict[Marketplace, Exception]) -> None:
        self.failing = failing
        self.read: list[Any] = []

    def pages(self, place: Marketplace) -> Iterator[Page]:
        yield Page([place], 1, STAMP)
        if place in self.failing:
            raise self.failing[place]
        yield Page([place], 1, STAMP)

    def run(self) -> None:
        for page in read_each(PLACES, self.pages):
            self.read += page.rows


def test_the_others_are_read_and_the_one_that_failed_is_named() -> None:
    shop = Shop({US: DataError("It makes no sense."), DE: ForbiddenError("You may not.")})
    with pytest.raises(RetryableError) as told:
        shop.run()
    assert shop.read == [US, DE, UK, UK]
    assert told.value.sentence == f"{US.name}: It makes no sense. {DE.name}: You may not."


def test_where_all_fail_alike_the_error_is_theirs() -> None:
    shop = Shop({place: ForbiddenError("You may not.") for place in PLACES})
    with pytest.raises(ForbiddenError, match="You may not"):
        shop.run()
    assert shop.read == PLACES


@pytest.mark.parametrize("error", [NoAnswerError("Nobody."), ThrottledError("Later.", 60)])
def test_what_is_everybody_s_trouble_stops_at_once(error: Exception) -> None:
    shop = Shop({US: error})
    with pytest.raises(type(error)):
        shop.run()
    assert shop.read == [US]


def test_nothing_is_said_where_nothing_failed() -> None:
    shop = Shop({})
    shop.run()
    assert len(shop.read) == 6

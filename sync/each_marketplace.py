"""Marketplaces read one after the other: one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.errors import DataError, ForbiddenError, RejectedError, RetryableError, SellerMonitorError
from core.marketplaces import Marketplace
from sync.clients.transport import NoAnswerError
from sync.sources.base import Page

# What is one marketplace's own. Quotas, keys and the line are everybody's.
_OWN = (RetryableError, RejectedError, ForbiddenError, DataError)


def read_each(
    places: Iterable[Marketplace], read: Callable[[Marketplace], Iterator[Page]]
) -> Iterator[Page]:
    """Yield the pages of each marketplace; at the end say which of them failed.

    Where all failed alike that is the error of the first, so that the stream is looked after
    as it says: a missing role is no outage. Else RetryableError, which names each that failed.
    """
    troubles: dict[Marketplace, SellerMonitorError] = {}
    count = 0
    for place in places:
        count += 1
        try:
            yield from read(place)
        except NoAnswerError:
            raise
        except _OWN as error:
            troubles[place] = error
    if not troubles:
        return
    first, *others = troubles.values()
    if len(troubles) == count and all(type(one) is type(first) for one in others):
        raise first
    said = (f"{place.name}: {error.sentence}" for place, error in troubles.items())
    raise RetryableError(" ".join(said)) from first

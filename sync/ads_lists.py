"""The lists of what is advertised: read to the last page, profile by profile, saved whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from core.errors import DataError, ForbiddenError, RetryableError, SellerMonitorError
from sync.ads_known import Profile, profiles_of
from sync.ads_store import replace_all
from sync.clients.ads_api import AdsApi
from sync.personal import cause_of
from sync.sources.ads_profiles import required_ads
from sync.sources.base import Page, Saved, StreamContext
from sync.storable import check_fields


@dataclass(frozen=True)
class AdsList:
    """One list operation: POST with a media type of its own, `nextToken` in the body."""

    operation: str
    path: str
    name: str
    media_type: str

    def rows(self, ads: AdsApi, profile: Profile) -> list[dict[str, Any]]:
        """Return every row of a profile, archived ones included.

        The page size is left to Amazon: its default is the largest. Raises RetryableError
        when fewer rows came than Amazon says there are.
        """
        found: list[dict[str, Any]] = []
        seen: set[str] = set()
        token = ""
        while True:
            body: dict[str, Any] = {
                "stateFilter": {"include": ["ENABLED", "PAUSED", "ARCHIVED"]},
                **({"nextToken": token} if token else {}),
            }
            answer = ads.call(
                self.operation,
                self.path,
                profile_id=profile.profile_id,
                body=body,
                media_type=self.media_type,
            )
            if not isinstance(answer, dict) or not isinstance(answer.get(self.name), list):
                raise RetryableError(f"Amazon's answer to {self.operation} has no list.")
            found += answer[self.name]
            token = str(answer.get("nextToken") or "")
            if not token:
                break
            if token in seen:
                raise DataError(f"Amazon sends a page of {self.operation} again and again.")
            seen.add(token)
        if len(found) < int(answer.get("totalResults") or 0):
            raise RetryableError(f"Amazon's answer to {self.operation} is not whole.")
        return found


@dataclass(frozen=True)
class Listing:
    """What a page of a list is about: whose it is, and which part of it was read whole."""

    profile: Profile
    is_whole: bool


def listed_pages(
    context: StreamContext, source: str, read: Callable[[Profile, Listed], None]
) -> Iterator[Page]:
    """Yield one page for each profile; a profile that may not be read does not stop the others.

    Raises the last refusal when the others are read.
    """
    ads = required_ads(context)
    with context.transaction() as connection:
        profiles = profiles_of(connection, context.seller)
    refused: SellerMonitorError | None = None
    for done, profile in enumerate(profiles):
        context.note_share(done / len(profiles))
        listed = Listed(context, ads)
        try:
            read(profile, listed)
        except ForbiddenError as error:
            refused = error
            continue
        about = Listing(profile, listed.is_whole)
        rows = list(listed.rows.values())
        yield Page(rows, len(rows), context.stamp(source), about=about)
    if refused is not None:
        raise refused


class Listed:
    """The rows of one profile as they are read, by their id."""

    def __init__(self, context: StreamContext, ads: AdsApi) -> None:
        self._context = context
        self.ads = ads
        self.rows: dict[str, tuple[Any, ...]] = {}
        self.is_whole = True

    def add(
        self,
        entries: Sequence[dict[str, Any]],
        what: str,
        id_name: str,
        parse: Callable[[dict[str, Any]], tuple[Any, ...]],
    ) -> None:
        """Parse rows; one that cannot be understood is left out, and the list is not whole.

        It is counted and not kept: the next run reads the whole list anew.
        """
        for entry in entries:
            try:
                row = parse(entry)
                check_fields(row, "it")
            except (DataError, KeyError, TypeError, ValueError, AttributeError) as error:
                self._context.set_aside(f"A row of {what}: {cause_of(error)}.")
                self.is_whole = False
                continue
            self.rows[str(entry[id_name])] = row


def save_listed(
    connection: Connection, table: Table, columns: Sequence[str], page: Page, source: str
) -> Saved:
    """Write the rows of a profile; those that are not listed any more go, if the list is whole."""
    about: Listing = page.about
    where = "stored.profile_id = :profile_id" if about.is_whole else "false"
    written = replace_all(
        connection,
        table,
        columns,
        page.rows,
        page.stamp,
        where,
        profile_id=about.profile.profile_id,
    )
    return Saved(written, frozenset({source} if written else ()))

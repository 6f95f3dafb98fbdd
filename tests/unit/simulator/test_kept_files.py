"""Documents kept for every world of a process: made once, and only what is the very same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.clock import FakeClock, parse_instant
from core.demo import CONNECTIONS
from simulator.kept_files import KeptFiles
from simulator.reports import jobs
from simulator.reports.kinds import File, Kind, Wish
from simulator.world import World
from tests.unit.simulator.support import DE, NOW

DAY = 86400


def file_of(size: int) -> Callable[[], File]:
    return lambda: File(b"x" * size, "text/plain")


def never() -> File:
    raise AssertionError("It was made again.")


def test_a_file_is_made_once_and_one_without_rows_too() -> None:
    kept = KeptFiles()
    first = kept.get("rows", file_of(3))
    assert first is not None
    assert kept.get("rows", never) is first
    assert kept.get("none", lambda: None) is None
    assert kept.get("none", never) is None


def test_no_more_is_kept_than_so_many_bytes_and_the_oldest_goes_first() -> None:
    kept = KeptFiles(most_bytes=10)
    for name in ("a", "b"):
        kept.get(name, file_of(5))
    kept.get("a", never)
    kept.get("c", file_of(5))
    kept.get("a", never)
    kept.get("c", never)
    with pytest.raises(AssertionError, match="made again"):
        kept.get("b", never)


def test_another_world_gets_the_same_document_and_any_other_wish_one_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Wish] = []

    def make(wish: Wish) -> File:
        made.append(wish)
        return File(b"rows", "text/plain")

    monkeypatch.setitem(jobs.KINDS, "KEPT_IN_A_TEST", Kind(True, 0, make))
    monkeypatch.setattr(jobs, "KEPT", KeptFiles())

    def document(
        *, seed: int = 7, later: int = 0, first: int = 0, option: str = "", place: str = DE
    ) -> File | None:
        clock = FakeClock(parse_instant(NOW))
        clock.advance(later)
        desk = World(clock, seed=seed).reports
        options = {"option": option} if option else {}
        job = desk.create(CONNECTIONS[1], "KEPT_IN_A_TEST", (place,), first, DAY, options)
        assert desk.status(job) == jobs.DONE
        return desk.file(job.document_id)

    same = document()
    assert document() is same
    assert len(made) == 1
    for other in ({"seed": 8}, {"later": 1}, {"first": 1}, {"option": "x"}, {"place": "other"}):
        before = len(made)
        document(**other)
        assert len(made) == before + 1, other
    # A kind that is made in another way is another document, at the same second, too.
    monkeypatch.setitem(
        jobs.KINDS, "KEPT_IN_A_TEST", Kind(True, 0, lambda wish: File(b"else", "text/plain"))
    )
    assert document() != same

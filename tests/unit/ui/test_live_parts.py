"""Live parts draw anew when the data or the minute has changed, and else leave all as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from cachetools import TTLCache, cached

import data.watch
import ui.cards
import ui.live
from core.clock import StandingClock
from core.database import Role
from core.errors import DatabaseUnavailable
from data.freshness import Versions
from ui.context import PageContext

NOW = datetime(2026, 11, 20, 12, 0, 10, tzinfo=UTC)


def context_at(now: datetime, *versions: tuple[str, int]) -> PageContext:
    return PageContext(1, "overview", None, (), pd.DataFrame(), now, versions, None)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the database says, and when it is; each look is counted."""
    told = {"rows": (("orders", 1, 7, NOW, NOW),), "now": NOW, "looks": 0}

    def look(role: Role, account_id: int) -> Versions:
        told["looks"] += 1
        if told["rows"] is None:
            raise DatabaseUnavailable("The database does not answer.")
        return Versions(told["rows"])

    data.watch._looks.clear()
    monkeypatch.setattr(data.watch, "look_up_versions", look)
    monkeypatch.setattr(data.watch, "engine_for", lambda role: role)
    monkeypatch.setattr(ui.live, "get_clock", lambda: StandingClock(told["now"]))
    yield told
    data.watch._looks.clear()


class StartedOver(Exception):
    """The page was sent through the frame's checks."""


@pytest.fixture
def tick(world: dict, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[PageContext]]:
    """Let a live part run once by itself, and tell what it drew; nobody is logged in."""
    drawn: list[PageContext] = []

    def draw(context: PageContext) -> None:
        drawn.append(context)

    def look_who_is_there(_look_up: object) -> None:
        if world["rows"] is None:
            raise DatabaseUnavailable("The database does not answer.")

    def start_over() -> None:
        raise StartedOver

    monkeypatch.setattr(ui.live.st, "session_state", {})
    monkeypatch.setattr(ui.live.st, "fragment", lambda part, run_every: part)
    monkeypatch.setattr(ui.cards, "open_session", look_who_is_there)
    monkeypatch.setattr(ui.cards.st, "rerun", start_over)
    part = ui.live.live(draw)

    def once() -> list[PageContext]:
        part(context_at(NOW, ("orders", 7)))
        return drawn

    return once


def test_whoever_was_disabled_loses_the_figures_though_nothing_is_new(tick):
    with pytest.raises(StartedOver):
        tick()


def test_while_nobody_can_look_who_is_there_the_figures_stay(tick, world):
    world["rows"] = None
    assert [one.versions for one in tick()] == [(("orders", 7),)]


def test_nothing_new_is_the_same_context(world):
    context = context_at(NOW, ("orders", 7))
    world["now"] = NOW + timedelta(seconds=30)
    assert ui.live._newest(context) is context


def test_a_new_version_is_drawn_with_today_s_time(world):
    context = context_at(NOW - timedelta(seconds=5), ("orders", 6))
    newest = ui.live._newest(context)
    assert newest.versions == (("orders", 7),)
    assert newest.now == NOW


def test_a_new_minute_is_drawn_as_a_day_may_have_ended(world):
    context = context_at(NOW, ("orders", 7))
    world["now"] = NOW + timedelta(minutes=1)
    assert ui.live._newest(context).now == world["now"]


def test_while_the_database_is_away_the_figures_stay(world):
    world["rows"] = None
    context = context_at(NOW, ("orders", 6))
    assert ui.live._newest(context) is context
    world["rows"] = (("orders", 1, 7, NOW, NOW),)
    assert ui.live._newest(context) is not context


def test_thirty_screens_of_an_account_cost_one_look_a_second(world):
    context = context_at(NOW, ("orders", 7))
    for _ in range(30):
        ui.live._newest(context)
    assert world["looks"] == 1
    data.watch.watched_versions(Role.WEB, 2)
    assert world["looks"] == 2


def test_thirty_tabs_of_a_person_cost_one_look_a_second_and_a_click_looks_itself(
    world: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    def find(username: str) -> None:
        looks.append(username)

    now = [0.0]
    people = TTLCache(10, data.watch.SECONDS, timer=lambda: now[0])
    monkeypatch.setattr(data.watch, "find_person", find)
    watched = cached(people, key=data.watch._person_key)(data.watch.watched_person.__wrapped__)
    for _ in range(30):
        assert watched("ann") == (None, ())
    assert looks == ["ann"]
    data.watch.look_up_person("ann")
    assert looks == ["ann", "ann"]
    now[0] += 1.0
    watched("ann")
    assert len(looks) == 3

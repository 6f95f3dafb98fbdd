"""What must hold of every order of files, whatever the fixes were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerebro.backtest.measures import Judged, judge, ordered
from cerebro.backtest.splits import YEAR, split_days
from cerebro.history.log import Commit

DAY = 86_400


@st.composite
def _files(draw: st.DrawFn) -> tuple[list[str], dict[str, int], dict[str, int]]:
    """An order of files with a number of later fixes and of lines for each; one was fixed."""
    names = [f"m{number}.py" for number in range(draw(st.integers(2, 12)))]
    fixes = {name: draw(st.integers(0, 4)) for name in names}
    fixes[draw(st.sampled_from(names))] += 1
    lines = {name: draw(st.integers(0, 900)) for name in names}
    return draw(st.permutations(names)), fixes, lines


def _densest(fixes: dict[str, int], lines: dict[str, int]) -> Judged:
    order = ordered(list(fixes), lambda path: fixes[path] / max(lines[path], 1))
    return judge(order, fixes, lines)


@given(_files())
def test_no_order_is_better_than_the_oracle(
    files: tuple[list[str], dict[str, int], dict[str, int]],
) -> None:
    order, fixes, lines = files
    one = judge(order, fixes, lines)
    oracle = judge(ordered(order, lambda path: fixes[path]), fixes, lines)
    assert one.top10 <= oracle.top10
    assert one.top20 <= oracle.top20
    assert (one.auc is None) == (oracle.auc is None)
    assert oracle.auc in (None, 1)
    if one.popt is not None:
        assert -1e-9 <= one.popt <= 1 + 1e-9
        assert _densest(fixes, lines).popt == pytest.approx(1)


@given(_files())
def test_turned_round_an_order_is_as_bad_as_it_was_good(
    files: tuple[list[str], dict[str, int], dict[str, int]],
) -> None:
    order, fixes, lines = files
    one, turned = judge(order, fixes, lines), judge(order[::-1], fixes, lines)
    if one.auc is not None and turned.auc is not None:
        assert one.auc + turned.auc == pytest.approx(1)


@given(_files())
def test_a_gain_curve_climbs_from_nothing_to_all(
    files: tuple[list[str], dict[str, int], dict[str, int]],
) -> None:
    gains = judge(*files).gains
    assert gains[0] == (0, 0)
    assert gains[-1] == (1, 1)
    assert gains == sorted(gains)
    assert [share for _, share in gains] == sorted(share for _, share in gains)


def test_splits_stand_every_half_year_with_a_year_on_both_sides() -> None:
    def made(*days: int) -> list[Commit]:
        return [Commit("", day * DAY, "", "", "", ()) for day in days]

    assert split_days(made(0, 729)) == []
    assert split_days(made(0, 730)) == [YEAR]
    # Three years: a year before the end, and half a year and a year before that.
    assert split_days(made(0, 1095)) == [YEAR, YEAR + YEAR // 2, 2 * YEAR]

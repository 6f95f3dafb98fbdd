"""Scores equal what one computes by hand."""

from __future__ import annotations

import struct
import zlib

import pytest

from cerebro.backtest.measures import judge
from cerebro.facts.lines import read_lines
from cerebro.gate import conditions as gate
from cerebro.scores import coupling, debt, health, knowledge, ranks
from cerebro.scores.clones import doubled_lines, find_clones
from cerebro.scores.records import Activity, Measures

DAY = 86_400


def test_recency_halves_every_ninety_days() -> None:
    assert ranks.recency([0, 90 * DAY, 180 * DAY]) == pytest.approx(1.75)
    # A clock that was wrong makes nothing newer than today.
    assert ranks.recency([-5 * DAY]) == 1


def test_the_three_ranks_are_products_and_a_quotient() -> None:
    activity, measures = Activity(9, 4, 1, 1.75), Measures(200, 30, 0, 0, 0, 0)
    assert ranks.land_score(activity, measures) == 350
    assert ranks.read_score(activity, measures) == pytest.approx(0.00875)
    assert ranks.classic_score(activity, measures) == 120
    # An empty file is not the first to read.
    assert ranks.read_score(activity, measures._replace(lines=0)) == pytest.approx(0.175)


def _traits(**values: float) -> dict[str, float | None]:
    given = {name.replace("_", " "): value for name, value in values.items()}
    unknown = {"uncovered share": None}
    return {trait.name: 0.0 for trait in health.TRAITS} | unknown | given


def test_health_is_ten_less_what_the_traits_take() -> None:
    # Half of the ramp 15 to 60 takes half of 2.0; half of 4 to 8 half of 1.0. All weights are 11,
    # those that are known 9.5.
    parts = health.health_parts(_traits(worst_cognitive_complexity=37.5, deepest_nesting=6))
    assert [(part.name, part.points) for part in parts] == [
        ("worst cognitive complexity", 1.16), ("deepest nesting", 0.58),
    ]  # fmt: skip
    assert health.health(parts) == 8.26


def test_known_coverage_takes_its_own_weight_and_nothing_is_stretched() -> None:
    parts = health.health_parts(_traits(uncovered_share=0.6))
    assert [(part.name, part.points) for part in parts] == [("uncovered share", 0.75)]


def test_health_is_never_below_one() -> None:
    worst: dict[str, float | None] = {trait.name: 1e9 for trait in health.TRAITS}
    assert health.health(health.health_parts(worst)) == 1


def test_project_health_weighs_files() -> None:
    assert health.mean_health([(10, 1), (4, 2)]) == 6
    assert health.mean_health([(10, 0)]) is None


@pytest.mark.parametrize(
    ("minutes", "rating"),
    [(0, "A"), (1500, "A"), (1501, "B"), (6000, "C"), (15000, "D"), (15001, "E")],
)  # fmt: skip
def test_debt_is_rated_on_sonars_grid(minutes: int, rating: str) -> None:
    ratio = debt.debt_ratio(minutes, 1000)
    assert ratio is not None
    assert debt.debt_rating(ratio) == rating


def test_the_worst_open_finding_rates_reliability() -> None:
    assert debt.worst_rating([]) == "A"
    assert debt.worst_rating(["minor", "critical", "info"]) == "D"


def test_coupling_is_shared_commits_over_the_mean_with_the_lift_over_chance() -> None:
    found = coupling.couplings([(1, 2, 6), (1, 3, 4), (2, 3, 5)], {1: 10, 2: 8, 3: 40}, 100)
    # (1, 3) shares too few; (2, 3) is 5 / 24, below three tenths.
    assert found == [coupling.Coupling(1, 2, 6, pytest.approx(6 / 9), pytest.approx(7.5))]


def test_knowledge_counts_people_and_those_who_are_seldom_there() -> None:
    one = knowledge.knowledge({1: 7, 2: 2, 3: 1})
    assert (one.authors, one.main_author, one.main_share) == (3, 1, 0.7)
    # Only the third has less than a fifth.
    assert one.minor_share == pytest.approx(0.1)


def test_the_bus_factor_is_how_many_may_leave_before_half_is_lost() -> None:
    assert knowledge.bus_factor({1: 1, 2: 1, 3: 1, 4: 2}) == 1
    assert knowledge.bus_factor({1: 1, 2: 2, 3: 3, 4: 4}) == 3
    assert knowledge.bus_factor({}) == 0


def test_an_island_has_a_silent_main_author_and_nobody_else() -> None:
    assert knowledge.is_island({1: 19, 2: 1}, silent={1})
    assert not knowledge.is_island({1: 9, 2: 1}, silent={1})
    assert not knowledge.is_island({1: 19, 2: 1}, silent={2})


def _text(*lines: str) -> bytes:
    return read_lines(list(lines)).hashes


def _body(first: int, count: int) -> list[str]:
    return [f"call({number})" for number in range(first, first + count)]


def test_ten_equal_lines_are_a_clone_whatever_stands_between_them() -> None:
    a = ["import os", *_body(0, 3), "own()", *_body(100, 12)]
    b = ["# words", "", *_body(100, 4), "", "# more words", *_body(104, 8), "other()"]
    (clone,) = find_clones({"a.py": _text(*a), "b.py": _text(*b)})
    assert clone[:6] == ("a.py", 6, 17, "b.py", 3, 16)
    assert len(doubled_lines([clone])["a.py"]) == 12


def test_nine_equal_lines_are_none_and_neither_are_imports() -> None:
    a, b = ["x()", *_body(0, 9), "y()"], ["z()", *_body(0, 9), "w()"]
    assert find_clones({"a.py": _text(*a), "b.py": _text(*b)}) == []
    imports = [f"import m{n}" for n in range(20)]
    assert find_clones({"a.py": _text(*imports), "b.py": _text(*imports)}) == []


def test_a_clone_within_a_file_is_told_and_a_long_repetition_is_no_clone_of_itself() -> None:
    (clone,) = find_clones({"a.py": _text(*_body(0, 10), "own()", *_body(0, 10))})
    assert clone[:6] == ("a.py", 1, 10, "a.py", 12, 21)
    assert find_clones({"a.py": _text(*["same()"] * 15)}) == []


def test_lines_are_counted_by_kind() -> None:
    lines = read_lines(["# words", "", "import os", "x = 1  # why", "    "])
    assert lines[:3] == (5, 2, 1)
    assert lines.hashes == struct.pack("<2I", 4, zlib.crc32(b"x=1#why"))


FIXES = {"a": 3, "c": 1}
LINES = {"a": 100, "b": 50, "c": 50, "d": 300}


def test_a_backtest_equals_what_one_computes_by_hand() -> None:
    one = judge(["a", "b", "c", "d"], FIXES, LINES)
    # One file of four is the first tenth, and one is the first fifth.
    assert (one.top10, one.top20) == (0.75, 0.75)
    # Pairs (with, without) in order: a-b, a-d, c-d of four.
    assert one.auc == 0.75
    # a is a fifth of the 500 lines and can be read whole.
    assert one.recall20 == 0.75
    assert one.gains == [(0, 0), (0.25, 0.75), (0.5, 0.75), (0.75, 1), (1, 1)]
    # Areas over lines read: this 0.2·0.375 + 0.1·0.75 + 0.1·0.875 + 0.6·1 = 0.8375; best (a c …)
    # 0.2·0.375 + 0.1·0.875 + 0.7·1 = 0.8625; worst (… c a) 0.7·0 + 0.1·0.125 + 0.2·0.625 = 0.1375.
    assert one.popt == pytest.approx(1 - (0.8625 - 0.8375) / (0.8625 - 0.1375))


def test_the_best_order_is_one_and_the_worst_is_none() -> None:
    assert judge(["a", "c", "b", "d"], FIXES, LINES).auc == 1
    assert judge(["d", "b", "c", "a"], FIXES, LINES).popt == 0


def test_a_gate_that_could_not_look_is_neither_passed_nor_failed() -> None:
    unknown = gate.not_computed("x", "no base")
    good, bad = gate.no_new("x", "y", []), gate.no_new("x", "y", ["z"])
    assert gate.verdict([unknown, unknown]) == "not computed"
    assert gate.verdict([unknown, unknown, good]) == "not computed"
    assert gate.verdict([unknown, good]) == "passed"
    assert gate.verdict([unknown, good, bad]) == "failed"


def test_few_new_lines_make_no_share() -> None:
    assert gate.coverage_of_new(0, 19, ["f"]).status == "passed"
    assert gate.coverage_of_new(15, 20, ["f"]).status == "failed"
    assert gate.coverage_of_new(16, 20, ["f"]).status == "passed"
    assert gate.doubled_in_new(19, 19, ["f"]).status == "passed"
    assert gate.doubled_in_new(4, 100, ["f"]).status == "failed"


def test_a_budget_without_a_figure_is_named_and_a_broken_one_fails() -> None:
    budgets = [gate.Budget("p95", 100, None), gate.Budget("coverage", None, 0.8)]
    assert gate.budgets_kept(budgets, {}).status == "not computed"
    assert gate.budgets_kept(budgets, {"p95": 101}).culprits == ["p95: 101, at most 100"]
    assert gate.budgets_kept(budgets, {"p95": 99}).sentence.endswith("No figure for coverage.")


def test_a_hot_file_may_lose_two_tenths_of_its_health() -> None:
    lost = {"a": (9.0, 8.8), "b": (9.0, 8.7), "c": (5.0, 9.0)}
    assert gate.hot_files(lost).culprits == ["b: 9.0 to 8.7"]

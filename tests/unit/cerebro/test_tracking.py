"""A finding is known again after edits and moves, and only then."""

from __future__ import annotations

from cerebro.facts.lines import LineHashes
from cerebro.findings.track import Finding, match

BEFORE = """import os


def one():
    x = eval("1")
    return x


def two():
    y = eval("2")
    return y
""".splitlines()


def _find(lines: list[str], file: int = 1) -> list[Finding]:
    """A tool that finds each `eval`."""
    hashes = LineHashes(lines)
    return [
        Finding(file, f"f{file}.py", "t", "eval", n, n, f"eval in line {n}", *hashes.of(n))
        for n, line in enumerate(lines, 1)
        if "eval(" in line
    ]


def test_nothing_is_new_where_nothing_changed() -> None:
    found = match(_find(BEFORE), _find(BEFORE))
    assert found.same == [(0, 0), (1, 1)]
    assert (found.gone, found.new) == ([], [])


def test_lines_above_move_a_finding_and_it_stays_the_same() -> None:
    assert match(_find(BEFORE), _find(["# one", "# two", *BEFORE])).same == [(0, 0), (1, 1)]


def test_blocks_that_change_places_keep_their_findings_apart() -> None:
    turned = [*BEFORE[:3], *BEFORE[8:], "", "", *BEFORE[3:6]]
    found = match(_find(BEFORE), _find(turned))
    assert sorted(found.same) == [(0, 1), (1, 0)]


def test_a_line_with_other_spaces_is_the_same() -> None:
    indented = [line.replace("eval(", "eval( ") for line in BEFORE]
    assert match(_find(BEFORE), _find(indented)).new == []


def test_code_moved_to_another_file_brings_its_findings_along() -> None:
    found = match(_find(BEFORE, file=1), _find(BEFORE, file=2))
    assert sorted(found.same) == [(0, 0), (1, 1)]


def test_a_second_one_of_the_same_text_is_new() -> None:
    """What a list of rules to leave out per file would miss."""
    twice = [*BEFORE, "", "", "def three():", *BEFORE[4:6]]
    found = match(_find(BEFORE), _find(twice))
    assert found.new == [2]


def test_an_edited_line_of_the_same_message_is_the_same_finding() -> None:
    edited = [line.replace('eval("1")', "eval(name)") for line in BEFORE]
    assert match(_find(BEFORE), _find(edited)).new == []


def test_another_rule_in_the_same_line_is_new() -> None:
    other = [one._replace(rule="exec") for one in _find(BEFORE)]
    found = match(_find(BEFORE), other)
    assert (found.gone, found.new) == ([0, 1], [0, 1])

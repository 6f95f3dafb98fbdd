"""The conditions of the gate, each a plain function of what the run knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

PASSED, FAILED, NOT_COMPUTED = "passed", "failed", "not computed"
LEAST_COVERAGE, MOST_DOUBLED, MOST_HEALTH_LOST = 0.80, 0.03, 0.2
# Fewer new lines or statements than this make no share and fail nothing (SonarQube's rule for
# small changes).
FEWEST = 20
HOT_SHARE = 0.10


class Condition(NamedTuple):
    """One condition: its state, a sentence with figure and limit, and where it breaks."""

    name: str
    status: str
    sentence: str
    culprits: list[str] = []  # noqa: RUF012 - never changed


def no_new(name: str, what: str, found: Iterable[str]) -> Condition:
    """Nothing of a kind may be new."""
    culprits = sorted(found)
    status = FAILED if culprits else PASSED
    return Condition(name, status, f"{len(culprits)} {what}, none allowed.", culprits)


def not_computed(name: str, reason: str) -> Condition:
    """A condition that nobody could look at; it fails nothing, and says why."""
    return Condition(name, NOT_COMPUTED, reason[:1].upper() + reason[1:] + ".")


def coverage_of_new(covered: int, statements: int, culprits: list[str]) -> Condition:
    """Tests reach at least 80 % of the new statements."""
    name = "coverage of new code"
    if statements < FEWEST:
        return Condition(name, PASSED, f"{statements} new statements are too few for a share.")
    share = covered / statements
    status = PASSED if share >= LEAST_COVERAGE else FAILED
    words = f"{share:.0%} of {statements} new statements are tested, at least {LEAST_COVERAGE:.0%}."
    return Condition(name, status, words, [] if status == PASSED else culprits)


def doubled_in_new(doubled: int, lines: int, culprits: list[str]) -> Condition:
    """At most 3 % of the new lines stand elsewhere as well."""
    name = "duplication in new code"
    if lines < FEWEST:
        return Condition(name, PASSED, f"{lines} new lines are too few for a share.")
    share = doubled / lines
    status = PASSED if share <= MOST_DOUBLED else FAILED
    words = f"{share:.1%} of {lines} new lines are doubled, at most {MOST_DOUBLED:.0%}."
    return Condition(name, status, words, [] if status == PASSED else culprits)


def hot_files(lost: Mapping[str, tuple[float, float]]) -> Condition:
    """No touched file in the hottest tenth loses more than 0.2 of its health.

    `lost` has health before and now of each touched hot file.
    """
    bad = [
        f"{path}: {before:.1f} to {now:.1f}"
        for path, (before, now) in sorted(lost.items())
        if before - now > MOST_HEALTH_LOST
    ]
    words = f"{len(bad)} of {len(lost)} touched hot files lost more than {MOST_HEALTH_LOST} health."
    return Condition("health of hot files", FAILED if bad else PASSED, words, bad)


def dependencies(found: Iterable[tuple[str, str, str, str]]) -> Condition:
    """No dependency has a known hole; rows are (name, version, state, advisory)."""
    rows = list(found)
    bad = [f"{name} {version}: {why}" for name, version, state, why in rows if state != "ok"]
    vulnerable = sum(state == "vulnerable" for _, _, state, _ in rows)
    unknown = len(bad) - vulnerable
    if not rows or unknown == len(rows):
        why = "no audit was made" if not rows else f"{unknown} packages could not be looked up"
        return not_computed("dependencies", f"unknown: {why}")
    words = f"{vulnerable} of {len(rows)} packages have known holes, none allowed."
    if unknown:
        words += f" {unknown} could not be looked up."
    return Condition("dependencies", FAILED if vulnerable else PASSED, words, bad)


class Budget(NamedTuple):
    """A limit that people have set for a figure."""

    key: str
    most: float | None
    least: float | None


def budgets_kept(budgets: Iterable[Budget], measures: Mapping[str, float]) -> Condition:
    """Every figure stays within its budget; one without a figure is named."""
    rows = list(budgets)
    if not rows:
        return not_computed("budgets", "no budget is set")
    bad, unknown = [], []
    for one in rows:
        value = measures.get(one.key)
        if value is None:
            unknown.append(one.key)
        elif one.most is not None and value > one.most:
            bad.append(f"{one.key}: {value:g}, at most {one.most:g}")
        elif one.least is not None and value < one.least:
            bad.append(f"{one.key}: {value:g}, at least {one.least:g}")
    if len(unknown) == len(rows):
        return not_computed("budgets", f"no figure for {', '.join(unknown)}")
    words = f"{len(bad)} of {len(rows) - len(unknown)} budgets are broken."
    if unknown:
        words += f" No figure for {', '.join(unknown)}."
    return Condition("budgets", FAILED if bad else PASSED, words, bad)


def verdict(conditions: Iterable[Condition]) -> str:
    """Return failed when one fails, passed when at least half have passed, else not computed.

    A gate that could look at little has not said that the change may go in.
    """
    states = [one.status for one in conditions]
    if FAILED in states:
        return FAILED
    return PASSED if states and states.count(PASSED) * 2 >= len(states) else NOT_COMPUTED

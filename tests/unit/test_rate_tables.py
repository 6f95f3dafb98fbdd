"""Amazon's rates stand twice, as the sync and the simulator may not know one another."""

from __future__ import annotations

from core.rate_plans import PUBLISHED
from simulator.rates import RATES, REPORT_RATES


def test_the_sync_and_the_simulator_go_by_the_same_rates() -> None:
    ours = {name: (plan.rate, plan.burst) for name, plan in PUBLISHED.items()}
    # The simulator's are held against Amazon's models in tests/contracts.
    theirs = {**RATES, **REPORT_RATES}
    assert ours == {name: (rate.per_second, rate.burst) for name, rate in theirs.items()}

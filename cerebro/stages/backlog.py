"""The stage of issues: what a run has found, and what rivals have, put on the list of work."""

from __future__ import annotations

from cerebro.issues import fill_from_findings
from cerebro.rivals import OURS, fill_from_gaps
from cerebro.state import State


def fill(state: State) -> None:
    """Make issues of the worst findings; of gaps only where the repository is our product."""
    fill_from_findings(state.connection, state.repo_id, state.run_id)
    if state.policy.product == OURS:
        fill_from_gaps(state.connection, state.repo_id)

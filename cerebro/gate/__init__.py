"""The quality gate: may this change go in? Passed, failed, or not computed and why."""

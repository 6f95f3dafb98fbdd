"""Questions in plain language: parse to a metric query, answer, guard what SQL may do."""

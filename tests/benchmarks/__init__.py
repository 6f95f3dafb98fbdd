"""Speed as ratios: each row is held against something measured in the same run."""

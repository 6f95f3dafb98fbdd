"""What a score is made from, and what comes out."""

from __future__ import annotations

from typing import NamedTuple


class Measures(NamedTuple):
    """The figures of a file's content."""

    lines: int
    cyclomatic_sum: int
    cognitive_max: int
    nesting_max: int
    arguments_max: int
    function_lines_max: int


class Activity(NamedTuple):
    """What happened to a file. `recency` is Σ 0.5^(age in days / 90) over its commits."""

    revisions: int = 0
    revisions_12m: int = 0
    fixes_12m: int = 0
    recency: float = 0.0


class Knowledge(NamedTuple):
    """Who knows a file: how many people, who most, and with which share (0–1) of the commits.

    `minor_share` is the share of commits by people who have each less than a fifth of them.
    """

    authors: int = 0
    main_author: int | None = None
    main_share: float | None = None
    minor_share: float = 0.0


class Part(NamedTuple):
    """What one trait takes from a health of 10: the figure, its ramp, the points."""

    name: str
    value: float
    start: float
    full: float
    points: float

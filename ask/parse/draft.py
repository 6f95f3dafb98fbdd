"""What a question says so far: the slots of a metric query, some of them still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ask.parse.values import Value
from ask.when.calendar import Period
from ask.when.points import Earlier
from data.query_model import Unit


@dataclass(frozen=True)
class Keep:
    """A condition on a figure. `change`: on how it changed, "share" in parts of 1, or "amount"."""

    metric: str
    sign: str
    number: Decimal
    change: str = ""
    # Of a condition without a figure: a "share" or "money"; "" for a plain number.
    unit: str = ""


@dataclass(frozen=True)
class InSet:
    """Keep what sold (or did not) elsewhere: in another marketplace, brand or time.

    `elsewhere`: anywhere but in `value`.
    """

    is_in: bool
    value: Value | None = None
    elsewhere: bool = False
    period: Period | None = None


@dataclass(frozen=True)
class Narrow:
    """A filter as it was said; `is_not`: everything but this."""

    value: Value
    is_not: bool = False


@dataclass(frozen=True)
class Compared:
    """What to compare with: a named kind and unit, or days of their own."""

    kind: str
    unit: Unit | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Ranking:
    """Which end is asked for (`top`, `good`, `bottom`, `bad`), by what, and how many."""

    word: str
    words: str
    metric: tuple[str, ...] = ()
    limit: int | None = None
    change: str = ""
    sells: bool = False


@dataclass
class Draft:
    """The slots. Metrics are choices still: a word may name one of several figures.

    `begins`: no question has been asked yet, these are the filters of the page it is asked on.
    `is_open`: it was asked about, nothing has been shown; what is chosen next may say the same.
    """

    metrics: list[tuple[str, ...]] = field(default_factory=list)
    dimensions: list[str] = field(default_factory=list)
    singular: set[str] = field(default_factory=set)
    groups: list[str] = field(default_factory=list)
    filters: list[Narrow] = field(default_factory=list)
    having: list[Keep] = field(default_factory=list)
    open_keeps: list[Keep] = field(default_factory=list)
    per_order: list[Keep] = field(default_factory=list)
    sets: list[InSet] = field(default_factory=list)
    period: Period | None = None
    compare: Compared | None = None
    versus: Period | None = None
    grain: Unit | None = None
    is_trend: bool = False
    ranking: Ranking | None = None
    order_by: tuple[str, ...] = ()
    is_share: bool = False
    average: Unit | None = None
    is_average: bool = False
    counts: bool = False
    reach: Decimal | None = None
    # "total", or "mean" of so many parts of the series.
    running: tuple[str, int] | None = None
    # How many rows are left out at the beginning of a ranking: `the next five`.
    offset: int = 0
    # How many rows a ranking shall have, said alone: `make it 20`.
    open_limit: int | None = None
    # What the figure of the question before is divided by: `as a share of revenue`.
    below: tuple[str, ...] = ()
    # The series is a group of its own: `the best product of each week`.
    is_grain_group: bool = False
    is_ever: bool = False
    currency: str | None = None
    change_direction: int | None = None
    how: str = ""
    is_asked: bool = False
    earlier: Earlier | None = None
    has_versus: bool = False
    sells: bool = False
    said: list[str] = field(default_factory=list)
    begins: bool = False
    is_open: bool = False


class AskBack(Exception):
    """The question cannot be answered as it stands; the message asks for what is missing."""

    def __init__(self, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.choices = message, choices

"""What a metric is: a name, a sentence, and a formula over measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.measures import HOURLY, MEASURES, STANDING, Fact

Unit = Literal["money", "count", "share", "days"]
Additivity = Literal["additive", "orders", "latest", "distinct", "ratio"]
Term = tuple[int, str]


def _terms(written: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple((-1, one[1:]) if one.startswith("-") else (1, one) for one in written)


def _joined(terms: tuple[Term, ...]) -> str:
    first, *rest = terms
    words = f"-{first[1]}" if first[0] < 0 else first[1]
    return words + "".join(f" {'-' if sign < 0 else '+'} {name}" for sign, name in rest)


@dataclass(frozen=True)
class Metric:
    """One figure: what it is called, what it means, how it is computed, how to read it.

    The figure is the sum of the measures `top`, divided by the sum of the
    measures `bottom` where there are any; a measure written with a minus is taken off.
    `additivity`: "additive" adds up over everything; "orders" over days and marketplaces, not
    over products; "latest" is the state at the end of a period and adds up over products and
    marketplaces; "distinct" and "ratio" never add up. `sources` are the names
    in seller.data_versions and seller.settings_versions that it is made from.
    """

    id: str
    name: str
    sentence: str
    unit: Unit
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    up_is_good: bool | None = None
    additivity: Additivity = "additive"
    sources: tuple[str, ...] = ("orders",)
    lag: str = "Orders arrive with each sync; the price of a pending order follows within days."
    decimals: int = 0
    synonyms: tuple[str, ...] = ()

    @property
    def top_terms(self) -> tuple[Term, ...]:
        """The measures above the line, each with its sign."""
        return _terms(self.top)

    @property
    def bottom_terms(self) -> tuple[Term, ...]:
        """The measures below the line, each with its sign; empty when nothing is divided."""
        return _terms(self.bottom)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of the formula."""
        return tuple(name for _, name in (*self.top_terms, *self.bottom_terms))

    @property
    def facts(self) -> frozenset[Fact]:
        """The facts that the measures come from."""
        return frozenset(MEASURES[name].fact for name in self.measures)

    @property
    def is_money(self) -> bool:
        """Whether the figure needs a currency beside it."""
        return self.unit == "money"

    @property
    def has_money(self) -> bool:
        """Whether amounts go into it, so that currencies must not be mixed."""
        return any(MEASURES[name].is_money for name in self.measures)

    @property
    def is_additive(self) -> bool:
        """Whether the figures of different marketplaces may be added up."""
        return self.additivity not in ("ratio", "distinct")

    @property
    def is_whole(self) -> bool:
        """Whether the figure is a whole number of things."""
        return self.unit == "count" and self.decimals == 0 and not self.bottom

    @property
    def needs_whole_days(self) -> bool:
        """Whether some of it knows no hours, so that a day which is not over cannot be cut."""
        return bool(self.facts - HOURLY - STANDING)

    @property
    def formula(self) -> str:
        """The formula in words, such as `revenue_amount / orders`."""
        top = _joined(self.top_terms)
        if len(self.top) > 1 and self.bottom:
            top = f"({top})"
        bottom = _joined(self.bottom_terms) if self.bottom else ""
        bottom = f"({bottom})" if len(self.bottom) > 1 else bottom
        return f"{top} / {bottom}" if bottom else top

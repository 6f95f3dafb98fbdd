"""What the filter bar says, as plain values, and how it is written in the address.

The address carries only what differs from the defaults:
`?period=last_90_days&compare=none&market=DE,UK&product=B0…&brand=…&currency=EUR`. The names
are stable: links in mails and bookmarks depend on them. Own days that a click on a chart has
chosen name the period they were clicked in: `&within=last_90_days`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from core.signing import is_asin
from data.periods import PERIODS
from data.query_model import is_zone
from ui.formats import beside, plain, shorten

COMPARISONS: dict[str, str] = {
    "previous": "Period before",
    "same_weekdays_last_year": "Same weekdays last year",
    "same_dates_last_year": "Same dates last year",
    "custom": "Chosen days",
    "none": "No comparison",
}
# Amounts as buyers paid them, each in its own currency.
NATIVE = "native"
# Days as each marketplace counts them.
OWN_DAYS = "own"
DEFAULT_PERIOD = "last_30_days"
DEFAULT_COMPARISON = "previous"
PARAMETERS = (
    "period", "from", "to", "within", "compare", "against_from", "against_to", "market", "product",
    "brand", "currency", "zone",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What is on the screen. Empty `markets`, `products` or `brands` mean all of them.

    `against_start` and `against_end` are the days chosen to compare with. `currency` is the one
    that amounts are converted into, or NATIVE. `within` is the period in which own days were
    clicked: its name, or its days as `2026-01-01..2026-03-31`.
    """

    period: str = DEFAULT_PERIOD
    start: date | None = None
    end: date | None = None
    compare: str = DEFAULT_COMPARISON
    against_start: date | None = None
    against_end: date | None = None
    markets: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    currency: str = NATIVE
    within: str = ""
    zone: str = OWN_DAYS

    @property
    def one_zone(self) -> ZoneInfo | None:
        """The time zone in which days run everywhere; None where each marketplace has its own."""
        return None if self.zone == OWN_DAYS else ZoneInfo(self.zone)

    @property
    def is_converted(self) -> bool:
        """Whether amounts are shown in one currency, at the rates of their days."""
        return self.currency != NATIVE


@dataclass(frozen=True)
class Choices:
    """What can be chosen in this account: country codes, ASINs and brands it has.

    `currency` and `zone` are what the account wants to see where the address says nothing.
    """

    markets: tuple[str, ...] = ()
    products: frozenset[str] = frozenset()
    brands: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    today: date = date.max
    currency: str = NATIVE
    zones: tuple[str, ...] = ()
    zone: str = OWN_DAYS


# Amazon opened its marketplace in 2000; no shop has an earlier day.
FIRST_DAY = date(2000, 1, 1)
# What people write for a marketplace, beside its code.
_ALIASES = {"UK": "GB"}


@dataclass
class _Reading:
    complaints: list[str] = field(default_factory=list)

    def one_of(self, value: str, known: Mapping[str, str], default: str, noun: str) -> str:
        if not value or value in known:
            return value or default
        self.complaints.append(
            f"The address names {noun} that does not exist ({_shown(value)}). "
            f"You see “{known[default]}” instead."
        )
        return default

    def some_of(
        self, values: Iterable[str], is_known: Callable[[str], bool], noun: str
    ) -> tuple[str, ...]:
        wanted = list(dict.fromkeys(value for value in values if value))
        found = tuple(value for value in wanted if is_known(value))
        for value in wanted:
            if value not in found:
                rest = "You see the others." if found else "You see all of them."
                self.complaints.append(
                    f"The address names a {noun} that is not in this account "
                    f"({_shown(value)}). {rest}"
                )
        return found

    def day(self, text: str, name: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.complaints.append(
                f"The day after “{name}” in the address cannot be read ({_shown(text)}). "
                "Write it as 2026-11-20."
            )
            return None


def read_filters(
    parameters: Mapping[str, Sequence[str]], choices: Choices
) -> tuple[Filters, list[str]]:
    """Read filters from the address; what makes no sense is left out and said in a sentence."""
    reading = _Reading()

    def first(name: str) -> str:
        values = parameters.get(name) or [""]
        return str(values[-1]).strip()

    period = reading.one_of(first("period"), PERIODS, DEFAULT_PERIOD, "a period")
    start, end = reading.day(first("from"), "from"), reading.day(first("to"), "to")
    if period == "custom" or (start and end and not first("period")):
        period, start, end = _custom(start, end, choices.today, reading)
    else:
        start = end = None
    compare, against_start, against_end = _compared(first, choices.today, reading)
    default = choices.currency if choices.currency in choices.currencies else NATIVE
    known = {NATIVE: "amounts as they were paid"} | {one: one for one in choices.currencies}
    markets = [
        code if code in choices.markets else _ALIASES.get(code, code)
        for code in map(str.upper, _split(parameters.get("market")))
    ]
    products = [code.upper() for code in _split(parameters.get("product"))]
    return (
        Filters(
            period=period,
            start=start,
            end=end,
            compare=compare,
            against_start=against_start,
            against_end=against_end,
            markets=reading.some_of(markets, choices.markets.__contains__, "marketplace"),
            products=reading.some_of(
                products, lambda code: is_asin(code) and code in choices.products, "product"
            ),
            brands=reading.some_of(
                parameters.get("brand") or (), choices.brands.__contains__, "brand"
            ),
            currency=reading.one_of(_code(first("currency")), known, default, "a currency"),
            zone=reading.one_of(
                first("zone"),
                {OWN_DAYS: "each marketplace's own days"}
                | {one: one for one in (*choices.zones, first("zone")) if is_zone(one)},
                choices.zone if choices.zone in choices.zones else OWN_DAYS,
                "a time zone",
            ),
            within=first("within") if period == "custom" and is_span(first("within")) else "",
        ),
        reading.complaints,
    )


def span_of(filters: Filters) -> str:
    """Write the period of filters so that a click inside it can be taken back."""
    if filters.period == "custom" and filters.start and filters.end:
        return f"{filters.start.isoformat()}..{filters.end.isoformat()}"
    return filters.period


def days_of_span(text: str) -> tuple[date, date] | None:
    """Read the days of a span that names days; None for one that names a period, or nothing."""
    try:
        start, end = (date.fromisoformat(one) for one in text.split(".."))
    except ValueError:
        return None
    return (start, end) if FIRST_DAY <= start <= end else None


def is_span(text: str) -> bool:
    """Whether a text is one that `span_of` writes."""
    return (text in PERIODS and text != "custom") or days_of_span(text) is not None


def _code(text: str) -> str:
    return text.upper() if text.lower() != NATIVE else NATIVE


def _compared(
    first: Callable[[str], str], today: date, reading: _Reading
) -> tuple[str, date | None, date | None]:
    """Read what is compared with; chosen days that cannot be shown mean the default."""
    name = reading.one_of(first("compare"), COMPARISONS, DEFAULT_COMPARISON, "a comparison")
    if name != "custom":
        return name, None, None
    days = [reading.day(first(one), one) for one in ("against_from", "against_to")]
    start, end = (min(max(one, FIRST_DAY), today) if one else None for one in days)
    if start is None or end is None:
        if not reading.complaints:
            reading.complaints.append(
                "The address asks for days to compare with without saying which. "
                f"You see “{COMPARISONS[DEFAULT_COMPARISON]}” instead."
            )
        return DEFAULT_COMPARISON, None, None
    return name, min(start, end), max(start, end)


def _custom(
    start: date | None, end: date | None, today: date, reading: _Reading
) -> tuple[str, date | None, date | None]:
    if start is None or end is None:
        if not reading.complaints:
            reading.complaints.append(
                "The address asks for chosen days without saying which. "
                f"You see “{PERIODS[DEFAULT_PERIOD]}” instead."
            )
        return DEFAULT_PERIOD, None, None
    first, last = min(start, end), max(start, end)
    begin, finish = (min(max(one, FIRST_DAY), today) for one in (first, last))
    if (begin, finish) != (first, last):
        reading.complaints.append(
            f"The address asks for days that cannot be shown. You see {begin} to {finish}."
        )
    return "custom", begin, finish


def _shown(text: str) -> str:
    """Write words of the address as they are: no link or picture is made of them."""
    return plain(beside(shorten(text, 40)))


def write_filters(
    filters: Filters, currency: str = NATIVE, zone: str = OWN_DAYS
) -> dict[str, str | list[str]]:
    """Write filters as parameters of the address; defaults are left out.

    `currency` and `zone` are the account's own defaults.
    """
    written: dict[str, str | list[str]] = {}
    if filters.period != DEFAULT_PERIOD:
        written["period"] = filters.period
    if filters.period == "custom" and filters.start and filters.end:
        written |= {"from": filters.start.isoformat(), "to": filters.end.isoformat()}
        written |= {"within": filters.within} if filters.within else {}
    if filters.compare != DEFAULT_COMPARISON:
        written["compare"] = filters.compare
    if filters.compare == "custom" and filters.against_start and filters.against_end:
        written["against_from"] = filters.against_start.isoformat()
        written["against_to"] = filters.against_end.isoformat()
    if filters.markets:
        written["market"] = ",".join(filters.markets)
    if filters.products:
        written["product"] = ",".join(filters.products)
    if filters.brands:
        written["brand"] = list(filters.brands)
    if filters.currency != currency:
        written["currency"] = filters.currency
    if filters.zone != zone:
        written["zone"] = filters.zone
    return written


def only_offered(filters: Filters, offered: Iterable[str]) -> Filters:
    """Set what a page does not offer to “all”."""
    names = set(offered)
    return replace(
        filters,
        products=filters.products if "product" in names else (),
        brands=filters.brands if "brand" in names else (),
        zone=filters.zone if "zone" in names else OWN_DAYS,
    )


def _split(values: Sequence[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]

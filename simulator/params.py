"""Reading an operation's query: lists, numbers, instants, each refused the way Amazon does."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import QueryParams

from core.clock import parse_instant
from simulator.errors import invalid_input
from simulator.shop.calendar import second_of


def text(query: QueryParams, name: str) -> str:
    """Return one parameter, or an empty text."""
    return query.get(name, "").strip()


def words(
    query: QueryParams, name: str, allowed: Iterable[str] | None = None, most: int = 0
) -> list[str]:
    """Return a list parameter, written with commas or repeated."""
    found = [
        word.strip() for value in query.getlist(name) for word in value.split(",") if word.strip()
    ]
    if most and len(found) > most:
        raise invalid_input("Invalid Input", f"{name} takes at most {most} values.")
    if allowed is not None:
        known = set(allowed)
        wrong = [word for word in found if word not in known]
        if wrong:
            raise invalid_input("Invalid Input", f"{name} does not take {', '.join(wrong)}.")
    return found


def number(query: QueryParams, name: str, least: int, most: int, default: int) -> int:
    """Return a whole number within bounds."""
    value = text(query, name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise invalid_input("Invalid Input", f"{name} must be from {least} to {most}.")
    return int(value)


def instant(query: QueryParams, name: str) -> int | None:
    """Return an ISO 8601 instant as UTC epoch seconds; None when it is absent."""
    value = text(query, name)
    if not value:
        return None
    try:
        # An unescaped plus sign arrives as a space.
        return second_of(parse_instant(value.replace(" ", "+")))
    except ValueError:
        raise invalid_input("Invalid Input", f"{name} is not an ISO 8601 date and time.") from None


def flag(query: QueryParams, name: str) -> bool:
    """Return a true/false parameter; absent is false."""
    value = text(query, name).lower()
    if value not in ("", "true", "false"):
        raise invalid_input("Invalid Input", f"{name} must be true or false.")
    return value == "true"

"""What a person is told of a question that is not right: near names, and what lies where."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.errors import QueryError
from data.dimensions import Dimension
from data.metric import Metric

# A word this much alike is a slip of the pen, and nothing else need be offered.
_SLIP = 0.9


def look_up(name: str, catalogue: Mapping[str, Any], what: str) -> Any:
    """Return what a name stands for. Raises QueryError with near names when there is none."""
    if name in catalogue:
        return catalogue[name]
    words = {one: key for key, value in catalogue.items() for one in (key, *_synonyms(value))}
    raise QueryError(f"There is no {what} {name!r}{near_words(name, words)}")


def check_column(name: str, known: Any, where: str) -> None:
    """Raise QueryError, with near names, for a column that the question does not have."""
    if name not in known:
        words = {one: one for one in known}
        raise QueryError(
            f"{where} names {name!r}, which is not part of the question{near_words(name, words)}"
        )


def _synonyms(value: Metric | Dimension) -> tuple[str, ...]:
    return (*value.synonyms, value.name.lower())


def near_words(name: str, words: Mapping[str, str]) -> str:
    """End a sentence with what was perhaps meant: `; did you mean revenue or units?`."""
    plain = re.sub(r"[_\s]+", " ", name).strip().lower()
    candidates = {one.replace("_", " ").lower(): key for one, key in words.items()}
    close = [plain] if plain in candidates else []
    if not close:
        close = difflib.get_close_matches(plain, candidates, n=1, cutoff=_SLIP)
    if not close:
        close = difflib.get_close_matches(plain, candidates, n=5, cutoff=0.6)
        close += [one for one in candidates if plain and plain in one and one not in close]
    near = list(dict.fromkeys(candidates[one] for one in close))[:3]
    if near:
        return f"; did you mean {' or '.join(near)}?"
    known = list(dict.fromkeys(words.values()))
    more = f" and {len(known) - 40} more" if len(known) > 40 else ""
    return f"; there are: {', '.join(known[:40])}{more}." if known else "."


def sentence_of(error: ValidationError) -> str:
    """Say in a sentence where a question has not the shape of one, and what lies there."""
    first = error.errors()[0]
    kind, place = first["type"], ".".join(str(part) for part in first["loc"])
    message = str(first["msg"]).rstrip(".")
    if kind == "json_invalid":
        return f"The question is not JSON: {message.removeprefix('Invalid JSON: ')}."
    if kind == "missing":
        return f"The question lacks {place}."
    if kind == "extra_forbidden":
        return f"The question has no place for {place}."
    return (
        f"The question is not right at {place or 'its start'}: {message[:1].lower()}{message[1:]}."
    )

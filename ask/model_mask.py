"""The question before, as a language model is told of it: without a value of the account.

Brands, products, SKUs and marketplaces in its filters become `value_1`, `value_2` …; what comes
back with these names is given the values again on this side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ask.parse.build import build
from ask.parse.draft import AskBack, Draft
from ask.parse.setting import Setting
from core.errors import QueryError
from data.query_model import Filter


@dataclass(frozen=True)
class Masked:
    """A query without values, and the values by the names that stand for them.

    `query` is None where there is no question before, or none that can be told.
    """

    query: dict[str, Any] | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def unmasked(self, told: Any) -> Any:
        """Return what a model has filled in, with the values in the place of their names."""
        if isinstance(told, dict):
            return {name: self.unmasked(value) for name, value in told.items()}
        if isinstance(told, list):
            return [self.unmasked(one) for one in told]
        return self.values.get(told, told) if isinstance(told, str) else told


def masked(previous: Draft | None, setting: Setting) -> Masked:
    """Return the question before without its values."""
    if previous is None:
        return Masked()
    try:
        query = build(previous, setting).query
    except (AskBack, QueryError):
        return Masked()
    names: dict[str, str] = {}
    filters = [*query.filters, *(each for one in query.sets for each in one.filters)]
    for value in (each for one in filters for each in one.values if isinstance(each, str)):
        names.setdefault(value, f"value_{len(names) + 1}")
    hidden = query.model_copy(
        update={
            "filters": [_changed(one, names) for one in query.filters],
            "sets": [
                one.model_copy(update={"filters": [_changed(each, names) for each in one.filters]})
                for one in query.sets
            ],
        }
    )
    told = hidden.model_dump(mode="json", exclude_defaults=True)
    return Masked(told, {name: value for value, name in names.items()})


def _changed(one: Filter, names: Mapping[str, str]) -> Filter:
    given = one.value
    if isinstance(given, list):
        listed = [names.get(each, each) if isinstance(each, str) else each for each in given]
        return one.model_copy(update={"value": listed})
    return one.model_copy(
        update={"value": names.get(given, given) if isinstance(given, str) else given}
    )

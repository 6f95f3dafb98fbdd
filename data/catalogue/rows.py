"""One row of the catalogue, with what follows from the rest left out."""

from __future__ import annotations

from typing import Any

from data.metric import Metric, Unit

_DECIMALS = {"money": 2, "share": 1}


def row(
    id_: str,
    name: str,
    sentence: str,
    top: tuple[str, ...],
    bottom: tuple[str, ...] = (),
    *,
    unit: Unit = "money",
    is_good: bool | None = None,
    **more: Any,
) -> Metric:
    """Make a metric: a ratio where it divides, with the decimals of its unit unless said."""
    more.setdefault("additivity", "ratio" if bottom else "additive")
    more.setdefault("decimals", _DECIMALS.get(unit, 0))
    return Metric(id_, name, sentence, unit, top, bottom, up_is_good=is_good, **more)

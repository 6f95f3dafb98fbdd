"""Best and falling products: which ones, by what, against what."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

HOW_MANY = 5


@dataclass(frozen=True)
class Movers:
    """The products that sold most and those that lost most, by one metric."""

    metric: str
    best: pd.DataFrame
    falling: pd.DataFrame


def find_movers(frame: pd.DataFrame, metric: str, how_many: int = HOW_MANY) -> Movers:
    """Rank products of a frame with `<metric>` and `<metric>_before`.

    Best is by the metric itself. Falling is by what was lost in absolute numbers, as a
    product that falls from 2 to 1 matters less than one that falls from 200 to 150. Where the
    earlier figure of no product is known, none falls.
    """
    before = f"{metric}_before"
    ranked = frame.assign(_lost=frame[before].fillna(0) - frame[metric].fillna(0))
    best = ranked.sort_values([metric, "product"], ascending=[False, True]).head(how_many)
    lost = ranked[ranked["_lost"] > 0]
    falling = lost.sort_values(["_lost", "product"], ascending=[False, True]).head(how_many)
    return Movers(
        metric,
        best[best[metric] > 0].drop(columns="_lost").reset_index(drop=True),
        falling.drop(columns="_lost").reset_index(drop=True),
    )

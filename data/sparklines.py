"""Small trends: one figure per day for every product, in one query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.loaders import load_metrics
from data.query_model import Filter, MetricQuery, TimeRange


def load_sparklines(
    account_id: int, metric: str, time: TimeRange, filters: Sequence[Filter] = ()
) -> pd.DataFrame:
    """Return one row per product (and currency, for money) with its days as a tuple.

    Columns: product, currency (money only), values: one float for each day of the range,
    0 on days without sales.
    """
    query = MetricQuery(
        metrics=[metric], dimensions=["product", "day"], filters=list(filters), time=time
    )
    frame = load_metrics(account_id, query).frame
    keys = [name for name in frame.columns if name not in ("day", metric)]
    places = (frame["day"] - pd.Timestamp(time.start)).dt.days.to_numpy()
    groups = frame.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    table = np.zeros((int(groups.max()) + 1 if len(groups) else 0, time.days))
    table[groups, places] = frame[metric].to_numpy()
    heads = frame[keys].drop_duplicates(ignore_index=True)
    return heads.assign(values=pd.Series([tuple(row) for row in table.tolist()], dtype="object"))

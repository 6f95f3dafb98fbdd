"""Rules for figures over time: by day or month, averages, running totals and means."""

from __future__ import annotations

from ask.parse.draft import AskBack, Draft
from ask.parse.kinds import Item
from ask.parse.picking import add_metric, all_of, figure_of, first_of
from data.metrics import METRICS

_LONGEST_MEAN = 366


def moving_mean(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`7 day moving average`, `rolling 4 week average`: of a series, over so many of its parts."""
    number, unit = first_of(used, "N"), first_of(used, "G")
    assert number is not None
    assert unit is not None
    if number.payload != int(number.payload) or not 1 < number.payload <= _LONGEST_MEAN:
        return False
    window = first_of(used, "W")
    is_mean = first_of(used, "a") is not None or any(one.letter == "a" for one in items)
    if window is not None and "average" not in window.words.lower() and not is_mean:
        raise AskBack(f"“{window.words}”: the sum, or the mean of so many? I can give the mean.")
    if draft.grain not in (None, unit.payload[0]) or unit.payload[0] == "hour":
        return False
    draft.grain, draft.running = unit.payload[0], ("mean", int(number.payload))
    return True


def running_total(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.running = ("total", 1)
    draft.is_trend = True
    return True


def average(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`average revenue per day`, `average daily orders`."""
    metric = figure_of(first_of(used, "M"))
    unit = first_of(used, "Gg")
    if unit is None or (len(metric) == 1 and METRICS[metric[0]].additivity == "ratio"):
        return False
    if draft.average is not None or (unit.payload and unit.payload[0] == "hour"):
        return False
    draft.average = unit.payload[0] if unit.payload else "day"
    add_metric(draft, metric)
    return True


def average_by_alone(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`average per day` behind a figure that was asked before."""
    unit = first_of(used, "Gg")
    if draft.metrics or draft.average is not None or unit is None:
        return False
    draft.average = unit.payload[0] if unit.payload else "day"
    return draft.average != "hour"


def average_word(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.is_average = True
    return True


def grain(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    unit = first_of(used, "Gg")
    assert unit is not None
    if unit.payload and unit.payload[0] == "hour":
        draft.dimensions.append("hour")
        return True
    if draft.grain is not None:
        return False
    draft.grain = unit.payload[0] if unit.payload else "day"
    return True


def month_by_month(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`month by month`, `week over week` where nothing is compared."""
    first, second = all_of(used, "G")
    if draft.grain is not None or first.payload[0] != second.payload[0]:
        return False
    draft.grain = first.payload[0]
    return True


def trend(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.is_trend = True
    return True


def listed_days(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which day had the most orders`, `how many days had no sales`."""
    if draft.grain is not None:
        return False
    is_asked = used[0].letter in "wq" or (used[-1] is items[0] and used[-1].payload[1])
    if not (draft.ranking or (draft.having and is_asked)):
        return False
    draft.grain, plural = used[-1].payload
    if not plural:
        draft.singular.add(str(draft.grain))
    if used[0].letter == "q":
        draft.counts = True
    return True

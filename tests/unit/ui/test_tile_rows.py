"""Rows of tiles: what is written, and that text stays text."""

from __future__ import annotations

import pytest

from ui.tile_rows import tiles_html
from ui.tiles import Amount, Tile


def written(*amounts: Amount, title: str = "ACOS", **more: str) -> str:
    tile = Tile(title, "", more.pop("help", ""), amounts, tuple(more.pop("below", "").split("|")))
    return tiles_html([tile], key="row", columns=4, narrowest=170)


def amount(change: float | None = None, **more) -> Amount:
    return Amount("ACOS", "21.9%", change, more.pop("against", "from 21.0%"), **more)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (amount(0.1), '<i class="up good">+10.0%</i>'),
        (amount(-0.1), '<i class="down bad">-10.0%</i>'),
        (amount(0.1, is_good=False), '<i class="up bad">+10.0%</i>'),
        (amount(-0.1, is_good=None), '<i class="down even">-10.0%</i>'),
        (amount(0.0001), '<i class="even">0.0%</i>'),
        (amount(points=-0.8, is_good=False), '<i class="down good">-0.8 pp</i>'),
        (amount(points=-0.04), '<i class="even">0.0 pp</i>'),
    ],
)
def test_a_change_has_its_sign_its_way_and_whether_it_is_good(shown, expected):
    assert expected in written(shown)


def test_what_has_nothing_to_be_compared_with_says_nothing_of_a_change():
    assert "moved" not in written(amount(against=""))


def test_a_figure_is_named_for_the_ear_only_where_the_title_does_not_name_it():
    assert "unseen" not in written(amount())
    assert '<span class="unseen">ACOS: </span>' in written(amount(), title="Today")


def test_whatever_is_written_in_a_tile_shows_as_text():
    bad = '<img src=x onerror="1">'
    row = written(Amount(bad, bad, None, bad), title=f"{bad}{bad}", help=bad, below=f"{bad}|{bad}")
    assert bad not in row
    assert "<img" not in row


def test_what_a_tile_means_is_told_to_whoever_asks_by_keyboard_or_ear():
    row = written(amount(), help="Ad spend divided by ad sales.")
    assert (
        '<button type="button" class="help" aria-label="About ACOS" aria-describedby="row-0">'
        in row
    )
    assert '<span role="tooltip" id="row-0">Ad spend divided by ad sales.</span>' in row
    assert "button" not in written(amount())

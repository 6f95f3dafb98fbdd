"""Entity tags and dates of conditional requests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conditions import is_unchanged, parse_date, tags_in

TAG_CHARACTERS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f').filter(
        lambda one: not 0x7F <= ord(one) < 0xA0
    )
)


@given(st.lists(st.tuples(st.booleans(), TAG_CHARACTERS), min_size=1))
def test_every_tag_of_a_list_is_found(tags: list[tuple[bool, str]]) -> None:
    value = " ,, ".join(f'{"W/" if weak else ""}"{tag}"' for weak, tag in tags)
    assert tags_in(value) == {f'"{tag}"' for _weak, tag in tags}


@given(st.text())
def test_no_text_breaks_the_reading_of_tags_or_dates(value: str) -> None:
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags_in(value))
    parse_date(value)


def test_a_year_of_two_digits_is_never_far_ahead() -> None:
    assert parse_date("Sunday, 06-Nov-94 08:49:37 GMT") == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)  # fmt: skip  # noqa: E501


def test_without_conditions_nothing_is_unchanged() -> None:
    assert not is_unchanged([], '"x"', datetime(1994, 11, 6, tzinfo=UTC))


@pytest.mark.parametrize("dates", [[], ["Sun, 06 Nov 1994 08:49:37 GMT"] * 2])
def test_two_dates_are_no_date(dates: list[str]) -> None:
    headers = [(b"if-modified-since", date.encode()) for date in dates]
    assert not is_unchanged(headers, '"x"', datetime(1990, 1, 1, tzinfo=UTC))

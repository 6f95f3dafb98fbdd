"""The pictures in memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.cache import Failure, Picture, PictureCache, make_picture
from proxy.fetcher import Fetched, Marks
from proxy.formats import Format


def _picture(size: int) -> Picture:
    fetched = Fetched(b"x" * size, Format("image/png", 1, 1), Marks())
    return make_picture("https://pictures.example/1.png", fetched, 0.0, None)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9000)), max_size=60))
def test_the_pictures_never_weigh_more_than_allowed(steps: list[tuple[int, int]]) -> None:
    cache = PictureCache(lambda: 0.0, most_bytes=20_000)
    for account_id, size in steps:
        cache.keep((account_id, "B000000000", "v1"), _picture(size))
        assert cache.size_bytes <= 20_000


def test_a_picture_larger_than_the_whole_cache_is_not_kept_and_breaks_nothing() -> None:
    cache = PictureCache(lambda: 0.0, most_bytes=5_000)
    cache.keep((1, "B000000000", "v1"), _picture(5_000))
    assert cache.picture((1, "B000000000", "v1")) is None


def test_a_failure_is_forgotten_in_time_and_by_success() -> None:
    seconds = [0.0]
    cache = PictureCache(lambda: seconds[0])
    key = (1, "B000000000", "v1")
    cache.remember(key, Failure("missing", 60))
    seconds[0] = 59.0
    assert cache.failure(key)
    seconds[0] = 60.0
    assert cache.failure(key) is None
    cache.remember(key, Failure("missing", 60))
    cache.keep(key, _picture(10))
    assert cache.failure(key) is None


def test_a_date_of_change_in_the_future_is_not_passed_on() -> None:
    marks = Marks(last_modified="Fri, 31 Dec 2999 00:00:00 GMT")
    fetched = Fetched(b"x", Format("image/png", 1, 1), marks)
    assert make_picture("", fetched, 0.0, None).last_modified is None

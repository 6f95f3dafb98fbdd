"""The cache: by question and version, bounded by bytes, one load however many wait."""

from __future__ import annotations

import threading

import pytest

from data.cache import VersionedCache


def made(most_bytes=100):
    return VersionedCache(most_bytes, len)


def test_an_answer_is_kept_for_its_versions_only() -> None:
    cache, loads = made(), []

    def load(version):
        loads.append(version)
        return version, f"answer {version}"

    assert cache.get("q", 1, lambda: load(1)) == "answer 1"
    assert cache.get("q", 1, lambda: load(1)) == "answer 1"
    assert cache.get("q", 2, lambda: load(2)) == "answer 2"
    assert loads == [1, 2]


def test_a_newer_version_replaces_the_older_answer() -> None:
    cache = made()
    cache.get("q", 1, lambda: (1, "x" * 40))
    cache.get("q", 2, lambda: (2, "y" * 30))
    assert cache.bytes_used == 30


def test_an_answer_read_with_newer_versions_counts_as_those() -> None:
    cache = made()
    cache.get("q", 1, lambda: (2, "newer"))
    assert cache.get("q", 2, lambda: pytest.fail("it was there")) == "newer"


def test_it_is_bounded_by_bytes_and_forgets_what_was_used_longest_ago() -> None:
    cache = made(100)
    for name in "abc":
        cache.get(name, 1, lambda: (1, "x" * 40))
        cache.get("a", 1, lambda: pytest.fail("it was used last"))
    assert cache.bytes_used == 80
    assert cache.get("b", 1, lambda: (1, "again")) == "again"


def test_what_is_larger_than_the_cache_is_answered_and_not_kept() -> None:
    cache = made(10)
    assert cache.get("q", 1, lambda: (1, "x" * 11)) == "x" * 11
    assert cache.bytes_used == 0


def test_clearing_forgets() -> None:
    cache = made()
    cache.get("q", 1, lambda: (1, "old"))
    cache.clear()
    assert cache.get("q", 1, lambda: (1, "new")) == "new"


def test_those_who_wait_share_one_load() -> None:
    cache, started, go_on = made(), threading.Event(), threading.Event()
    loads, found = [], []

    def load():
        loads.append(1)
        started.set()
        assert go_on.wait(10)
        return 1, "answer"

    threads = [
        threading.Thread(target=lambda: found.append(cache.get("q", 1, load))) for _ in range(5)
    ]
    threads[0].start()
    assert started.wait(10)
    for one in threads[1:]:
        one.start()
    go_on.set()
    for one in threads:
        one.join()
    assert (len(loads), found) == (1, ["answer"] * 5)


def test_an_error_is_not_kept() -> None:
    cache = made()

    def fail():
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        cache.get("q", 1, fail)
    assert cache.get("q", 1, lambda: (1, "back")) == "back"


def test_those_who_wait_hear_the_error_too() -> None:
    cache, started, go_on = made(), threading.Event(), threading.Event()
    heard = []

    def fail():
        started.set()
        assert go_on.wait(10)
        raise OSError("gone")

    def read():
        try:
            cache.get("q", 1, fail)
        except OSError as error:
            heard.append(str(error))

    threads = [threading.Thread(target=read) for _ in range(3)]
    threads[0].start()
    assert started.wait(10)
    for one in threads[1:]:
        one.start()
    go_on.set()
    for one in threads:
        one.join()
    assert heard == ["gone"] * 3

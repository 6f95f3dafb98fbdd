"""R-C1 to R-C22: HTTP caching of the picture proxy, against a running server."""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import pytest

from tests.integration.proxy.conftest import Gallery
from tests.integration.proxy.picture_host import make_app, png

WEEK = 7 * 24 * 3600
CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT"


def _directives(reply) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in reply.headers["cache-control"].split(","))
    return {name: value for name, _equals, value in parts}


def _max_age(reply) -> int:
    return int(_directives(reply)["max-age"])


def _is_placeholder(reply) -> bool:
    return (
        reply.status == 200 and reply.body != b"" and reply.body != png() and _max_age(reply) < 61
    )


@pytest.fixture
def shown(gallery: Gallery) -> Gallery:
    """A gallery with one picture in its cache."""
    gallery.host.headers |= {"ETag": '"up"', "Last-Modified": CHANGED}
    gallery.plant()
    assert gallery.get().status == 200
    return gallery


def test_rc01_the_etag_is_the_hash_of_the_bytes(shown: Gallery) -> None:
    reply = shown.get()
    assert reply.headers["etag"] == f'"{hashlib.sha256(reply.body).hexdigest()}"'


@pytest.mark.parametrize(
    ("rule", "lines", "status"),
    [
        ("rc02 a weak tag matches", ["W/{tag}"], 304),
        ("rc02 the same tag matches", ["{tag}"], 304),
        ("rc02 another tag does not", ['"other"'], 200),
        ("rc03 a list", ['"a", {tag}, "b"'], 304),
        ("rc03 spaces and empty elements", ['  ,, "a"  ,,\t{tag} ,'], 304),
        ("rc03 several lines", ['"a"', "{tag}"], 304),
        ("rc03 a comma inside another tag", ['"a,b", {tag}'], 304),
        ("rc03 a list without it", ['"a", W/"b"'], 200),
        ("rc04 any", ["*"], 304),
        ("rc04 a star in quotes is a tag", ['"*"'], 200),
        ("rc10 without quotes", ["{bare}"], 200),
        ("rc10 single quotes", ["'{bare}'"], 200),
        ("rc10 cut short", ['"{bare}'], 200),
        ("rc10 lower-case w", ["w/{tag}"], 200),
        ("rc10 nonsense before it", ["nonsense, {tag}"], 304),
        ("rc10 empty", [""], 200),
    ],
)
def test_if_none_match(shown: Gallery, rule: str, lines: list[str], status: int) -> None:
    tag = shown.get().headers["etag"]
    headers = [("If-None-Match", line.format(tag=tag, bare=tag.strip('"'))) for line in lines]
    reply = shown.get(headers=headers)
    assert reply.status == status, rule
    assert (reply.body == b"") == (status == 304)


def test_rc04_any_does_not_mean_the_stand_in(gallery: Gallery) -> None:
    gallery.plant()
    gallery.host.status = 404
    assert _is_placeholder(gallery.get(headers={"If-None-Match": "*"}))
    assert gallery.proxy.ask("/nothing", headers={"If-None-Match": "*"}).status == 404


@pytest.mark.parametrize(
    ("rule", "headers", "status"),
    [
        ("rc05 a wrong tag counts, the right date does not",
         {"If-None-Match": '"other"', "If-Modified-Since": CHANGED}, 200),
        ("rc05 an unreadable tag counts as well",
         {"If-None-Match": "junk", "If-Modified-Since": CHANGED}, 200),
        ("rc06 the exact date", {"If-Modified-Since": CHANGED}, 304),
        ("rc06 a later date", {"If-Modified-Since": "Mon, 07 Nov 1994 08:49:37 GMT"}, 304),
        ("rc06 an earlier date", {"If-Modified-Since": "Sat, 05 Nov 1994 08:49:37 GMT"}, 200),
        ("rc06 RFC 850", {"If-Modified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 304),
        ("rc06 asctime", {"If-Modified-Since": "Sun Nov  6 08:49:37 1994"}, 304),
        ("rc06 no date", {"If-Modified-Since": "yesterday"}, 200),
        ("rc06 another zone", {"If-Modified-Since": "Mon, 07 Nov 1994 08:49:37 +0100"}, 200),
        ("rc06 an empty date", {"If-Modified-Since": ""}, 200),
    ],
)  # fmt: skip
def test_if_modified_since(shown: Gallery, rule: str, headers: dict, status: int) -> None:
    assert shown.get(headers=headers).status == status, rule


def test_rc06_without_a_date_of_change_the_condition_is_ignored(gallery: Gallery) -> None:
    gallery.plant()
    assert "last-modified" not in gallery.get().headers
    assert gallery.get(headers={"If-Modified-Since": "Fri, 20 Nov 2026 12:00:00 GMT"}).status == 200


def test_rc07_a_304_carries_what_the_200_would_and_no_body(shown: Gallery) -> None:
    whole = shown.get()
    reply = shown.get(headers={"If-None-Match": whole.headers["etag"]})
    assert reply.status == 304
    assert reply.body == b""
    for name in ("etag", "cache-control", "last-modified", "x-content-type-options"):
        assert reply.headers[name] == whole.headers[name]
    assert "date" in reply.headers
    assert "content-type" not in reply.headers
    assert reply.headers.get("content-length") in (None, whole.headers["content-length"])


def test_rc08_head_is_get_without_the_body(gallery: Gallery) -> None:
    gallery.plant()
    head = gallery.get(method="HEAD")
    whole = gallery.get()
    assert head.body == b""
    assert whole.body == png()
    volatile = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in whole.headers.items() if k not in volatile
    }
    assert len(gallery.host.requests) == 1
    assert gallery.host.requests[0][0] == "GET"


@pytest.mark.parametrize("value", ["bytes=0-3", "bytes=-1", "bytes=99999-", "lines=1-2"])
def test_rc09_ranges_are_not_served(shown: Gallery, value: str) -> None:
    reply = shown.get(headers={"Range": value, "If-Range": shown.get().headers["etag"]})
    assert reply.status == 200
    assert reply.headers["accept-ranges"] == "none"
    assert reply.body == png()


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]
)
def test_rc11_other_methods_are_refused_and_never_reach_the_source(
    gallery: Gallery, method: str
) -> None:
    gallery.plant()
    reply = gallery.get(method=method)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"
    assert gallery.host.connections == 0


def test_rc12_one_form_of_a_picture_so_no_vary(shown: Gallery) -> None:
    reply = shown.get(headers={"Accept": "image/webp", "Cookie": "a=b"})
    assert "vary" not in reply.headers
    assert reply.headers["content-type"] == "image/png"


def test_rc13_private_seven_days_and_never_immutable(shown: Gallery) -> None:
    directives = _directives(shown.get())
    assert set(directives) == {"private", "max-age", "stale-if-error"}
    assert directives["max-age"] == str(WEEK)


def test_rc14_age_grows_and_the_sources_age_is_added(gallery: Gallery) -> None:
    gallery.host.headers["Age"] = "100"
    gallery.plant()
    assert gallery.get().headers["age"] == "100"
    gallery.steady.seconds += 50
    assert gallery.get().headers["age"] == "150"
    assert len(gallery.host.requests) == 1


def test_rc14_there_is_one_date_and_it_is_now(shown: Gallery) -> None:
    reply = shown.get()
    assert [name for name, _value in reply.pairs].count("date") == 1
    assert abs(parsedate_to_datetime(reply.headers["date"]).timestamp() - time.time()) < 5


def test_rc15_the_browser_gets_what_is_left_of_the_seven_days(shown: Gallery) -> None:
    for days in (1, 2, 2.5):
        shown.pass_days(days)
        reply = shown.get()
        assert _max_age(reply) + int(reply.headers["age"]) <= WEEK
    assert _max_age(reply) == int(1.5 * 24 * 3600)
    assert len(shown.host.requests) == 1


def test_rc15_after_seven_days_the_source_is_asked_again(shown: Gallery) -> None:
    shown.pass_days(7)
    shown.host.body = png(7)
    assert shown.get().body == png(7)
    assert len(shown.host.requests) == 2


def test_rc16_two_hundred_who_miss_at_once_cause_one_call(gallery: Gallery) -> None:
    gallery.plant()
    gallery.host.gate.clear()
    with ThreadPoolExecutor(200) as crowd:
        replies = [crowd.submit(gallery.get) for _ in range(200)]
        _wait_until(lambda: len(gallery.host.requests) == 1)
        gallery.host.gate.set()
        assert {reply.result().status for reply in replies} == {200}
    assert len(gallery.host.requests) == 1


def test_rc16_in_the_last_day_one_refresh_goes_on_behind_the_scenes(shown: Gallery) -> None:
    shown.pass_days(6.5)
    shown.host.body = png(9)
    shown.host.gate.clear()
    with ThreadPoolExecutor(100) as crowd:
        replies = list(crowd.map(lambda _n: shown.get(), range(100)))
    assert {reply.body for reply in replies} == {png()}
    _wait_until(lambda: len(shown.host.requests) == 2)
    shown.host.gate.set()
    _wait_until(lambda: shown.get().body == png(9))
    assert len(shown.host.requests) == 2
    assert _max_age(shown.get()) == WEEK


def test_rc17_while_the_source_is_down_the_old_picture_stays_for_a_day(shown: Gallery) -> None:
    shown.host.status = 503
    shown.pass_days(7.5)
    reply = shown.get()
    assert reply.body == png()
    assert _max_age(reply) == 0
    shown.get()
    assert len(shown.host.requests) == 2
    shown.pass_days(0.6)
    assert _is_placeholder(shown.get())


@pytest.mark.parametrize(
    ("status", "least", "most"), [(404, 60, 300), (410, 60, 300), (500, 10, 30)]
)
def test_rc18_failures_are_remembered_for_a_while(
    gallery: Gallery, status: int, least: int, most: int
) -> None:
    gallery.plant()
    gallery.host.status = status
    reply = gallery.get()
    assert _is_placeholder(reply)
    assert "stale-if-error" not in reply.headers["cache-control"]
    gallery.steady.seconds += least - 1
    assert _is_placeholder(gallery.get())
    assert len(gallery.host.requests) == 1
    gallery.host.status = 200
    gallery.steady.seconds += most - least + 1
    assert gallery.get().body == png()


def test_rc18_the_stand_in_has_its_own_tag(gallery: Gallery) -> None:
    gallery.plant()
    gallery.host.status = 500
    stand_in = gallery.get()
    assert gallery.get(headers={"If-None-Match": stand_in.headers["etag"]}).status == 304
    gallery.host.status = 200
    gallery.steady.seconds += 31
    reply = gallery.get(headers={"If-None-Match": stand_in.headers["etag"]})
    assert reply.status == 200
    assert reply.headers["etag"] != stand_in.headers["etag"]


def test_rc19_still_right_renews_the_seven_days_and_keeps_the_bytes(shown: Gallery) -> None:
    shown.pass_days(7)
    shown.host.status = 304
    reply = shown.get()
    assert reply.status == 200
    assert reply.body == png()
    assert _max_age(reply) == WEEK
    assert shown.host.requests[1][2]["If-None-Match"] == '"up"'


def test_rc19_another_source_is_not_asked_with_the_old_ones_marks(shown: Gallery) -> None:
    shown.plant(source_url=shown.host.address("other.png"))
    shown.pass_days(7)
    shown.get()
    assert shown.host.requests[1][1] == "/images/I/other.png"
    assert "If-None-Match" not in shown.host.requests[1][2]


def test_rc20_the_memory_is_bounded_and_the_longest_unused_goes_first(gallery: Gallery) -> None:
    asins = [f"B0PICTUR{n:02d}" for n in range(4)]
    for asin in asins:
        gallery.plant(asin)
    room = 3 * (len(png()) + 1024)
    gallery.proxy.app = make_app(gallery.host, steady=gallery.steady, most_bytes=room)
    for asin in (*asins[:3], asins[0], asins[3], asins[0]):
        gallery.get(asin)
    asked = [path for _method, path, _headers in gallery.host.requests]
    assert asked == [f"/images/I/{asin}.png" for asin in asins]
    gallery.get(asins[1])
    assert len(gallery.host.requests) == 5


def test_rc21_a_wall_clock_that_jumps_changes_nothing(shown: Gallery, time_jump) -> None:
    for hours in (-48, 48, 24 * 30):
        time_jump(hours)
        reply = shown.get()
        assert reply.headers["age"] == "0"
        assert _max_age(reply) == WEEK
    assert len(shown.host.requests) == 1


@pytest.fixture
def time_jump(monkeypatch: pytest.MonkeyPatch):
    """Move the wall clock as the program sees it."""
    real = time.time

    def jump(hours: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)

    return jump


def test_rc22_nothing_says_where_a_picture_is_from(gallery: Gallery, caplog) -> None:
    caplog.set_level("INFO")
    gallery.plant(source_url="https://m.media-amazon.com/images/I/71.jpg")
    gallery.plant("B0PICTURE2")
    gallery.host.headers |= {
        "Server": "AmazonS3",
        "Via": "m.media-amazon.com",
        "X-Amz-Id": "media-amazon",
        "Link": "<https://m.media-amazon.com/>",
        "Set-Cookie": "amazon=1",
    }
    replies = [gallery.get(), gallery.get("B0PICTURE2"), gallery.get(method="POST")]
    replies.append(gallery.proxy.ask("/images/x"))
    told = b"".join(repr(reply.pairs).encode() + reply.body for reply in replies).lower()
    assert b"amazon" not in told
    assert b"/images/i/" not in told
    assert str(gallery.host.port) not in told.decode("latin-1")
    assert "amazon" not in caplog.text.lower()
    assert all("server" not in reply.headers for reply in replies)


def test_every_answer_is_safe_to_open(shown: Gallery) -> None:
    shown.host.status = 500
    replies = [shown.get(), shown.get("B0NOTTHERE"), shown.proxy.ask("/images/x")]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["cross-origin-resource-policy"] == "cross-origin"


def _wait_until(holds, seconds: float = 10) -> None:
    ticker = threading.Event()
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        ticker.wait(0.005)

"""Every answer of Amazon's is data, or an error that says what can be done."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from core.clock import FakeClock
from core.errors import (
    ConfigurationError,
    ForbiddenError,
    ReauthorizeError,
    RejectedError,
    RetryableError,
    ThrottledError,
)
from sync.clients.lwa import AccessTokens, LoginFailedError
from sync.clients.sp_api import NotFoundError, SpApi
from sync.clients.transport import Answer


class Line:
    """A transport that plays a script."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[tuple[str, str, dict]] = []

    def send(self, method: str, url: str, **options) -> Answer:
        self.sent.append((method, url, options))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Limits:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.heeded: list[float] = []
        self.told: list[tuple[float | None, float | None]] = []

    def take(self, operation: str, patience: float = 0.0) -> None:
        self.taken.append(operation)

    def heed(self, operation: str, rate: float) -> None:
        self.heeded.append(rate)

    def throttled(self, operation: str, rate: float | None, after: float | None) -> float:
        self.told.append((rate, after))
        return after or 0.0


class Tokens:
    def __init__(self) -> None:
        self.count = 1

    def current(self) -> str:
        return f"token-{self.count}"

    def replace(self, refused: str) -> str:
        self.count += 1
        return self.current()


def answer(status: int, body: object = None, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, raw)


def call(*answers: Answer):
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    line, limits, tokens = Line(*answers), Limits(), Tokens()
    api = SpApi(line, "https://host", tokens, limits, clock.sleep)  # type: ignore[arg-type]
    try:
        return api.call("searchOrders", "/orders", expect="orders"), line, limits, clock
    except Exception as error:  # noqa: BLE001
        return error, line, limits, clock


GOOD = answer(200, {"orders": []}, x_amzn_RateLimit_Limit="0.0056")


def test_a_good_answer_is_data_and_its_rate_is_heeded() -> None:
    body, line, limits, _ = call(GOOD)
    assert body == {"orders": []}
    assert limits.heeded == [0.0056]
    assert line.sent[0][2]["headers"]["x-amz-access-token"] == "token-1"


@pytest.mark.parametrize(
    "empty", [answer(200), answer(200, {}), answer(200, {"pagination": {}}), answer(204)]
)
def test_an_empty_good_answer_is_a_fault_and_not_data(empty: Answer) -> None:
    error, line, _, _ = call(empty)
    assert isinstance(error, RetryableError)
    assert len(line.sent) > 3


@pytest.mark.parametrize("body", [b"<html>Sorry</html>", b'{"orders": [', b"[]"])
def test_what_is_no_json_is_read_again(body: bytes) -> None:
    result, _, _, _ = call(answer(200, body), GOOD)
    assert result == {"orders": []}


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_passing_faults_are_repeated(status: int) -> None:
    result, line, _, clock = call(answer(status), answer(status), GOOD)
    assert result == {"orders": []}
    assert len(line.sent) == 3
    assert clock.monotonic() > 0


def test_a_refused_token_is_replaced_once_and_the_call_repeated() -> None:
    result, line, limits, _ = call(answer(403), GOOD)
    assert result == {"orders": []}
    assert [one[2]["headers"]["x-amz-access-token"] for one in line.sent] == ["token-1", "token-2"]
    assert len(limits.taken) == 2


def test_refused_with_a_fresh_token_means_that_a_role_is_missing() -> None:
    error, line, _, _ = call(answer(403, {"errors": [{"message": "Access denied."}]}))
    assert isinstance(error, ForbiddenError)
    assert "Access denied" in error.sentence
    assert len(line.sent) == 2


def test_throttling_with_and_without_the_rate_header() -> None:
    throttled = answer(429, None, x_amzn_RateLimit_Limit="0.5", Retry_After="7")
    result, _, limits, clock = call(throttled, answer(429), GOOD)
    assert result == {"orders": []}
    assert limits.told == [(0.5, 7.0), (None, None)]
    assert clock.monotonic() >= 7


def test_throttling_for_ever_ends() -> None:
    error, _, _, _ = call(answer(429))
    assert isinstance(error, ThrottledError)


def test_a_wrong_request_is_not_repeated() -> None:
    error, line, _, _ = call(answer(400, {"errors": [{"message": "Bad", "details": "date"}]}))
    assert isinstance(error, RejectedError)
    assert "Bad: date" in error.sentence
    assert len(line.sent) == 1


def test_a_redirect_is_refused() -> None:
    error, _, _, _ = call(answer(302, None, Location="https://elsewhere"))
    assert isinstance(error, RejectedError)


def test_what_amazon_does_not_have_is_told_apart() -> None:
    error, _, _, _ = call(answer(404))
    assert isinstance(error, NotFoundError)


# Login with Amazon


def tokens(*answers: Answer) -> tuple[AccessTokens, Line, FakeClock]:
    line, clock = Line(*answers), FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    desk = AccessTokens(line, "https://lwa", ("id", "secret"), lambda: "Atzr|x", clock)  # type: ignore[arg-type]
    return desk, line, clock


def token(text: str) -> Answer:
    return answer(200, {"access_token": text, "expires_in": 3600})


def test_a_token_is_kept_and_replaced_before_it_ends() -> None:
    desk, line, clock = tokens(token("one"), token("two"))
    assert [desk.current(), desk.current()] == ["one", "one"]
    clock.advance(3600 - 60)
    assert desk.current() == "two"
    assert len(line.sent) == 2


def test_two_threads_whose_token_was_refused_fetch_one_new_token() -> None:
    desk, line, _ = tokens(token("one"), token("two"), token("three"))
    refused = desk.current()
    assert [desk.replace(refused), desk.replace(refused)] == ["two", "two"]
    assert len(line.sent) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(400, {"error": "invalid_grant"}), ReauthorizeError),
        (answer(401, {"error": "invalid_client"}), ConfigurationError),
        (answer(400, {"error": "invalid_request"}), LoginFailedError),
        (answer(503), RetryableError),
        (answer(429), RetryableError),
        (answer(200, b"<html>"), RetryableError),
        (answer(200, {"token_type": "bearer"}), RetryableError),
    ],
)
def test_refusals_of_the_login_are_sorted_by_what_to_do(reply: Answer, kind: type) -> None:
    desk, _, _ = tokens(reply)
    with pytest.raises(kind):
        desk.current()


def test_a_login_that_fails_for_good_is_asked_seven_times_and_not_by_the_next_stream() -> None:
    desk, line, _ = tokens(answer(503))
    for _ in range(6):
        with pytest.raises(RetryableError):
            desk.current()
    for _ in range(3):
        with pytest.raises(LoginFailedError, match="answers 503"):
            desk.current()
    assert len(line.sent) == 7


def test_a_login_that_comes_back_in_time_is_forgiven_all_its_failures() -> None:
    failures = [answer(503)] * 6
    desk, _, clock = tokens(*failures, token("one"), *failures, token("two"))
    for wanted in ("one", "two"):
        for _ in failures:
            with pytest.raises(RetryableError):
                desk.current()
        assert desk.current() == wanted
        clock.advance(3600)

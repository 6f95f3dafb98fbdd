"""The Ads API client: what it sends, and what each answer means."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import (
    ConfigurationError,
    ForbiddenError,
    ReauthorizeError,
    RejectedError,
    RetryableError,
    ThrottledError,
)
from sync.clients.ads_api import CREATE_REPORT, PATIENCE_SECONDS, AdsApi
from sync.clients.sp_api import NotFoundError
from sync.clients.transport import Answer

TWIN = b'{"code":"425","detail":"The Request is a duplicate of : 3f2c9c0e-7a54-4c8e-9e0d-1a2b3c4d"}'


class Tokens:
    def __init__(self, trouble: Exception | None = None) -> None:
        self.number = 1
        self.trouble = trouble

    def current(self) -> str:
        if self.trouble:
            raise self.trouble
        return f"token-{self.number}"

    def replace(self, _refused: str) -> str:
        self.number += 1
        return f"token-{self.number}"


class Line:
    """Answers one after the other; the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[tuple[str, str, dict[str, Any]]] = []

    def send(self, method: str, url: str, **options: Any) -> Answer:
        self.sent.append((method, url, options))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def answer(status: int = 200, body: Any = None, **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, data)


def api(line: Line, waits: list[float] | None = None, trouble: Exception | None = None) -> AdsApi:
    counted: list[str] = []
    waited = waits if waits is not None else []
    made: Any = AdsApi(
        line,
        "https://ads.test",
        "client",
        Tokens(trouble),
        counted.append,
        waited.append,  # type: ignore[arg-type]
    )
    return made  # type: ignore[no-any-return]


def test_each_call_names_client_scope_and_media_type() -> None:
    line = Line(answer(body={"campaigns": []}))
    ads = api(line)
    ads.call(
        "adsSpCampaigns", "/sp/campaigns/list", profile_id="9", body={"a": 1}, media_type="x/y"
    )
    [(method, url, options)] = line.sent
    headers = options["headers"]
    assert (method, url) == ("POST", "https://ads.test/sp/campaigns/list")
    assert headers["Amazon-Advertising-API-ClientId"] == "client"
    assert headers["Amazon-Advertising-API-Scope"] == "9"
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["Content-Type"] == headers["Accept"] == "x/y"
    assert json.loads(options["data"]) == {"a": 1}
    assert ads.calls == 1


def test_profiles_are_asked_for_without_a_scope_and_may_be_none() -> None:
    line = Line(answer(body=[]))
    assert api(line).call("adsProfiles", "/v2/profiles") == []
    assert "Amazon-Advertising-API-Scope" not in line.sent[0][2]["headers"]
    assert line.sent[0][0] == "GET"


def test_a_refused_token_is_replaced_once() -> None:
    line = Line(answer(401, {}), answer(body=[1]))
    assert api(line).call("adsProfiles", "/v2/profiles") == [1]
    assert line.sent[1][2]["headers"]["Authorization"] == "Bearer token-2"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (
            answer(401, {"code": "401", "details": "Not authorized to access scope 9"}),
            ForbiddenError,
        ),
        (answer(403, {"message": "no"}), ForbiddenError),
        (answer(404, {}), NotFoundError),
        (answer(400, {"detail": "columns are wrong."}), RejectedError),
        (answer(415, b"<html>"), RejectedError),
        (answer(500, {}), RetryableError),
        (answer(503, b""), RetryableError),
        (answer(200, b""), RetryableError),
        (answer(200, b"<html>"), RetryableError),
        (answer(200, {}), RetryableError),
        (answer(200, None), RetryableError),
        (answer(429, {}), ThrottledError),
    ],
)
def test_answers_become_errors_by_what_can_be_done(reply: Answer, kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised:
        api(Line(reply)).call("adsSdCampaigns", "/sd/campaigns", profile_id="9")
    assert type(raised.value) is kind


def test_amazon_s_own_words_are_told() -> None:
    line = Line(answer(400, {"detail": "columns are wrong."}))
    with pytest.raises(RejectedError, match=r"adsX \(400\) \(columns are wrong\)"):
        api(line).call("adsX", "/x")


def test_a_401_while_looking_after_a_report_passes() -> None:
    line = Line(*[answer(401, {})] * 4, answer(body={"status": "PENDING"}))
    assert api(line).call("adsGetReport", "/reporting/reports/1") == {"status": "PENDING"}


def test_a_throttled_call_waits_a_little_and_then_leaves_it_to_a_later_run() -> None:
    waits: list[float] = []
    with pytest.raises(ThrottledError):
        api(Line(answer(429, {})), waits).call("adsProfiles", "/v2/profiles")
    assert 0 < sum(waits) <= PATIENCE_SECONDS
    waits.clear()
    with pytest.raises(ThrottledError) as raised:
        api(Line(answer(429, {}, Retry_After="600")), waits).call("adsProfiles", "/v2/profiles")
    assert waits == []
    assert raised.value.wait_seconds == 600


def test_a_report_is_asked_for_with_its_media_type_and_gives_its_number() -> None:
    line = Line(answer(200, {"reportId": "abc", "status": "PENDING"}))
    assert api(line).create_report("9", {"name": "n"}) == "abc"
    assert line.sent[0][2]["headers"]["Content-Type"] == CREATE_REPORT


@pytest.mark.parametrize(
    "body",
    [
        TWIN,
        b'{"details":"The Request is a duplicate of: 3f2c9c0e-7a54-4c8e-9e0d-1a2b3c4d"}',
        b"The request is a duplicate of 3f2c9c0e-7a54-4c8e-9e0d-1a2b3c4d.",
    ],
)
def test_a_duplicate_is_the_report_it_names(body: bytes) -> None:
    line = Line(answer(425, body))
    assert api(line).create_report("9", {}) == "3f2c9c0e-7a54-4c8e-9e0d-1a2b3c4d"
    assert len(line.sent) == 1


@pytest.mark.parametrize("body", [b"", b"Too Early", b'{"detail":"duplicate of : "}'])
def test_a_duplicate_of_nothing_is_tried_again_later(body: bytes) -> None:
    with pytest.raises(RetryableError):
        api(Line(answer(425, body))).create_report("9", {})


def test_a_full_queue_is_not_waited_for() -> None:
    waits: list[float] = []
    line = Line(answer(429, {}))
    with pytest.raises(ThrottledError) as raised:
        api(line, waits).create_report("9", {})
    assert (len(line.sent), waits, raised.value.wait_seconds) == (1, [], None)


def test_an_answer_without_a_number_is_a_fault() -> None:
    with pytest.raises(RetryableError):
        api(Line(answer(200, {"status": "PENDING"}))).create_report("9", {})


@pytest.mark.parametrize("trouble", [ReauthorizeError("No."), ConfigurationError("Check X.")])
def test_trouble_with_the_ads_key_stops_advertising_only(trouble: Exception) -> None:
    with pytest.raises(ForbiddenError):
        api(Line(answer()), trouble=trouble).call("adsProfiles", "/v2/profiles")

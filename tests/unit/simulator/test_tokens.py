"""LWA: who gets a token, for where, for how long."""

from __future__ import annotations

import pytest

from tests.unit.simulator.support import NOW, XML_REPORT, Amazon, token_form

SELLERS = "/sellers/v1/marketplaceParticipations"


def ask(amazon: Amazon, **changes: str):
    return amazon.session.post(amazon.running.token_url, data=token_form(**changes))


def test_a_refresh_token_buys_an_access_token_of_one_hour(amazon):
    answer = ask(amazon)
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 3600
    assert body["access_token"].startswith("Atza|")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|unknown"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"refresh_token": ""}, 400, "invalid_request"),
    ],
)
def test_a_wrong_request_gets_amazon_s_error(amazon, changes, status, error):
    answer = ask(amazon, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]


def test_an_access_token_dies_after_an_hour_of_the_shop_s_clock(amazon):
    assert amazon.call(SELLERS).status_code == 200
    amazon.clock.advance(3599)
    assert amazon.call(SELLERS).status_code == 200
    amazon.clock.advance(1)
    answer = amazon.call(SELLERS)
    assert answer.status_code == 403
    assert "expired" in answer.json()["errors"][0]["details"]


def test_a_token_of_one_region_opens_nothing_in_the_other(amazon):
    token = amazon.token("NA")
    for region, status in (("na", 200), ("eu", 403)):
        answer = amazon.session.get(
            f"{amazon.running.url}/{region}{SELLERS}", headers={"x-amz-access-token": token}
        )
        assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == "Unauthorized"


def test_without_a_token_there_is_no_answer(amazon):
    answer = amazon.session.get(amazon.running.eu_url + SELLERS)
    assert answer.status_code == 403
    assert "x-amzn-RequestId" in answer.headers


def test_a_restricted_token_opens_what_it_names_and_nothing_else(amazon):
    amazon.world.restricted_reports = {XML_REPORT}
    report = amazon.report(amazon.ask_report(XML_REPORT, "2026-11-19T00:00:00Z", NOW))
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    assert amazon.call(path).status_code == 403
    wish = {"restrictedResources": [{"method": "GET", "path": path}]}
    answer = amazon.call("/tokens/2021-03-01/restrictedDataToken", method="POST", json=wish)
    token = answer.json()["restrictedDataToken"]
    found = [
        amazon.session.get(
            f"{amazon.running.url}/eu{one}", headers={"x-amz-access-token": token}
        ).status_code
        for one in (path, SELLERS)
    ]
    assert found == [200, 403]


@pytest.mark.parametrize(
    "body", [{}, {"restrictedResources": []}, {"restrictedResources": [{"path": "/x"}]}, "text"]
)
def test_a_wish_for_a_restricted_token_that_makes_no_sense_is_refused(amazon, body):
    answer = amazon.call("/tokens/2021-03-01/restrictedDataToken", method="POST", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")

"""The login cookie: only one that we signed, and that is not too old, says who somebody is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine

from core.keys import secret
from ui.cookie import COOKIE_DAYS, make_token, username_of


def claims(**more) -> dict:
    later = (datetime.now(UTC) + timedelta(days=1)).timestamp()
    return {"username": "ann", "exp_date": later, **more}


def test_our_own_token_is_believed(installation):
    assert username_of(make_token("ann")) == "ann"


def test_a_token_ends_after_two_weeks(installation):
    token = make_token("ann")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=COOKIE_DAYS, minutes=1)):
        assert username_of(token) is None


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", 7, "é" * 50])
def test_junk_is_nobody(installation, token):
    assert username_of(token) is None


def test_a_token_signed_with_another_key_is_nobody(installation):
    assert username_of(jwt.encode(claims(), "some_key" * 8, algorithm="HS256")) is None


def test_a_token_without_a_signature_is_nobody(installation):
    assert username_of(jwt.encode(claims(), None, algorithm="none")) is None


@pytest.mark.parametrize("changed", [{"exp_date": "soon"}, {"exp_date": None}, {"exp_date": 1}])
def test_a_token_without_a_sensible_end_is_nobody(installation, changed):
    token = jwt.encode(claims(**changed), secret("cookie_key"), algorithm="HS256")
    assert username_of(token) is None


def test_a_token_without_a_name_is_nobody(installation):
    token = jwt.encode({"exp_date": claims()["exp_date"]}, secret("cookie_key"), algorithm="HS256")
    assert username_of(token) is None

"""Signed picture addresses: one spelling, one signature, one week or two."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import signing
from core.signing import (
    WEEK_SECONDS,
    PictureAddress,
    decode_asin,
    encode_asin,
    expiry_of,
    is_asin,
    is_signed,
    picture_path,
    signature_of,
)

ASINS = st.from_regex(r"[A-Z0-9]{10}", fullmatch=True)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _own_key():
    """A signing key that is in no file."""
    patch = pytest.MonkeyPatch()
    patch.setattr(signing, "_signing_key", lambda: b"k" * 32)
    yield
    patch.undo()


@given(ASINS)
def test_every_asin_comes_back(asin: str) -> None:
    assert decode_asin(encode_asin(asin)) == asin


@given(st.text())
def test_whatever_is_decoded_has_that_one_spelling(text: str) -> None:
    asin = decode_asin(text)
    assert asin is None or (is_asin(asin) and encode_asin(asin) == text)


@given(ASINS, st.integers(0, 15), st.characters(max_codepoint=0x7F))
def test_no_other_spelling_means_the_same_asin(asin: str, at: int, other: str) -> None:
    text = encode_asin(asin)
    for changed in (text[:at] + other + text[at:], text[:at] + other + text[at + 1 :]):
        assert changed == text or decode_asin(changed) != asin


@pytest.mark.parametrize(
    "plain",
    [
        b"../../etc/", b"b08n5wrwnw", b"B08N5WRWN", b"B08N5WRWNWX", b"B08N5WRWN\n", b"\x00" * 10,
        "٠١٢٣٤٥٦٧٨٩".encode(), "Ａ０００００００００".encode(), b"",
    ],
)  # fmt: skip
def test_what_is_no_asin_is_refused(plain: bytes) -> None:
    assert decode_asin(base64.urlsafe_b64encode(plain).decode()) is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_an_address_lasts_a_week_at_least_and_two_at_most(now: datetime) -> None:
    left = expiry_of(now) - now.timestamp()
    assert left + 1 > WEEK_SECONDS
    assert left <= 2 * WEEK_SECONDS


def test_a_picture_keeps_its_address_all_week() -> None:
    monday = datetime.fromtimestamp(expiry_of(NOW) - 2 * WEEK_SECONDS, UTC)
    week = {picture_path(1, "B08N5WRWNW", "v", monday + timedelta(hours=h)) for h in range(24 * 7)}
    assert len(week) == 1
    assert picture_path(1, "B08N5WRWNW", "v", monday + timedelta(days=7)) not in week


@given(ASINS, st.integers(1, 2**53), st.text(min_size=1, max_size=40))
def test_an_address_says_what_was_signed(asin: str, account_id: int, version: str) -> None:
    path = picture_path(account_id, asin, version, NOW)
    parts = urlsplit(path)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    address = PictureAddress(int(fields["a"]), asin, fields["v"], int(fields["e"]))
    assert parts.path == f"/images/{encode_asin(asin)}"
    assert is_signed(address, fields["s"])
    assert re.fullmatch(r"[!-~]+", path)


def test_each_part_is_held_by_the_signature() -> None:
    good = PictureAddress(1, "B08N5WRWNW", "v1", expiry_of(NOW))
    signature = signature_of(good)
    others = [
        replace(good, account_id=2),
        replace(good, asin="B08N5WRWNX"),
        replace(good, version="v2"),
        replace(good, expires_at=good.expires_at + 1),
        # Parts that would run into each other without a mark between them.
        replace(good, version=f"v1\n{good.expires_at}"),
        replace(good, account_id=11, asin="08N5WRWNW0"),
    ]
    assert not any(is_signed(one, signature) for one in others)


@pytest.mark.parametrize("signature", ["", "0", "é", "0" * 32, "0" * 64])
def test_another_signature_is_refused(signature: str) -> None:
    assert not is_signed(PictureAddress(1, "B08N5WRWNW", "v1", 0), signature)


def test_another_installations_signature_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    address = PictureAddress(1, "B08N5WRWNW", "v1", expiry_of(NOW))
    signature = signature_of(address)
    monkeypatch.setattr(signing, "_signing_key", lambda: b"o" * 32)
    assert not is_signed(address, signature)


def test_an_address_does_not_name_where_the_picture_is_from(tmp_path: Path) -> None:
    assert "amazon" not in picture_path(1, "B08N5WRWNW", "v1", NOW).lower()

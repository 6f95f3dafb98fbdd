"""What a picture's address says, and whether it may be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from core.signing import PictureAddress, decode_asin, is_signed

# One spelling per number: no sign, no leading zero, ASCII digits, within a bigint.
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_MOST_FIELDS = 10


@dataclass(frozen=True)
class Refusal:
    """Why an address is not answered with a picture."""

    status: int
    sentence: str


NOT_AN_ASIN = Refusal(400, "This is not the Base64 form of an ASIN.")
NOT_SIGNED = Refusal(403, "This picture address is not signed by this installation.")
EXPIRED = Refusal(403, "This picture address has expired. Load the page again.")


def read_ticket(code: str, query: bytes, now: datetime) -> PictureAddress | Refusal:
    """Read the last part of the path and the query of a picture's address.

    The spelling is checked before the signature, the signature before the expiry.
    """
    asin = decode_asin(code)
    if asin is None:
        return NOT_AN_ASIN
    try:
        fields = parse_qs(query.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return NOT_SIGNED
    account, version, expiry, signature = (_single(fields, name) for name in "aves")
    if not (_NUMBER.fullmatch(account) and _NUMBER.fullmatch(expiry)):
        return NOT_SIGNED
    address = PictureAddress(int(account), asin, version, int(expiry))
    if not is_signed(address, signature):
        return NOT_SIGNED
    if address.expires_at <= now.timestamp():
        return EXPIRED
    return address


def _single(fields: dict[str, list[str]], name: str) -> str:
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else ""

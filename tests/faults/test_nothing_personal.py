"""Personal data: canaries in every body of Amazon's, and none of them found anywhere.

A canary stands in every field that Amazon lists as personal, and beside the known fields of every
object, row and element in a field that nobody knows. Titles, numbers and words that a seller's
figures need are what they are.
"""

from __future__ import annotations

import gzip
import json
import re
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from sqlalchemy import text

from core.crypto import open_sealed
from core.database import Role, engine_for
from simulator.app import ADS_OPERATIONS, OPERATIONS
from simulator.reports.kinds import File
from sync.personal import is_personal
from sync.registry import SOURCES
from tests.faults.shop import Shop
from tests.integration.sync.conftest import read

# Amazon's list (access-orders-pii) and the columns of its reports, as they are written there.
NAMES = ("buyerName", "buyerEmail", "giftMessage", "customizedUrl", "addressLine1", "postalCode",
         "phone", "recipientName", "cpf", "companyName")  # fmt: skip
COLUMNS = ("buyer-name", "buyer-email", "buyer-phone-number", "recipient-name", "ship-address-1",
           "ship-city", "ship-postal-code", "customer-comments", "cpf")  # fmt: skip
UNKNOWN = "somethingNobodyKnows"


class Canaries:
    """Plants texts that are found again, each of them another."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.planted = 0

    def new(self, kind: str) -> str:
        self.planted += 1
        return f"CANARY-{kind}-{next(self._numbers)} Zoë O'Neill"

    def json(self, value: Any) -> Any:
        """Return JSON with canaries in it; what is no JSON is returned as it is."""
        if isinstance(value, list):
            return [self.json(part) for part in value]
        if not isinstance(value, dict):
            return value
        found = {
            key: self.new("named") if _is_about_a_person(key, part) else self.json(part)
            for key, part in value.items()
        }
        named = {name: self.new("named") for name in NAMES if name not in found}
        return {**found, **named, UNKNOWN: self.new("unknown")}

    def document(self, file: File) -> File:
        """Return a report with canaries in each of its rows."""
        body = gzip.decompress(file.content)
        if body.lstrip()[:1] == b"<":
            changed = self._xml(body)
        elif body.lstrip()[:1] in (b"{", b"["):
            changed = json.dumps(self.json(json.loads(body))).encode()
        else:
            found = re.search(r"charset=([\w-]+)", file.content_type)
            charset = found[1] if found else "utf-8"
            changed = self._table(body.decode(charset)).encode(charset)
        return File(gzip.compress(changed), file.content_type)

    def _xml(self, body: bytes) -> bytes:
        root = fromstring(body)
        for element in list(root.iter()):
            if is_personal(element.tag) and element.text:
                element.text = self.new("named")
            if len(element):
                for name in ("BuyerName", "GiftMessageText", "AddressLine1"):
                    SubElement(element, name).text = self.new("named")
                SubElement(element, UNKNOWN).text = self.new("unknown")
        self._spoil(root)
        return tostring(root, encoding="UTF-8", xml_declaration=True)

    @staticmethod
    def _spoil(root: Element) -> None:
        """Let some orders make no sense, so that they are set aside."""
        for order in list(root.iter("Order"))[:5]:
            updated = order.find("LastUpdatedDate")
            assert updated is not None
            updated.text = "soon"

    def _table(self, body: str) -> str:
        head, *rows = body.splitlines()
        names = head.split("\t")
        more = [name for name in COLUMNS if name not in names]
        lines = ["\t".join([*names, *more, UNKNOWN])]
        for row in rows:
            cells = [self.new("named") if is_personal(name) else cell
                     for name, cell in zip(names, row.split("\t"), strict=True)]  # fmt: skip
            cells += [self.new("named") for _ in more]
            lines.append("\t".join([*cells, self.new("unknown")]))
        return "\n".join(lines) + "\n"


def _is_about_a_person(key: str, part: Any) -> bool:
    # A campaign's state says whether it runs.
    return is_personal(key) and isinstance(part, str) and key != "state"


def spoiled(canaries: Canaries) -> Any:
    """Change a search's answer: canaries, and a few orders that make no sense."""

    def change(answer: Any) -> Any:
        answer = canaries.json(answer)
        for order in answer["orders"][:3]:
            order["lastUpdatedTime"] = "soon"
        return answer

    return change


def everything_stored() -> str:
    """Return every row of every table and view, as the owner sees them."""
    with engine_for(Role.OWNER).begin() as connection:
        connection.execute(text("SELECT set_config('app.account_id', '1', true)"))
        tables = connection.execute(
            text(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                " WHERE table_schema IN ('seller', 'sync', 'app', 'report')"
            )
        ).scalars()
        return "\n".join(
            row
            for table in tables.all()
            for row in connection.execute(text(f"SELECT t::text FROM {table} t")).scalars()
        )


def test_no_canary_is_found_in_the_database_the_exports_or_the_log(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    canaries = Canaries()
    for operation in (*OPERATIONS, *ADS_OPERATIONS):
        shop.edit(operation.name, canaries.json)
    shop.edit("searchOrders", spoiled(canaries))
    shop.edit("document", canaries.document)
    shop.clock.advance(3600)
    results = shop.run(*SOURCES)
    assert {one.stream for one in results} >= {"orders", "finances", "ads_campaigns"}
    assert not [one for one in results if one.crash], [one.crash for one in results if one.crash]
    assert canaries.planted > 5000
    [(orders, aside)] = read(
        "SELECT (SELECT count(*) FROM seller.orders), (SELECT count(*) FROM sync.quarantine)"
    )
    assert orders > 50
    assert aside > 3
    # The report on the age of stock changes its columns often and is about no person: what is
    # new in it is kept. Everywhere else an unknown field is left out.
    stored = re.sub(r'""somethingNobodyKnows"": ""CANARY-unknown[^"]*""', "", everything_stored())
    assert len(stored) > 100_000
    at = stored.upper().find("CANARY")
    assert at < 0, stored[max(0, at - 200) : at + 200]
    captured = capsys.readouterr()
    assert "stream ended" in captured.out + captured.err
    assert "CANARY" not in captured.out + captured.err
    for one in results:
        assert "CANARY" not in one.sentence
    # What is set aside is sealed, and even there nothing stands that is known to be personal.
    for (sealed,) in read("SELECT sealed FROM sync.quarantine"):
        assert b"CANARY" not in bytes(sealed)
        assert "CANARY-named" not in open_sealed(bytes(sealed), 1)

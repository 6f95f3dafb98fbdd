"""Texts that are found again: planted into what Amazon answers, and looked for everywhere.

A canary stands in every text field that nothing is read from, and in fields added beside the true
ones: those that Amazon lists as personal, those that its models know, some that nobody knows, in
several languages.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.etree.ElementTree import SubElement, fromstring, tostring

from core.settings import ROOT
from simulator.reports.kinds import File
from sync.imports import headers
from sync.known_fields import ORDER, STOCK, TRAFFIC, TRANSACTION, XML_ORDER
from sync.sources import (
    fee_estimates,
    inventory_planning,
    listings,
    storage_fees,
    stranded_inventory,
)

MARK = "CANARY"
# Amazon's list (access-orders-pii) and the columns of its reports, as they are written there.
PERSONAL = ("buyerName", "buyerEmail", "giftMessage", "customizedUrl", "addressLine1",
            "postalCode", "phone", "recipientName", "cpf", "companyName", "city",
            "stateOrRegion", "deliveryInstructions", "purchaseOrderNumber")  # fmt: skip
COLUMNS = ("buyer-name", "buyer-email", "buyer-phone-number", "recipient-name", "ship-address-1",
           "ship-city", "ship-postal-code", "customer-comments", "cpf", "Kundenkommentare",
           "Name des Käufers", "comentarios-del-cliente", "commentaires-client",
           "購入者コメント", "something-nobody-knows")  # fmt: skip
UNKNOWN = ("somethingNobodyKnows", "Käufername", "購入者名", "x_note")
# Where every text that nothing is read from is replaced.
_READ = {
    "searchOrders": ORDER | {"nextToken", "paginationToken", "lastUpdatedBefore", "createdBefore"},
    "getOrder": ORDER,
    "listTransactions": TRANSACTION | {"nextToken"},
    "getInventorySummaries": STOCK | {"nextToken"},
}
# The heads of the traffic report: what it says of itself is compared with what was asked for.
_TRAFFIC = TRAFFIC | {"reportSpecification", "reportType", "dataStartTime", "dataEndTime",
                      "marketplaceIds", "dateGranularity", "asinGranularity",
                      "salesAndTrafficByDate", "salesAndTrafficByAsin"}  # fmt: skip
# What is read, where it stands, in the other answers: catalog, marketplaces, lists of campaigns.
# None of it is about a buyer.
_READ_ELSEWHERE = frozenset({
    "itemName", "brand", "displayName", "color", "size", "variant", "link", "type",
    "name", "countryCode", "defaultCurrencyCode", "domainName", "state", "status", "matchType",
    "keywordText", "value", "currencyCode", "timezone", "budgetType", "strategy", "tactic",
    "startDate", "endDate", "bidOptimizationStrategy", "targetingType", "expressionType",
})  # fmt: skip
_MODELS = ROOT.parent / "shared" / "amazon" / "models"
_NOISE = re.compile(r"[\W_]")
# What buyers write: quotation marks, a formula, other letters, signs of XML, a second line, a tab.
ONE_LINE = ("Erika Muster", "Zoë O'Neill", '"Max" Muster', "購入 太郎", "=HYPERLINK(1)", "<b>&amp;")
BROKEN = ("Erika Muster\n{mark} Hauptstr. 1", "Erika\tMuster {mark}", "Muster\r\n{mark}\t1\t2")


@cache
def names_of_amazon_s_models() -> tuple[str, ...]:
    """Return the names of all text fields in Amazon's models; those above without the models."""
    found = set(PERSONAL)
    for path in sorted(_MODELS.glob("*.json")):
        found |= set(_texts(json.loads(path.read_text())))
    return tuple(sorted(found))


def _texts(model: Any) -> Iterator[str]:
    """Yield the names of the properties that are plain text, at any depth of a model."""
    if isinstance(model, list):
        for part in model:
            yield from _texts(part)
    if isinstance(model, dict):
        for name, part in (model.get("properties") or {}).items():
            if isinstance(part, dict) and part.get("type") == "string":
                yield name
        for part in model.values():
            yield from _texts(part)


@cache
def _columns_read() -> frozenset[str]:
    """Return the words that any of our readers takes for a column of its own."""
    return frozenset(map(_plain, _groups()))


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Return each word for a column with all the words for it, in every language."""
    modules = (fee_estimates, inventory_planning, listings, storage_fees, stranded_inventory)
    known = [value for value in vars(headers).values() if isinstance(value, dict)]
    return {
        word: group
        for words in (*known, *(module.WORDS for module in modules))
        for group in words.values()
        if isinstance(group, tuple)
        for word in group
    }


def _plain(word: str) -> str:
    return _NOISE.sub("", word).lower()


@dataclass
class Canaries:
    """Plants texts into answers. `texts` are their endings, `added` the names of added fields."""

    texts: Sequence[str] = ONE_LINE
    added: Sequence[str] = (*PERSONAL, *UNKNOWN)
    columns: Sequence[str] = COLUMNS
    # Whether the columns of flat files are called as in another language.
    is_translated: bool = False
    planted: int = field(default=0, init=False)

    def new(self) -> str:
        """Return a canary that was not there before."""
        self.planted += 1
        text = self.texts[self.planted % len(self.texts)]
        return f"{MARK}{self.planted} {text}".replace("{mark}", MARK)

    def answer(self, operation: str) -> Any:
        """Return the change of an operation's answers (see FaultDesk.edit)."""
        read = _READ.get(operation)
        return lambda value: self.json(value, read)

    def json(self, value: Any, read: frozenset[str] | None = None) -> Any:
        """Return JSON with canaries in it. `read` None: nothing is replaced, fields are added."""
        if isinstance(value, list):
            return [self.json(part, read) for part in value]
        if not isinstance(value, dict):
            return value
        found = {key: self._part(key, part, read) for key, part in value.items()}
        known = _READ_ELSEWHERE if read is None else read
        return {**{name: self.new() for name in self.added if name not in known}, **found}

    def _part(self, key: str, part: Any, read: frozenset[str] | None) -> Any:
        if isinstance(part, str) and read is not None and key not in read:
            return self.new()
        return self.json(part, read)

    def document(self, file: File) -> File:
        """Return a report with canaries in each of its rows."""
        body = gzip.decompress(file.content)
        if body.lstrip()[:1] == b"<":
            changed = self._xml(body)
        elif body.lstrip()[:1] in (b"{", b"["):
            value = json.loads(body)
            # Reports of advertising are lists, and every column in them was asked for.
            read = _TRAFFIC if isinstance(value, dict) else None
            changed = json.dumps(self.json(value, read)).encode()
        else:
            found = re.search(r"charset=([\w-]+)", file.content_type)
            charset = found[1] if found else "utf-8"
            changed = self._table(body.decode(charset)).encode(charset, "replace")
        return File(gzip.compress(changed), file.content_type)

    def _xml(self, body: bytes) -> bytes:
        root = fromstring(body)
        for order in list(root.iter("Order")):
            for element in list(order.iter()):
                if not len(element) and element.tag not in XML_ORDER and element.text:
                    element.text = self.new()
                if len(element):
                    element.set("note", self.new())
                    for name in self.added:
                        SubElement(element, re.sub(r"\W", "", name)).text = self.new()
        return tostring(root, encoding="UTF-8", xml_declaration=True)

    def _table(self, body: str) -> str:
        """Put a canary into each column that nothing is read from, and into added ones."""
        head, *rows = body.splitlines()
        names = head.split("\t")
        more = [name for name in self.columns if name not in names]
        read = [_plain(name) in _columns_read() for name in names]
        called = [
            _groups().get(name, (name,))[-1] if self.is_translated else name for name in names
        ]
        lines = ["\t".join([*called, *more])]
        for row in rows:
            cells = [cell if is_read else self.new()
                     for is_read, cell in zip(read, row.split("\t"), strict=True)]  # fmt: skip
            lines.append("\t".join([*cells, *(self.new() for _ in more)]))
        return "\n".join(lines) + "\n"

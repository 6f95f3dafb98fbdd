"""Personal data in Amazon's answers: left out before anything unread is kept.

Of JSON, XML and flat files only the fields that a parser reads are kept (sync/known_fields.py, and
the words of each report's columns). The names below are those of Amazon's own list
(access-orders-pii) and of the order reports: columns that are called so are left out also where
unknown ones are kept. What is understood never gets here: parsers read the fields they name and
nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from typing import Any
from xml.etree.ElementTree import Element, tostring

from core.errors import SellerMonitorError

BLANK = "(removed)"
# Whole parts of an order that are about a person.
_PARTS = {"buyer", "recipient", "deliveryaddress", "shippingaddress", "address", "giftoption",
          "customization", "fulfillmentdata.address"}  # fmt: skip
_FIELDS = {
    "buyername", "buyeremail", "buyerphonenumber", "recipientname", "giftmessage",
    "giftmessagetext", "customizedurl", "addressline1", "addressline2", "addressline3", "city",
    "state", "stateorregion", "county", "district", "postalcode", "phone", "phonenumber", "cpf",
    "shipcity", "shipstate", "shippostalcode", "shipaddress1", "shipaddress2", "shipaddress3",
    "shipphonenumber", "customercomments", "purchaseordernumber", "companyname", "extendedfields",
    "destinationpostalcode",
}  # fmt: skip
_NOISE = re.compile(r"[^a-z0-9]")
# What Python's repr puts between quotation marks.
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def is_personal(name: str) -> bool:
    """Whether a field of this name is about a person."""
    plain = _NOISE.sub("", name.lower())
    return plain in _FIELDS or plain in _PARTS


def kept_json(value: Any, names: Container[str]) -> str:
    """Return the JSON text of an object with the fields of these names only, however deep.

    What is no object has no names: nothing of it is kept.
    """
    # Exact numbers become text, as the parsers take both.
    return json.dumps(_named(value, names) if isinstance(value, dict) else BLANK, default=str)


def _named(value: Any, names: Container[str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(part, names) for key, part in value.items() if key in names}
    if isinstance(value, list):
        return [_named(part, names) for part in value]
    return value


def kept_xml(element: Element, tags: Container[str]) -> str:
    """Return an element as text with the elements of these tags only, however deep."""
    kept = Element(element.tag)
    _copy(element, kept, tags)
    return tostring(kept, encoding="unicode")


def _copy(element: Element, kept: Element, tags: Container[str]) -> None:
    if "currency" in element.attrib:
        kept.set("currency", element.attrib["currency"])
    if not len(element):
        # Text between elements belongs to none of them.
        kept.text = element.text
    for child in element:
        if child.tag in tags:
            one = Element(child.tag)
            kept.append(one)
            _copy(child, one, tags)


def cause_of(error: Exception) -> str:
    """Say why something could not be read, without the text that was read.

    Messages quote that text ("invalid literal for int() with base 10: 'Muster'"), and a reason
    stands in the log and in a table.
    """
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]}"
    words = _QUOTED.sub("…", str(error)).rstrip(".")
    is_ours = isinstance(error, SellerMonitorError)
    return words if is_ours else f"{type(error).__name__}: {words}"

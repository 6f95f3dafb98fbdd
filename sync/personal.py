"""Personal data in Amazon's answers: blanked before anything unread is kept.

The names are those of Amazon's own list (access-orders-pii) and of the order reports. What
is understood never gets here: parsers read the fields they name and nothing else.
"""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, tostring

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


def is_personal(name: str) -> bool:
    """Whether a field of this name is about a person."""
    plain = _NOISE.sub("", name.lower())
    return plain in _FIELDS or plain in _PARTS


def without_person(value: Any) -> Any:
    """Return JSON data with everything about a person blanked."""
    if isinstance(value, dict):
        return {
            key: BLANK if is_personal(key) else without_person(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [without_person(part) for part in value]
    return value


def json_without_person(value: Any) -> str:
    """Return JSON text with everything about a person blanked."""
    return json.dumps(without_person(value))


def xml_without_person(element: Element) -> str:
    """Return an element as text, with everything about a person taken out."""
    for parent in element.iter():
        for child in list(parent):
            if is_personal(child.tag):
                parent.remove(child)
    return tostring(element, encoding="unicode")

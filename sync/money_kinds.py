"""What a charge is: Amazon's words for it, put into few kinds of ours.

Amazon adds words without notice, so an unknown one is `other`, never an error: its amount
still counts. The words are those of listTransactions' breakdowns and of settlement files.
"""

from __future__ import annotations

from collections.abc import Iterable

OTHER = "other"
# Kept back from one settlement and given with the next: no income and no cost.
RESERVE = "reserve"

# By the last word that is known, from the leaf up; written small and without spaces.
_KINDS = {
    "ourpriceprincipal": "sales",
    "productcharges": "sales",
    "principal": "sales",
    "shippingprincipal": "shipping",
    "shipping": "shipping",
    "giftwrapprincipal": "gift_wrap",
    "giftwrap": "gift_wrap",
    "tax": "tax",
    "ourpricetax": "tax",
    "shippingtax": "tax",
    "giftwraptax": "tax",
    "taxwithheld": "tax_withheld",
    "marketplacefacilitatortax": "tax_withheld",
    "promorebates": "promotion",
    "commission": "referral_fee",
    "refundcommission": "refund_fee",
    "variableclosingfee": "closing_fee",
    "fbaperunitfulfillmentfee": "fulfilment_fee",
    "fbaweightbasedfee": "fulfilment_fee",
    "amazonfees": "other_fee",
    "servicefees": "other_fee",
    "subscription": "subscription",
    "subscriptionfee": "subscription",
    "fbastoragefee": "storage_fee",
    "storagefee": "storage_fee",
    "fbainventoryreimbursement": "reimbursement",
    "costofadvertising": "advertising",
    "productadspayment": "advertising",
}

# Deeper parts of one charge (its base, its tax, its discount) belong to the charge above.
_FEES = frozenset({"amazonfees", "servicefees"})


def kind_of(words: Iterable[str]) -> str:
    """Return the kind of a charge from Amazon's words, root first; `other` when none is known.

    Below Amazon's fees a `Tax` is the tax of the fee, so it is part of the fee.
    """
    path = ["".join(word.split()).lower() for word in words]
    is_fee = any(word in _FEES for word in path)
    for word in reversed(path):
        if word in _KINDS and not (is_fee and _KINDS[word] == "tax"):
            return _KINDS[word]
    return OTHER


# Settlements say first what kind of amount it is, then what it is for: in a `Promotion` the
# word `Principal` is no sale.
_AMOUNT_TYPES = {
    "promotion": "promotion",
    "itemwithheldtax": "tax_withheld",
    "costofadvertising": "advertising",
    "fbainventoryreimbursement": "reimbursement",
}
_SETTLED = {
    "previousreserveamountbalance": RESERVE,
    "currentreserveamount": RESERVE,
    "safetreimbursement": "reimbursement",
    "fbalongtermstoragefee": "storage_fee",
    "fbalongtermstorage": "storage_fee",
}


def kind_of_settled(amount_type: str, description: str) -> str:
    """Return the kind of a settlement's line; `other` when Amazon's words are new.

    A fee of an item that is not known is `other_fee`, as its type says that much.
    """
    first, last = ("".join(word.split()).lower() for word in (amount_type, description))
    if first in _AMOUNT_TYPES:
        return _AMOUNT_TYPES[first]
    if last in _SETTLED:
        return _SETTLED[last]
    return kind_of(("AmazonFees", description) if first == "itemfees" else (description,))

"""Amazon's marketplaces: the fixed facts about each, in one table.

Time zones: a Seller Central day is a day of the marketplace (US and CA count in
Pacific time). Source: Amazon's marketplace list and the time-zone table of
reference data sellers publish; prices include tax wherever VAT or GST is quoted
to consumers.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

# Countries whose names take an article in a sentence.
_WITH_ARTICLE = frozenset({"US", "GB", "NL", "AE"})


@dataclass(frozen=True)
class Marketplace:
    """One Amazon shop front."""

    marketplace_id: str
    country_code: str
    name: str
    sales_channel: str
    region: str
    currency: str
    time_zone: str
    language_tag: str
    prices_include_tax: bool

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this marketplace counts its days."""
        return ZoneInfo(self.time_zone)

    @property
    def in_words(self) -> str:
        """The name inside a sentence: `the United States`, `Germany`."""
        return f"the {self.name}" if self.country_code in _WITH_ARTICLE else self.name


_ROWS = (
    # id, country, name, sales channel, region, currency, zone, language, tax inside
    (
        "ATVPDKIKX0DER",
        "US",
        "United States",
        "Amazon.com",
        "NA",
        "USD",
        "America/Los_Angeles",
        "en_US",
        False,
    ),
    (
        "A2EUQ1WTGCTBG2",
        "CA",
        "Canada",
        "Amazon.ca",
        "NA",
        "CAD",
        "America/Los_Angeles",
        "en_CA",
        False,
    ),
    (
        "A1AM78C64UM0Y8",
        "MX",
        "Mexico",
        "Amazon.com.mx",
        "NA",
        "MXN",
        "America/Mexico_City",
        "es_MX",
        True,
    ),
    (
        "A2Q3Y263D00KWC",
        "BR",
        "Brazil",
        "Amazon.com.br",
        "NA",
        "BRL",
        "America/Sao_Paulo",
        "pt_BR",
        True,
    ),
    (
        "A1F83G8C2ARO7P",
        "GB",
        "United Kingdom",
        "Amazon.co.uk",
        "EU",
        "GBP",
        "Europe/London",
        "en_GB",
        True,
    ),
    ("A1PA6795UKMFR9", "DE", "Germany", "Amazon.de", "EU", "EUR", "Europe/Berlin", "de_DE", True),
    ("A13V1IB3VIYZZH", "FR", "France", "Amazon.fr", "EU", "EUR", "Europe/Paris", "fr_FR", True),
    ("APJ6JRA9NG5V4", "IT", "Italy", "Amazon.it", "EU", "EUR", "Europe/Rome", "it_IT", True),
    ("A1RKKUPIHCS9HS", "ES", "Spain", "Amazon.es", "EU", "EUR", "Europe/Madrid", "es_ES", True),
    (
        "A1805IZSGTT6HS",
        "NL",
        "Netherlands",
        "Amazon.nl",
        "EU",
        "EUR",
        "Europe/Amsterdam",
        "nl_NL",
        True,
    ),
    ("A2NODRKZP88ZB9", "SE", "Sweden", "Amazon.se", "EU", "SEK", "Europe/Stockholm", "sv_SE", True),
    ("A1C3SOZRARQ6R3", "PL", "Poland", "Amazon.pl", "EU", "PLN", "Europe/Warsaw", "pl_PL", True),
    (
        "AMEN7PMS3EDWL",
        "BE",
        "Belgium",
        "Amazon.com.be",
        "EU",
        "EUR",
        "Europe/Brussels",
        "fr_BE",
        True,
    ),
    ("A28R8C7NBKEWEA", "IE", "Ireland", "Amazon.ie", "EU", "EUR", "Europe/Dublin", "en_IE", True),
    (
        "A33AVAJ2PDY3EV",
        "TR",
        "Turkey",
        "Amazon.com.tr",
        "EU",
        "TRY",
        "Europe/Istanbul",
        "tr_TR",
        True,
    ),
    (
        "A2VIGQ35RCS4UG",
        "AE",
        "United Arab Emirates",
        "Amazon.ae",
        "EU",
        "AED",
        "Asia/Dubai",
        "en_AE",
        True,
    ),
    (
        "A17E79C6D8DWNP",
        "SA",
        "Saudi Arabia",
        "Amazon.sa",
        "EU",
        "SAR",
        "Asia/Riyadh",
        "ar_SA",
        True,
    ),
    ("ARBP9OOSHTCHU", "EG", "Egypt", "Amazon.eg", "EU", "EGP", "Africa/Cairo", "ar_EG", True),
    (
        "AE08WJ6YKNBMC",
        "ZA",
        "South Africa",
        "Amazon.co.za",
        "EU",
        "ZAR",
        "Africa/Johannesburg",
        "en_ZA",
        True,
    ),
    ("A21TJRUUN4KGV", "IN", "India", "Amazon.in", "EU", "INR", "Asia/Kolkata", "en_IN", True),
    (
        "A19VAU5U5O7RUS",
        "SG",
        "Singapore",
        "Amazon.sg",
        "FE",
        "SGD",
        "Asia/Singapore",
        "en_SG",
        True,
    ),
    (
        "A39IBJ37TRP1C6",
        "AU",
        "Australia",
        "Amazon.com.au",
        "FE",
        "AUD",
        "Australia/Sydney",
        "en_AU",
        True,
    ),
    ("A1VC38T7YXB528", "JP", "Japan", "Amazon.co.jp", "FE", "JPY", "Asia/Tokyo", "ja_JP", True),
)

MARKETPLACES: dict[str, Marketplace] = {row[0]: Marketplace(*row) for row in _ROWS}

_BY_SALES_CHANNEL = {place.sales_channel.lower(): place for place in MARKETPLACES.values()}


def marketplace_of_sales_channel(sales_channel: str) -> Marketplace | None:
    """Find a marketplace by the name reports use, such as `Amazon.de`; None when unknown."""
    return _BY_SALES_CHANNEL.get(sales_channel.strip().lower())

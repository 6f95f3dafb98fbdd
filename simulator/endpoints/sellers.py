"""Sellers v1: the marketplaces this seller sells in."""

from __future__ import annotations

from simulator.call import Answer, Call, Operation


async def get_marketplace_participations(call: Call) -> Answer:
    """Answer getMarketplaceParticipations for the token's region."""
    return {
        "payload": [
            {
                "marketplace": {
                    "id": place.marketplace_id,
                    "countryCode": place.country_code,
                    "name": place.sales_channel,
                    "defaultCurrencyCode": place.currency,
                    "defaultLanguageCode": place.language_tag,
                    "domainName": "www." + place.sales_channel.lower(),
                },
                "storeName": "Demo shop",
                "participation": {"isParticipating": True, "hasSuspendedListings": False},
            }
            for place in call.world.marketplaces_of(call.connection.region)
        ]
    }


OPERATIONS = (
    Operation(
        "getMarketplaceParticipations",
        "GET",
        "/sellers/v1/marketplaceParticipations",
        get_marketplace_participations,
    ),
)

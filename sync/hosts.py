"""Where Amazon answers: every host is a setting; in the demo the simulator stands in."""

from __future__ import annotations

from core import demo
from core.settings import Settings

# Source: Amazon's list of SP-API endpoints and the LWA token address.
_SP_API = {
    "NA": "https://sellingpartnerapi-na.amazon.com",
    "EU": "https://sellingpartnerapi-eu.amazon.com",
    "FE": "https://sellingpartnerapi-fe.amazon.com",
}
# Source: Amazon's list of Ads API endpoints.
_ADS = {
    "NA": "https://advertising-api.amazon.com",
    "EU": "https://advertising-api-eu.amazon.com",
    "FE": "https://advertising-api-fe.amazon.com",
}
# Source: the bank's page "Euro foreign exchange reference rates".
_ECB = "https://www.ecb.europa.eu/stats/eurofxref"
_LWA = "https://api.amazon.com/auth/o2/token"


def sp_api_host(region: str, settings: Settings) -> str:
    """Return the address of a region's Selling Partner API, without a slash at its end."""
    own: str = getattr(settings, f"sp_api_host_{region.lower()}")
    if own:
        return own.rstrip("/")
    if settings.is_demo:
        return f"{settings.simulator_url}/{region.lower()}"
    return _SP_API[region]


def ads_host(region: str, settings: Settings) -> str:
    """Return the address of a region's Ads API, without a slash at its end."""
    own: str = getattr(settings, f"ads_host_{region.lower()}")
    if own:
        return own.rstrip("/")
    if settings.is_demo:
        return f"{settings.simulator_url}/ads/{region.lower()}"
    return _ADS[region]


def lwa_address(settings: Settings) -> str:
    """Return the address that hands out access tokens."""
    if settings.lwa_url:
        return settings.lwa_url
    return f"{settings.simulator_url}/auth/o2/token" if settings.is_demo else _LWA


def exchange_host(settings: Settings) -> str:
    """Return where the European Central Bank's files of reference rates lie."""
    if settings.ecb_url:
        return settings.ecb_url.rstrip("/")
    return f"{settings.simulator_url}/ecb" if settings.is_demo else _ECB


def application_key(settings: Settings) -> tuple[str, str]:
    """Return the application's client id and client secret."""
    if settings.is_demo:
        return demo.CLIENT_ID, demo.CLIENT_SECRET
    return settings.sp_api_client_id, settings.sp_api_client_secret.get_secret_value()


def ads_application_key(settings: Settings) -> tuple[str, str]:
    """Return the client id and secret for advertising; the application's own unless another is set.

    The demo has one application for both.
    """
    if settings.is_demo or not settings.ads_client_id:
        return application_key(settings)
    return settings.ads_client_id, settings.ads_client_secret.get_secret_value()

"""The demo shop's names and keys. They open nothing but the simulator on this machine."""

from __future__ import annotations

from dataclasses import dataclass

CLIENT_ID = "amzn1.application-oa2-client.demo"
CLIENT_SECRET = "demo-secret"  # noqa: S105 - it opens only the simulator


@dataclass(frozen=True)
class DemoConnection:
    """One region of the demo shop: whose it is and the keys that open it."""

    region: str
    selling_partner_id: str
    refresh_token: str
    ads_refresh_token: str


CONNECTIONS = (
    DemoConnection("NA", "A1DEMOSELLERNA", "Atzr|demo-na", "Atzr|demo-ads-na"),
    DemoConnection("EU", "A1DEMOSELLEREU", "Atzr|demo-eu", "Atzr|demo-ads-eu"),
)

SHOP_NAME = "Demo shop"
USERNAME = "demo"
PASSWORD = "Open-the-demo-shop-2026"  # noqa: S105 - shown on the login page, demo mode only

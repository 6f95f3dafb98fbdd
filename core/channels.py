"""The channels on which processes tell each other something (PostgreSQL's NOTIFY)."""

from __future__ import annotations

# Each commit of the sync that has changed rows: {"account_id": …, "versions": {source: n}}.
DATA_CHANGED = "seller_monitor"
# A person has asked the sync for something; the payload is the account.
REQUESTS = "seller_monitor_requests"

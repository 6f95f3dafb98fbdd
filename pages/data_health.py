"""Data health: what was read from Amazon and when, what is wrong, and files brought by hand."""

from __future__ import annotations

from ui.health.context import HealthContext
from ui.health.overview import show_overview
from ui.health.quotas import show_quotas
from ui.health.stream import show_stream
from ui.health.uploads import show_upload_result, show_uploads
from ui.session import guard

viewer = guard("data_health")
context = HealthContext(viewer.account_id)

show_overview(context)
if context.load()[0]:
    show_stream(context)
show_uploads(context)
show_upload_result(context)
show_quotas(context)

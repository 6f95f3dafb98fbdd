"""Data health: what was read from Amazon and when, what is wrong, and files brought by hand."""

from __future__ import annotations

from ui.health.context import HealthContext
from ui.health.overview import show_overview
from ui.health.quotas import show_quotas
from ui.health.stream import show_stream
from ui.health.uploads import FILES, show_files
from ui.session import guard
from ui.sheets import Sheet, show_sheets

viewer = guard("data_health")
context = HealthContext(viewer.account_id)

show_overview(context)
files = Sheet(FILES, show_files)
if context.load()[0]:
    show_sheets(
        context, [Sheet("One stream", show_stream), files, Sheet("Calls to Amazon", show_quotas)]
    )
else:
    show_sheets(context, [files])

"""Code health: may the change go in, how well is the code, where bugs land, what to read first."""

from __future__ import annotations

from functools import partial

from cerebro import views
from ui.brain.context import code_context, is_analysed
from ui.brain.hotspots import (
    show_coupling,
    show_coverage,
    show_functions,
    show_hotspots,
    show_knowledge,
)
from ui.brain.overview import show_map, show_overview
from ui.brain.structure import show_structure
from ui.session import guard
from ui.sheets import Sheet, show_sheets

viewer = guard("code_health")
context = code_context(viewer, "code_health")

if is_analysed(partial(views.gate, context.repository)):
    show_overview(context)
    show_sheets(
        context,
        [
            Sheet("Map", show_map),
            Sheet("Hotspots", show_hotspots),
            Sheet("Functions", show_functions),
            Sheet("Coupling", show_coupling),
            Sheet("Knowledge", show_knowledge),
            Sheet("Architecture", show_structure),
            Sheet("Coverage", show_coverage),
        ],
    )

"""Code work: what to do next, what is found and what it costs, budgets, rivals, runs."""

from __future__ import annotations

from functools import partial

from cerebro import views
from ui.brain.assistant import show_assistant
from ui.brain.context import code_context, is_analysed
from ui.brain.findings import show_debt, show_dependencies, show_findings
from ui.brain.measured import show_backtest, show_budgets, show_runs
from ui.brain.work import show_decisions, show_issues, show_rivals
from ui.session import guard
from ui.sheets import Sheet, show_sheets

viewer = guard("code_work")
context = code_context(viewer, "code_work")

if is_analysed(partial(views.gate, context.repository)):
    show_sheets(
        context,
        [
            Sheet("Issues", show_issues),
            Sheet("Findings", show_findings),
            Sheet("Debt", show_debt),
            Sheet("Budgets", show_budgets),
            Sheet("Dependencies", show_dependencies),
            Sheet("Rivals", show_rivals),
            Sheet("Backtest", show_backtest),
            Sheet("Runs", show_runs),
            Sheet("Decisions", show_decisions),
            Sheet("Assistant", show_assistant),
        ],
    )

"""What can be done with every report page, at the other end of its title's line."""

from __future__ import annotations

from ui import paper_mode
from ui.ask_box import show_box
from ui.cards import part
from ui.context import PageContext
from ui.paper import show_paper_parts, show_print_button, show_view_bar
from ui.saved_views import show_views


def show_page_tools(context: PageContext) -> None:
    """Draw the field for a question, the person's saved views and the way to paper."""
    paper_mode.leave_other_page(context.page)
    with context.tools:
        _show_line(context)
    show_paper_parts(context)
    show_view_bar()


@part(horizontal=True, gap="small")
def _show_line(context: PageContext) -> None:
    show_box(context)
    show_views(context)
    show_print_button(context.page)

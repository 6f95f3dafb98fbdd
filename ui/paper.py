"""How a page looks on paper, and the view that shows it before it is printed.

Whatever is printed has no menu and no switches, a white ground, and says what was chosen.
“Print” opens a view as wide as the sheet, in which tables stand whole, and the browser's
dialog over it.
"""

from __future__ import annotations

import html
import secrets
from pathlib import Path

import streamlit as st

from ui.context import PageContext
from ui.downloads import notes_of
from ui.paper_mode import end, is_on, start

# Whatever is printed looks by styles/paper.css, which every page carries (ui/document.py).
_VIEW_STYLE = (Path(__file__).parent / "styles" / "paper_view.css").read_text(encoding="utf-8")
_AS_ON_SCREEN = (
    "Tables and tabs are printed as far as they were on the screen. The button “Print” on the page "
    "prints all of them whole."
)
# Asks for the dialog once the page stands still. Headless and blocked browsers ignore it.
_ASK = """<script>
(() => {
  let calm = 0;
  const timer = setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = !app || app.dataset.testScriptState !== 'notRunning'
      || document.querySelector('[data-testid="stSkeleton"]')
      || [...document.querySelectorAll('.paper-table img')].some((one) => !one.complete);
    calm = busy ? 0 : calm + 1;
    if (calm >= 4) { clearInterval(timer); window.print(); }
  }, 250);
})();
</script>"""


def show_print_button(page: str) -> None:
    """Draw the button that shows the page as it prints."""
    st.button(
        "Print",
        icon=":material/print:",
        key="print",
        help="Shows the page as it looks on paper, with whole tables, and opens your browser's "
        "print dialog. There you can also save it as a PDF.",
        on_click=start,
        args=(page,),
    )


def show_paper_parts(context: PageContext) -> None:
    """Draw what only paper shows."""
    lines = [html.escape(line) for line in paper_lines(context)]
    st.html(f'<p class="paper-notes">{"<br>".join(lines)}</p>')


def paper_lines(context: PageContext) -> list[str]:
    """Say what was chosen on the page; its freshness stands under the title on paper as well."""
    return [*([] if is_on() else [_AS_ON_SCREEN]), *notes_of(context)]


def show_view_bar() -> None:
    """Draw the bar above the print view; nothing elsewhere."""
    if not is_on():
        return
    st.html(f"<style>{_VIEW_STYLE}</style>")
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        border=True,
        key="print_bar",
    ):
        st.markdown(
            "This is the page as it prints. Your browser's dialog opens by itself; if not, press "
            "Ctrl + P (⌘ + P on a Mac).",
            width="stretch",
        )
        st.button(
            "Back to the page",
            icon=":material/arrow_back:",
            key="print_back",
            type="primary",
            on_click=end,
        )
    if st.session_state.pop("paper_ask", False):
        # The number makes it another script each time, so that the browser runs it again.
        st.html(f"{_ASK}<!-- {secrets.token_hex(4)} -->", unsafe_allow_javascript=True)

"""Pages without a browser: Streamlit's AppTest runs the real script over a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import bcrypt
import pytest
from sqlalchemy import text
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core import demo as demo_names
from core.database import Role, name_account, transaction
from core.settings import ROOT
from data import loaders, query
from data.loaders import clear_cache
from tests.pages.html_tiles import tiles_of
from tests.pages.html_words import paragraphs_in
from tests.support.installation import Installation
from ui.registry import page_entry
from ui.remember import forget_all

# The fewest rounds that bcrypt knows: tests check many passwords.
_QUICK_ROUNDS = 4

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Start every test without figures kept from another database."""
    clear_cache()
    forget_all()
    yield
    clear_cache()
    forget_all()


@pytest.fixture(autouse=True, scope="session")
def _packages_are_looked_through_once() -> Iterator[None]:
    """Let Streamlit look for components in the installed packages once, not for every new tab."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = bcrypt.gensalt
    monkeypatch.setattr(bcrypt, "gensalt", lambda rounds=12: slow(rounds=_QUICK_ROUNDS))


def fresh_app() -> AppTest:
    """A browser tab that has just been opened, logged out."""
    return AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=30)


def log_in(app: AppTest, username: str, password: str) -> AppTest:
    """Fill in the form and send it, as a person does."""
    app.run()
    app.text_input[0].set_value(username)
    app.text_input[1].set_value(password)
    return app.button[0].click().run()


def with_filters_open(app: AppTest) -> AppTest:
    """The same page with the lists of its filter bar open: a closed one has no widgets."""
    for button in ("pick_days", "pick_markets", "more_filters"):
        app.session_state[button] = True
    return app.run()


def words_of(app: AppTest) -> str:
    """All the text on the screen."""
    kinds = ("title", "header", "markdown", "caption", "info", "error", "warning")
    parts = []
    for kind in kinds:
        for element in app.get(kind):
            names = (getattr(element.proto, name, "") for name in ("title", "label"))
            parts += [*(str(name) for name in names if name), str(element.value)]
    for piece in app.get("html"):
        parts += paragraphs_in(piece.proto.body)
    for tile in tiles_of(app):
        parts += [tile.label, tile.value]
    return "\n".join(parts)


@pytest.fixture
def nothing_asked_stays(demo: Installation) -> Iterator[None]:
    """Leave no conversation with Ask to the next test, and nothing that it was taught."""
    yield
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        connection.execute(text("DELETE FROM app.conversations"))
        connection.execute(text("DELETE FROM app.corrections"))


@pytest.fixture
def everything_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare days that nobody has read as if nothing had happened in them: steps between them
    must add up all the same.
    """
    monkeypatch.setattr(loaders, "watched_coverage", lambda *_: ())
    monkeypatch.setattr(query, "read_coverage", lambda *_: ())


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page as the demo seller, who is logged in already: `open_page("sales", period=…)`."""

    def opened(
        key: str, username: str = demo_names.USERNAME, **parameters: str | list[str]
    ) -> AppTest:
        app = fresh_app()
        app.session_state["authentication_status"] = True
        app.session_state["username"] = username
        for name, value in parameters.items():
            app.query_params[name.rstrip("_")] = value
        # As a link leads to it: `switch_page` needs a run of the first page before.
        app._page_hash = calc_hash(page_entry(key).url_path) if key != "overview" else ""
        return app.run()

    return opened

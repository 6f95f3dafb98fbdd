"""The document that every page starts from."""

from __future__ import annotations

import json

from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from ui.document import LATE_SCRIPTS, document, document_routes, late_scripts
from ui.registry import REGISTRY


def test_the_document_says_where_the_server_is_before_the_front_end_starts():
    text = document()
    assert text.count("BACKEND_BASE_URL") == 1
    assert text.index("BACKEND_BASE_URL") < text.index("./static/js/index")


def test_the_document_answers_what_the_front_end_would_ask_the_server_before_it_connects():
    server = TestClient(Starlette(routes=create_host_config_routes("")))
    answer = server.get("/_stcore/host-config").json()
    # A null is what the front end takes where nothing is said.
    said = {name: value for name, value in answer.items() if value is not None}
    text = document()
    start = text.index("HOST_CONFIG: ") + len("HOST_CONFIG: ")
    told, _end = json.JSONDecoder().raw_decode(text, start)
    assert told == said
    # Without these the front end asks all the same.
    assert told["allowedOrigins"]
    assert told["useExternalAuthToken"] is False


def test_the_tab_has_the_products_name_from_the_first_moment():
    assert "<title>Seller Monitor</title>" in document()
    assert "<title>Streamlit" not in document()


def test_the_document_names_each_late_script_and_all_are_files_of_this_streamlit():
    found = late_scripts()
    assert [name.split(".")[0] for name in found] == list(LATE_SCRIPTS)
    for name in found:
        assert document().count(f'modulepreload" crossorigin href="./static/js/{name}"') == 1


def test_every_page_is_answered_with_the_document_and_nothing_else_is():
    client = TestClient(Starlette(routes=document_routes()))
    for entry in REGISTRY:
        answer = client.get(f"/{entry.url_path}")
        assert answer.text == document()
        assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/favicon.png").status_code == 404
    assert client.get("/_stcore/health").status_code == 404

"""The document that every page starts from."""

from __future__ import annotations

import json
import re

from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from ui.document import document, document_routes, files_of, late_scripts
from ui.registry import REGISTRY

CHART, TABLE = ("PlotlyChart",), ("DataFrame",)


def test_the_document_says_where_the_server_is_before_the_front_end_starts():
    text = document(CHART)
    assert text.count("BACKEND_BASE_URL") == 1
    assert text.index("BACKEND_BASE_URL") < text.index("./static/js/index")


def test_the_document_answers_what_the_front_end_would_ask_the_server_before_it_connects():
    server = TestClient(Starlette(routes=create_host_config_routes("")))
    answer = server.get("/_stcore/host-config").json()
    # A null is what the front end takes where nothing is said.
    said = {name: value for name, value in answer.items() if value is not None}
    text = document(CHART)
    start = text.index("HOST_CONFIG: ") + len("HOST_CONFIG: ")
    told, _end = json.JSONDecoder().raw_decode(text, start)
    assert told == said
    # Without these the front end asks all the same.
    assert told["allowedOrigins"]
    assert told["useExternalAuthToken"] is False


def test_the_tab_has_the_products_name_from_the_first_moment():
    assert "<title>Seller Monitor</title>" in document(CHART)
    assert "<title>Streamlit" not in document(CHART)


def test_the_document_starts_the_scripts_of_a_page_and_names_all_that_they_need():
    parts = ["PlotlyChart", "Button", "Html"]
    assert [name.split(".")[0] for name in files_of(parts)] == parts
    text = document(CHART)
    for name in files_of(parts):
        assert text.count(f'import("./static/js/{name}");') == 1
        assert text.count(f'modulepreload" crossorigin href="./static/js/{name}"') == 1
    # A metric can draw a small chart and writes numbers: scripts of its own scripts' scripts.
    assert {"Metric", "formatNumber", "numbro", "rolldown-runtime"} <= {
        name.split(".")[0] for name in late_scripts(["Metric"], known="")
    }


def test_a_script_that_the_document_names_already_is_not_named_again():
    text = document(CHART)
    named = re.findall(r'modulepreload" crossorigin href="\./static/js/([^"]+)"', text)
    assert len(named) == len(set(named))
    assert "DataFrame" not in {name.split(".")[0] for name in named}
    assert "DataFrame" in document(TABLE)


def test_a_part_that_this_streamlit_does_not_have_is_left_out():
    assert files_of(["NoSuchPart"]) == []
    assert late_scripts(["NoSuchPart"], known="") == []


def test_every_page_is_answered_with_its_document_and_nothing_else_is():
    client = TestClient(Starlette(routes=document_routes()))
    for entry in REGISTRY:
        answer = client.get(f"/{entry.url_path}")
        assert answer.text == document(entry.draws)
        assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/favicon.png").status_code == 404
    assert client.get("/_stcore/health").status_code == 404

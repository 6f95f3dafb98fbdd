"""The files behind every table: names from outside run nothing, and only what is shown is in."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from core.settings import ROOT
from tests.support.hostile import SPLIT_TITLES, TITLES, formulas_in_csv
from ui import ads_cards, column_choice, downloads, explain, inventory_cards, payout_rows
from ui.downloads import download_buttons, shown_only

HOSTILE = (*TITLES, *SPLIT_TITLES)
Load = Callable[[], pd.DataFrame]


def search_terms() -> pd.DataFrame:
    terms = dict.fromkeys(("search_term", "keyword", "campaign", "match_type"), HOSTILE)
    return ads_cards.named(pd.DataFrame({**terms, "ad_spend": Decimal("-5.20"), "clicks": 3}))


def skus() -> pd.DataFrame:
    told = dict.fromkeys(("title", "sku", "reason", "suggested_action"), HOSTILE)
    return inventory_cards.named(pd.DataFrame({**told, "stranded_units": 3}))


def rows_of_a_payout() -> pd.DataFrame:
    told = dict.fromkeys(("amazon_order_id", "status", "amount_description"), HOSTILE)
    place, amount, paid = "A1PA6795UKMFR9", Decimal("-5.20"), date(2026, 11, 20)
    return payout_rows.named_rows(
        pd.DataFrame({"marketplace_id": place, **told, "amount": amount, "paid_on": paid})
    )


def rows_of_a_figure() -> pd.DataFrame:
    told = dict.fromkeys(("product", "sku", "brand"), HOSTILE)
    return explain._named(pd.DataFrame({**told, "revenue": Decimal("-5.20")}))


def short_list() -> pd.DataFrame:
    return pd.DataFrame({"Product": HOSTILE, "Revenue EUR": -5.25, **dict.fromkeys(HOSTILE, 1)})


def files_of(load: Load, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return what a click on each of the two buttons saves."""
    made: dict[str, bytes] = {}
    monkeypatch.setattr(
        downloads.st,
        "download_button",
        lambda label, *, data, **_: made.__setitem__(label, data()),
    )
    download_buttons(HOSTILE[0], "rows", load, lambda: list(HOSTILE))
    return made


@pytest.mark.parametrize(
    "load", [search_terms, skus, rows_of_a_payout, rows_of_a_figure, short_list]
)
def test_names_from_outside_run_in_no_file(load: Load, monkeypatch):
    files = files_of(load, monkeypatch)
    assert formulas_in_csv(files["CSV"]) == []
    sheets = openpyxl.load_workbook(io.BytesIO(files["Excel"])).worksheets
    assert len(sheets) == 2
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 2 * len(HOSTILE)
    assert [one.value for one in cells if one.data_type == "f" or one.hyperlink] == []


def test_every_table_is_saved_by_the_buttons_looked_at_here():
    # The two others save an example of ours and a conversation as Markdown.
    using = {
        str(path.relative_to(ROOT))
        for folder in ("ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if "st.download_button(" in path.read_text(encoding="utf-8")
    }
    assert using == {"ui/downloads.py", "ui/settings/cost_upload.py", "ui/ask_view.py"}


def test_a_file_leaves_out_what_was_taken_from_its_table(monkeypatch):
    kept = {"columns_products": ["units", "brand"], "columns_other": ["title"]}
    monkeypatch.setattr(column_choice, "preference", kept.get)
    names = {"units": "Units", "units_before": "Units then", "title": "Product"}
    frame = pd.DataFrame(columns=["Product", "Units", "Units then", "brand", "Orders"])
    assert list(shown_only("products", lambda: frame, names)()) == ["Product", "Orders"]
    assert list(shown_only("untouched", lambda: frame, names)()) == list(frame)

"""Ninety seconds with Ask: ten questions in a row, as somebody types them, in one visit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shop import Shop, settle

pytestmark = pytest.mark.browser

# A question makes the page anew, on a machine that may be busy.
SLOW = 20_000
# What is typed, and words that stand in what comes back.
TYPED = (
    ("revenue last month", "I understood: Revenue; 1 – 31 Oct 2026; in EUR"),
    ("only Germany", "Revenue; in Germany; 1 – 31 Oct 2026"),
    ("by week", "Revenue; by week; in Germany"),
    ("what about units", "I understood: Units; by week; in Germany"),
    ("top 5 products by revenue in the last 90 days", "the first 5"),
    ("which products sell in germany but not in the uk", "without Units in the United Kingdom"),
    ("frobnicated margin", "I do not understand “frobnicated”"),
    ("average revenue last month", "An average over what"),
    ("what will I sell next year", "next year"),
    ("ad spend and acos by campaign in the last 30 days", "Ad spend and ACOS; by campaign"),
)


@pytest.mark.usefixtures("nothing_asked_stays")
def test_ten_questions_in_a_row_are_answered_asked_back_or_refused(page: Page, shop: Shop):
    shop.open(page, "/sales?market=DE&period=last_month")
    box = page.get_by_label("Ask about these figures")
    box.fill("orders by day")
    box.press("Enter")
    chat = page.locator(".st-key-ask_answer")
    expect(chat).to_contain_text("Orders; by day; in Germany; 1 – 31 Oct 2026", timeout=SLOW)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=SLOW)
    settle(page)
    page.get_by_role("button", name="New conversation").click()
    expect(chat).to_have_count(0, timeout=SLOW)
    settle(page)
    for question, words in TYPED:
        field = page.get_by_role("textbox", name="Your question")
        field.fill(question)
        field.press("Enter")
        expect(chat.get_by_role("heading", name=question)).to_be_visible(timeout=SLOW)
        expect(chat).to_contain_text(words, timeout=SLOW)
        if question.startswith("average"):
            page.get_by_role("button", name="Per day").click()
            expect(chat).to_contain_text("average Revenue per day", timeout=SLOW)
        settle(page)
    kept = page.locator(".st-key-ask_conversations")
    expect(kept.get_by_role("link", name="revenue last month")).to_be_visible(timeout=SLOW)
    expect(kept.get_by_role("link")).to_have_count(2)

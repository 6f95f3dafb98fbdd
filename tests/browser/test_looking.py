"""What looks at our pages finds what it is there to find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.looking import cut_words, faults_of_access, is_too_wide, traces

pytestmark = pytest.mark.browser

_PAGE = """<!DOCTYPE html><html lang="en"><title>A page</title><body style="background:#fff">
<main data-testid="stMain"><h1>A page</h1>{}</main></body></html>"""


def draw(page: Page, inside: str) -> None:
    page.set_content(_PAGE.format(inside))


def test_a_good_page_has_nothing_wrong(stranger: Page):
    draw(stranger, "<p>Words that stand where they are.</p>")
    assert faults_of_access(stranger) == []
    assert cut_words(stranger) == []
    assert not is_too_wide(stranger)
    assert traces(stranger) == []


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ('<p style="color:#999">Pale words</p>', "color-contrast"),
        ("<button><svg></svg></button>", "button-name"),
        ('<img src="data:,">', "image-alt"),
        ("<input>", "label"),
    ],
)
def test_a_fault_of_access_is_found(stranger: Page, inside: str, rule: str):
    draw(stranger, inside)
    assert [one.rule for one in faults_of_access(stranger)] == [rule]


@pytest.mark.parametrize(
    "style",
    ["overflow:hidden", "overflow:hidden;text-overflow:ellipsis", "overflow:clip"],
)
def test_words_that_are_cut_are_found(stranger: Page, style: str):
    draw(stranger, f'<div style="width:60px;white-space:nowrap;{style}"><p>A long figure</p></div>')
    assert cut_words(stranger) == ["A long figure"]


def test_words_that_are_cut_in_what_a_button_opens_are_found(stranger: Page):
    cut = '<p style="width:60px;white-space:nowrap;overflow:hidden">A long choice</p>'
    stranger.set_content(f'<main></main><div data-testid="stPopoverBody">{cut}</div>')
    assert cut_words(stranger) == ["A long choice"]


def test_a_page_wider_than_the_window_and_a_trace_are_found(stranger: Page):
    draw(stranger, '<div style="width:2000px">Traceback (most recent call last)</div>')
    assert is_too_wide(stranger)
    assert traces(stranger) == ["Traceback (most recent"]

"""Sixty product titles that try to be something else than text."""

from __future__ import annotations

import csv
import io
import re

TITLES: tuple[str, ...] = (
    # HTML and scripts
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    '"><b>bold</b>',
    "</div></section><h1>Heading</h1>",
    "<style>*{display:none}</style>",
    "<a href='https://example.invalid'>click</a>",
    "&lt;b&gt;entity&lt;/b&gt; &amp; &#x3c;",
    "<!-- comment -->",
    "<math><mtext></mtext></math>",
    "<details open ontoggle=alert(1)>",
    # Markdown
    "[link](javascript:alert(1))",
    "[link](https://example.invalid/steal)",
    "![beacon](http://127.0.0.1:9/leak.png)",
    "**bold** _italic_ ~~gone~~ `code`",
    "# Heading",
    "- a list item",
    "1. a numbered item",
    "> a quotation",
    "| a | table |\n|---|---|",
    "```\nfenced\n```",
    "---",
    "line one  \nline two",
    "a\\*b \\[c\\]",
    "https://example.invalid/autolink",
    "www.example.invalid",
    "person@example.invalid",
    # Streamlit's own marks
    ":red[coloured] :material/delete: :blue-background[x]",
    ":smile: :+1: :tada:",
    "$E = mc^2$ and $$\\frac{1}{2}$$",
    ":small[small] :badge[badge]",
    # Formulas
    "=1+1",
    '=HYPERLINK("http://example.invalid","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "{=1+1}",
    # Templates and statements
    "{{ 7*7 }}",
    "${7*7}",
    "%s %d %(name)s {0} {name}",
    "'; DROP TABLE seller.products; --",
    "%%_like_%%",
    "\\N",
    # Writing of all kinds
    "عنوان منتج طويل من اليمين إلى اليسار",
    "\u202eevil\u202c right to left",
    "כותרת מוצר",
    "商品のタイトル、とても長い名前です",
    "Größe M – für Süßes, Ölig & Çok",
    "👩‍👩‍👧‍👦 family 🏳️‍🌈 🇩🇪 emoji",
    "z̸͓̈ä̷́l̵g̶o",
    "a\u200bzero\u200bwidth\u00a0space",
    # Shape
    "x" * 500,
    "word " * 100,
    " leading and trailing ",
    "quote ' and \" and ` and ´",
)

# Titles that are formulas where a spreadsheet splits lines at something else than commas.
SPLIT_TITLES: tuple[str, ...] = (
    *(f'Bottle{mark}=HYPERLINK("http://example.invalid","click")' for mark in ";,\t|\n\r"),
    *(f"Bottle{mark}{sign}cmd|' /C calc'!A0" for mark in ";,\t|\n" for sign in "+-@＝＋－＠"),
    "Bottle;-1+1;+1+1;=1+1",
    "Bottle;;=1+1",
    'Bottle;"=1+1"',
    'Bottle; "=1+1',
    "Bottle; =1+1",
    'Bottle,"=1+1"',
    "Bottle\r\n=1+1",
    "Bottle;-5",
    ";=1+1",
    "|@SUM(A1:A9)",
)

# What a spreadsheet may split lines at, by country and by what a person chooses on import.
_SEPARATORS = ",;\t|"
# Formulas begin like this. A number may begin with a minus.
_FORMULA = re.compile(r"\s*[=@＝＠]|[\t\r\n]*(?:[+＋－]|-(?!\d+(?:\.\d+)?$))")


def formulas_in_csv(content: bytes) -> list[str]:
    """Return the cells that a spreadsheet would run, whatever it splits the lines at."""
    text = content.decode("utf-8-sig")
    return [
        f"split at {mark!r}: {cell!r}"
        for mark in _SEPARATORS
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, quoting=quoting)
        for cell in row
        if _FORMULA.match(cell)
    ]

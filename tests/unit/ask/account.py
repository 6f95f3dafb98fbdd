"""A small account for questions: its names, and how one asks it without a database."""

from __future__ import annotations

from datetime import date

from ask.parse.draft import Draft
from ask.parse.lexicon import load_lexicon
from ask.parse.parser import Parsed, parse_question
from ask.parse.setting import Setting
from ask.parse.values import account_words
from data.account_words import Name
from data.query_model import MetricQuery

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
NAMES = (
    Name("brand", "Kettlefen", None),
    Name("brand", "Marlow & Pine", None),
    Name("category", "Kitchen & Dining", None),
    Name("category", "Pet Supplies", None),
    Name("product", "B06V5RGHDT", "Stridelane Yoga Mat, Non-Slip, 6 mm, Charcoal"),
    Name("product", "B0JGJBDZJC", "Stridelane Yoga Mat, Non-Slip, 6 mm, Teal"),
    Name("product", "B0KVHP75CR", "Kettlefen Stoneware Coffee Mug, 350 ml, Forest Green"),
    Name("product", "B0W1XT20RM", "Marlow & Pine LED Desk Lamp, Dimmable, USB-C, Black"),
    Name("product", "B0PLC5L69R", "Kettlefen Digital Kitchen Scale, 5 kg, Steel"),
    Name("sku", "KE-CND-LAV", None),
    Name("campaign", "SP | Keywords | Dog bed", None),
    Name("ad_group", "Frying pan", None),
    Name("marketplace", US, "USD"),
    Name("marketplace", DE, "EUR"),
    Name("marketplace", UK, "GBP"),
)
TODAY = date(2026, 11, 27)
FIRST_DAY = date(2025, 1, 15)
LEXICON = load_lexicon()
WORDS = account_words(NAMES, LEXICON)


def parsed(question: str, today: date = TODAY, previous: Draft | None = None) -> Parsed:
    """Understand a question on a day."""
    return parse_question(question, Setting(1, today, WORDS, "EUR", FIRST_DAY), LEXICON, previous)


def query(question: str, today: date = TODAY, previous: Draft | None = None) -> MetricQuery:
    """Return the query that a question becomes; fails with what was said where there is none."""
    found = parsed(question, today, previous)
    assert found.built is not None, f"{question}: {found.message}"
    return found.built.query


def conversation(*questions: str) -> MetricQuery:
    """Ask one question after the other; return the query of the last."""
    draft: Draft | None = None
    for one in questions:
        found = parsed(one, previous=draft)
        assert found.built is not None, f"{one}: {found.message}"
        draft = found.built.draft
        last = found.built.query
    return last

"""How tests use the page Ask: click by the words on a button, and ask."""

from __future__ import annotations


def click(app, label: str):
    """Click the one button with these words."""
    (found,) = [one for one in app.button if one.label == label]
    return found.click().run()


def ask(app, question: str):
    """Type a question and send it."""
    app.text_input(key="ask_question").set_value(question)
    return click(app, "Ask")

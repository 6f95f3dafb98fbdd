"""What is written in the pieces of HTML of a page."""

from __future__ import annotations

from html.parser import HTMLParser


def paragraphs_in(body: str) -> list[str]:
    """Read paragraphs and headings of a piece of HTML; not its tables, nor what is for paper."""
    reader = _ParagraphReader()
    reader.feed(body)
    return [" ".join(part.split()) for part in reader.paragraphs]


class _ParagraphReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h2") and ("class", "paper-notes") not in attrs:
            self.paragraphs.append("")
            self._is_inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h2"):
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.paragraphs[-1] += data

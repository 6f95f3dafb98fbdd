"""Flat files made by hand, for tests of what is read out of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.flat_files import FlatFile, FlatRow
from sync.imports.headers import Words


def document_of(text: str, charset: str = "utf-8", content_type: str = "") -> Document:
    """Return a document with this text."""
    return Document(io.BytesIO(text.encode(charset)), content_type)


def row_of(
    cells: Mapping[str, str], place: Marketplace, words: Words, required: Sequence[str]
) -> FlatRow:
    """Return the only line of a file with these cells under these names."""
    text = "\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n"
    [row] = FlatFile(document_of(text), place, words, required).rows()
    return row

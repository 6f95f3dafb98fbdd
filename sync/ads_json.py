"""Reads the file of an advertising report, a JSON array, row by row."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from core.errors import DataError, RetryableError

_CHUNK = 1024 * 1024
_BLANK = " \t\r\n"


def rows_of(stream: IO[bytes], chunk: int = _CHUNK) -> Iterator[Any]:
    """Yield the elements of a JSON array; memory holds one piece of the file at a time.

    Numbers with a fraction are Decimal, so that cents stay cents. Raises DataError when the
    file is no array, and RetryableError when it is damaged or cut short.
    """
    reader = _Reader(stream, chunk)
    if reader.next_sign() != "[":
        raise DataError("An advertising report is not a list of rows.")
    reader.skip()
    if reader.next_sign() == "]":
        return
    while True:
        yield reader.value()
        sign = reader.next_sign()
        reader.skip()
        if sign == "]":
            return
        if sign != ",":
            raise _damaged()


def _damaged() -> RetryableError:
    return RetryableError("An advertising report arrived damaged or cut short.")


class _Reader:
    """The text of a stream and a place in it."""

    def __init__(self, stream: IO[bytes], chunk: int) -> None:
        self._stream = stream
        self._chunk = chunk
        self._characters = codecs.getincrementaldecoder("utf-8-sig")()
        self._values = json.JSONDecoder(parse_float=Decimal)
        self._text = ""
        self._at = 0
        self._is_end = False

    def next_sign(self) -> str:
        """Return the next character that is not blank, without passing it."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._at += 1
            self._more()

    def skip(self) -> None:
        """Pass one character."""
        self._at += 1

    def value(self) -> Any:
        """Return the next value and pass it."""
        self.next_sign()
        while True:
            try:
                found, self._at = self._values.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                self._more()
                continue
            return found

    def _more(self) -> None:
        if self._is_end:
            raise _damaged()
        data = self._stream.read(self._chunk)
        self._is_end = not data
        try:
            more = self._characters.decode(data, final=self._is_end)
        except UnicodeDecodeError:
            raise _damaged() from None
        self._text = self._text[self._at :] + more
        self._at = 0

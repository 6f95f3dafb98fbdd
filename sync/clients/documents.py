"""Report documents: download, unpack with a limit, and read in the right character set."""

from __future__ import annotations

import codecs
import io
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from core.errors import DataError, RejectedError, RemoteError, RetryableError
from sync.clients.retry import retrying
from sync.clients.transport import Transport

LARGEST_PACKED = 512 * 1024 * 1024
LARGEST_UNPACKED = 4 * 1024 * 1024 * 1024
# Up to here a document stays in memory; beyond, it goes to a nameless temporary file.
_IN_MEMORY = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)


class ExpiredAddressError(RemoteError):
    """The address of a document has expired: ask for a new one, not for a new report."""


@dataclass
class Document:
    """A document, unpacked and whole; close it after use."""

    content: IO[bytes]
    content_type: str

    def charset(self, country_code: str) -> str:
        """Return the character set of a text document, having read all of it.

        The rule: what the store names; else UTF-8 when it is that; else Windows-31J in
        Japan and Windows-1252 elsewhere (Amazon's files are known to come in these).
        Raises DataError when nothing fits: garbled text is never stored.
        """
        named = _CHARSET.search(self.content_type)
        fallback = "cp932" if country_code == "JP" else "cp1252"
        tries = [named[1]] if named else ["utf-8-sig", fallback]
        for charset in tries:
            if _fits(self.content, charset):
                return charset
        raise DataError(f"A report document is not in the character set {tries[-1]}. Set aside.")

    def lines(self, charset: str) -> Iterator[str]:
        """Yield the lines of a text document from its start, each with its end."""
        self.content.seek(0)
        text = io.TextIOWrapper(self.content, encoding=charset, newline="\n")
        try:
            for number, line in enumerate(text):
                yield line if number else line.removeprefix("\ufeff")
        finally:
            # Else the document would be closed with it.
            if not self.content.closed:
                text.detach()

    def close(self) -> None:
        self.content.close()


class Documents:
    """Fetches documents by their pre-signed addresses."""

    def __init__(
        self, transport: Transport, wait: Callable[[float], None], *, may_be_plain_http: bool
    ) -> None:
        self._transport = transport
        self._wait = wait
        self._may_be_plain_http = may_be_plain_http

    def fetch(self, url: str, *, is_gzip: bool) -> Document:
        """Download a document and unpack it as a whole, so that a cut one is never parsed.

        Raises ExpiredAddressError, RetryableError when it arrives broken again and
        again, and DataError when it is too large.
        """
        scheme = urlsplit(url).scheme
        if scheme != "https" and not (scheme == "http" and self._may_be_plain_http):
            raise RejectedError("The address of a report document is not https://. Not opened.")
        return retrying("document", lambda: self._fetch(url, is_gzip=is_gzip), self._wait)

    def _fetch(self, url: str, *, is_gzip: bool) -> Document:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as packed:
            answer = self._transport.download(url, packed, LARGEST_PACKED)
            if answer.status in (400, 401, 403, 404):
                raise ExpiredAddressError("The address of a report document has expired.")
            if answer.status != 200:
                raise RetryableError(
                    f"The document store answers {answer.status}. Try again later."
                )
            packed.seek(0)
            content: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
            try:
                _unpack(packed, content, is_gzip=is_gzip)
            except BaseException:
                content.close()
                raise
        content.seek(0)
        return Document(content, answer.headers.get("Content-Type", ""))


def _unpack(packed: IO[bytes], content: IO[bytes], *, is_gzip: bool) -> None:
    if not is_gzip:
        while chunk := packed.read(_CHUNK):
            content.write(chunk)
        return
    size = 0
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while chunk := packed.read(_CHUNK):
            while chunk:
                plain = unpacker.decompress(chunk, _CHUNK * 4)
                size += len(plain)
                if size > LARGEST_UNPACKED:
                    raise DataError("A report document unpacks to more than 4 GB. Not read.")
                content.write(plain)
                chunk = unpacker.unconsumed_tail
                if unpacker.eof and unpacker.unused_data:
                    # Gzip allows several members, one after the other.
                    chunk = unpacker.unused_data
                    unpacker = zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise RetryableError("A report document arrived damaged. Try again later.") from error
    if not unpacker.eof:
        raise RetryableError("A report document arrived cut short. Try again later.")


def _fits(content: IO[bytes], charset: str) -> bool:
    content.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(charset)()
        while chunk := content.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True

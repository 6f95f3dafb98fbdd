"""A file of any common make as rows of text: which characters, which separator, which line.

Tab-separated files of Amazon are never quoted; comma and semicolon files are, as
spreadsheets write them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from core.errors import DataError

# A line of a report is never longer; a binary file taken for text is.
_LONGEST_LINE = 1_000_000
# How many different cells are remembered at a time: numbers of orders are all different.
_MOST_CELLS = 50_000
# What a workbook may hold once it is unpacked: a small file can unpack to a huge one.
_LARGEST_UNPACKED = 256 * 1024 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class ExactNumber(str):
    """A number that a workbook holds as a number: its text is exact, whatever the language."""

    __slots__ = ()


class _Once(dict[str, str]):
    """Keeps one copy of each cell: most stand in many lines, and a large file is held whole."""

    def __missing__(self, cell: str) -> str:
        if len(self) >= _MOST_CELLS:
            self.clear()
        self[cell] = cell
        return cell


@dataclass(frozen=True)
class Line:
    """One line of a file: its number as a person counts, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file as a table: its header line and the lines below, without empty ones."""

    name: str
    header: Line
    lines: tuple[Line, ...]
    is_tabbed: bool


def read_bytes(name: str, body: bytes) -> Sheet:
    """Read the bytes of a file. Raises DataError when they are no table."""
    if not body.strip():
        raise DataError(f"The file {name} is empty.")
    if body.startswith(b"PK\x03\x04"):
        lines, is_tabbed = list(_workbook(name, body)), False
    else:
        text = decode(name, body)
        is_tabbed = _separator(text) == "\t"
        lines = list(_lines(name, text, _separator(text)))
    if not lines:
        raise DataError(f"The file {name} is empty.")
    return Sheet(name, lines[0], tuple(lines[1:]), is_tabbed)


def decode(name: str, body: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-8, else Windows' Japanese or Western."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _decoded(name, body, charset)
    if b"\x00" in body[:4096]:
        raise DataError(f"The file {name} is not a text file. Choose the .csv, .txt or .xlsx.")
    line = 1
    for charset in ("utf-8", "cp932", "cp1252"):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError as error:
            line = _line_at(error, charset)
            continue
        # Western letters read as Japanese give half-width signs and kanji, but no kana.
        if charset != "cp932" or _is_japanese(text):
            return text
    raise DataError(
        f"Line {line} of {name} has letters that cannot be read. Download it again, or save it as"
        " UTF-8."
    )


def _decoded(name: str, body: bytes, charset: str) -> str:
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        line = _line_at(error, charset)
        raise DataError(
            f"Line {line} of {name} is damaged: its letters cannot be read. Download it again."
        ) from None


def _line_at(error: UnicodeDecodeError, charset: str) -> int:
    """Return the number of the line in which letters end to make sense, as a person counts."""
    # Not the file's own bytes: of some charsets the mark at its beginning is left out there.
    before = error.object[: error.start]
    return before.decode(charset, errors="ignore").count("\n") + 1


def _is_japanese(text: str) -> bool:
    return any("\u3040" <= letter <= "\u30ff" for letter in text[:20_000])


def _separator(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max("\t,;", key=first.count)


def _lines(name: str, text: str, separator: str) -> Iterator[Line]:
    if max((len(line) for line in text.split("\n")), default=0) > _LONGEST_LINE:
        raise DataError(f"The file {name} has a line that is too long to be a report's.")
    if separator == "\t":
        yield from tabbed_lines(text.split("\n"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    once = _Once()
    try:
        for row in reader:
            cells = tuple(once[cell.strip()] for cell in row)
            if any(cells):
                yield Line(reader.line_num, cells)
    except csv.Error:
        raise DataError(
            f"Line {reader.line_num} of {name} has a quotation mark that does not end."
        ) from None


def tabbed_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the lines of a file separated by tabs, without empty ones; nothing in it is quoted."""
    once = _Once()
    for number, line in enumerate(lines, start=1):
        cells = tuple(once[cell.strip()] for cell in line.rstrip("\r\n").split("\t"))
        if any(cells):
            yield Line(number, cells)


def _workbook(name: str, body: bytes) -> Iterator[Line]:
    """Read the first sheet of a workbook; dates become ISO text, numbers their shortest text."""
    from openpyxl import load_workbook

    try:
        with ZipFile(io.BytesIO(body)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise DataError(f"The workbook {name} is too large. Save its sheet as .csv.")
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise DataError(f"The workbook {name} cannot be opened. Save it again as .xlsx.") from None
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            cells = tuple(_cell(value) for value in row)
            if any(cells):
                yield Line(number, cells)
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # Fifteen digits are what a spreadsheet knows of a number; the rest is noise.
        return ExactNumber(f"{value:.15g}")
    return str(value).strip()

"""What kind of picture some bytes are, told by the bytes alone.

Only four kinds are let through. What a server says about its own answer does not
count: HTML that calls itself a PNG is not a picture, and SVG can carry a script.
"""

from __future__ import annotations

from dataclasses import dataclass

# The largest picture that is passed on: 25 million pixels, far above any product picture.
MOST_PIXELS = 25_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
# Start-of-frame markers of JPEG (ITU T.81, table B.1) except 0xC4, 0xC8 and 0xCC.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# JPEG markers that stand alone, without a length after them.
_JPEG_BARE = frozenset(range(0xD0, 0xD9)) | {0x01}


@dataclass(frozen=True)
class Format:
    """The kind of a picture and its size in pixels."""

    media_type: str
    width: int
    height: int


def read_format(body: bytes) -> Format | None:
    """Return kind and size of a picture; None unless it is a PNG, JPEG, WebP or GIF
    of at least one pixel and at most `MOST_PIXELS`.
    """
    for media_type, read_size in _READERS:
        size = read_size(body)
        if size is not None:
            width, height = size
            is_sound = width > 0 and height > 0 and width * height <= MOST_PIXELS
            return Format(media_type, width, height) if is_sound else None
    return None


def _png_size(body: bytes) -> tuple[int, int] | None:
    if len(body) < 24 or not body.startswith(_PNG) or body[12:16] != b"IHDR":
        return None
    return int.from_bytes(body[16:20]), int.from_bytes(body[20:24])


def _gif_size(body: bytes) -> tuple[int, int] | None:
    if len(body) < 10 or body[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    if not body.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 < len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker in _JPEG_FRAMES:
            return int.from_bytes(body[at + 7 : at + 9]), int.from_bytes(body[at + 5 : at + 7])
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(body[at + 2 : at + 4]))
    return None


def _webp_size(body: bytes) -> tuple[int, int] | None:
    """Read the size from the first chunk (the WebP container specification, RFC 9649)."""
    if len(body) < 30 or body[:4] != b"RIFF" or body[8:12] != b"WEBP":
        return None
    chunk = body[12:16]
    if chunk == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    if chunk == b"VP8 " and body[23:26] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return width, height
    if chunk == b"VP8L" and body[20] == 0x2F:
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


_READERS = (
    ("image/jpeg", _jpeg_size),
    ("image/png", _png_size),
    ("image/webp", _webp_size),
    ("image/gif", _gif_size),
)

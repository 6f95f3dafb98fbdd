"""What counts as a picture, told by its bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from proxy.formats import MOST_PIXELS, read_format
from tests.integration.proxy.picture_host import png


def _drawn(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (37, 21), (10, 90, 200)).save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "options", "media_type"),
    [
        ("PNG", {}, "image/png"),
        ("JPEG", {}, "image/jpeg"),
        ("JPEG", {"progressive": True}, "image/jpeg"),
        ("JPEG", {"exif": b"Exif\x00\x00" + b"\xff\xc0" * 500}, "image/jpeg"),
        ("GIF", {}, "image/gif"),
        ("WEBP", {}, "image/webp"),
        ("WEBP", {"lossless": True}, "image/webp"),
        ("WEBP", {"exif": b"Exif\x00\x00"}, "image/webp"),
    ],
)
def test_kind_and_size_are_read_from_the_bytes(form: str, options: dict, media_type: str) -> None:
    found = read_format(_drawn(form, **options))
    assert found is not None
    assert (found.media_type, found.width, found.height) == (media_type, 37, 21)


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM", "PDF"])
def test_other_kinds_are_not_pictures_here(form: str) -> None:
    assert read_format(_drawn(form)) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg/>", b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBP"],
)
def test_a_beginning_alone_is_not_a_picture(body: bytes) -> None:
    assert read_format(body) is None


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    assert read_format(png(width=5000, height=MOST_PIXELS // 5000)) is not None
    assert read_format(png(width=5000, height=MOST_PIXELS // 5000 + 1)) is None


@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=8),
    st.integers(0, 200),
)
def test_damaged_bytes_are_read_or_refused_but_never_break(
    form: str, changes: list[tuple[int, int]], end: int
) -> None:
    body = bytearray(_drawn(form))
    for at, value in changes:
        body[at % len(body)] = value
    found = read_format(bytes(body[: len(body) - end]))
    assert found is None or 0 < found.width * found.height <= MOST_PIXELS

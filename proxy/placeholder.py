"""The picture that stands in when there is none: a grey card with a small landscape."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

MEDIA_TYPE = "image/png"
_SIDE = 160
_CARD = (243, 244, 246)
_LINE = (176, 182, 190)


@lru_cache(maxsize=1)
def placeholder() -> bytes:
    """Draw the stand-in as a PNG. The same bytes in every process."""
    picture = Image.new("RGB", (_SIDE, _SIDE), _CARD)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((40, 48, 120, 112), radius=8, outline=_LINE, width=4)
    pen.ellipse((56, 60, 70, 74), fill=_LINE)
    pen.polygon([(50, 102), (74, 78), (86, 90), (98, 76), (112, 102)], fill=_LINE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()

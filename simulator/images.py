"""The image host: /images/I/<picture>[._SL75_].jpg, with the headers of a CDN."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from simulator.pictures import draw_picture
from simulator.shop.products import Product, picture_name, products

_NAME = re.compile(
    r"^(?P<picture>[A-Za-z0-9+-]{11})(?:\._(?:AC_)?(?:S[LXYS]|U[LXYS])(?P<size>\d{1,4})_)?\.jpg$"
)
_FULL = 1500
_VARIANTS = ("MAIN", "PT01", "PT02")
_YEARS = "max-age=630720000,public"


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Product, str]]:
    return {
        picture_name(product.asin, variant): (product, variant)
        for product in products()
        for variant in _VARIANTS
    }


@lru_cache(maxsize=512)
def picture_bytes(picture: str, size: int) -> tuple[bytes, str] | None:
    """Return a picture as JPEG and its ETag; None when there is no such picture."""
    found = _index().get(picture)
    if found is None:
        return None
    content = draw_picture(found[0], found[1], size)
    return content, f'"{hashlib.sha256(content).hexdigest()[:24]}"'


async def image_answer(request: Request) -> Response:
    """Serve a picture, or 304 when the caller has it."""
    match = _NAME.match(request.path_params["name"])
    size = min(_FULL, max(16, int(match["size"] or _FULL))) if match else 0
    found = await run_in_threadpool(picture_bytes, match["picture"], size) if match else None
    if found is None:
        return Response("Not Found", 404, media_type="text/plain")
    content, etag = found
    headers = {
        "ETag": etag,
        "Cache-Control": _YEARS,
        "Access-Control-Allow-Origin": "*",
        "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="image/jpeg")

"""Addresses of product pictures: signed, and answered by the sidecar, never by Amazon."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from core.product_clock import get_clock
from core.settings import Settings, get_settings
from core.signing import picture_path


def pictures_base(settings: Settings, page_url: str | None) -> str:
    """Return what comes before `/images/`: the sidecar, or the address of the app itself."""
    public = settings.images_public_url.strip()
    if public == "/":
        parts = urlsplit(page_url or "")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return public.rstrip("/") or f"http://127.0.0.1:{settings.sidecar_port}"


def picture_url(account_id: int, asin: str, version: str | None) -> str | None:
    """Return a product's signed picture address, or None when it has no picture.

    The time limit goes by the product's clock, as in the sidecar that checks it.
    """
    if not isinstance(version, str) or not version:
        return None
    base = pictures_base(get_settings(), st.context.url)
    return base + picture_path(account_id, asin, version, get_clock().now())


def with_pictures(account_id: int, products: pd.DataFrame) -> pd.Series:
    """Return the picture addresses of a frame with `asin` and `image_version`."""
    return pd.Series(
        [
            picture_url(account_id, asin, version)
            for asin, version in zip(products["asin"], products["image_version"], strict=True)
        ],
        index=products.index,
        dtype="object",
    )

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
    """Return a product's signed picture address, or None when it has no picture."""
    path = _path(account_id, asin, version)
    return None if path is None else _base() + path


def picture_paths(account_id: int, products: pd.DataFrame) -> pd.Series:
    """Return the signed paths of a frame with `asin` and `image_version`.

    A path is the same for everybody in the account and may be kept; its host depends on the
    address under which a person opened the app, see `with_host`.
    """
    return pd.Series(
        [
            _path(account_id, asin, version)
            for asin, version in zip(products["asin"], products["image_version"], strict=True)
        ],
        index=products.index,
        dtype="object",
    )


def with_host(paths: pd.Series) -> pd.Series:
    """Put before each path the host from which this person gets pictures."""
    base = _base()
    return paths.map(lambda path: base + path if isinstance(path, str) else None)


def _base() -> str:
    return pictures_base(get_settings(), st.context.url)


def _path(account_id: int, asin: str, version: str | None) -> str | None:
    """Sign a path; the time limit goes by the product's clock, as in the sidecar."""
    if not isinstance(version, str) or not version:
        return None
    return picture_path(account_id, asin, version, get_clock().now())

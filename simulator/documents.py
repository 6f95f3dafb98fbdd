"""The place report documents are fetched from: signed addresses, as S3 has them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from simulator.gate import apply_fault
from simulator.world import World

_LIFETIME = 300
_KEY = secrets.token_bytes(16)


def _signature(document_id: str, expires: int) -> str:
    return hmac.new(_KEY, f"{document_id} {expires}".encode(), hashlib.sha256).hexdigest()


def document_url(world: World, base_url: str, document_id: str, lifetime: int = _LIFETIME) -> str:
    """Return an address of a document that works without a token: for five minutes, or as said."""
    expires = world.second() + lifetime
    date = datetime.fromtimestamp(expires - lifetime, UTC).strftime("%Y%m%dT%H%M%SZ")
    return (
        f"{base_url}/documents/{quote(document_id)}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Date={date}&X-Amz-Expires={lifetime}&X-Amz-SimulatorExpiry={expires}"
        f"&X-Amz-Signature={_signature(document_id, expires)}"
    )


def _refused(code: str, message: str) -> Response:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    )
    return Response(body, 403, media_type="application/xml")


async def document_answer(world: World, request: Request) -> Response:
    """Serve a document's gzipped bytes, with the charset of what is inside."""
    trouble = await apply_fault(world.faults, "document")
    if trouble is not None:
        return trouble
    document_id = request.path_params["document_id"]
    expiry = request.query_params.get("X-Amz-SimulatorExpiry", "")
    expires = int(expiry) if expiry.isascii() and expiry.isdigit() else 0
    given = request.query_params.get("X-Amz-Signature", "")
    if not hmac.compare_digest(given.encode(), _signature(document_id, expires).encode()):
        return _refused("SignatureDoesNotMatch", "The request signature does not match.")
    if world.second() > expires:
        return _refused("AccessDenied", "Request has expired")
    file = world.reports.file(document_id) or world.ads.file(document_id)
    if file is None:
        return _refused("AccessDenied", "Access Denied")
    file = world.faults.edited("document", file)
    content = file.content
    if world.faults.take("document", "truncate_document"):
        content = content[: len(content) // 2]
    world.rates.served["document"] += 1
    return Response(content, headers={"Content-Type": file.content_type})

"""`python -m proxy`: the sidecar process, which serves product pictures."""

from __future__ import annotations

import argparse
import socket

import uvicorn

from core.cli import run_command
from core.errors import SellerMonitorError
from core.log import configure_logging
from core.settings import get_settings
from proxy.asgi import create_app

# Connections that may wait to be accepted; uvicorn's own number.
_BACKLOG = 2048


def main() -> int:
    """Serve until told to stop."""
    settings = get_settings()
    parser = argparse.ArgumentParser(prog="python -m proxy", description=__doc__)
    parser.add_argument("--host", default=settings.sidecar_host, help="default: SIDECAR_HOST")
    parser.add_argument(
        "--port", type=int, default=settings.sidecar_port, help="default: SIDECAR_PORT"
    )
    chosen = parser.parse_args()
    configure_logging("sidecar", settings.log_level)
    with listen(chosen.host, chosen.port) as line:
        config = uvicorn.Config(
            create_app(settings),
            log_config=None,
            # The log would hold signed addresses.
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[line])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Take a port. Raises SellerMonitorError with a sentence when that cannot be done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((host, port))
        line.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        line.close()
        raise SellerMonitorError(
            f"The pictures cannot be served on {host}:{port}: another program uses this port, or "
            "the address is not this machine's. Set SIDECAR_PORT to a free one."
        ) from error
    return line


if __name__ == "__main__":
    run_command(main)

"""Run the simulator inside another process, for tests of every suite."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from core.clock import Clock
from simulator.app import create_app
from simulator.world import World

HOST = "127.0.0.1"


def bind(port: int) -> socket.socket:
    """Take a port on this machine only; 0 takes a free one. Raises OSError when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Build the web server over an application."""
    config = uvicorn.Config(
        app,
        interface="asgi3",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        # The shop says what time it is: see simulator/app.py.
        date_header=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


class RunningSimulator:
    """The simulator in a thread of this process.

    with RunningSimulator(FakeClock(start)) as amazon:
        requests.get(amazon.url + "/_simulator/health")

    `amazon.na_url` and `amazon.eu_url` are the SP-API hosts, `amazon.token_url`
    is LWA's address, and `amazon.world` gives a test the shop itself.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        seed: int = 7,
        months: int = 24,
        rate_plan: str = "off",
        port: int = 0,
    ) -> None:
        self.renew(clock, seed=seed, months=months, rate_plan=rate_plan)
        self._listener = bind(port)
        self.url = f"http://{HOST}:{self._listener.getsockname()[1]}"
        self.na_url = self.url + "/na"
        self.eu_url = self.url + "/eu"
        self.token_url = self.url + "/auth/o2/token"
        self._server = make_server(self._serve)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="simulator"
        )

    def renew(
        self,
        clock: Clock | None = None,
        *,
        seed: int = 7,
        months: int = 24,
        rate_plan: str = "off",
    ) -> None:
        """Put a new world behind the same address: no tokens, no reports, full buckets."""
        self.world = World(clock=clock, seed=seed, months=months, rate_plan=rate_plan)
        self._app = create_app(world=self.world)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def start(self) -> RunningSimulator:
        """Start answering; calls made before it is ready wait in the port's queue."""
        self._thread.daemon = True
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering and give the port back."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listener.close()

    def __enter__(self) -> RunningSimulator:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

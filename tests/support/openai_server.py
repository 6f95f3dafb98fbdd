"""A server on this machine that speaks the OpenAI protocol, by a script of answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeModel:
    """What the model will say, one answer a call, and what it was told."""

    answers: list[tuple[int, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""
    # A slow answer waits for this.
    hurry: threading.Event = field(default_factory=threading.Event)
    # Set when the first question has come in.
    asked: threading.Event = field(default_factory=threading.Event)
    # Whether it says the same again when everything was said.
    begins_anew: bool = False
    # How long the next answers take each, in seconds.
    delays: list[float] = field(default_factory=list)

    def calls(self, tool: str, **arguments: Any) -> FakeModel:
        """The model fills in a tool."""
        return self.says(_message(tool, json.dumps(arguments)))

    def says(self, message: dict[str, Any], status: int = 200) -> FakeModel:
        """The model answers with a message as it stands."""
        usage = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return self.answers_with(
            status, {"id": "1", "object": "chat.completion", "created": 1, "model": "fake",
                     "choices": [choice], "usage": usage},
        )  # fmt: skip

    def waits_then_says(self, message: dict[str, Any]) -> FakeModel:
        """The model answers when `hurry` is set."""
        self.delays.append(30)
        return self.says(message)

    def takes(self, seconds: float) -> FakeModel:
        """The next answer takes so long."""
        self.delays.append(seconds)
        return self

    def answers_with(self, status: int, body: Any) -> FakeModel:
        """The server answers with any status and body (bytes are sent as they are).

        A word is a way not to answer: `silent`, `drips` and `drips_head` (a byte now and then, of
        the body or of the head), `hangs_up` (in the middle of the body).
        """
        self.answers.append((status, body))
        return self


def _message(tool: str, arguments: str) -> dict[str, Any]:
    function = {"name": tool, "arguments": arguments}
    call = {"id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


@contextmanager
def running_model() -> Iterator[FakeModel]:
    """Run the server on a free port while the block lasts."""
    model = FakeModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.told.append(json.loads(body))
            model.asked.set()
            nothing = (500, {"error": {"message": "nothing left to say"}})
            status, answer = model.answers.pop(0) if model.answers else nothing
            if model.begins_anew:
                model.answers.append((status, answer))
            if model.delays:
                model.hurry.wait(model.delays.pop(0))
            if isinstance(answer, str):
                self.misbehave(answer)
                return
            sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def misbehave(self, how: str) -> None:
            self.close_connection = True
            if how == "hangs_up":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")
                return
            if how == "drips":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
            elif how == "drips_head":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while how != "silent" and not model.hurry.wait(0.05):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return
            model.hurry.wait(30)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield model
    finally:
        model.hurry.set()
        server.shutdown()
        thread.join()
        server.server_close()

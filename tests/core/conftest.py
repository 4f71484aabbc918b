"""Another system, small and real: it answers over HTTP exactly what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Heard:
    """One request, as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class OtherSystem:
    """Answers with the replies in turn, the last one for ever; keeps what it heard."""

    replies: list[Reply] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    url: str = ""

    def will(self, *replies: Reply) -> None:
        """Answer like this from now on."""
        self.replies[:] = replies

    def next_reply(self) -> Reply:
        """What comes next."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def answer(status: int, body: bytes = b"", **headers: Any) -> Reply:
    """A whole answer. A header's underscore is a dash; a list is the same header several times."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            for one in value if isinstance(value, list) else [value]:
                request.send_header(name.replace("_", "-"), str(one))
        request.end_headers()
        request.wfile.write(body)

    return reply


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    request.close_connection = True


def break_off(request: BaseHTTPRequestHandler) -> None:
    """Promise a long body and stop in its middle."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"half a")
    request.close_connection = True


@pytest.fixture
def other_system() -> Iterator[OtherSystem]:
    """Another system on this machine, until the test ends."""
    system = OtherSystem()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            system.heard.append(Heard(self.command, self.path, dict(self.headers), body))
            try:
                system.next_reply()(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET

        def log_message(self, *_arguments: Any) -> None:
            """Be quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    system.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield system
    server.shutdown()
    thread.join()
    server.server_close()

"""A sender that stops in the middle keeps nothing: not its place for ever, and not the process from ending."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import environment
from tests.product import Process, free_port
from tests.webhooks.test_receiver import PATH, wait_for

# Nothing here comes as far as the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BODY_SECONDS, STOP_SECONDS = 10, 10
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n"
SIGNED = f"{HEAD}X-Shopify-Hmac-Sha256: x\r\n"


@pytest.fixture
def port(receiver: Process) -> int:
    """Where it listens."""
    return int(receiver.process.args[-1])  # type: ignore[index, arg-type]


@pytest.fixture
def receiver(database_url: str, redis_folder: Path) -> Iterator[Process]:
    """A receiver of the test's own, with the limits it has when nobody sets them."""
    port = free_port()
    environ = environment(
        database_url, redis_folder, REDIS_URL=f"unix://{redis_folder / 'redis.sock'}", LOG_LEVEL="error"
    )
    started = Process(environ, "serve", "--only", "receiver", "--port", str(port))
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield started
    finally:
        # Its worker is a process of its own, which a kill would leave behind.
        started.process.terminate()
        started.process.wait(timeout=30)


def send(stack: ExitStack, port: int, request: str) -> socket.socket:
    """Begin a request and leave it there."""
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=BODY_SECONDS + 10))
    connection.sendall(request.encode())
    return connection


def status_of(connection: socket.socket) -> str:
    return connection.recv(4096).split(b" ")[1].decode()


def test_a_stranger_is_answered_at_once_and_a_slow_sender_when_its_time_is_over(port: int) -> None:
    with ExitStack() as stack:
        stranger = send(stack, port, f"{HEAD}Content-Length: 1000000\r\n\r\n")
        begun = time.monotonic()
        slow = [
            send(stack, port, f"{SIGNED}Content-Length: 1000000\r\n\r\n"),
            send(stack, port, f"{SIGNED}Content-Length: 1000000\r\n\r\n" + '{"id": 1'),
            send(stack, port, f"{SIGNED}Transfer-Encoding: chunked\r\n\r\n8\r\n" + '{"id": 1\r\n'),
        ]
        assert status_of(stranger) == "401"
        assert time.monotonic() - begun < BODY_SECONDS
        assert [status_of(one) for one in slow] == ["408", "408", "408"]
        assert time.monotonic() - begun >= BODY_SECONDS - 0.5


def test_the_process_stops_while_clients_hold_half_sent_requests(receiver: Process, port: int) -> None:
    """Half a head, half a small body (which no clock watches), half a large one."""
    with ExitStack() as stack:
        for request in (HEAD, f"{SIGNED}Content-Length: 100\r\n\r\n{{", f"{SIGNED}Content-Length: 100000\r\n\r\n{{"):
            send(stack, port, request)
        time.sleep(0.5)
        receiver.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        receiver.process.wait(timeout=STOP_SECONDS + 60)

        assert time.monotonic() - begun < STOP_SECONDS + 20
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=1)

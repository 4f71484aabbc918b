"""The SMTP side: takes every message for everybody, in plain SMTP on the loopback."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from types import TracebackType
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mailbox.box import Mailbox

LARGEST = 20 * 1024 * 1024


class Listener:
    """An SMTP server in a thread of its own; port 0 takes a free one, told by `port` once it has started.

    Not aiosmtpd's Controller: that one connects to the port it was given to see whether it is up, and 0 is none.
    """

    def __init__(self, mailbox: Mailbox, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self._handler = _Handler(mailbox)
        self._thread = threading.Thread(target=self._run, name="mailbox-smtp", daemon=True)
        self._bound: Future[int] = Future()
        self._stop = asyncio.Event()
        self._clients: WeakSet[SMTP] = WeakSet()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """The address for a setting such as SMTP_URL."""
        return f"smtp://{self.host}:{self.port}"

    def start(self) -> Listener:
        """Listen.

        Raises:
            OSError: The port is taken.
        """
        self._thread.start()
        self.port = self._bound.result(timeout=10)
        return self

    def stop(self) -> None:
        """Stop listening and hang up."""
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=10)

    def __enter__(self) -> Listener:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            server = await self._loop.create_server(self._protocol, self.host, self.port)
        except OSError as error:
            self._bound.set_exception(error)
            return
        self._bound.set_result(int(server.sockets[0].getsockname()[1]))
        await self._stop.wait()
        await self._hang_up()
        # Last: a connection that is being accepted while its server is closed never gets a transport to close it by.
        server.close()
        await asyncio.sleep(0)  # whoever said goodbye by itself closes its socket in this turn

    async def _hang_up(self) -> None:
        """Close every connection, those included that are only just being accepted.

        Cancelling is not enough: aiosmtpd then forgets its transport without closing it.
        """
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for client in list(self._clients):
                if isinstance(client.transport, asyncio.Transport):
                    client.transport.abort()
            await asyncio.wait(tasks, timeout=0.05)

    def _protocol(self) -> SMTP:
        client = SMTP(
            self._handler, hostname="mailbox.sandbox", data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=self._loop
        )
        self._clients.add(client)
        return client


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """aiosmtpd's name for the moment when a message is complete."""
        raw = envelope.original_content or b""
        self._mailbox.keep(raw, envelope.mail_from or "", list(envelope.rcpt_tos))
        return "250 kept"

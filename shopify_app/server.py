"""Serving: webhooks by the receiver, pages by Flask; on one port by default, each alone where a proxy splits them."""

from __future__ import annotations

import asyncio
import subprocess
from typing import TYPE_CHECKING, Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from shopify_app import tables
from shopify_app.app import create_app, create_health_app, watch_work
from shopify_app.bridge import WsgiBridge
from shopify_app.core.config import Settings, settings_of_process
from shopify_app.core.logs import configure_logs
from shopify_app.core.redis_server import start_embedded
from shopify_app.core.runtime import Runtime
from webhooks.receive import PREFIX, Receiver, build_receiver

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

assert tables.TABLES  # noqa: S101  every process knows every table
_THREADS = 8
_STOP_SECONDS = 10


def serve(settings: Settings, *, host: str, port: int, only: str | None, workers: int) -> None:
    """Serve until stopped. Without REDIS_URL the embedded Redis runs as long as this does."""
    redis: subprocess.Popen[bytes] | None = None
    if settings.redis_url is None and only != "receiver":
        redis = start_embedded(settings.data_dir)
    target, interface = {
        None: ("shopify_app.server:everything", Interfaces.RSGI),
        "receiver": ("shopify_app.server:receiver_alone", Interfaces.RSGI),
        "web": ("shopify_app.server:web_alone", Interfaces.WSGI),
    }[only]
    server = Granian(
        target=target,
        address=host,
        port=port,
        interface=interface,
        # One process writes to SQLite: two would starve each other.
        workers=1 if settings.is_sqlite and only != "web" else workers,
        blocking_threads=_THREADS if interface is Interfaces.WSGI else None,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        # A client that keeps its connection open must not keep the process from stopping.
        workers_kill_timeout=_STOP_SECONDS,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        backlog=2048,
    )
    try:
        server.serve()
    finally:
        if redis is not None:
            redis.terminate()
            redis.wait()


class Front:
    """The RSGI application: the receiver, and Flask for every other address."""

    def __init__(self, runtime: Runtime, web: Flask) -> None:
        self._runtime = runtime
        self._web = WsgiBridge(web, threads=_THREADS)
        self._receiver: Receiver | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The receiver belongs to the loop: it is made when that exists."""
        loop.run_until_complete(self._open())

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """One request."""
        if scope.path.startswith(PREFIX) and self._receiver is not None:
            await self._receiver(scope, protocol)
        else:
            await self._web(scope, protocol)

    async def _open(self) -> None:
        self._receiver = build_receiver(self._runtime)


def everything() -> Any:
    """Receiver and pages in one process: the demo, and small installations."""
    runtime = _runtime()
    watch_work(runtime)
    return Front(runtime, create_app(runtime))


def receiver_alone() -> Any:
    """The receiver by itself, with its health and its figures."""
    runtime = _runtime()
    return Front(runtime, create_health_app(runtime))


def web_alone() -> Any:
    """The pages by themselves."""
    runtime = _runtime()
    watch_work(runtime)
    return create_app(runtime)


def _runtime() -> Runtime:
    settings = settings_of_process()
    configure_logs(settings.log_level)
    return Runtime(settings)

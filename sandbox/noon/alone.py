"""The stand-in on a port of its own, for tests; the sandbox server mounts it beside the others instead."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from sandbox.faults import Faults
from sandbox.noon.app import Engine, create_app
from sandbox.store import Store

POLL_S = 0.02  # how soon a stopped server notices; the half second it comes with adds up over a suite


class Quiet(WSGIRequestHandler):
    """No line for every request; the calls are kept where a test can read them."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def log_error(self, format: str, *args: Any) -> None:
        """Say nothing: a dropped connection is what a test asked for."""


class RunningNoon:
    """A noon in threads on a free port, while the `with` block lasts."""

    def __init__(self, store: Store | None = None, *, prefix: str = "", **options: Any) -> None:
        app = create_app(store or Store(), Faults(), **options)
        self.engine: Engine = app.extensions["noon"]
        mounted = DispatcherMiddleware(Response("not found", status=404), {prefix: app}) if prefix else app
        self._server = make_server("127.0.0.1", 0, mounted, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_S,), name="noon", daemon=True)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}{prefix}"

    def __enter__(self) -> RunningNoon:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.engine.stop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

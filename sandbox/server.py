"""One HTTP server for all stand-ins, on one origin: Shopify at the root, `/noon`, `/mail`, and the ECB at `/ecb`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox import ecb
from sandbox.faults import Faults
from sandbox.shopify.app import create_app
from sandbox.shopify.config import AppConfig, Pace, SandboxConfig
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.neighbours import Neighbours
    from sandbox.shopify.life import Life
    from sandbox.shopify.world import World

log = logging.getLogger(__name__)
HOST = "127.0.0.1"
POLL = 0.02


class _QuietHandler(WSGIRequestHandler):
    """Access logs would hold id tokens, and nobody reads them here."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing of requests; errors still are."""
        if type != "info":
            super().log(type, message, *args)


class SandboxServer:
    """The stand-ins in this process: `with SandboxServer(app_url=…) as sandbox:`; port 0 takes any free one."""

    def __init__(  # noqa: PLR0913  each one a choice of whoever starts it
        self,
        *,
        app_url: str = "http://127.0.0.1:8080",
        api_key: str = "sandbox-api-key",
        api_secret: str = "sandbox-api-secret",  # noqa: S107  both sides of a stand-in
        api_secret_old: str | None = None,
        toml_path: Path | None = None,
        seed: int = 7,
        history: bool = False,
        data_dir: Path | None = None,
        port: int = 0,
        pace: Pace | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
        app = AppConfig(app_url, api_key, api_secret, api_secret_old, toml_path)
        self.config = SandboxConfig(app, pace or Pace(), seed, data_dir, history=history)
        self.store = Store(data_dir / "sandbox.json" if data_dir else None)
        self.faults = Faults(seed)
        self._shopify = create_app(self.store, self.faults, self.config)
        wsgi = DispatcherMiddleware(self._shopify, {**(neighbours.mounts if neighbours else {}), "/ecb": ecb.serve})
        self._server = make_server(HOST, port, wsgi, threaded=True, request_handler=_QuietHandler)
        self.port = self._server.server_port
        self._neighbours = neighbours
        self.config.base_url = f"http://{HOST}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL,), name="sandbox", daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.config.base_url

    @property
    def world(self) -> World:
        """The Shopify stand-in's machinery."""
        world: World = self._shopify.extensions["world"]
        return world

    @property
    def life(self) -> Life:
        """What happens by itself, once started."""
        life: Life = self._shopify.extensions["life"]
        return life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to answer, in a thread."""
        if self._neighbours is not None:
            self._neighbours.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, end every thread, keep the state."""
        self.life.stop()
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()
        self.world.close()
        if self._neighbours is not None:
            self._neighbours.stop()


def run(  # noqa: PLR0913  see SandboxServer
    port: int,
    data_dir: Path | None,
    app_url: str,
    api_key: str,
    api_secret: str,
    *,
    api_secret_old: str | None = None,
    toml_path: Path | None = None,
    seed: int = 7,
    lively: bool = False,
    smtp_port: int = 0,
    noon_webhook_url: str | None = None,
) -> None:
    """Serve all stand-ins until SIGTERM or Ctrl-C."""
    from sandbox.neighbours import Neighbours  # noqa: PLC0415  needs an SMTP library that the tests of Shopify do not

    neighbours = Neighbours(data_dir, seed, smtp_port=smtp_port, noon_webhook_url=noon_webhook_url)
    server = SandboxServer(
        app_url=app_url,
        api_key=api_key,
        api_secret=api_secret,
        api_secret_old=api_secret_old,
        toml_path=toml_path,
        seed=seed,
        history=True,
        data_dir=data_dir,
        port=port,
        pace=Pace(routing=1.0, job=0.5, bulk=2.0, erasure=20.0, retry_scale=0.02),
        neighbours=neighbours,
    )
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    server.start()
    if lively:
        server.life.start()
    sys.stdout.write(f"sandbox: {server.url} mail: {neighbours.listener.url}\n")
    sys.stdout.flush()
    ended.wait()
    server.stop()

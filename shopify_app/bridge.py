"""Running a WSGI application behind RSGI, in threads: so that one port serves the receiver's loop and Flask."""

from __future__ import annotations

import asyncio
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

_LARGEST_BODY = 2 * 1024 * 1024
_TOO_LARGE = 413


class WsgiBridge:
    """Reads the request whole, calls the application in a thread, and answers whole."""

    def __init__(self, app: Flask, *, threads: int) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """One request."""
        body = await _read(protocol)
        if body is None:
            protocol.response_str(_TOO_LARGE, [("content-type", "text/plain")], "That is too large.")
            return
        environ = _environ(scope, body)
        status, headers, answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._call, environ)
        protocol.response_bytes(status, headers, answer)

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        begun: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            begun.update(status=int(status.split(" ", 1)[0]), headers=headers)
            return lambda _written: None

        chunks = self._app(environ, start_response)
        try:
            answer = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return begun["status"], [(name.lower(), value) for name, value in begun["headers"]], answer


async def _read(protocol: HTTPProtocol) -> bytes | None:
    """The body, or None when it is larger than any page of ours takes."""
    parts, size = [], 0
    async for part in protocol:
        size += len(part)
        if size > _LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """PEP 3333's variables. Paths are percent-decoded bytes written as Latin-1, as it asks."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.setdefault("HTTP_HOST", scope.authority or scope.server)
    return environ

"""The receiver: raw bytes in, verified, stored, committed, answered. Its own small RSGI application, outside Flask."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from shopify_app.core.addresses import LOOPBACK, is_among, sender_of
from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Runtime
from webhooks.doors import Doors
from webhooks.from_noon import SECRET_HEADER, read_noon
from webhooks.from_shopify import Header, carries_signature, read_shopify
from webhooks.group_commit import GroupCommit, Stored, StoreError
from webhooks.into_postgresql import PostgresqlCommit
from webhooks.into_sqlite import SqliteCommit
from webhooks.nudger import Nudger
from webhooks.refusals import RefusedError, not_stored, too_large, unsigned
from webhooks.rows import Row
from webhooks.topics import NOON, SHOPIFY

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

PREFIX = "/webhooks/"
_SHOPIFY, _NOON = "/webhooks/shopify", "/webhooks/noon/"
_HEADERS = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
# Nobody writes the length of a body in more digits, zeros before it or not.
_LONGEST_LENGTH = 12
# A delivery of the usual size. To watch the clock for each of them costs more than waiting for a slow one.
_SMALL = 64 * 1024
_BODY_SECONDS = 10.0
_EMPTY: list[tuple[str, str]] = []
log = structlog.get_logger(__name__)
ANSWERS = Counter("tajir_webhooks", "Deliveries answered", ["sender", "status"])


class Receiver:
    """Answers `POST /webhooks/…`."""

    def __init__(self, runtime: Runtime, commit: GroupCommit) -> None:
        settings = runtime.settings
        self._doors = Doors(runtime)
        self._commit = commit
        self._secrets = tuple(secret.encode() for secret in settings.shopify_api_secrets)
        self._limit = settings.webhook_max_bytes
        self._noon = settings.noon_senders + (LOOPBACK if settings.allow_loopback_http else ())
        # The setting counts Shopify's app proxy too, which no event passes.
        self._proxies = settings.trusted_proxies - 1

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """One request."""
        try:
            await self._take(scope, protocol)
        except RefusedError as refused:
            _refuse(scope, protocol, refused)
        else:
            protocol.response_empty(200, _EMPTY)

    async def _take(self, scope: Scope, protocol: HTTPProtocol) -> None:
        read = self._reader(scope.path)
        if scope.method != "POST":
            raise RefusedError(405, "Deliveries come by POST.")
        header = _header_of(scope)
        body = await self._body(scope.path, header, protocol)
        try:
            await self._commit.store(read(scope, header, body, datetime.now(UTC)))
        except (SQLAlchemyError, TajirError) as error:
            log.warning("delivery_not_read", error=type(error).__name__)
            raise not_stored() from error
        except StoreError as error:
            raise not_stored() from error

    def _reader(self, path: str) -> Callable[[Scope, Header, bytes, datetime], Row]:
        if path == _SHOPIFY:
            return self._read_shopify
        if path.startswith(_NOON) and "/" not in path[len(_NOON) :]:
            return partial(self._read_noon, path[len(_NOON) :])
        raise RefusedError(404, "There is no such address.")

    def _read_shopify(self, _scope: Scope, header: Header, body: bytes, now: datetime) -> Row:
        return read_shopify(header, body, self._doors, self._secrets, now)

    def _read_noon(self, shop_key: str, scope: Scope, header: Header, body: bytes, now: datetime) -> Row:
        sender = sender_of(header("x-forwarded-for"), scope.client.rpartition(":")[0].strip("[]"), self._proxies)
        return read_noon(header, body, shop_key, self._doors, now, is_noon=is_among(sender, self._noon))

    def _length(self, told: str | None) -> int | None:
        """How long the sender says the body is; too long a one is refused before it is read."""
        if told is None or not (told.isascii() and told.isdigit()):
            return None
        if len(told) > _LONGEST_LENGTH or int(told) > self._limit:
            raise too_large(self._limit)
        return int(told)

    async def _body(self, path: str, header: Header, protocol: HTTPProtocol) -> bytes:
        """The whole body. Who shows no signature is not listened to; who sends much has to come to an end with it."""
        length = self._length(header("content-length"))
        if not (carries_signature(header) if path == _SHOPIFY else header(SECRET_HEADER)):
            raise unsigned()
        if length is not None and length <= _SMALL:
            return await protocol()
        reading = self._measured(protocol) if length is None else protocol()
        try:
            return await asyncio.wait_for(reading, _BODY_SECONDS)
        except TimeoutError as error:
            raise RefusedError(408, "The body did not come to its end in time.") from error

    async def _measured(self, protocol: HTTPProtocol) -> bytes:
        """A body of unknown length, refused as soon as it is too large."""
        parts, size = [], 0
        async for part in protocol:
            size += len(part)
            if size > self._limit:
                raise too_large(self._limit)
            parts.append(part)
        return b"".join(parts)


def _refuse(scope: Scope, protocol: HTTPProtocol, refused: RefusedError) -> None:
    ANSWERS.labels(NOON if scope.path.startswith(_NOON) else SHOPIFY, str(refused.status)).inc()
    headers = [*_HEADERS, ("allow", "POST")] if refused.status == 405 else _HEADERS  # noqa: PLR2004
    protocol.response_str(refused.status, headers, refused.reason)


def _header_of(scope: Scope) -> Header:
    """Header access that survives bytes which are no text: such a header counts as missing."""
    get: Header = scope.headers.get

    def header(name: str) -> str | None:
        try:
            return get(name)
        except (RuntimeError, ValueError):
            return None

    return header


def build_receiver(runtime: Runtime) -> Receiver:
    """The receiver for the runtime's database. Called in the server's event loop."""
    nudger = Nudger(runtime.jobs)

    def stored(rows: Sequence[Row]) -> None:
        nudger.stored(rows)
        for source, count in Tally(row.source for row in rows).items():
            ANSWERS.labels(source, "200").inc(count)

    receiver = Receiver(runtime, make_commit(runtime, stored))
    # What is loaded by now lives as long as the process. To look through it for garbage again and again would stop
    # every delivery under way for some hundredths of a second.
    gc.collect()
    gc.freeze()
    return receiver


def make_commit(runtime: Runtime, stored: Stored) -> GroupCommit:
    """Group commit for the runtime's kind of database."""
    url = runtime.engine.url
    if runtime.settings.is_sqlite:
        return SqliteCommit(str(url.database), stored)
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresqlCommit(conninfo, stored)

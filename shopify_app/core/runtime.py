"""What every process is made of, put together in one place: settings, database, Redis, keys, clock and clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar, cast

from redis import Redis
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from shopify_app.core.clock import Clock, SystemClock
from shopify_app.core.config import Settings
from shopify_app.core.crypto import Key
from shopify_app.core.db import make_engine, reading
from shopify_app.core.errors import RememberedError
from shopify_app.core.jobqueue import JobQueue
from shopify_app.core.keyring import InboxKey, Keyring, ShopKeys
from shopify_app.core.redis_server import connect_redis


class Client(Protocol):
    """A client of another system, built from the runtime."""

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """The client, with the runtime's settings."""


C = TypeVar("C", bound=Client)


@dataclass(slots=True)
class Transaction:
    """One database transaction; actions take it, may flush, and never commit.

    What is enqueued here is sent after the commit, and not at all after a rollback.
    """

    session: Session
    keyring: Keyring
    now: datetime
    _after: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    _keys: dict[int, ShopKeys] = field(default_factory=dict)

    def enqueue(self, job: str, queue: str, **arguments: Any) -> None:
        """Run `job` once this is committed."""
        self._after.append((job, queue, arguments))

    def nudge(self, job: str, queue: str, shop_id: int) -> None:
        """See that `job` runs for the shop once this is committed; many nudges become one run."""
        if (job, queue, {"shop_id": shop_id, "_nudge": True}) not in self._after:
            self._after.append((job, queue, {"shop_id": shop_id, "_nudge": True}))

    def keys(self, shop_id: int) -> ShopKeys:
        """The shop's keys."""
        if shop_id not in self._keys:
            self._keys[shop_id] = self.keyring.shop(self.session, shop_id, self.now)
        return self._keys[shop_id]

    def inbox_key(self, shop_id: int) -> InboxKey:
        """The key that seals the shop's deliveries today."""
        return self.keyring.inbox(self.session, shop_id, self.now)

    def inbox_keys(self, shop_id: int, ids: list[int]) -> dict[int, Key]:
        """The shop's inbox keys with these ids, those that still exist."""
        return self.keyring.inbox_keys(self.session, shop_id, ids, self.now)

    def send(self, jobs: JobQueue) -> None:
        """Hand over what was enqueued."""
        for job, queue, arguments in self._after:
            if arguments.pop("_nudge", False):
                jobs.nudge(job, queue, arguments["shop_id"])
            else:
                jobs.enqueue(job, queue, **arguments)


class Runtime:
    """The composition root. Tests build the same one on other addresses."""

    def __init__(
        self, settings: Settings, *, clock: Clock | None = None, engine: Engine | None = None, pool_size: int = 10
    ) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.engine: Engine = engine or make_engine(settings.database_url, pool_size=pool_size)
        self.redis: Redis = connect_redis(settings.redis_url, settings.data_dir)
        self.jobs = JobQueue(self.redis)
        self.keyring = Keyring(settings.master_key, settings.master_key_old)
        self._reading = reading(self.engine)
        self._clients: dict[type[Any], Any] = {}

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that writes: committed and on disk when the block ends, rolled back when it raises.

        A refusal that must not be forgotten is written down after that.
        """
        try:
            with self._session(self.engine) as tx:
                yield tx
        except RememberedError as refusal:
            with self._session(self.engine) as tx:
                refusal.remember(tx)
            raise
        tx.send(self.jobs)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """A transaction that reads, and waits for no writer."""
        with self._session(self._reading) as tx:
            yield tx

    def client(self, kind: type[C]) -> C:
        """The process's one client of this kind."""
        if kind not in self._clients:
            self._clients[kind] = kind.build(self)
        return cast("C", self._clients[kind])

    def close(self) -> None:
        """Give connections back."""
        self.engine.dispose()
        self.redis.close()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Transaction]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield Transaction(session, self.keyring, self.clock.now())

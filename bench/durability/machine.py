"""The product's processes on one machine, each of which may be killed at any moment and is started again."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests

from shopify_app.core.redis_server import connect_redis, embedded_command, wait_for_redis

SECRET = "shpss_" + "d" * 32
API_KEY = "durability"
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Killable:
    """One process that is kept running, but for the moments after it was killed."""

    name: str
    command: list[str]
    environ: dict[str, str]
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it, in a group of its own, so that its children die with it."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environ,
            cwd=ROOT if self.user is None else "/",
            start_new_session=True,
            user=self.user,
        )

    def kill(self) -> None:
        """SIGKILL, to the process and all its children."""
        if self.process is not None:
            # PostgreSQL puts its children into sessions of their own.
            children = _children(self.process.pid)
            for pid in (self.process.pid, *children):
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def tend(self) -> None:
        """Start it again if it is down for whatever reason."""
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.start()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Machine:
    """Web and receiver, workers, schedule and Redis; the database is given by its address, or as a process too."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        sandbox_url: str,
        *,
        workers: int = 2,
        schedule: bool = True,
        database: Killable | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "APP_URL": self.url,
            "SHOPIFY_API_KEY": API_KEY,
            "SHOPIFY_API_SECRET": SECRET,
            "MASTER_KEY": base64.b64encode(b"d" * 32).decode(),
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": f"unix://{folder / 'redis.sock'}",
            "SHOPIFY_SHOP_URL": f"{sandbox_url}/shopify/{{shop}}",
            "SHOPIFY_ADMIN_URL": sandbox_url,
            "SHOPIFY_CDN_URL": f"{sandbox_url}/cdn",
            "NOON_API_URL": f"{sandbox_url}/noon",
            "ALLOW_LOOPBACK_HTTP": "true",
            "LOG_LEVEL": "error",
        }
        tajir = [sys.executable, "-m", "shopify_app"]
        self.redis = Killable("redis", embedded_command(folder), self.environ)
        self.web = Killable("web", [*tajir, "serve", "--port", str(self.port)], self.environ)
        self.workers = [Killable(f"worker {n}", [*tajir, "worker"], self.environ) for n in range(workers)]
        self.schedules = [Killable("schedule", [*tajir, "schedule"], self.environ)] if schedule else []
        self.databases = [database] if database is not None else []

    @property
    def processes(self) -> list[Killable]:
        """Everything that may be killed."""
        return [*self.databases, self.redis, self.web, *self.workers, *self.schedules]

    def named(self, kinds: Collection[str]) -> list[Killable]:
        """Those of some kinds: database, redis, web, worker, schedule."""
        return [process for process in self.processes if process.name.split()[0] in kinds]

    def start(self) -> None:
        """Start all and wait until ready."""
        self.redis.tend()
        wait_for_redis(connect_redis(None, self.folder))
        for process in self.processes:
            process.tend()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Until the server says so.

        Raises:
            TimeoutError: It does not.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for process in self.processes:
                process.tend()
            try:
                if requests.get(f"{self.url}/readyz", timeout=2).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise TimeoutError("the product does not get ready")

    def stop(self) -> None:
        """End all for good."""
        for process in reversed(self.processes):
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


ALL_KINDS = ("database", "redis", "web", "worker", "schedule")


def torment(
    machine: Machine,
    seconds: float,
    seed: int,
    pause: tuple[float, float] = (0.05, 0.6),
    kinds: Collection[str] = ALL_KINDS,
) -> None:
    """Kill one process after the other at random moments, and start each again a moment later."""
    chance = random.Random(seed)
    victims = machine.named(kinds)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(*pause))
        victim = chance.choice(victims)
        with victim.lock:
            victim.kill()
        time.sleep(chance.uniform(0, 0.2))
        victim.tend()
    machine.wait_until_ready()

"""The Node servers: installed from npm into a folder, run on Node 24, two processes each."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from redis import Redis

from .contender import ROUTE, SECRET, Contender, Target
from .processes import StartError, free_port, running
from .stores import redis_server

SOURCE = Path(__file__).parent / "peers"
NAMES = ("express", "rawhttp")


def install(folder: Path) -> None:
    """Copy the peers into `folder` and install exactly the versions in `package.json`."""
    shutil.copytree(SOURCE, folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True, timeout=600)
    if not _node(folder).exists():
        raise StartError("npm installed no Node binary: were the install scripts of the package `node` refused?")


def peer(name: str, installed: Path) -> Contender:
    """One of `NAMES`, from the folder it was installed into."""
    return Contender(name, ours=False, start=partial(_serve, name, installed))


@contextmanager
def _serve(name: str, installed: Path, folder: Path) -> Iterator[Target]:
    port = free_port()
    with redis_server(folder / "redis", durable=True) as (url, redis_pid):
        environ = {"PATH": os.environ["PATH"], "NODE_ENV": "production", "PORT": str(port), "REDIS_URL": url}
        environ |= {"SHOPIFY_API_KEY": "ingest-bench", "SHOPIFY_API_SECRET": SECRET, "PROCESSES": "2"}
        command = [str(_node(installed)), str(installed / f"{name}.mjs")]
        with running(command, environ, folder / "log", port) as pid, Redis.from_url(url) as redis:
            yield Target(f"http://127.0.0.1:{port}{ROUTE}", partial(_jobs, redis), pid, redis_pid)


def _node(installed: Path) -> Path:
    return installed / "node_modules" / ".bin" / "node"


def _jobs(redis: Redis) -> int:
    return int(redis.llen("bull:webhooks:wait"))

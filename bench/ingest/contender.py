"""What the comparison knows of a server: where to post, how to count what it stored, whose CPU time to add up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A server that is running."""

    url: str
    stored: Callable[[], int]
    server_pid: int
    store_pid: int | None


@dataclass(frozen=True)
class Contender:
    """A server that can be started."""

    name: str
    ours: bool
    start: Callable[[Path], AbstractContextManager[Target]]
    """Start the server on an empty store inside the given folder; everything ends with the context."""


SECRET = "ingest-bench-secret"  # noqa: S105 - signs invented bodies
ROUTE = "/webhooks/shopify"

"""What an operator wants to know before asking for help: is everything there, and right?"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import is_current
from shopify_app.shops.client import API_VERSION

_UPGRADE = "Run: tajir db upgrade"
_SOON = timedelta(days=60)
_FULL = 2  # SQLite's number for synchronous=FULL


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result, and what to do when it is bad."""

    check: str
    good: bool
    advice: str


def examine(runtime: Runtime) -> list[Finding]:
    """Every check, save those of a database that does not answer or has not the present form."""
    where = (
        "Check that DATA_DIR can be written." if runtime.settings.is_sqlite else "Check DATABASE_URL and the server."
    )
    database = [_check("Database answers and syncs to disk", lambda: _durable(runtime), where)]
    if database[-1].good:
        database.append(_check("Database has the present form", lambda: is_current(runtime.engine), _UPGRADE))
    if database[-1].good:
        database.append(_check("The master key opens the shops' keys", lambda: _keys(runtime), "Set MASTER_KEY_OLD."))
    return [
        *database,
        _check("Redis answers", lambda: bool(runtime.redis.ping()), "Check REDIS_URL, or start `tajir serve` first."),
        _check(f"Shopify API version {API_VERSION} is supported", _version_lives, "Upgrade tajir."),
        _check("TLS 1.2 or newer for outgoing calls", lambda: ssl.HAS_TLSv1_2, "Use a newer OpenSSL."),
    ]


def _check(name: str, ask: Callable[[], bool], advice: str) -> Finding:
    try:
        good = ask()
    except (SQLAlchemyError, RedisError) as error:
        return Finding(name, False, f"{advice} ({type(error).__name__})")
    return Finding(name, good, "" if good else advice)


def _durable(runtime: Runtime) -> bool:
    """Whether a commit waits for the disk."""
    with runtime.snapshot() as tx:
        if runtime.settings.is_sqlite:
            return bool(tx.session.scalar(text("PRAGMA synchronous")) == _FULL)
        shown = [tx.session.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "fsync")]
        return bool(shown[0] != "off" and shown[1] == "on")


def _keys(runtime: Runtime) -> bool:
    with runtime.snapshot() as tx:
        return runtime.keyring.unknown_wrappers(tx.session) == 0


def _version_lives() -> bool:
    """Shopify supports a version for at least twelve months. Source: shopify.dev, API versioning."""
    year, month = (int(part) for part in API_VERSION.split("-"))
    return date.today() < date(year + 1, month, 1) - _SOON  # noqa: DTZ011  days suffice

"""A session with noon that all workers share: kept sealed in the database, renewed by one of them.

noon promises no life of a session: a 401 tells that it is over, and nothing else does. It belongs to a whole key file,
so that nobody gets in by another's key id.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import or_, update

from shopify_app.core.errors import RemoteError
from shopify_app.core.upsert import insert_ignoring
from shopify_app.noon.models import NoonSession
from shopify_app.noon.payload import KeyFile

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime, Transaction

Login = Callable[[KeyFile], Mapping[str, str]]
_LEASE = timedelta(seconds=45)
_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Account:
    """Whose noon is called. `patient` work leaves the calls that noon allows to who cannot wait."""

    shop_id: int
    key: KeyFile
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """The cookies of a session. `number` counts a shop's sessions, to tell an old one from a new."""

    cookies: Mapping[str, str]
    number: int


def session_of(runtime: Runtime, account: Account, login: Login, *, refused: Session | None = None) -> Session:
    """A session of the account. `refused` is one that noon has just answered 401 to: a newer one is made or found.

    Raises:
        NoonLoginError: noon does not take the key file.
        RemoteError: noon did not answer, or another worker logs in for too long.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        with runtime.snapshot() as tx:
            session = _usable(tx, account, refused)
        if session is not None:
            return session
        if _lease(runtime, account, refused):
            return _log_in(runtime, account, login)
        if time.monotonic() > deadline:
            raise RemoteError("Another worker is logging in at noon and this takes too long.", temporary=True)
        time.sleep(0.05)


def print_of(key: KeyFile) -> str:
    """A fingerprint of the whole key file."""
    return hashlib.sha256(msgspec.json.encode(key)).hexdigest()


def _usable(tx: Transaction, account: Account, refused: Session | None) -> Session | None:
    row = tx.session.get(NoonSession, account.shop_id)
    if row is None or row.cookies is None or row.key_print != print_of(account.key):
        return None
    if refused is not None and row.number <= refused.number:
        return None
    plain = tx.keys(account.shop_id).sealing.open(row.cookies, _context(account.shop_id))
    return Session(msgspec.json.decode(plain, type=dict[str, str]), row.number)


def _lease(runtime: Runtime, account: Account, refused: Session | None) -> bool:
    """Whether this worker is the one to log in. A row decides, so losing Redis costs nothing."""
    first = {"shop_id": account.shop_id, "key_print": "", "cookies": None, "number": 0, "made_at": None}
    with runtime.transaction() as tx:
        insert_ignoring(tx.session, NoonSession, [first], ("shop_id",))
        if _usable(tx, account, refused) is not None:
            return False
        free = or_(NoonSession.logging_in_until.is_(None), NoonSession.logging_in_until <= tx.now)
        chosen = update(NoonSession).where(NoonSession.shop_id == account.shop_id, free)
        done = tx.session.execute(
            chosen.values(logging_in_until=tx.now + _LEASE), execution_options={"synchronize_session": False}
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]


def _log_in(runtime: Runtime, account: Account, login: Login) -> Session:
    kept: Mapping[str, str] | None = None
    try:
        kept = login(account.key)
    finally:
        with runtime.transaction() as tx:
            row = tx.session.get_one(NoonSession, account.shop_id, with_for_update=True)
            row.logging_in_until = None
            if kept is not None:
                row.key_print, row.number, row.made_at = print_of(account.key), row.number + 1, tx.now
                sealing = tx.keys(account.shop_id).sealing
                row.cookies = sealing.seal(msgspec.json.encode(dict(kept)), _context(account.shop_id))
            number = row.number
    return Session(dict(kept), number)


def _context(shop_id: int) -> bytes:
    return f"noon/{shop_id}/session".encode()

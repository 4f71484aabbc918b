"""Who wraps whom: the master key (outside the database) wraps each shop's key, which wraps every person's key.

Destroying a key is deleting its wrapped form: what it sealed is then unreadable in every table, log and backup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, cast, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from shopify_app.core.columns import BigId, Moment, SealedType
from shopify_app.core.crypto import Key, Sealed, derive, fingerprint, new_raw_key
from shopify_app.core.db import Base
from shopify_app.core.errors import TajirError
from shopify_app.core.upsert import insert_ignoring

SHOP, INBOX = "shop", "inbox"
_MOST_OPENED = 10_000


class KeyDestroyedError(TajirError):
    """The key was destroyed on purpose; what it sealed is gone."""


class MasterKeyError(TajirError):
    """None of the configured master keys opens this shop's key."""


class StoredKey(Base):
    """A shop's key, or one day's key of its inbox, wrapped. `wrapped` is null once destroyed."""

    __tablename__ = "keys"
    __table_args__ = (UniqueConstraint("shop_id", "kind", "label"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(32))
    wrapped: Mapped[Sealed | None] = mapped_column(SealedType(), nullable=True)
    wrapped_by: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Moment())
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


@dataclass(frozen=True, slots=True)
class ShopKeys:
    """What one shop's key is used for, each use with a key of its own."""

    shop_id: int
    sealing: Key = field(repr=False)
    index: bytes = field(repr=False)
    _wrapping: Key = field(repr=False)

    def wrap(self, raw: bytes, owner: str) -> Sealed:
        """A person's or a day's key, sealed for storage; `owner` ties it to its row."""
        return self._wrapping.seal(raw, _owner(self.shop_id, owner))

    def unwrap(self, wrapped: Sealed, owner: str) -> Key:
        """The key behind what `wrap` returned."""
        return Key(self._wrapping.open(wrapped, _owner(self.shop_id, owner)))

    def rewrap(self, wrapped: Sealed, owner: str, successor: ShopKeys) -> Sealed:
        """The same key, wrapped by another shop key: used when the shop's key is rotated."""
        return successor.wrap(self._wrapping.open(wrapped, _owner(self.shop_id, owner)), owner)


@dataclass(frozen=True, slots=True)
class InboxKey:
    """The key that seals one day's deliveries of one shop."""

    id: int
    key: Key


class Keyring:
    """Opens shops' keys with the master key.

    What a key opens to is remembered by its wrapped form, and that is read from the database every time: a key that
    another process has destroyed, or that was never committed, seals nothing more.
    """

    def __init__(self, master: bytes, master_old: bytes | None = None) -> None:
        self._masters = {fingerprint(raw): Key(derive(raw, "master")) for raw in (master, master_old) if raw}
        self._current = fingerprint(master)
        self._opened: dict[bytes, ShopKeys] = {}

    def shop(self, session: Session, shop_id: int, now: datetime) -> ShopKeys:
        """The shop's keys, made on first use.

        Raises:
            KeyDestroyedError: The shop was erased.
            MasterKeyError: The key was wrapped by a master key that is not configured.
        """
        stored = self._stored(session, shop_id, now)
        keys = self._opened.get(stored.wrapped or b"")
        if keys is None:
            keys = _shop_keys(shop_id, self._unwrap(stored))
            if len(self._opened) >= _MOST_OPENED:
                self._opened.clear()
            self._opened[stored.wrapped or b""] = keys
        return keys

    def inbox(self, session: Session, shop_id: int, now: datetime) -> InboxKey:
        """Today's key for the shop's deliveries, made on first use. Old days' keys are destroyed: see `upkeep`."""
        keys, label = self.shop(session, shop_id, now), now.date().isoformat()
        stored = _find(session, shop_id, INBOX, label)
        if stored is None:
            wrapped = keys.wrap(new_raw_key(), _inbox_owner(label))
            _store(session, shop_id, INBOX, label, wrapped, "shop", now)
            stored = _find(session, shop_id, INBOX, label)
        return InboxKey(stored.id, _open_inbox(keys, stored)) if stored else self.inbox(session, shop_id, now)

    def inbox_keys(self, session: Session, shop_id: int, ids: Sequence[int], now: datetime) -> dict[int, Key]:
        """The keys with these ids that still exist. Makes none: whoever only reads may ask."""
        chosen = select(StoredKey).where(StoredKey.shop_id == shop_id, StoredKey.id.in_(ids))
        living = session.scalars(chosen.where(StoredKey.wrapped.is_not(None))).all()
        if not living:
            return {}
        keys = self.shop(session, shop_id, now)
        return {row.id: _open_inbox(keys, row) for row in living}

    def destroy_shop(self, session: Session, shop_id: int, now: datetime) -> int:
        """Destroy every key of the shop, and with them all that is sealed; returns how many keys.

        The labels are freed: should the shop come back, it starts with new keys.
        """
        count = _destroy(session, now, StoredKey.shop_id == shop_id)
        freed = StoredKey.kind + "/gone/" + cast(StoredKey.id, String)
        gone = update(StoredKey).where(StoredKey.shop_id == shop_id, StoredKey.wrapped.is_(None))
        session.execute(gone.values(label=freed), execution_options={"synchronize_session": False})
        return count

    def destroy_inbox_before(self, session: Session, shop_id: int, day: str, now: datetime) -> int:
        """Destroy the shop's inbox keys of days before `day` (ISO date); returns how many."""
        chosen = (StoredKey.shop_id == shop_id, StoredKey.kind == INBOX, StoredKey.label < day)
        return _destroy(session, now, *chosen)

    def rewrap_shops(self, session: Session) -> int:
        """Wrap every shop's key with the current master key, after `MASTER_KEY` was rotated; returns how many."""
        rows = session.scalars(
            select(StoredKey).where(
                StoredKey.kind == SHOP, StoredKey.wrapped.is_not(None), StoredKey.wrapped_by != self._current
            )
        ).all()
        for row in rows:
            row.wrapped, row.wrapped_by = self._wrap(self._unwrap(row), row.shop_id), self._current
        return len(rows)

    def unknown_wrappers(self, session: Session) -> int:
        """How many shops' keys were wrapped by a master key that is not configured."""
        chosen = select(func.count()).select_from(StoredKey).where(StoredKey.kind == SHOP)
        living = StoredKey.wrapped.is_not(None)
        return session.scalar(chosen.where(living, StoredKey.wrapped_by.not_in(list(self._masters)))) or 0

    def _stored(self, session: Session, shop_id: int, now: datetime) -> StoredKey:
        found = _find(session, shop_id, SHOP, "1")
        if found is None:
            _store(session, shop_id, SHOP, "1", self._wrap(new_raw_key(), shop_id), self._current, now)
            found = _find(session, shop_id, SHOP, "1")
        if found is None:
            raise KeyDestroyedError("The shop's key could not be made.")
        return found

    def _wrap(self, raw: bytes, shop_id: int) -> Sealed:
        return self._masters[self._current].seal(raw, _owner(shop_id, SHOP))

    def _unwrap(self, stored: StoredKey) -> bytes:
        if stored.wrapped is None:
            raise KeyDestroyedError("The shop's key was destroyed; its sealed data are gone.")
        master = self._masters.get(stored.wrapped_by)
        if master is None:
            raise MasterKeyError(
                "The shop's key was wrapped by another master key. Set MASTER_KEY_OLD to the previous one."
            )
        return master.open(stored.wrapped, _owner(stored.shop_id, SHOP))


def _shop_keys(shop_id: int, raw: bytes) -> ShopKeys:
    return ShopKeys(shop_id, Key(derive(raw, "seal")), derive(raw, "index"), Key(derive(raw, "wrap")))


def _open_inbox(keys: ShopKeys, stored: StoredKey) -> Key:
    if stored.wrapped is None:
        raise KeyDestroyedError("The inbox key of that day was destroyed.")
    return keys.unwrap(stored.wrapped, _inbox_owner(stored.label))


def _find(session: Session, shop_id: int, kind: str, label: str) -> StoredKey | None:
    chosen = select(StoredKey).where(StoredKey.shop_id == shop_id, StoredKey.kind == kind, StoredKey.label == label)
    return session.scalars(chosen).one_or_none()


def _store(
    session: Session, shop_id: int, kind: str, label: str, wrapped: Sealed, wrapped_by: str, now: datetime
) -> None:
    # Two processes may make the first key at once: the loser's insert is ignored and it reads the winner's.
    row = {"shop_id": shop_id, "kind": kind, "label": label, "wrapped": wrapped}
    insert_ignoring(
        session, StoredKey, [{**row, "wrapped_by": wrapped_by, "made_at": now}], ("shop_id", "kind", "label")
    )


def _destroy(session: Session, now: datetime, *chosen: object) -> int:
    living = [*chosen, StoredKey.wrapped.is_not(None)]
    done = session.execute(update(StoredKey).where(*living).values(wrapped=None, destroyed_at=now))  # type: ignore[arg-type]
    return int(done.rowcount)  # type: ignore[attr-defined]


def _inbox_owner(label: str) -> str:
    return f"inbox/{label}"


def _owner(shop_id: int, owner: str) -> bytes:
    return f"key/{shop_id}/{owner}".encode()

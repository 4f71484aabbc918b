"""Which shop a delivery is for, and the key that seals it: looked up once, remembered for a minute."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shopify_app.core.crypto import Key
from shopify_app.core.runtime import Runtime
from shopify_app.noon import actions as noon
from shopify_app.shops import actions as shops
from shopify_app.shops.models import Shop

_REMEMBER_SECONDS = 60.0
_MOST_DOORS = 20_000
_SHOP_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Door:
    """Where a delivery goes. `secret` is what noon's events must carry."""

    shop_id: int
    key_id: int
    key: Key
    day: date
    until: float
    secret: bytes | None = None


class Doors:
    """The doors of one receiver process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._doors: dict[str, Door] = {}
        self._strange: dict[int, float] = {}

    def of_shop(self, domain: str, today: date) -> Door:
        """The door of a shop, by its checked domain. A shop we never heard of gets one: its deliveries wait for it.

        Shopify signed the delivery, and an installation may be so fresh that nobody opened the app yet.
        """
        return self._known(domain, today) or self._open_shop(domain)

    def of_noon(self, shop_key: str, today: date) -> Door | None:
        """The door for noon's events to the shop with this key, if it is connected with noon."""
        if not _SHOP_KEY.fullmatch(shop_key):
            return None
        return self._known(f"noon/{shop_key}", today) or self._open_noon(shop_key)

    def note_stranger(self, door: Door) -> None:
        """Keep for the noon page that the secret came from a strange address; at most once a minute for each shop."""
        now = time.monotonic()
        if self._strange.get(door.shop_id, 0.0) > now:
            return
        if len(self._strange) >= _MOST_DOORS:
            self._strange.clear()
        self._strange[door.shop_id] = now + _REMEMBER_SECONDS
        with self._runtime.transaction() as tx:
            noon.note_strange_event(tx, door.shop_id)

    def _known(self, name: str, today: date) -> Door | None:
        door = self._doors.get(name)
        return door if door is not None and door.day == today and door.until > time.monotonic() else None

    def _open_shop(self, domain: str) -> Door:
        with self._runtime.transaction() as tx:
            shop_id = shops.ensure_shop(tx, domain).id
            inbox, day = tx.inbox_key(shop_id), tx.now.date()
        # Only now, committed, may the key seal anything.
        return self._remember(domain, Door(shop_id, inbox.id, inbox.key, day, time.monotonic() + _REMEMBER_SECONDS))

    def _open_noon(self, shop_key: str) -> Door | None:
        with self._runtime.transaction() as tx:
            shop = tx.session.scalars(select(Shop).where(Shop.key == shop_key)).one_or_none()
            connection = noon.find_connection(tx, shop.id) if shop else None
            if shop is None or connection is None:
                return None
            secret, inbox, day = noon.open_event_secret(tx, connection), tx.inbox_key(shop.id), tx.now.date()
        until = time.monotonic() + _REMEMBER_SECONDS
        return self._remember(f"noon/{shop_key}", Door(shop.id, inbox.id, inbox.key, day, until, secret))

    def _remember(self, name: str, door: Door) -> Door:
        if len(self._doors) >= _MOST_DOORS:
            self._doors.clear()
        self._doors[name] = door
        return door

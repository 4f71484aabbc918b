"""Events from noon. Nothing is signed: they carry a secret header that we agreed on, and are believed only as hints."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import msgspec

from shopify_app.core.clock import parse_time
from shopify_app.noon.payload import NoonEvent
from webhooks.doors import Doors
from webhooks.refusals import malformed, stranger, unsigned
from webhooks.rows import Row, sealed_row
from webhooks.signatures import carries_secret
from webhooks.topics import NOON

SECRET_HEADER = "x-tajir-secret"  # noqa: S105  the header's name
_LONGEST_ID = 100


def read_noon(
    header: Callable[[str], str | None], body: bytes, shop_key: str, doors: Doors, now: datetime, *, is_noon: bool
) -> Row:
    """The row of an event with the right secret; `is_noon` says that it came from an address of noon's.

    Raises:
        RefusedError: 401 for a wrong secret or shop, which look alike from outside; 403 for a right secret from
            somewhere else; 400 when it names no order.
    """
    door = doors.of_noon(shop_key, now.date())
    if door is None or door.secret is None or not carries_secret(header(SECRET_HEADER), door.secret):
        raise unsigned()
    if not is_noon:
        doors.note_stranger(door)
        raise stranger()
    try:
        event = msgspec.json.decode(body, type=NoonEvent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise malformed("The body is not an event of noon's.") from error
    if not event.named_order:
        raise malformed("The event names no order.")
    given = (event.metadata.message_id if event.metadata else None) or ""
    # Without an id of noon's, a repetition looks like a new event of the same order, and one too many is only read
    # once more. To take the same bytes for the same event would lose the second of two changes.
    delivery_id = (
        given if 0 < len(given) <= _LONGEST_ID and given.isascii() and given.isprintable() else uuid.uuid4().hex
    )
    return sealed_row(door, NOON, delivery_id, "order", _moment(event), now, msgspec.json.encode(event))


def _moment(event: NoonEvent) -> datetime | None:
    try:
        return parse_time(event.metadata.published_at) if event.metadata and event.metadata.published_at else None
    except ValueError:
        return None

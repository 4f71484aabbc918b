"""Connecting a shop with noon: its key file, its secret for events, its warehouses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError, NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.models import NoonConnection, NoonDue, NoonSession
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.payload import KeyFile
from shopify_app.noon.reconciling.models import NoonDay

# What a new account, or new warehouses, begin with: read what was placed, then prove that all of it is here.
FIRST_LOOKS = ("jobs.noon.poll", "jobs.noon.compare_shop")


class NotConnectedError(NotFoundError):
    """The shop has no noon account connected."""


class BadKeyFileError(InvalidInputError):
    """Not a noon key file."""


def parse_key_file(text: str) -> KeyFile:
    """The key file a person pasted.

    Raises:
        BadKeyFileError: It is not JSON, or lacks one of its three parts.
    """
    try:
        key = msgspec.json.decode(text, type=KeyFile)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadKeyFileError(
            "This is not a noon key file. Download it again from the partner portal and paste all of it."
        ) from error
    if not (key.key_id and key.private_key and key.project_code):
        raise BadKeyFileError("The key file has an empty part: key_id, private_key and project_code must be there.")
    return key


def connect(
    tx: Transaction, shop_id: int, key: KeyFile, *, user_code: str, warehouses: Sequence[str], actor: str
) -> None:
    """Keep the account; a new secret for noon's events is made with it."""
    before = find_connection(tx, shop_id)
    if before is not None and before.project_code != key.project_code:
        _forget_stock(tx, shop_id)
    sealing = tx.keys(shop_id).sealing
    row = {
        "shop_id": shop_id,
        "project_code": key.project_code,
        "user_code": user_code,
        "key_file": sealing.seal(msgspec.json.encode(key), _context(shop_id, "key_file")),
        "event_secret": sealing.seal(secrets.token_urlsafe(32).encode(), _context(shop_id, "event_secret")),
        "warehouses": sorted(set(warehouses)),
        "connected_at": tx.now,
        "polled_at": None,
        "problem": None,
        "strange_events": 0,
        "strange_at": None,
    }
    insert_or_update(tx.session, NoonConnection, [row], ("shop_id",))
    audit.record(tx, shop_id, events.NOON_CONNECTED, key.project_code, actor=actor, warehouses=list(warehouses))
    for job in FIRST_LOOKS:
        tx.enqueue(job, "sync", shop_id=shop_id)


def change_warehouses(tx: Transaction, shop_id: int, warehouses: Sequence[str], *, actor: str) -> None:
    """Read other warehouses from now on. What is new is looked through as far back as at the first look."""
    connection = get_connection(tx, shop_id)
    if not set(warehouses) <= set(connection.warehouses):
        connection.polled_at = None
    connection.warehouses = sorted(set(warehouses))
    audit.record(
        tx, shop_id, events.NOON_WAREHOUSES_CHANGED, connection.project_code, actor=actor, warehouses=warehouses
    )
    for job in FIRST_LOOKS:
        tx.enqueue(job, "sync", shop_id=shop_id)


def disconnect(tx: Transaction, shop_id: int, *, actor: str) -> None:
    """Forget the account and its secrets; mirrored orders stay."""
    connection = get_connection(tx, shop_id)
    for table in (NoonDue, NoonSession):
        tx.session.execute(delete(table).where(table.shop_id == shop_id))
    # Nobody can be asked about these days any more; a new account has all of them compared anew.
    tx.session.execute(update(NoonDay).where(NoonDay.shop_id == shop_id).values(due_at=None))
    _forget_stock(tx, shop_id)
    tx.session.delete(connection)
    audit.record(tx, shop_id, events.NOON_DISCONNECTED, connection.project_code, actor=actor)


def find_connection(tx: Transaction, shop_id: int) -> NoonConnection | None:
    """The shop's noon account, if one is connected."""
    return tx.session.get(NoonConnection, shop_id)


def get_connection(tx: Transaction, shop_id: int) -> NoonConnection:
    """The shop's noon account.

    Raises:
        NotConnectedError: There is none.
    """
    connection = find_connection(tx, shop_id)
    if connection is None:
        raise NotConnectedError("This shop is not connected with noon. Connect it on the noon page.")
    return connection


def open_key_file(tx: Transaction, connection: NoonConnection) -> KeyFile:
    """The account's key file, readable."""
    if connection.key_file is None:
        raise NotConnectedError("The noon key file is gone. Connect again on the noon page.")
    shop_id = connection.shop_id
    text = tx.keys(shop_id).sealing.open(connection.key_file, _context(shop_id, "key_file"))
    return msgspec.json.decode(text, type=KeyFile)


def account_of(tx: Transaction, shop_id: int, *, patient: bool = False) -> Account:
    """The shop's account, to call noon with; `patient` for long work that leaves room to who cannot wait.

    Raises:
        NotConnectedError: There is none.
    """
    return Account(shop_id, open_key_file(tx, get_connection(tx, shop_id)), patient)


def open_event_secret(tx: Transaction, connection: NoonConnection) -> bytes:
    """The secret that noon's events must carry."""
    if connection.event_secret is None:
        raise NotConnectedError("The secret for noon's events is gone. Connect again on the noon page.")
    shop_id = connection.shop_id
    return tx.keys(shop_id).sealing.open(connection.event_secret, _context(shop_id, "event_secret"))


def note_strange_event(tx: Transaction, shop_id: int) -> None:
    """An event with the right secret came from an address that is not noon's."""
    strange = {"strange_events": NoonConnection.strange_events + 1, "strange_at": tx.now}
    tx.session.execute(update(NoonConnection).where(NoonConnection.shop_id == shop_id).values(strange))


def connected_shops(tx: Transaction) -> list[int]:
    """Shops with a noon account."""
    return list(tx.session.scalars(select(NoonConnection.shop_id)))


def _forget_stock(tx: Transaction, shop_id: int) -> None:
    """Another account holds other figures: they are replaced only after the shop has said so for that account."""
    off = {"is_on": False, "telling_until": None, "compared_at": None, "problem": None}
    tx.session.execute(update(NoonStockChoice).where(NoonStockChoice.shop_id == shop_id).values(off))
    unknown = {"told": None, "told_at": None, "at_noon": None, "compared_at": None, "due_at": None, "problem": None}
    tx.session.execute(update(NoonOffer).where(NoonOffer.shop_id == shop_id).values(tries=0, **unknown))


def _context(shop_id: int, part: str) -> bytes:
    return f"noon/{shop_id}/{part}".encode()

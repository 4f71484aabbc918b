"""Keeping orders as last seen: in bulk, whatever the order of arrival, and nameless for ever once erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update

from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many, one_of
from shopify_app.orders.models import RETAIL, TRADE, UNKNOWN, Order, TimelineEntry
from shopify_app.orders.payload import AddressPart
from shopify_app.orders.rules import NOON, SeenOrder, changes_told
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact, KeyedPerson

DESTINATION = "order/destination"
_STORED = (Order.id, Order.shopify_order_id, Order.changed_at, Order.triggered_at)
_OWNED = (Order.person_id, Order.company_id, Order.kind, Order.brand_due, Order.source_name)
_BUYER = ("person_id", "company_id")
_COMPARED = (Order.goods, Order.total, Order.financial_status, Order.fulfillment_status, Order.cancelled_at)


class UnknownOrderError(NotFoundError):
    """The shop has no such order."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Which orders (our ids) are new, and which of the others changed."""

    new: list[int]
    changed: list[int]


def record_orders(tx: Transaction, shop_id: int, seen: Iterable[SeenOrder]) -> Recorded:
    """Keep each order's newest sight; older ones change nothing. All that changed is due for a check."""
    lock_shop(tx, shop_id)
    newest = _newest(seen)
    stored = _stored(tx, shop_id, list(newest))
    fresh = [order for number, order in newest.items() if number not in stored or _is_newer(order, stored[number])]
    persons = _people_of(tx, shop_id, fresh, stored)
    rows = [_row(shop_id, order, person) for order, person in zip(fresh, persons, strict=True)]
    new = _insert_new(tx, shop_id, [row for row in rows if row["shopify_order_id"] not in stored])
    changed = _update_changed(tx, shop_id, [row for row in rows if row["shopify_order_id"] in stored], stored)
    return Recorded(new, changed)


def get_order(tx: Transaction, shop_id: int, order_id: int) -> Order:
    """One of the shop's orders.

    Raises:
        UnknownOrderError: It has none of this number.
    """
    order = tx.session.get(Order, order_id)
    if order is None or order.shop_id != shop_id:
        raise UnknownOrderError("There is no such order in this shop.")
    return order


def mark_edited(tx: Transaction, shop_id: int, shopify_order_ids: Sequence[int]) -> None:
    """A person or app edited these orders: a verdict given before counts no longer."""
    chosen = update(Order).where(Order.shop_id == shop_id, Order.shopify_order_id.in_(shopify_order_ids))
    tx.session.execute(chosen.values(edited=True, check_due=True, brand_due=True))


def tell(tx: Transaction, shop_id: int, order_id: int, what: str, **details: Any) -> None:
    """Add a line to the order's timeline."""
    row = {"shop_id": shop_id, "order_id": order_id, "at": tx.now, "what": what, "details": details}
    insert_many(tx.session, TimelineEntry, [row])


def open_destination(person: KeyedPerson, order: Order) -> AddressPart | None:
    """Where the order goes, if the person's key is there to open it. Callers pass the disclosure gate first."""
    if order.destination is None:
        return None
    return msgspec.json.decode(person.open(DESTINATION, order.destination), type=AddressPart)


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Remove what orders hold about these people; returns from how many orders. The orders themselves stay."""
    chosen = update(Order).where(Order.shop_id == shop_id, Order.person_id.in_(person_ids))
    done = tx.session.execute(chosen.where(Order.destination.is_not(None)).values(destination=None))
    return int(done.rowcount)  # type: ignore[attr-defined]


def empty_before(tx: Transaction, shop_id: int, before: datetime) -> int:
    """Remove where orders placed before that moment went; returns from how many orders."""
    chosen = update(Order).where(Order.shop_id == shop_id, Order.placed_at < before, Order.destination.is_not(None))
    return int(tx.session.execute(chosen.values(destination=None)).rowcount)  # type: ignore[attr-defined]


def _newest(seen: Iterable[SeenOrder]) -> dict[int, SeenOrder]:
    newest: dict[int, SeenOrder] = {}
    for order in seen:
        known = newest.get(order.shopify_order_id)
        if known is None or order.age >= known.age:
            newest[order.shopify_order_id] = order
    return newest


def _stored(tx: Transaction, shop_id: int, numbers: list[int]) -> dict[int, Mapping[str, Any]]:
    wanted = one_of(tx.session, Order.shopify_order_id, numbers)
    chosen = select(*_STORED, *_OWNED, *_COMPARED).where(Order.shop_id == shop_id, wanted)
    return {row["shopify_order_id"]: dict(row) for row in tx.session.execute(chosen).mappings()}


def _is_newer(order: SeenOrder, stored: Mapping[str, Any]) -> bool:
    return order.age > (stored["changed_at"], stored["triggered_at"])


def _people_of(
    tx: Transaction, shop_id: int, fresh: Sequence[SeenOrder], stored: Mapping[int, Mapping[str, Any]]
) -> list[KeyedPerson | None]:
    """Whose each order is. An order whose person was erased stays nameless, whatever a late message still carries."""
    owners = [
        stored[order.shopify_order_id]["person_id"] if order.shopify_order_id in stored else None for order in fresh
    ]
    living = people.load(tx, shop_id, [owner for owner in owners if owner is not None])
    named = [order for order, owner in zip(fresh, owners, strict=True) if owner is None or owner in living]
    found = dict(
        zip(
            [order.shopify_order_id for order in named],
            people.find_or_make(tx, shop_id, [order.identity for order in named]),
            strict=True,
        )
    )
    persons = [found.get(order.shopify_order_id) for order in fresh]
    people.keep_contacts(
        tx, [(person, _contact(order)) for order, person in zip(fresh, persons, strict=True) if person]
    )
    return persons


def _contact(order: SeenOrder) -> Contact:
    identity = order.identity
    return Contact(identity.shopify_customer_id, order.person_name, identity.email, identity.phone)


def _row(shop_id: int, order: SeenOrder, person: KeyedPerson | None) -> dict[str, Any]:
    return {
        "shop_id": shop_id,
        "shopify_order_id": order.shopify_order_id,
        "name": order.name,
        "source_name": order.source_name,
        "currency": order.goods.currency,
        "goods": order.goods.amount,
        "total": order.total.amount,
        "presentment_currency": order.presentment_currency,
        "financial_status": order.financial_status,
        "fulfillment_status": order.fulfillment_status,
        "has_terms": order.has_terms,
        "is_test": order.is_test,
        "tags": order.tags,
        "company_id": order.company_id,
        "company_location_id": order.company_location_id,
        "ship_country": order.ship_country,
        "person_id": person.id if person else None,
        "destination": _destination(order, person),
        "placed_at": order.placed_at,
        "changed_at": order.changed_at,
        "triggered_at": order.triggered_at,
        "cancelled_at": order.cancelled_at,
    }


def _destination(order: SeenOrder, person: KeyedPerson | None) -> Sealed | None:
    if person is None or order.destination is None:
        return None
    return person.seal(DESTINATION, msgspec.json.encode(order.destination))


def _insert_new(tx: Transaction, shop_id: int, rows: Sequence[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    first = {"check_due": True, "edited": False, "seen_at": tx.now}
    kinds = [_first_kind(row) for row in rows]
    own = [{"kind": kind, "brand_due": kind != RETAIL} for kind in kinds]
    insert_many(tx.session, Order, [row | first | more for row, more in zip(rows, own, strict=True)])
    return _ids(tx, shop_id, [row["shopify_order_id"] for row in rows])


def _ids(tx: Transaction, shop_id: int, numbers: Sequence[int]) -> list[int]:
    wanted = one_of(tx.session, Order.shopify_order_id, numbers)
    return list(tx.session.scalars(select(Order.id).where(Order.shop_id == shop_id, wanted)))


def _update_changed(
    tx: Transaction, shop_id: int, rows: Sequence[dict[str, Any]], stored: Mapping[int, Mapping[str, Any]]
) -> list[int]:
    told, changed = [], []
    for row in rows:
        before = stored[row["shopify_order_id"]]
        row |= {name: row[name] or before[name] for name in _BUYER}
        if before["source_name"] == NOON:
            # Whatever staff do with its tags.
            row["source_name"] = NOON
        row |= {"id": before["id"], "check_due": True, "kind": _kind_now(row, before)}
        # Retail orders carry no brand; one that became one may be held for a brand, though.
        row |= {"brand_due": before["brand_due"] or {row["kind"], before["kind"]} != {RETAIL}}
        changed.append(before["id"])
        if changes := changes_told(before, row):
            entry = {"shop_id": shop_id, "order_id": before["id"], "at": tx.now, "what": "changed"}
            told.append(entry | {"details": changes})
    if rows:
        tx.session.execute(update(Order), list(rows))
    insert_many(tx.session, TimelineEntry, told)
    return changed


def _kind_now(row: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """As it was, unless the buyer appeared or is another one since: then as if seen for the first time."""
    if row["source_name"] == NOON:
        return RETAIL
    same = all(row[name] == before[name] for name in _BUYER)
    return before["kind"] if same else _first_kind(row)


def _first_kind(row: Mapping[str, Any]) -> str:
    """A company buys as a trader; somebody nobody can name buys as anybody; the rest is decided by the trade marks.

    What was sold on noon is no trader's order, whoever is written on it.
    """
    if row["source_name"] == NOON:
        return RETAIL
    if row["company_id"] is not None:
        return TRADE
    return UNKNOWN if row["person_id"] is not None else RETAIL

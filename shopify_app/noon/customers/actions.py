"""Asking noon for a customer, looking at what it told, and forgetting it (promises MA-6.3 and MA-2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sqlalchemy import delete, select, update

from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import ErasedPersonError, Looker, check_purpose, disclose, open_person
from shopify_app.disclosures.recipients import SALE, SHOP
from shopify_app.noon.actions import account_of
from shopify_app.noon.customers.client import CustomerDetails, CustomersClient
from shopify_app.noon.customers.models import NoonCustomer
from shopify_app.noon.models import NoonOrder
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity

if TYPE_CHECKING:
    from shopify_app.core.crypto import Sealed
    from shopify_app.core.runtime import Runtime

_PLACE = "noon/customer"


class UnknownNoonOrderError(NotFoundError):
    """The shop has no such noon order, or noon does not know it any more."""


def show(runtime: Runtime, shop_id: int, order_id: int, looker: Looker) -> CustomerDetails:
    """The customer of a noon order, for a stated purpose; noon is asked where it was not asked before.

    Raises:
        PurposeMissingError: The purpose is none of those that may be stated.
        UnknownNoonOrderError: There is no such order, here or at noon.
        ErasedPersonError: The customer was erased.
        NotConnectedError: There is no noon account to ask with.
    """
    check_purpose(looker.purpose)
    with runtime.transaction() as tx:
        order = get_order(tx, shop_id, order_id)
        held = _held(tx, order)
        if held is not None and held.details is not None:
            return _look(tx, held, looker)
        _refuse_erased(held)
        account, number = account_of(tx, shop_id), order.noon_order_nr
    told = runtime.client(CustomersClient).customer_of(account, number)
    if told is None:
        raise UnknownNoonOrderError("noon does not know this order any more, so it cannot tell who bought.")
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        return _look(tx, _keep(tx, get_order(tx, shop_id, order_id), told, looker), looker)


def get_order(tx: Transaction, shop_id: int, order_id: int) -> NoonOrder:
    """A noon order of the shop.

    Raises:
        UnknownNoonOrderError: It has none of this number.
    """
    order = tx.session.get(NoonOrder, order_id)
    if order is None or order.shop_id != shop_id:
        raise UnknownNoonOrderError("There is no such noon order in this shop.")
    return order


def order_named(tx: Transaction, shop_id: int, noon_order_nr: str) -> NoonOrder:
    """The shop's order with noon's number.

    Raises:
        UnknownNoonOrderError: It has none.
    """
    chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id, NoonOrder.noon_order_nr == noon_order_nr)
    order = tx.session.scalars(chosen).one_or_none()
    if order is None:
        raise UnknownNoonOrderError("No noon order with this number is known here. Copy it from the noon page.")
    return order


def find_customer(tx: Transaction, order: NoonOrder) -> NoonCustomer | None:
    """Whether and when noon was asked, without opening what it told."""
    return _held(tx, order)


def held_about(tx: Transaction, person: KeyedPerson) -> list[dict[str, Any]]:
    """What noon told of this person, and of which orders."""
    chosen = select(NoonCustomer, NoonOrder).join(NoonOrder, NoonOrder.id == NoonCustomer.order_id)
    chosen = chosen.where(NoonCustomer.shop_id == person.shop_id, NoonCustomer.person_id == person.id)
    return [
        {
            "noon_order": order.noon_order_nr,
            "told_by": "noon",
            "fetched_at": row.fetched_at.isoformat() if row.fetched_at else None,
            "customer": msgspec.to_builtins(_opened(person, row)),
        }
        for row, order in tx.session.execute(chosen)
        if row.details is not None
    ]


def erase_customer(tx: Transaction, order: NoonOrder) -> list[int]:
    """Empty what noon told of the order's customer, and ask noon no more; returns who it was, for their key to go.

    The caller holds the shop's lock.
    """
    row = _held(tx, order)
    if row is None:
        tx.session.add(NoonCustomer(shop_id=order.shop_id, order_id=order.id, erased_at=tx.now))
        return []
    meant = [row.person_id] if row.person_id is not None else []
    empty_person(tx, order.shop_id, meant)
    row.erased_at = row.erased_at or tx.now
    return meant


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Empty what noon told of these people; returns of how many orders."""
    chosen = (
        NoonCustomer.shop_id == shop_id,
        NoonCustomer.person_id.in_(person_ids),
        NoonCustomer.details.is_not(None),
    )
    emptied = tx.session.execute(update(NoonCustomer).where(*chosen).values(details=None, erased_at=tx.now))
    return int(emptied.rowcount)  # type: ignore[attr-defined]


def forget_before(tx: Transaction, shop_id: int, before: datetime, most: int) -> int:
    """Forget some of the customers whom noon told of before then; noon may be asked again. Returns how many.

    The caller holds the shop's lock.
    """
    chosen = select(NoonCustomer.id, NoonCustomer.person_id).where(
        NoonCustomer.shop_id == shop_id, NoonCustomer.fetched_at < before, NoonCustomer.details.is_not(None)
    )
    rows = tx.session.execute(chosen.limit(most)).all()
    tx.session.execute(delete(NoonCustomer).where(NoonCustomer.id.in_([row.id for row in rows])))
    people.erase(tx, shop_id, [row.person_id for row in rows if row.person_id is not None])
    return len(rows)


def _keep(tx: Transaction, order: NoonOrder, told: CustomerDetails, looker: Looker) -> NoonCustomer:
    """Seal what noon told, under the key of a person known by this order alone."""
    held = _held(tx, order)
    if held is not None and held.details is not None:
        return held
    _refuse_erased(held)
    (person,) = people.find_or_make(tx, order.shop_id, [Identity(noon_order_nr=order.noon_order_nr)])
    if person is None:
        raise ErasedPersonError("This customer's data were erased. noon is not asked again.")
    row = NoonCustomer(shop_id=order.shop_id, order_id=order.id, person_id=person.id, fetched_at=tx.now)
    row.details = person.seal(_PLACE, msgspec.json.encode(told))
    tx.session.add(row)
    name = " ".join(part for part in (told.first_name, told.last_name) if part)
    city = ", ".join(part for part in (told.city, told.administrative_division) if part)
    disclose(
        tx,
        order.shop_id,
        recipient=SHOP.key,
        purpose=SALE,
        person_id=person.id,
        subject=f"noon order {order.id}",
        fields={"noon_customer_name": name, "noon_customer_city": city},
        actor=f"staff {looker.staff}",
        named="noon",
    )
    return row


def _look(tx: Transaction, row: NoonCustomer, looker: Looker) -> CustomerDetails:
    if row.person_id is None:
        raise ErasedPersonError("This customer's data were erased. noon is not asked again.")
    person, _ = open_person(tx, row.shop_id, row.person_id, looker)
    return _opened(person, row)


def _held(tx: Transaction, order: NoonOrder) -> NoonCustomer | None:
    return tx.session.scalars(select(NoonCustomer).where(NoonCustomer.order_id == order.id)).one_or_none()


def _refuse_erased(held: NoonCustomer | None) -> None:
    if held is not None and held.erased_at is not None:
        raise ErasedPersonError("This customer's data were erased at their wish. noon is not asked for them again.")


def _opened(person: KeyedPerson, row: NoonCustomer) -> CustomerDetails:
    return msgspec.json.decode(person.open(_PLACE, cast("Sealed", row.details)), type=CustomerDetails)

"""Whom a privacy request means, and what is held of each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.lists import listed
from shopify_app.noon.customers import actions as noon_customers
from shopify_app.orders import actions as orders
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.parcels import sealing as parcels
from shopify_app.white_label.printing import runs as printing
from shopify_app.white_label.proofs import forgetting as proofs
from shopify_app.wholesale.accounts import actions as accounts
from shopify_app.wholesale.accounts import clashing
from shopify_app.wholesale.accounts.models import TradeAccount


def persons_meant(tx: Transaction, shop_id: int, identity: Identity, shopify_order_ids: Sequence[int]) -> list[int]:
    """Everybody the message may mean: by customer number, mail, telephone, and by the orders it lists."""
    found = _meant(tx, shop_id, identity)
    chosen = select(Order.person_id).where(Order.shop_id == shop_id, Order.shopify_order_id.in_(shopify_order_ids))
    found |= {person_id for person_id in tx.session.scalars(chosen) if person_id is not None}
    return sorted(found)


def own_names(tx: Transaction, shop_id: int, identity: Identity, person_ids: Sequence[int]) -> set[bytes]:
    """All fingerprints of who is meant, without those by which somebody else is known."""
    others = set(people.find_all(tx, shop_id, identity)) - set(person_ids)
    theirs = people.fingerprints_of(tx, shop_id, Identity(), list(others))
    return people.fingerprints_of(tx, shop_id, identity, person_ids) - theirs


def held(tx: Transaction, person: KeyedPerson) -> dict[str, Any]:
    """All we hold of one person."""
    chosen = (
        select(Order).where(Order.shop_id == person.shop_id, Order.person_id == person.id).order_by(Order.placed_at)
    )
    return {
        "contact": msgspec.to_builtins(people.open_contact(tx, person)),
        "orders": [_held_order(person, order) for order in tx.session.scalars(chosen)],
        "trade_accounts": [_held_account(person, one) for one in accounts.accounts_of(tx, person.shop_id, person.id)],
        "brands": brands.held_about(tx, person.shop_id, person.id),
        "brand_proofs": proofs.held_about(tx, person.shop_id, [person.id], set()),
        "given_to": listed(tx, person.shop_id, person.id),
        "printed_papers": printing.held_about(tx, person.shop_id, person.id),
        "parcels": parcels.held_about(tx, person.shop_id, person.id),
        "noon_orders": noon_customers.held_about(tx, person),
    }


def _held_order(person: KeyedPerson, order: Order) -> dict[str, Any]:
    destination = orders.open_destination(person, order)
    return {
        "name": order.name,
        "placed_at": order.placed_at.isoformat(),
        "total": str(Money(order.total, order.currency)),
        "delivery_address": msgspec.to_builtins(destination) if destination else None,
    }


def _held_account(person: KeyedPerson, account: TradeAccount) -> dict[str, Any]:
    return {
        "number": account.id,
        "state": account.state,
        "country": account.country,
        "applied_at": account.applied_at.isoformat(),
        "details": msgspec.to_builtins(accounts.open_details(person, account)),
    }


def _meant(tx: Transaction, shop_id: int, identity: Identity) -> set[int]:
    """Who is known by the identity. A mail address or telephone somebody typed does not lead to another customer."""
    known, number = set(people.find_all(tx, shop_id, identity)), identity.shopify_customer_id
    applied = set(clashing.applicants_at(tx, shop_id, identity.email))
    # By what they are known by: their contact is as the last order told it, and that may have been a guest's.
    others = people.other_customers(tx, shop_id, list(known | applied), number)
    return (known | applied) - others if number else known | (applied - others)

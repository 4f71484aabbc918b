"""Deleting what the data map promises to delete: people long after their last order, reports after a month."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures import keeping
from shopify_app.noon.customers import actions as noon_customers
from shopify_app.orders import actions as orders
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.models import Person
from shopify_app.people.rules import Identity
from shopify_app.privacy.models import PrivacyReport, PrivacyRequest
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.parcels import sealing as parcels
from shopify_app.white_label.printing import runs as printing
from shopify_app.white_label.proofs import forgetting as proofs
from shopify_app.white_label.release import forgetting as release
from shopify_app.wholesale.accounts import forgetting, imports

KEEP_PEOPLE = timedelta(days=3 * 365)
KEEP_REPORTS = timedelta(days=30)
KEEP_ENDED_ACCOUNTS = timedelta(days=182)
KEEP_UPLOADS = timedelta(days=6)
KEEP_PROOFS = timedelta(days=90)
KEEP_NOON_CUSTOMERS = timedelta(days=90)
# Records of processing are asked for up to five years later (Saudi PDPL's implementing regulation).
KEEP_REGISTER = timedelta(days=5 * 366)
_MANY = 500


def forget_people(tx: Transaction, shop_id: int) -> int:
    """Erase some of the shop's people whose last order is older than the data map allows; returns how many."""
    # Who orders at this very moment must be seen to.
    lock_shop(tx, shop_id)
    before = tx.now - KEEP_PEOPLE
    recent = exists().where(Order.person_id == Person.id, Order.placed_at >= before)
    chosen = select(Person.id).where(Person.shop_id == shop_id, Person.erased_at.is_(None), Person.made_at < before)
    person_ids = list(tx.session.scalars(chosen.where(~recent).limit(_MANY)))
    if person_ids:
        release.empty_person(tx, shop_id, person_ids)
        orders.empty_person(tx, shop_id, person_ids)
        forgetting.empty_person(tx, shop_id, person_ids)
        brands.empty_person(tx, shop_id, person_ids)
        printing.empty_person(tx, shop_id, person_ids)
        parcels.empty_person(tx, shop_id, person_ids)
        noon_customers.empty_person(tx, shop_id, person_ids)
        proofs.empty_person(tx, shop_id, person_ids, people.fingerprints_of(tx, shop_id, Identity(), person_ids))
        people.erase(tx, shop_id, person_ids)
        audit.record(tx, shop_id, events.RETENTION_APPLIED, "people", people=len(person_ids))
    return len(person_ids)


def forget_destinations(tx: Transaction, shop_id: int) -> int:
    """Delete where old orders went and could be followed, also of people who still order; returns of how many."""
    before = tx.now - KEEP_PEOPLE
    return orders.empty_before(tx, shop_id, before) + parcels.empty_before(tx, shop_id, before)


def forget_accounts(tx: Transaction, shop_id: int) -> int:
    """Delete what was told with applications refused, and accounts closed, half a year ago; returns of how many."""
    lock_shop(tx, shop_id)
    return forgetting.forget_ended(tx, shop_id, tx.now - KEEP_ENDED_ACCOUNTS)


def forget_proofs(tx: Transaction, shop_id: int) -> int:
    """Delete what brands' proofs showed and what was answered, three months after they ended; returns of how many."""
    return proofs.forget_ended(tx, shop_id, tx.now - KEEP_PROOFS)


def forget_noon_customers(tx: Transaction, shop_id: int) -> int:
    """Delete what noon told of customers, three months after it was asked; returns of how many."""
    lock_shop(tx, shop_id)
    return noon_customers.forget_before(tx, shop_id, tx.now - KEEP_NOON_CUSTOMERS, _MANY)


def forget_uploads(tx: Transaction, shop_id: int) -> None:
    """Delete what is left of uploaded lists of traders. The clock comes once a day: in all at most a week."""
    imports.forget_uploads(tx, shop_id, tx.now - KEEP_UPLOADS)


def forget_reports(tx: Transaction, shop_id: int) -> None:
    """Delete the reports that were ready a month ago."""
    finished = select(PrivacyRequest.id).where(PrivacyRequest.finished_at < tx.now - KEEP_REPORTS)
    old = delete(PrivacyReport).where(PrivacyReport.shop_id == shop_id, PrivacyReport.request_id.in_(finished))
    tx.session.execute(old)


def forget_register(tx: Transaction, shop_id: int) -> int:
    """Delete what the register tells of disclosures five years ago; returns of how many."""
    return keeping.forget_before(tx, shop_id, tx.now - KEEP_REGISTER)

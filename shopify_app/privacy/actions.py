"""Answering privacy requests over our own tables: gathering what is held, destroying keys, writing receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sqlalchemy import Select, delete, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, note_look
from shopify_app.orders import actions as orders
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity
from shopify_app.privacy.data_map import data_map
from shopify_app.privacy.letters import empty_letters
from shopify_app.privacy.models import PrivacyReport, PrivacyRequest
from shopify_app.privacy.rules import DATA_REQUEST, KEPT_ORDERS, REDACT, SHOP_REDACT, due_at
from shopify_app.shops import actions as shops
from shopify_app.wholesale.accounts import actions as accounts
from shopify_app.wholesale.accounts import forgetting
from shopify_app.wholesale.accounts.models import TradeAccount

if TYPE_CHECKING:
    from shopify_app.core.crypto import Sealed

ERASE_SHOP_JOB, ERASE_SHOP_QUEUE = "jobs.privacy.erase_shop", "urgent"


class UnknownRequestError(NotFoundError):
    """The shop has no such privacy request."""


class NoReportError(ConflictError):
    """The request has no report that could be read."""


def open_request(tx: Transaction, shop_id: int, kind: str, delivery_id: str, received_at: datetime) -> PrivacyRequest:
    """Register a request; the same delivery is one request."""
    request = PrivacyRequest(
        shop_id=shop_id,
        kind=kind,
        delivery_id=delivery_id,
        received_at=received_at,
        due_at=due_at(received_at),
        receipt={},
    )
    tx.session.add(request)
    tx.session.flush()
    audit.record(tx, shop_id, events.REQUEST_RECEIVED, f"request {request.id}", kind=kind)
    return request


def answer_data_request(
    tx: Transaction, request: PrivacyRequest, identity: Identity, shopify_order_ids: Sequence[int]
) -> None:
    """Gather all we hold into a report, each person's part sealed under their own key, for the store owner to fetch."""
    person_ids = _persons(tx, request.shop_id, identity, shopify_order_ids)
    living = people.load(tx, request.shop_id, person_ids)
    if not living:
        _finish(tx, request, {"result": "nothing held"})
        return
    for person in living.values():
        content = person.seal(_report_place(request.id), msgspec.json.encode(_held(tx, person)))
        row = {"shop_id": request.shop_id, "request_id": request.id, "person_id": person.id, "content": content}
        tx.session.add(PrivacyReport(**row))
    _finish(tx, request, {"result": "report ready", "people": len(living)})


def take_report(tx: Transaction, request: PrivacyRequest, staff: str) -> bytes:
    """The report of a data request, for the store owner, as JSON. Who took it is on the trail.

    Raises:
        NoReportError: There is none, or the person was erased since.
    """
    rows = list(tx.session.scalars(_reports_of(request)))
    living = people.load(tx, request.shop_id, [row.person_id for row in rows])
    held = [_opened(living[row.person_id], row) for row in rows if row.person_id in living]
    if not held:
        raise NoReportError("This request has no report to take: nothing was held, or it was erased since.")
    for person_id in living:
        note_look(tx, request.shop_id, person_id, Looker(staff, "privacy"))
    audit.record(tx, request.shop_id, events.REQUEST_REPORT_TAKEN, f"request {request.id}", actor=f"staff {staff}")
    request.report_taken_at = tx.now
    why = [mapped.as_row() for mapped in data_map()]
    return msgspec.json.encode({"what_is_held": held, "why_and_until_when": why})


def has_report(tx: Transaction, request: PrivacyRequest) -> bool:
    """Whether there is something to take."""
    return tx.session.scalars(_reports_of(request).limit(1)).one_or_none() is not None


def redact_customer(
    tx: Transaction, request: PrivacyRequest, identity: Identity, shopify_order_ids: Sequence[int]
) -> None:
    """Destroy the person's key and all that names them; a person we never met is finished as «nothing held»."""
    person_ids = _persons(tx, request.shop_id, identity, shopify_order_ids)
    letters = empty_letters(tx, request.shop_id, identity, shopify_order_ids)
    tx.enqueue("jobs.upkeep.shorten_log", "urgent")
    if not person_ids and not letters:
        _finish(tx, request, {"result": "nothing held"})
        return
    emptied = {"delivery_addresses": orders.empty_person(tx, request.shop_id, person_ids)}
    if accounts_emptied := forgetting.empty_person(tx, request.shop_id, person_ids):
        emptied["trade_accounts"] = accounts_emptied
    reports = delete(PrivacyReport).where(PrivacyReport.shop_id == request.shop_id)
    tx.session.execute(reports.where(PrivacyReport.person_id.in_(person_ids)))
    destroyed = {**people.erase(tx, request.shop_id, person_ids)}
    if letters:
        destroyed["failed_deliveries"] = letters
    for person_id in person_ids:
        audit.record(tx, request.shop_id, events.PERSON_ERASED, f"person {person_id}", request=request.id)
    receipt = {"result": "erased", "people": len(person_ids), "destroyed": {**destroyed, **emptied}}
    _finish(tx, request, receipt | {"kept": KEPT_ORDERS})


def redact_shop(tx: Transaction, request: PrivacyRequest) -> None:
    """Erase a shop that left 48 hours ago. One that came back meanwhile is not touched: its data are in use again."""
    if shops.living_installation(tx, request.shop_id) is not None:
        _finish(tx, request, {"result": "kept", "kept": "The app is installed again, so the shop's data are in use."})
        return
    shops.begin_erasure(tx, request.shop_id)
    destroyed = tx.keyring.destroy_shop(tx.session, request.shop_id, tx.now)
    audit.record(tx, request.shop_id, events.SHOP_ERASED, f"request {request.id}", keys=destroyed)
    request.receipt = {"result": "keys destroyed", "destroyed": {"keys": destroyed}}
    tx.nudge(ERASE_SHOP_JOB, ERASE_SHOP_QUEUE, request.shop_id)


def finish_shop_redaction(tx: Transaction, request_id: int, deleted: Mapping[str, int]) -> None:
    """The rows are gone as well."""
    request = tx.session.get_one(PrivacyRequest, request_id)
    if request.finished_at is None:
        _finish(tx, request, request.receipt | {"result": "erased", "deleted_rows": dict(deleted)})
        shops.end_erasure(tx, request.shop_id)


def get_request(tx: Transaction, shop_id: int, request_id: int) -> PrivacyRequest:
    """One of the shop's requests.

    Raises:
        UnknownRequestError: It has none of this number.
    """
    request = tx.session.get(PrivacyRequest, request_id)
    if request is None or request.shop_id != shop_id:
        raise UnknownRequestError("There is no such request in this shop.")
    return request


def unfinished_shop_redactions(tx: Transaction, shop_id: int | None = None) -> list[PrivacyRequest]:
    """Erasures of shops whose rows are not all gone: of one shop, or all that the sweeper continues."""
    chosen = select(PrivacyRequest).where(PrivacyRequest.kind == SHOP_REDACT, PrivacyRequest.finished_at.is_(None))
    if shop_id is not None:
        chosen = chosen.where(PrivacyRequest.shop_id == shop_id)
    return list(tx.session.scalars(chosen))


def _finish(tx: Transaction, request: PrivacyRequest, receipt: Mapping[str, Any]) -> None:
    """Close the request. The receipt's hash goes on the trail, so that the receipt cannot be changed unseen."""
    request.finished_at = tx.now
    request.receipt = {**receipt, "finished_at": tx.now.isoformat()}
    digest = hashlib.sha256(msgspec.json.encode(request.receipt, order="deterministic")).hexdigest()
    tx.session.flush()
    subject, result = f"request {request.id}", str(receipt["result"])
    audit.record(tx, request.shop_id, events.REQUEST_FINISHED, subject, result=result, receipt_sha256=digest)


def _persons(tx: Transaction, shop_id: int, identity: Identity, shopify_order_ids: Sequence[int]) -> list[int]:
    """Everybody the message may mean: by customer number, mail, telephone, and by the orders it lists."""
    found = set(_meant(tx, shop_id, identity))
    chosen = select(Order.person_id).where(Order.shop_id == shop_id, Order.shopify_order_id.in_(shopify_order_ids))
    found |= {person_id for person_id in tx.session.scalars(chosen) if person_id is not None}
    return sorted(found)


def _meant(tx: Transaction, shop_id: int, identity: Identity) -> list[int]:
    """Who is known by the identity. A mail address or telephone somebody typed does not lead to another customer."""
    found = people.find_all(tx, shop_id, identity)
    if identity.shopify_customer_id is None:
        return found
    # By what they are known by: their contact is as the last order told it, and that may have been a guest's.
    others = people.other_customers(tx, shop_id, found, identity.shopify_customer_id)
    return [person_id for person_id in found if person_id not in others]


def _held(tx: Transaction, person: KeyedPerson) -> dict[str, Any]:
    chosen = (
        select(Order).where(Order.shop_id == person.shop_id, Order.person_id == person.id).order_by(Order.placed_at)
    )
    return {
        "contact": msgspec.to_builtins(people.open_contact(tx, person)),
        "orders": [_held_order(person, order) for order in tx.session.scalars(chosen)],
        "trade_accounts": [_held_account(person, one) for one in accounts.accounts_of(tx, person.shop_id, person.id)],
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


def _reports_of(request: PrivacyRequest) -> Select[PrivacyReport]:
    chosen = select(PrivacyReport).where(PrivacyReport.shop_id == request.shop_id)
    return chosen.where(PrivacyReport.request_id == request.id).order_by(PrivacyReport.id)


def _opened(person: KeyedPerson, row: PrivacyReport) -> Any:
    return msgspec.json.decode(person.open(_report_place(row.request_id), cast("Sealed", row.content)))


def _report_place(request_id: int) -> str:
    return f"request/{request_id}/report"


KINDS = frozenset({DATA_REQUEST, REDACT, SHOP_REDACT})

"""Requests of noon's customers, which the shop's staff pass on: Shopify knows nothing of these people.

Ours is answered or destroyed at once. noon itself has no way for a program to erase a customer, so noon is asked by a
letter that staff send (promise AL-6.3); the request is finished when they did.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.customers import actions as customers
from shopify_app.noon.models import NoonOrder
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.privacy.actions import answer_data_request, finish, open_request
from shopify_app.privacy.models import PrivacyReport, PrivacyRequest, PrivacyTask
from shopify_app.privacy.rules import DATA_REQUEST, KEPT_NOON_ORDERS, REDACT

NOON = "noon"
_MOST_WORDS = 200


class RepeatedRequestError(ConflictError):
    """This was asked, and answered, before."""


class NoTaskError(NotFoundError):
    """The request has no letter to send."""


def ask_what_is_held(tx: Transaction, shop_id: int, noon_order_nr: str, staff: str) -> PrivacyRequest:
    """Gather what is held of the order's customer into a report.

    Raises:
        UnknownNoonOrderError: No such order is known.
    """
    lock_shop(tx, shop_id)
    order = customers.order_named(tx, shop_id, noon_order_nr)
    # Whoever asks on another day may be told something else.
    request = _open(tx, order, DATA_REQUEST, f"{tx.now:%Y-%m-%d}", staff)
    answer_data_request(tx, request, Identity(noon_order_nr=order.noon_order_nr), [])
    return request


def erase(tx: Transaction, shop_id: int, noon_order_nr: str, staff: str) -> PrivacyRequest:
    """Destroy what is held of the order's customer, and put the letter to noon on the staff's list.

    Raises:
        UnknownNoonOrderError: No such order is known.
        RepeatedRequestError: It was done before.
    """
    lock_shop(tx, shop_id)
    order = customers.order_named(tx, shop_id, noon_order_nr)
    request = _open(tx, order, REDACT, "once", staff)
    meant = customers.erase_customer(tx, order)
    reports = delete(PrivacyReport).where(PrivacyReport.shop_id == shop_id, PrivacyReport.person_id.in_(meant))
    tx.session.execute(reports)
    destroyed = dict(people.erase(tx, shop_id, meant))
    for person_id in meant:
        audit.record(tx, shop_id, events.PERSON_ERASED, f"person {person_id}", request=request.id)
    tx.enqueue("jobs.upkeep.shorten_log", "urgent")
    found = {"result": "erased", "people": len(meant), "destroyed": destroyed} if meant else {"result": "nothing held"}
    request.receipt = {**found, "about": f"noon order {order.noon_order_nr}", "kept": KEPT_NOON_ORDERS}
    row = PrivacyTask(shop_id=shop_id, request_id=request.id, holder=NOON, reference=order.noon_order_nr)
    row.made_at = tx.now
    tx.session.add(row)
    return request


def task_of(tx: Transaction, request: PrivacyRequest) -> PrivacyTask | None:
    """The letter that belongs to the request, if there is one."""
    chosen = select(PrivacyTask).where(PrivacyTask.shop_id == request.shop_id, PrivacyTask.request_id == request.id)
    return tx.session.scalars(chosen).one_or_none()


def letter_of(tx: Transaction, request: PrivacyRequest, shop: str, staff: str) -> str:
    """The letter to noon, as text to send.

    Raises:
        NoTaskError: Nothing is to be asked of noon.
    """
    task = _task(tx, request)
    audit.record(tx, request.shop_id, events.REQUEST_LETTER_TAKEN, f"request {request.id}", actor=f"staff {staff}")
    return _LETTER.format(shop=shop, reference=task.reference, number=request.id, on=f"{request.received_at:%Y-%m-%d}")


def letter_sent(tx: Transaction, request: PrivacyRequest, how: str, staff: str) -> None:
    """Staff sent the letter: the request is finished, and its receipt says so.

    Raises:
        NoTaskError: Nothing is to be asked of noon.
        InvalidInputError: It does not say how the letter was sent.
        RepeatedRequestError: It was told before.
    """
    lock_shop(tx, request.shop_id)
    tx.session.refresh(request)
    task, told = _task(tx, request), " ".join(how.split())
    if task.done_at is not None:
        raise RepeatedRequestError("The letter was marked as sent before.")
    if not told or len(told) > _MOST_WORDS or "\0" in told:
        raise InvalidInputError("Say how the letter was sent, in at most 200 letters, such as: a ticket in the portal.")
    task.done_at, task.actor, task.how = tx.now, f"staff {staff}", told
    audit.record(tx, request.shop_id, events.REQUEST_LETTER_SENT, f"request {request.id}", actor=task.actor)
    finish(tx, request, request.receipt | {"asked": {NOON: {"on": tx.now.isoformat(), "how": told}}})


def _open(tx: Transaction, order: NoonOrder, kind: str, when: str, staff: str) -> PrivacyRequest:
    delivery_id = f"noon-order/{order.id}/{kind}/{when}"
    same = select(PrivacyRequest).where(
        PrivacyRequest.shop_id == order.shop_id, PrivacyRequest.delivery_id == delivery_id
    )
    if (before := tx.session.scalars(same).one_or_none()) is not None:
        raise RepeatedRequestError(f"This was asked before: see request {before.id} on this page.")
    return open_request(tx, order.shop_id, kind, delivery_id, tx.now, actor=f"staff {staff}")


def _task(tx: Transaction, request: PrivacyRequest) -> PrivacyTask:
    task = task_of(tx, request)
    if task is None:
        raise NoTaskError("This request has no letter to noon.")
    return task


_LETTER = """\
To: noon, data protection
From: {shop}
Our reference: privacy request {number}

Erasure of a customer's personal data: order {reference}

The customer of the order above has asked us, on {on}, to erase their personal data. We have destroyed what we held
of them. You hold personal data of this customer as well, of which you told us by your partner interface.

We ask you to erase this customer's personal data as far as no law obliges you to keep them, to tell those to whom you
passed them on, and to confirm to us within 30 days what was erased, and what was kept for which reason.

Legal basis: Article 17 and 19 of Regulation (EU) 2016/679 where it applies; the right to destruction under the
Personal Data Protection Law of Saudi Arabia, or the law of the customer's country.
"""

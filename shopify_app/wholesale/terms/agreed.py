"""Exceptions a person makes: minimums agreed with one account, and one order that may pass below its minimum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.keeping import CHECK_JOB, CHECK_QUEUE
from shopify_app.orders.models import TRADE, Hold, Order
from shopify_app.wholesale.cancelling.models import is_being_cancelled
from shopify_app.wholesale.decisions import latest_decision
from shopify_app.wholesale.models import HANDLE
from shopify_app.wholesale.rules import Minimums
from shopify_app.wholesale.terms.actions import statement_at
from shopify_app.wholesale.terms.models import MinimumExemption, MinimumOverride
from shopify_app.wholesale.terms.rules import Pair, overridden

SAMPLE, REPLACEMENT, COMPLETION = "sample", "replacement", "completion"
KINDS = {
    SAMPLE: "Sample",
    REPLACEMENT: "Replacement of goods delivered before",
    COMPLETION: "Completion of an order that was split",
}
# These are no purchase of goods for trade, so they do not open the door to the lower minimum.
GIFTS = (SAMPLE, REPLACEMENT)


class NothingToExemptError(ConflictError):
    """The order is not below a minimum."""


class AlreadyExemptError(ConflictError):
    """The order has an exemption."""


class AlreadyFulfilledError(ConflictError):
    """Goods have left: there is nothing to hold any more."""


class BeingCancelledError(ConflictError):
    """The order stayed below its minimum, and its cancellation is under way."""


class UnknownExceptionError(NotFoundError):
    """The shop has no such override or exemption."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who trades: a company where there is one, else a person."""

    company_id: int | None
    person_id: int | None

    @classmethod
    def of(cls, order: Order) -> Account:
        """The account of an order."""
        return cls(order.company_id, None if order.company_id is not None else order.person_id)


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when; without an end until somebody ends it."""

    begins_at: datetime
    ends_at: datetime | None = None


def minimums_for(tx: Transaction, shop_id: int, account: Account, at: datetime, *, only: str | None = None) -> Minimums:
    """The thresholds that hold for an account at a moment, in all currencies or in one: agreed ones, or the shop's."""
    statement = statement_at(tx, shop_id, at, only=only)
    minimums, override = statement.minimums(at), override_at(tx, shop_id, account, at)
    if override is None:
        return minimums
    return overridden(minimums, statement.terms, Pair(override.first, override.following))


def override_at(tx: Transaction, shop_id: int, account: Account, at: datetime) -> MinimumOverride | None:
    """What was agreed with the account and holds at a moment; the latest agreement counts."""
    if account == Account(None, None):
        return None
    lasting = or_(MinimumOverride.ends_at.is_(None), MinimumOverride.ends_at > at)
    chosen = select(MinimumOverride).where(*_about(shop_id, account), MinimumOverride.begins_at <= at, lasting)
    return tx.session.scalars(chosen.order_by(MinimumOverride.id.desc()).limit(1)).one_or_none()


def agree(
    tx: Transaction, shop_id: int, account: Account, pair: Pair, lasting: Span, reason: str, *, actor: str
) -> MinimumOverride:
    """Agree on minimums with an account. Its held orders placed in that time are judged again.

    Raises:
        InvalidInputError: There is no account, or the time ends before it begins.
    """
    if account == Account(None, None):
        raise InvalidInputError("This order names nobody, so there is no account to agree with.")
    if lasting.ends_at is not None and lasting.ends_at <= lasting.begins_at:
        raise InvalidInputError("The last day cannot be before the first.")
    lock_shop(tx, shop_id)
    row = MinimumOverride(
        shop_id=shop_id,
        company_id=account.company_id,
        person_id=account.person_id,
        first=pair.first,
        following=pair.following,
        begins_at=lasting.begins_at,
        ends_at=lasting.ends_at,
        reason=reason,
        made_at=tx.now,
        actor=actor,
    )
    tx.session.add(row)
    tx.session.flush()
    details = {"first": str(pair.first), "following": str(pair.following), "reason": reason}
    audit.record(tx, shop_id, events.MINIMUM_AGREED, f"override {row.id}", actor=actor, **details)
    held = select(Hold.order_id).where(Hold.shop_id == shop_id, Hold.handle == HANDLE, Hold.state.in_(holds.STOPPED))
    whose = Order.company_id == account.company_id if account.company_id else Order.person_id == account.person_id
    _judge_again(tx, shop_id, Order.id.in_(held), whose)
    return row


def end_agreement(tx: Transaction, shop_id: int, override_id: int, *, actor: str) -> None:
    """From now on the shop's own minimums hold for the account; orders placed before keep what was agreed.

    Raises:
        UnknownExceptionError: There is no such agreement.
    """
    row = tx.session.get(MinimumOverride, override_id)
    if row is None or row.shop_id != shop_id:
        raise UnknownExceptionError("There is no such agreement in this shop.")
    if row.ends_at is None or row.ends_at > tx.now:
        row.ends_at = tx.now
        audit.record(tx, shop_id, events.MINIMUM_AGREEMENT_ENDED, f"override {row.id}", actor=actor)


def agreements(tx: Transaction, shop_id: int) -> list[MinimumOverride]:
    """What is agreed now or later, newest first."""
    lasting = or_(MinimumOverride.ends_at.is_(None), MinimumOverride.ends_at > tx.now)
    chosen = select(MinimumOverride).where(MinimumOverride.shop_id == shop_id, lasting)
    return list(tx.session.scalars(chosen.order_by(MinimumOverride.id.desc()).limit(200)))


def exempt(tx: Transaction, shop_id: int, order_id: int, kind: str, reason: str, *, actor: str) -> None:
    """Let one order pass below its minimum.

    Raises:
        InvalidInputError: No such kind of exemption.
        AlreadyExemptError: It has one.
        NothingToExemptError: It is not below a minimum, or not judged yet.
    """
    if kind not in KINDS:
        raise InvalidInputError("Choose what kind of exemption this is.")
    lock_shop(tx, shop_id)
    order = get_order(tx, shop_id, order_id)
    if exemption_of(tx, shop_id, order_id) is not None:
        raise AlreadyExemptError("The order is exempted already.")
    if is_being_cancelled(tx, order_id):
        raise BeingCancelledError("Shopify is being asked to cancel this order right now. Look again in a moment.")
    decision = latest_decision(tx, order_id)
    if order.kind != TRADE or decision is None or decision.allowed:
        raise NothingToExemptError(
            "Only an order below its minimum can be exempted. This one is not, or not judged yet."
        )
    row = MinimumExemption(shop_id=shop_id, order_id=order_id, kind=kind, reason=reason, granted_at=tx.now, actor=actor)
    tx.session.add(row)
    tell(tx, shop_id, order_id, "exempted", kind=KINDS[kind], reason=reason)
    audit.record(tx, shop_id, events.ORDER_EXEMPTED, f"order {order_id}", actor=actor, kind=kind, reason=reason)
    _judge_again(tx, shop_id, Order.id == order_id)


def withdraw_exemption(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """Take the exemption back, and judge the order as any other.

    Raises:
        UnknownExceptionError: It has none.
        AlreadyFulfilledError: Goods have left already.
    """
    lock_shop(tx, shop_id)
    order, row = get_order(tx, shop_id, order_id), exemption_of(tx, shop_id, order_id)
    if row is None:
        raise UnknownExceptionError("The order has no exemption.")
    if order.fulfillment_status not in {None, "restocked"}:
        raise AlreadyFulfilledError("Goods of this order have been sent already, so its exemption stays.")
    row.withdrawn_at, row.withdrawn_by = tx.now, actor
    tell(tx, shop_id, order_id, "exemption_withdrawn")
    audit.record(tx, shop_id, events.ORDER_EXEMPTION_WITHDRAWN, f"order {order_id}", actor=actor)
    _judge_again(tx, shop_id, Order.id == order_id)


def exemption_of(tx: Transaction, shop_id: int, order_id: int) -> MinimumExemption | None:
    """The order's exemption that stands."""
    chosen = select(MinimumExemption).where(MinimumExemption.shop_id == shop_id, MinimumExemption.order_id == order_id)
    return tx.session.scalars(chosen.where(MinimumExemption.withdrawn_at.is_(None))).one_or_none()


def gifts(shop_id: int | ColumnElement[int]) -> Any:
    """Orders exempted as samples or replacements, as a subquery: they do not count as orders of trade."""
    chosen = select(MinimumExemption.order_id).where(MinimumExemption.shop_id == shop_id)
    return chosen.where(MinimumExemption.kind.in_(GIFTS), MinimumExemption.withdrawn_at.is_(None))


def _about(shop_id: int, account: Account) -> tuple[Any, ...]:
    if account.company_id is not None:
        return (MinimumOverride.shop_id == shop_id, MinimumOverride.company_id == account.company_id)
    return (MinimumOverride.shop_id == shop_id, MinimumOverride.person_id == account.person_id)


def _judge_again(tx: Transaction, shop_id: int, *which: Any) -> None:
    chosen = update(Order).where(Order.shop_id == shop_id, *which)
    tx.session.execute(chosen.values(check_due=True), execution_options={"synchronize_session": False})
    tx.nudge(CHECK_JOB, CHECK_QUEUE, shop_id)

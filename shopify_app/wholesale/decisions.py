"""Decisions as they were taken: kept for ever, read by the pages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.orders.models import Order
from shopify_app.wholesale.models import Decision
from shopify_app.wholesale.rules import Basis, Rule, Source, Verdict


def latest_decision(tx: Transaction, order_id: int) -> Decision | None:
    """The decision that counts."""
    chosen = select(Decision).where(Decision.order_id == order_id).order_by(Decision.id.desc()).limit(1)
    return tx.session.scalars(chosen).one_or_none()


def latest_decisions(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> dict[int, Decision]:
    """Each order's decision that counts; retail orders have none."""
    newest = select(func.max(Decision.id)).where(Decision.order_id.in_(order_ids)).group_by(Decision.order_id)
    chosen = select(Decision).where(Decision.shop_id == shop_id, Decision.id.in_(newest))
    return {decision.order_id: decision for decision in tx.session.scalars(chosen)}


def decisions_of(tx: Transaction, shop_id: int, order_id: int) -> list[Decision]:
    """Every decision on the order, newest first."""
    chosen = select(Decision).where(Decision.shop_id == shop_id, Decision.order_id == order_id)
    return list(tx.session.scalars(chosen.order_by(Decision.id.desc())))


def verdict_of(decision: Decision) -> Verdict:
    """The verdict a decision wrote down."""
    minimum = None if decision.minimum is None else Money(decision.minimum, decision.currency)
    basis = Basis(Source(decision.source), decision.per_dollar, decision.rate_on) if decision.source else None
    counted = Money(decision.counted, decision.currency)
    return Verdict(decision.allowed, Rule(decision.rule), counted, minimum, basis, decision.orders)


def let_go_by_verdict() -> ColumnElement[bool]:
    """For a query over orders: those whose decision that counts lets them go."""
    newer = aliased(Decision)
    newest = select(func.max(newer.id)).where(newer.order_id == Order.id).correlate(Order).scalar_subquery()
    return select(Decision.id).where(Decision.id == newest, Decision.allowed).correlate(Order).exists()


def write_down(tx: Transaction, order: Order, verdict: Verdict, earlier: int) -> None:
    """Keep a new decision; the older ones stay."""
    row = {
        "shop_id": order.shop_id,
        "order_id": order.id,
        "at": tx.now,
        "allowed": verdict.allowed,
        "rule": verdict.rule.value,
        "currency": verdict.counted.currency,
        "counted": verdict.counted.amount,
        "minimum": verdict.minimum.amount if verdict.minimum else None,
        "qualifying_orders": earlier,
        "orders": verdict.orders,
        "source": verdict.basis.source.value if verdict.basis else None,
        "per_dollar": verdict.basis.per_dollar if verdict.basis else None,
        "rate_on": verdict.basis.rate_on if verdict.basis else None,
    }
    insert_many(tx.session, Decision, [row])

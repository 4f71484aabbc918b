"""When days are compared: those with open orders every quarter of an hour, all of them once a day, any on demand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.backoff import delay_after
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, one_of
from shopify_app.noon import mirroring
from shopify_app.noon.actions import find_connection
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.reconciling import comparing, found, letters
from shopify_app.noon.reconciling.models import NoonDay
from shopify_app.noon.reconciling.rules import windows
from shopify_app.noon.rules import CANCELLED, OUT_OF_STOCK, SHIPPED

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

COMPARE_JOB, COMPARE_QUEUE = "jobs.noon.compare", "sync"
# How far back noon's orders are looked after: as far as the first look reads.
DAYS_BACK = 30
_ALERT_AFTER = timedelta(minutes=45)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """How complete the mirror is known to be."""

    days: int
    compared: int
    oldest_at: datetime | None
    open_oldest_at: datetime | None
    due: int
    differences: int
    problem: str | None


def plan_open(tx: Transaction, shop_id: int) -> int:
    """Have today, yesterday and every day with an open order compared; returns how many days."""
    today = tx.now.date()
    days = {(code, day) for code in _warehouses(tx, shop_id) for day in (today - timedelta(days=1), today)}
    days |= _open_days(tx, shop_id)
    return _plan(tx, shop_id, days)


def plan_all(tx: Transaction, shop_id: int) -> int:
    """Have every day of the last weeks compared; returns how many."""
    today = tx.now.date()
    span = windows(today - timedelta(days=DAYS_BACK), today)
    return _plan(tx, shop_id, {(code, day) for code in _warehouses(tx, shop_id) for day in span})


def plan_by_hand(tx: Transaction, shop_id: int, *, actor: str) -> int:
    """The same because a person asks."""
    many = plan_all(tx, shop_id)
    audit.record(tx, shop_id, events.NOON_COMPARISON_ASKED, "noon", actor=actor, days=many)
    return many


def repair(tx: Transaction, shop_id: int, *, actor: str) -> int:
    """Read every order with a difference again, and compare its day after that; returns how many orders."""
    orders = found.open_orders(tx, shop_id)
    if orders:
        mirroring.ask_to_read(tx, shop_id, orders)
        plan_open(tx, shop_id)
        audit.record(tx, shop_id, events.NOON_REPAIR_ASKED, "noon", actor=actor, orders=len(orders))
    return len(orders)


def compare_due(runtime: Runtime, shop_id: int) -> bool:
    """Compare a few due days; True when more are waiting."""
    with runtime.snapshot() as tx:
        if find_connection(tx, shop_id) is None:
            return False
        due = list(tx.session.scalars(_due(shop_id, tx.now).with_only_columns(NoonDay.id).limit(_FEW + 1)))
    for day_id in due[:_FEW]:
        comparing.compare_day(runtime, shop_id, day_id)
    with runtime.transaction() as tx:
        letters.alert(tx, shop_id, found.to_alert(tx, shop_id, _ALERT_AFTER))
    return len(due) > _FEW


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with days to be compared: what the sweeper nudges."""
    chosen = select(NoonDay.shop_id).where(NoonDay.due_at.is_not(None), NoonDay.due_at <= tx.now)
    return list(tx.session.scalars(chosen.distinct()))


def proof_of(tx: Transaction, shop_id: int) -> Proof:
    """How complete the mirror is known to be, over the days that are looked after."""
    since = tx.now.date() - timedelta(days=DAYS_BACK)
    codes = _warehouses(tx, shop_id)
    days = list(
        tx.session.scalars(
            select(NoonDay).where(
                NoonDay.shop_id == shop_id, NoonDay.day >= since, one_of(tx.session, NoonDay.warehouse_code, codes)
            )
        )
    )
    compared = [row for row in days if row.compared_at is not None]
    recent = [row.compared_at for row in compared if row.day >= tx.now.date() - timedelta(days=1) and row.compared_at]
    return Proof(
        days=len(codes) * (DAYS_BACK + 1),
        compared=len(compared),
        oldest_at=min((row.compared_at for row in compared if row.compared_at), default=None),
        open_oldest_at=min(recent, default=None),
        due=sum(row.due_at is not None for row in days),
        differences=found.count_open(tx, shop_id),
        problem=next((row.problem for row in days if row.problem), None),
    )


def list_days(tx: Transaction, shop_id: int, number: int) -> Page[NoonDay]:
    """The compared days, the newest first."""
    chosen = select(NoonDay).where(NoonDay.shop_id == shop_id).order_by(NoonDay.day.desc(), NoonDay.warehouse_code)
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def _plan(tx: Transaction, shop_id: int, days: Iterable[tuple[str, date]]) -> int:
    wanted = sorted(days, key=lambda one: (one[1], one[0]), reverse=True)
    rows = [_row(shop_id, code, day) for code, day in wanted]
    insert_ignoring(tx.session, NoonDay, rows, ("shop_id", "warehouse_code", "day"))
    by_day: dict[date, set[str]] = {}
    for code, day in wanted:
        by_day.setdefault(day, set()).add(code)
    for row in tx.session.scalars(select(NoonDay).where(NoonDay.shop_id == shop_id, NoonDay.day.in_(list(by_day)))):
        if row.warehouse_code in by_day[row.day]:
            # What failed is tried with growing gaps, however often it is planned.
            row.due_at = tx.now + (delay_after(row.tries) if row.tries else timedelta())
    if wanted:
        tx.nudge(COMPARE_JOB, COMPARE_QUEUE, shop_id)
    return len(wanted)


def _due(shop_id: int, now: datetime) -> Select[Any]:
    chosen = select(NoonDay).where(NoonDay.shop_id == shop_id, NoonDay.due_at.is_not(None), NoonDay.due_at <= now)
    return chosen.order_by(NoonDay.day.desc(), NoonDay.id)


def _warehouses(tx: Transaction, shop_id: int) -> list[str]:
    connection = find_connection(tx, shop_id)
    return list(connection.warehouses) if connection else []


def _open_days(tx: Transaction, shop_id: int) -> set[tuple[str, date]]:
    """The days on which orders were placed that have a unit to ship, by warehouse."""
    chosen = select(NoonOrder.warehouse_code, NoonOrder.placed_at).join(NoonItem, NoonItem.order_id == NoonOrder.id)
    chosen = chosen.where(NoonOrder.shop_id == shop_id, NoonItem.marketplace_status != CANCELLED)
    chosen = chosen.where(NoonItem.integration_status.not_in((SHIPPED, OUT_OF_STOCK)), NoonOrder.placed_at.is_not(None))
    rows = tx.session.execute(chosen.distinct().execution_options(yield_per=1000))
    return {(code, placed_at.date()) for code, placed_at in rows if placed_at is not None}


def _row(shop_id: int, code: str, day: date) -> dict[str, Any]:
    counts = dict.fromkeys(("noon_orders", "our_orders", "noon_units", "our_units", "differences", "tries"), 0)
    return {"shop_id": shop_id, "warehouse_code": code, "day": day, "noon_sums": {}, "our_sums": {}, **counts}

"""Differences, kept from the comparison that finds them to the one that finds them gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.noon.reconciling.models import NoonDay, NoonDifference
from shopify_app.noon.reconciling.rules import STOCK, Difference, lag_by_day


def note(tx: Transaction, row: NoonDay, told: Sequence[Difference]) -> None:
    """Write down what a comparison finds; what was found before and stands still keeps its beginning."""
    standing = {
        (one.noon_order_nr, one.noon_item_nr, one.cause): one
        for one in tx.session.scalars(
            _open(row.shop_id).where(NoonDifference.noon_order_nr.in_({one.order for one in told}))
        )
    }
    fresh = []
    for one in told:
        known = standing.get((one.order, one.item, one.cause))
        values = {"noon": one.noon, "ours": one.ours}
        if known is not None:
            known.seen_at, known.told = tx.now, values
            continue
        fresh.append(
            {
                "shop_id": row.shop_id,
                "warehouse_code": row.warehouse_code,
                "day": row.day,
                "noon_order_nr": one.order,
                "noon_item_nr": one.item,
                "cause": one.cause,
                "told": values,
                "found_at": tx.now,
                "seen_at": tx.now,
            }
        )
    insert_many(tx.session, NoonDifference, fresh)


def settle(tx: Transaction, row: NoonDay, began: datetime) -> None:
    """Of this day, what the comparison that began then has not seen again is gone."""
    chosen = update(NoonDifference).where(
        NoonDifference.shop_id == row.shop_id,
        NoonDifference.warehouse_code == row.warehouse_code,
        NoonDifference.day == row.day,
        NoonDifference.gone_at.is_(None),
        NoonDifference.seen_at < began,
        # Of no order: the room `offering` sees to it.
        NoonDifference.cause != STOCK,
    )
    tx.session.execute(chosen.values(gone_at=tx.now), execution_options={"synchronize_session": False})


def note_stock(tx: Transaction, shop_id: int, code: str, sku: str, *, noon: int | None, ours: int) -> None:
    """noon holds another figure than it was told."""
    known = tx.session.scalars(_of_stock(shop_id, code, sku)).first()
    values = {"noon": "—" if noon is None else str(noon), "ours": str(ours)}
    if known is not None:
        known.seen_at, known.told = tx.now, values
        return
    row = NoonDifference(shop_id=shop_id, warehouse_code=code, day=tx.now.date(), cause=STOCK, told=values)
    row.noon_order_nr, row.noon_item_nr, row.found_at, row.seen_at = "", sku[:64], tx.now, tx.now
    tx.session.add(row)


def settle_stock(tx: Transaction, shop_id: int, code: str, sku: str) -> None:
    """noon has taken the figure."""
    for known in tx.session.scalars(_of_stock(shop_id, code, sku)):
        known.gone_at = tx.now


def list_differences(
    tx: Transaction, shop_id: int, *, only_open: bool, cause: str | None, number: int
) -> Page[NoonDifference]:
    """The shop's differences, the newest first."""
    chosen = _open(shop_id) if only_open else select(NoonDifference).where(NoonDifference.shop_id == shop_id)
    if cause:
        chosen = chosen.where(NoonDifference.cause == cause)
    return page_of(tx.session.scalars(cut(chosen.order_by(NoonDifference.id.desc()), number)).all(), number)


def count_open(tx: Transaction, shop_id: int) -> int:
    """How many differences stand."""
    return tx.session.scalar(select(func.count()).select_from(_open(shop_id).subquery())) or 0


def open_orders(tx: Transaction, shop_id: int) -> list[str]:
    """The orders with a difference."""
    chosen = _open(shop_id).where(NoonDifference.noon_order_nr != "")
    return list(tx.session.scalars(chosen.with_only_columns(NoonDifference.noon_order_nr).distinct()))


def to_alert(tx: Transaction, shop_id: int, lasting: timedelta) -> list[NoonDifference]:
    """Differences that have lasted for so long, and of which nobody was told."""
    chosen = _open(shop_id).where(NoonDifference.found_at <= tx.now - lasting, NoonDifference.alerted_at.is_(None))
    return list(tx.session.scalars(chosen.order_by(NoonDifference.id).limit(500)))


def by_day(tx: Transaction, shop_id: int, since: datetime) -> tuple[dict[date, int], dict[date, float]]:
    """How many differences were found on each day since then, and how long the longest of them lasted, in minutes."""
    chosen = select(NoonDifference.found_at, NoonDifference.gone_at).where(
        NoonDifference.shop_id == shop_id, NoonDifference.found_at >= since
    )
    counted: dict[date, int] = {}
    lasted: list[tuple[date, float | None]] = []
    for found_at, gone_at in tx.session.execute(chosen):
        counted[found_at.date()] = counted.get(found_at.date(), 0) + 1
        lasted.append((found_at.date(), (gone_at - found_at).total_seconds() / 60 if gone_at else None))
    return counted, dict(lag_by_day(lasted))


def _of_stock(shop_id: int, code: str, sku: str) -> Select[Any]:
    return _open(shop_id).where(
        NoonDifference.cause == STOCK, NoonDifference.warehouse_code == code, NoonDifference.noon_item_nr == sku[:64]
    )


def _open(shop_id: int) -> Select[Any]:
    return select(NoonDifference).where(NoonDifference.shop_id == shop_id, NoonDifference.gone_at.is_(None))

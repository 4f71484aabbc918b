"""Comparing one day of one warehouse: noon's list, page by page, with what we have of it; memory does not grow.

Each page's orders are marked as confirmed; what is not marked at the end is with us alone. A difference is read again
at once, so that a list is empty soon; it is written down first, for it proves that an event was lost or late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select, update

from shopify_app.core.backoff import delay_after
from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon import actions, mirroring
from shopify_app.noon.client import NoonClient
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.mapping.rules import IGNORED, MAPPED
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.payload import NoonOrderBody
from shopify_app.noon.reconciling import found
from shopify_app.noon.reconciling.models import NoonDay
from shopify_app.noon.reconciling.rules import GONE, REREAD, Difference, Side, Sums, Unit, bounds, differences, waiting
from shopify_app.noon.rules import is_cancelled, is_open

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY = 500


def compare_day(runtime: Runtime, shop_id: int, day_id: int) -> int:
    """Compare one day of one warehouse; returns how many differences there were.

    Where noon cannot be read, why is kept on the day, which is due again later; the others go on.
    """
    began = runtime.clock.now()
    with runtime.snapshot() as tx:
        account, row = actions.account_of(tx, shop_id, patient=True), tx.session.get_one(NoonDay, day_id)
    noon, counted = Sums(), 0
    hours = runtime.settings.noon_acknowledged_within_hours
    overdue = began - timedelta(hours=hours) if hours else None
    try:
        for page in runtime.client(NoonClient).list_orders(account, row.warehouse_code, *bounds(row.day)):
            with runtime.transaction() as tx:
                counted += _compare_page(tx, row, page, noon, began, overdue)
    except TajirError as error:
        with runtime.transaction() as tx:
            kept = tx.session.get_one(NoonDay, day_id)
            kept.problem, kept.tries = str(error)[:300], kept.tries + 1
            kept.due_at = tx.now + delay_after(kept.tries)
        return 0
    with runtime.transaction() as tx:
        counted += _compare_rest(tx, row, began)
        ours = _sum_ours(tx, row, began)
        _finish(tx, day_id, noon, ours, counted, began)
    return counted


def _compare_page(
    tx: Transaction,
    row: NoonDay,
    page: Sequence[NoonOrderBody],
    noon: Sums,
    began: datetime,
    overdue: datetime | None,
) -> int:
    ours = _ours(tx, row.shop_id, [body.fbpi_order_nr for body in page])
    paired = _paired(tx, row.shop_id, [item.partner_sku for body in page for item in body.items])
    told: list[Difference] = []
    for body in page:
        side = _side(body)
        noon.add(side)
        told += differences(side, ours.get(body.fbpi_order_nr), paired)
        placed_at = mirroring.moment_of(body.order_created_at) or bounds(row.day)[1]
        told += waiting(side) if overdue is not None and placed_at < overdue else []
    chosen = update(NoonOrder).where(NoonOrder.shop_id == row.shop_id, NoonOrder.noon_order_nr.in_(list(ours)))
    tx.session.execute(chosen.values(confirmed_at=began), execution_options={"synchronize_session": False})
    return _note(tx, row, told)


def _compare_rest(tx: Transaction, row: NoonDay, began: datetime) -> int:
    """What we have of this day and noon's list has not. What was mirrored since the list was read may be newer."""
    unconfirmed = or_(NoonOrder.confirmed_at.is_(None), NoonOrder.confirmed_at < began)
    chosen = _of_day(row, began).where(unconfirmed).with_only_columns(NoonOrder.noon_order_nr).limit(_MANY)
    return _note(tx, row, [Difference(number, "", GONE) for number in tx.session.scalars(chosen)])


def _note(tx: Transaction, row: NoonDay, told: Sequence[Difference]) -> int:
    found.note(tx, row, told)
    again = sorted({one.order for one in told if one.cause in REREAD})
    if again:
        mirroring.ask_to_read(tx, row.shop_id, again)
    return len(told)


def _finish(tx: Transaction, day_id: int, noon: Sums, ours: Sums, counted: int, began: datetime) -> None:
    row = tx.session.get_one(NoonDay, day_id, with_for_update=True)
    row.noon_orders, row.noon_units, row.noon_sums = noon.orders, noon.units, noon.told()
    row.our_orders, row.our_units, row.our_sums = ours.orders, ours.units, ours.told()
    row.compared_at, row.differences, row.problem, row.tries = began, counted, None, 0
    if row.due_at is not None and row.due_at <= began:
        row.due_at = None
    found.settle(tx, row, began)


def _ours(tx: Transaction, shop_id: int, numbers: Sequence[str]) -> dict[str, Side]:
    wanted = one_of(tx.session, NoonOrder.noon_order_nr, list(numbers))
    orders = {row.id: row for row in tx.session.scalars(select(NoonOrder).where(NoonOrder.shop_id == shop_id, wanted))}
    return {
        orders[at].noon_order_nr: Side(orders[at].noon_order_nr, orders[at].currency, units)
        for at, units in _units(tx, list(orders))
    }


def _units(tx: Transaction, order_ids: list[int]) -> Iterator[tuple[int, tuple[Unit, ...]]]:
    chosen = select(NoonItem).where(one_of(tx.session, NoonItem.order_id, order_ids)).order_by(NoonItem.id)
    units: dict[int, list[Unit]] = {order_id: [] for order_id in order_ids}
    for item in tx.session.scalars(chosen):
        units[item.order_id].append(
            _unit(item.noon_item_nr, item.sku, item.marketplace_status, item.integration_status, item.price)
        )
    yield from ((order_id, tuple(own)) for order_id, own in units.items())


def _side(body: NoonOrderBody) -> Side:
    currency = body.currency_code.upper()
    units = (
        _unit(
            item.mp_item_nr,
            item.partner_sku,
            item.mp_status,
            item.integration_status,
            mirroring.price_of(item, currency),
        )
        for item in body.items
    )
    return Side(body.fbpi_order_nr, currency, tuple(units))


def _unit(number: str, sku: str, marketplace: str, integration: str, price: Decimal | None) -> Unit:
    return Unit(
        number,
        sku,
        marketplace,
        integration,
        price,
        is_open(marketplace, integration),
        is_cancelled(marketplace, integration),
    )


def _paired(tx: Transaction, shop_id: int, skus: Sequence[str]) -> list[str]:
    wanted = one_of(tx.session, NoonSku.sku, list(dict.fromkeys(skus)))
    chosen = select(NoonSku.sku).where(NoonSku.shop_id == shop_id, NoonSku.state.in_((MAPPED, IGNORED)), wanted)
    return list(tx.session.scalars(chosen))


def _sum_ours(tx: Transaction, row: NoonDay, began: datetime) -> Sums:
    """Our side of the day, some hundred orders at a time."""
    sums, last = Sums(), 0
    while True:
        # Also those whose date noon writes in a way we cannot read: its list says of which day they are.
        confirmed = select(NoonOrder.id).where(NoonOrder.shop_id == row.shop_id, NoonOrder.confirmed_at == began)
        ids = confirmed.union(_of_day(row, began).with_only_columns(NoonOrder.id)).subquery()
        chosen = select(NoonOrder).where(NoonOrder.id.in_(select(ids.c.id)), NoonOrder.id > last)
        chosen = chosen.order_by(NoonOrder.id).limit(_MANY)
        orders = {order.id: order for order in tx.session.scalars(chosen)}
        if not orders:
            return sums
        for order_id, units in _units(tx, list(orders)):
            sums.add(Side(orders[order_id].noon_order_nr, orders[order_id].currency, units))
        last = max(orders)
        # Else the session would hold every order of the day.
        tx.session.flush()
        tx.session.expunge_all()


def _of_day(row: NoonDay, began: datetime) -> Select[Any]:
    first, end = bounds(row.day)
    chosen = select(NoonOrder).where(NoonOrder.shop_id == row.shop_id, NoonOrder.warehouse_code == row.warehouse_code)
    return chosen.where(NoonOrder.placed_at >= first, NoonOrder.placed_at <= end, NoonOrder.read_at < began)

"""Telling noon which units cannot be delivered, of those that are still open right before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.rules import SHIPPED, is_cancelled
from shopify_app.noon.shipping.asking import subject_of
from shopify_app.noon.shipping.client import ShippingClient
from shopify_app.noon.shipping.errands import UNKNOWN_ORDER, Errand, read_order, run, settle
from shopify_app.noon.shipping.models import NoonShortage
from shopify_app.noon.shipping.rules import MADE, REFUSED, WANTED

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.noon.payload import NoonOrderBody


def mark_out_of_stock(runtime: Runtime, shop_id: int, shortage_id: int) -> None:
    """Tell noon which units cannot be delivered.

    Raises:
        RemoteError: noon does not answer; the order is looked at before the next try.
    """
    run(runtime, shop_id, NoonShortage, shortage_id, WANTED, lambda errand: _mark(runtime, errand))


def _mark(runtime: Runtime, errand: Errand) -> None:
    body = read_order(runtime, errand)
    if body is None:
        return _settle(runtime, errand, REFUSED, UNKNOWN_ORDER)
    # Marked by the try before this one, or cancelled by the customer: either way they go nowhere.
    left, shipped = _left(errand, body)
    if left:
        try:
            runtime.client(ShippingClient).mark_out_of_stock(errand.account, errand.order_nr, left)
        except NoonRefusedError as error:
            body = read_order(runtime, errand)
            if body is None or _left(errand, body)[0]:
                return _settle(runtime, errand, REFUSED, f"{error}. Look at the order in noon's portal.")
            shipped = _left(errand, body)[1]
    problem = f"Not marked, because they are shipped already: {', '.join(shipped)}." if shipped else None
    return _settle(runtime, errand, REFUSED if len(shipped) == len(errand.item_nrs) else MADE, problem)


def _left(errand: Errand, body: NoonOrderBody) -> tuple[list[str], list[str]]:
    """The units that noon still wants, and those that are shipped."""
    wanted = [item for item in body.items if item.mp_item_nr in errand.item_nrs]
    alive = [item for item in wanted if not is_cancelled(item.mp_status, item.integration_status)]
    shipped = [item.mp_item_nr for item in alive if item.integration_status == SHIPPED]
    return [item.mp_item_nr for item in alive if item.mp_item_nr not in shipped], shipped


def _settle(runtime: Runtime, errand: Errand, state: str, problem: str | None) -> None:
    with runtime.transaction() as tx:
        row = tx.session.get_one(NoonShortage, errand.row_id, with_for_update=True)
        if row.state != WANTED:
            return
        settle(tx, row, errand.order_nr, state, problem)
        if state == MADE:
            audit.record(tx, row.shop_id, events.NOON_SHORTAGE_TOLD, subject_of(row), units=len(row.item_nrs))
        else:
            audit.record(tx, row.shop_id, events.NOON_SHORTAGE_REFUSED, subject_of(row), units=len(row.item_nrs))

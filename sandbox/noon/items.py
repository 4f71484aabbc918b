"""What may happen to the items of an order: confirmed, then out of stock, shipped, or cancelled."""

from __future__ import annotations

from sandbox.noon.answers import NoonError
from sandbox.noon.drafts import UpdateOrder
from sandbox.noon.orders import find_order
from sandbox.noon.rows import ACKNOWLEDGED, CANCELLED, CONFIRMED, OUT_OF_STOCK, SHIPPED, UNSPECIFIED, Item, Order
from sandbox.noon.world import Noon

MARK_UNAVAILABLE = "UPDATE_ORDER_REQUEST_ITEM_STATUS_OUT_OF_STOCK"


def find_items(order: Order, mp_item_nrs: list[str]) -> list[Item]:
    """The named items, all of them.

    Raises:
        NoonError: One is named twice, or is not in this order.
    """
    known = {item["mp_item_nr"]: item for item in order["items"]}
    if len(set(mp_item_nrs)) < len(mp_item_nrs):
        raise NoonError("INVALID_ARGUMENT", "an item is named twice", *mp_item_nrs)
    foreign = [nr for nr in mp_item_nrs if nr not in known]
    if foreign:
        raise NoonError("NOT_FOUND", f"not in order {order['fbpi_order_nr']}: {', '.join(foreign)}", *foreign)
    return [known[nr] for nr in mp_item_nrs]


def check_open(items: list[Item]) -> None:
    """Refuse items that are no longer to be shipped.

    Raises:
        NoonError: One is cancelled, out of stock, or shipped already.
    """
    for item in items:
        if item["integration_status"] in (OUT_OF_STOCK, SHIPPED):
            raise NoonError(
                "FAILED_PRECONDITION", f"item {item['mp_item_nr']} is {item['integration_status']}", item["mp_item_nr"]
            )
        if item["mp_status"] != CONFIRMED:
            raise NoonError(
                "FAILED_PRECONDITION", f"item {item['mp_item_nr']} is {item['mp_status']}", item["mp_item_nr"]
            )


def mark_out_of_stock(noon: Noon, update: UpdateOrder, project_code: str) -> Order:
    """Mark items that cannot be delivered; noon then cancels them. All are marked, or none.

    Raises:
        NoonError: A status other than out of stock, an unknown item, or one that is no longer open.
    """
    if any(item.status != MARK_UNAVAILABLE for item in update.items):
        raise NoonError("INVALID_ARGUMENT", f"status must be {MARK_UNAVAILABLE}", "items.status")
    with noon.store.lock:
        order = find_order(noon, update.fbpi_order_nr, project_code)
        items = find_items(order, [item.mp_item_nr for item in update.items])
        if noon.knobs.repeated_out_of_stock == "accepted":
            items = [item for item in items if item["integration_status"] != OUT_OF_STOCK]
        check_open(items)
        for item in items:
            item["integration_status"] = OUT_OF_STOCK
        if noon.knobs.out_of_stock_cancels:
            set_cancelled(items, "OUT_OF_STOCK")
        noon.changed()
        return order


def cancel_items(noon: Noon, fbpi_order_nr: str, mp_item_nrs: list[str] | None, reason: str) -> Order:
    """What only noon can do: cancel items for any reason, whatever state they are in. No numbers: the whole order.

    Raises:
        NoonError: The order or an item is unknown.
    """
    with noon.store.lock:
        order = find_order(noon, fbpi_order_nr)
        set_cancelled(find_items(order, mp_item_nrs) if mp_item_nrs else order["items"], reason)
        noon.changed()
        return order


def acknowledge(noon: Noon, order: Order) -> None:
    """noon's side of a delivered notification."""
    order["dashboard_status"] = "Acknowledged"
    if noon.knobs.acknowledge == "on_delivery":
        for item in order["items"]:
            if item["integration_status"] == UNSPECIFIED:
                item["integration_status"] = ACKNOWLEDGED


def set_cancelled(items: list[Item], reason: str) -> None:
    """Cancel items; one that is cancelled keeps its first reason."""
    for item in items:
        item["mp_status"] = CANCELLED
        item["cancellation_reason_code"] = item["cancellation_reason_code"] or reason

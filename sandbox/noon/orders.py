"""Orders: how they come to be, and what a caller gets to see of them."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from sandbox.noon.answers import NoonError
from sandbox.noon.catalogue import CURRENCIES, PRICES, draw_customer, draw_units, price_of
from sandbox.noon.drafts import ItemDraft, OrderDraft
from sandbox.noon.knobs import Knobs
from sandbox.noon.projects import DEFAULT_PROJECT, add_project
from sandbox.noon.rows import ACKNOWLEDGED, CONFIRMED, UNSPECIFIED, Item, Order
from sandbox.noon.world import Noon

HIDDEN = ("customer", "project_code", "dashboard_status")


def create_order(noon: Noon, draft: OrderDraft) -> Order:
    """A new order as drafted; what the draft leaves open is drawn from the seed.

    Raises:
        NoonError: The order number is taken, or the warehouse is unknown.
    """
    with noon.store.lock:
        number = noon.number("order", 1)
        warehouse_code = draft.warehouse_code or add_project(noon, DEFAULT_PROJECT)[0]["warehouse_code"]
        if warehouse_code not in noon.warehouses:
            raise NoonError("NOT_FOUND", f"warehouse {warehouse_code} was not found", warehouse_code)
        warehouse = noon.warehouses[warehouse_code]
        country = draft.mp_country_code or warehouse["country_code"]
        customer: Any = draw_customer(noon.dice("customer", number), country)
        mp_order_nr = draft.mp_order_nr or f"N{country.upper()}{70_000_000 + number}A"
        currency = draft.currency_code or CURRENCIES.get(country, "AED")
        order: Order = {
            "fbpi_order_nr": draft.fbpi_order_nr or f"NFBO{4_000_000_000 + number}",
            "mp_code": draft.mp_code or "noon",
            "mp_order_nr": mp_order_nr,
            "mp_country_code": country,
            "customer_country_code": draft.customer_country_code or country,
            "merchant_code": draft.merchant_code or "STR10001",
            "currency_code": currency,
            "warehouse_code": warehouse_code,
            "order_created_at": draft.order_created_at or noon.stamp(),
            "items": _items(noon, draft.items, mp_order_nr, number, currency),
            "customer": customer | msgspec.to_builtins(draft.customer or {}),
            "project_code": warehouse["project_code"],
            "dashboard_status": "Pending",
        }
        if order["fbpi_order_nr"] in noon.orders:
            raise NoonError("ALREADY_EXISTS", f"order {order['fbpi_order_nr']} exists", order["fbpi_order_nr"])
        noon.orders[order["fbpi_order_nr"]] = order
        noon.index.add(order)
        noon.changed()
        return order


def find_order(noon: Noon, fbpi_order_nr: str, project_code: str = "") -> Order:
    """The order; with a project, only if it is that project's.

    Raises:
        NoonError: There is none.
    """
    order = noon.orders.get(fbpi_order_nr)
    if order is None or project_code not in ("", order["project_code"]):
        raise NoonError("NOT_FOUND", f"order {fbpi_order_nr} was not found", fbpi_order_nr)
    return order


def shown(order: Order, knobs: Knobs) -> dict[str, Any]:
    """The order as the partner API gives it."""
    seen: dict[str, Any] = {key: value for key, value in order.items() if key not in HIDDEN}
    suffix = {"seconds": "Z", "fraction": ".000000Z", "offset": "+00:00"}[knobs.created_at_format]
    seen["order_created_at"] = order["order_created_at"].removesuffix("Z") + suffix
    seen["items"] = [_shown_item(item, knobs) for item in order["items"]]
    for field, value in (
        ("mp_status", knobs.unknown_mp_status),
        ("integration_status", knobs.unknown_integration_status),
    ):
        if value and seen["items"]:
            seen["items"][0][field] = value
    return seen


def _shown_item(item: Item, knobs: Knobs) -> dict[str, Any]:
    price = item["delivered_invoice_price"]
    bare = knobs.bare_whole_prices and price.is_integer()
    return {**item, "delivered_invoice_price": int(price) if bare else price}


def _items(noon: Noon, drafts: list[ItemDraft] | None, mp_order_nr: str, number: int, currency: str) -> list[Item]:
    prices = noon.prices or PRICES
    units = draw_units(noon.dice("units", number), prices, currency)
    wanted = [ItemDraft(partner_sku=sku, delivered_invoice_price=price) for sku, price in units]
    start = ACKNOWLEDGED if noon.knobs.acknowledge == "at_once" else UNSPECIFIED
    items: list[dict[str, Any]] = []
    for position, draft in enumerate(wanted if drafts is None else drafts, 1):
        sku = draft.partner_sku or units[0][0]
        item = {
            "mp_item_nr": f"{mp_order_nr}-{position}",
            "partner_sku": sku,
            "mp_status": CONFIRMED,
            "integration_status": start,
            "delivered_invoice_price": price_of(prices, sku, currency),
            "cancellation_reason_code": None,
        }
        items.append(item | msgspec.to_builtins(draft))
    return cast("list[Item]", items)

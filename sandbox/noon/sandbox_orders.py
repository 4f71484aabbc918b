"""noon's own test orders: made through the API, announced by a real event, and then like any other."""

from __future__ import annotations

from sandbox.noon.answers import NoonError
from sandbox.noon.catalogue import CURRENCIES
from sandbox.noon.drafts import CreateSandboxOrder, ItemDraft, OrderDraft
from sandbox.noon.events import announce_created, destinations_of
from sandbox.noon.orders import create_order
from sandbox.noon.projects import own_warehouse
from sandbox.noon.rows import CANCELLED, CONFIRMED
from sandbox.noon.world import Noon


def create_sandbox_order(noon: Noon, draft: CreateSandboxOrder, project_code: str) -> str:
    """The number of the test order; the same key always gives the same order.

    Raises:
        NoonError: The warehouse cannot be told of orders, or a status or country is not one for test orders.
    """
    with noon.store.lock:
        own_warehouse(noon, project_code, draft.warehouse_code)
        if not any(row["is_active"] for row in destinations_of(noon, project_code)):
            raise NoonError("FAILED_PRECONDITION", f"warehouse {draft.warehouse_code} receives no events")
        if draft.country_code not in CURRENCIES:
            raise NoonError("INVALID_ARGUMENT", f"unknown country {draft.country_code!r}", "country_code")
        if any(item.status not in (CONFIRMED, CANCELLED) for item in draft.items):
            raise NoonError("INVALID_ARGUMENT", f"status must be {CONFIRMED} or {CANCELLED}", "items.status")
        key = f"{project_code}/{draft.idempotency_key}"
        known = noon.sandbox_orders.get(key)
        if known is None:
            order = create_order(noon, _as_order(draft))
            known = noon.sandbox_orders[key] = order["fbpi_order_nr"]
            announce_created(noon, order)
        return known


def _as_order(draft: CreateSandboxOrder) -> OrderDraft:
    return OrderDraft(
        warehouse_code=draft.warehouse_code,
        mp_country_code=draft.country_code,
        items=[ItemDraft(partner_sku=item.partner_sku, mp_status=item.status) for item in draft.items],
    )

"""What noon's states mean together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

CONFIRMED, CANCELLED = "MP_ITEM_STATUS_CONFIRMED", "MP_ITEM_STATUS_CANCELLED"
SHIPPED, OUT_OF_STOCK = "INTEGRATION_ITEM_STATUS_SHIPPED", "INTEGRATION_ITEM_STATUS_OUT_OF_STOCK"
# What noon shows until it holds the order for acknowledged.
UNACKNOWLEDGED = "INTEGRATION_ITEM_STATUS_UNSPECIFIED"
KNOWN_STATUSES = frozenset(
    {
        "MP_ITEM_STATUS_UNSPECIFIED",
        CONFIRMED,
        CANCELLED,
        UNACKNOWLEDGED,
        "INTEGRATION_ITEM_STATUS_ACKNOWLEDGED",
        OUT_OF_STOCK,
        SHIPPED,
    }
)


def order_state(items: Iterable[tuple[str, str]]) -> str:
    """One word for an order from its items' (marketplace status, integration status).

    «Shipped» means registered with noon, not handed over: noon's API tells no more.
    """
    states = {_item_state(marketplace, integration) for marketplace, integration in items}
    if not states:
        return "empty"
    living = states - {"cancelled"}
    if not living:
        return "cancelled"
    if living == {"shipped"}:
        return "shipped"
    return "partly shipped" if "shipped" in living else "open"


def is_cancelled(marketplace: str, integration: str) -> bool:
    """Whether this unit goes nowhere any more."""
    return _item_state(marketplace, integration) == "cancelled"


def is_open(marketplace: str, integration: str) -> bool:
    """Whether this unit is still to be shipped."""
    return _item_state(marketplace, integration) == "open"


def _item_state(marketplace: str, integration: str) -> str:
    if marketplace == CANCELLED or integration == OUT_OF_STOCK:
        return "cancelled"
    return "shipped" if integration == SHIPPED else "open"

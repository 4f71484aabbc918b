"""What we ask of Shopify before an order is cancelled, and cancelling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from shopify_app.core.money import Money
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.rules import read_order
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ORDER_CANCEL = load_document(__file__, "order_cancel", repeatable=False)
ORDER_STATE = load_document(__file__, "order_state")


@dataclass(frozen=True, slots=True)
class OrderState:
    """What decides, as Shopify shows it at this moment. `received` is in the shop's currency."""

    is_cancelled: bool
    financial_status: str | None
    fulfillment_status: str | None
    received: Decimal


class CancellingClient:
    """Orders' state, and their cancellation, in the Admin API."""

    def __init__(self, admin: AdminClient, orders: OrdersClient) -> None:
        self._admin, self._orders = admin, orders

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's clients."""
        return cls(runtime.client(AdminClient), runtime.client(OrdersClient))

    def find(self, shop_id: int, shopify_order_id: int) -> OrderState | None:
        """The order's state; None when it was deleted."""
        node = self._admin.run(shop_id, ORDER_STATE, id=_gid(shopify_order_id))["order"]
        if node is None:
            return None
        return OrderState(
            node["cancelledAt"] is not None,
            node["displayFinancialStatus"],
            node["displayFulfillmentStatus"],
            Decimal(str(node["totalReceivedSet"]["shopMoney"]["amount"])),
        )

    def goods_of(self, shop_id: int, shopify_order_id: int) -> Money | None:
        """What counts of the order now; None when it was deleted."""
        payloads = self._orders.orders_by_id(shop_id, [shopify_order_id])
        return read_order(payloads[0], datetime.now(UTC)).goods if payloads else None

    def is_held(self, shop_id: int, shopify_order_id: int, handle: str) -> bool:
        """Whether our hold stands on all that could leave: where it does not, a person may have lifted it."""
        parts = self._orders.open_fulfillment_orders(shop_id, shopify_order_id)
        return bool(parts) and all(handle in part.own_holds for part in parts)

    def cancel(self, shop_id: int, shopify_order_id: int, note: str) -> None:
        """Cancel it: restocked, the customer told.

        Raises:
            RemoteError: Shopify did not answer or refused.
        """
        self._admin.mutate(shop_id, ORDER_CANCEL, id=_gid(shopify_order_id), staffNote=note)


def _gid(number: int) -> str:
    return f"gid://shopify/Order/{number}"

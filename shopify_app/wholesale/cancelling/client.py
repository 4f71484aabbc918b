"""What we ask of Shopify before an order is cancelled, and cancelling it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ORDER_CANCEL = load_document(__file__, "order_cancel", repeatable=False)
ORDER_STATE = load_document(__file__, "order_state")


@dataclass(frozen=True, slots=True)
class OrderState:
    """What decides, as Shopify shows it at this moment; `received` in the shop's currency."""

    is_cancelled: bool
    financial_status: str | None
    fulfillment_status: str | None
    received: Decimal


class CancellingClient:
    """Orders' state, and their cancellation, in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def find(self, shop_id: int, shopify_order_id: int) -> OrderState | None:
        """The order's state; None when it was deleted."""
        node = self._admin.run(shop_id, ORDER_STATE, id=_gid(shopify_order_id))["order"]
        if node is None:
            return None
        received = Decimal(str(node["totalReceivedSet"]["shopMoney"]["amount"]))
        cancelled = node["cancelledAt"] is not None
        return OrderState(cancelled, node["displayFinancialStatus"], node["displayFulfillmentStatus"], received)

    def cancel(self, shop_id: int, shopify_order_id: int, note: str) -> None:
        """Cancel it: restocked, the customer told, nothing refunded.

        Raises:
            RemoteError: Shopify did not answer or refused.
        """
        self._admin.mutate(shop_id, ORDER_CANCEL, id=_gid(shopify_order_id), staffNote=note)


def _gid(number: int) -> str:
    return f"gid://shopify/Order/{number}"

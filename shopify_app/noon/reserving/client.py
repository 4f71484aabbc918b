"""Moving stock in Shopify, each move once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from shopify_app.noon.reserving.models import NoonReservation
from shopify_app.noon.reserving.rules import GIVE_BACK, TAKE
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

MOVE_STOCK = load_document(__file__, "move_stock")
TAKE_STOCK = load_document(__file__, "take_stock")
_AVAILABLE, _RESERVED = "available", "reserved"


class StockClient:
    """Shopify's stock of one item at one location."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def move(self, row: NoonReservation) -> None:
        """Make the row's move. Its key makes repeating it safe for a day.

        Raises:
            UserErrorsError: Shopify refuses it, for instance because the item is not kept at the location.
            RemoteError: Shopify did not answer.
        """
        key = f"tajir-noon-stock-{row.id}-{row.version}"
        if row.moving == TAKE:
            self._admin.mutate(row.shop_id, TAKE_STOCK, input=_taking(row), key=key)
            return
        self._admin.mutate(row.shop_id, MOVE_STOCK, input=_moving(row), key=key)


def _taking(row: NoonReservation) -> dict[str, Any]:
    change = {**_what(row), "delta": -row.units, "changeFromQuantity": None, **_where(row, _RESERVED)}
    del change["name"]
    return {"name": _RESERVED, "reason": "other", "referenceDocumentUri": _order(row), "changes": [change]}


def _moving(row: NoonReservation) -> dict[str, Any]:
    source, target = _where(row, _AVAILABLE), _where(row, _RESERVED)
    if row.moving == GIVE_BACK:
        source, target = target, source
    change = {**_what(row), "quantity": row.units, "from": source, "to": target}
    reason = "reservation_deleted" if row.moving == GIVE_BACK else "reservation_created"
    return {"reason": reason, "referenceDocumentUri": _order(row), "changes": [change]}


def _what(row: NoonReservation) -> dict[str, Any]:
    return {"inventoryItemId": f"gid://shopify/InventoryItem/{row.shopify_inventory_item_id}"}


def _where(row: NoonReservation, name: str) -> dict[str, Any]:
    """One end of a move. What is reserved is reserved by a document of ours; what may be sold has none."""
    place: dict[str, Any] = {"locationId": f"gid://shopify/Location/{row.shopify_location_id}", "name": name}
    if name == _RESERVED:
        place["ledgerDocumentUri"] = f"gid://tajir/NoonReservation/{row.id}"
    return place


def _order(row: NoonReservation) -> str:
    return f"gid://tajir/NoonOrder/{row.order_id}"

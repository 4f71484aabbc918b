"""Stock figures: read in Shopify, told to noon, read at noon. Sources: Shopify's schema; noon's stock reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import msgspec

from shopify_app.noon.calling.caller import Caller
from shopify_app.noon.calling.sessions import Account
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

STOCK_LEVELS = load_document(__file__, "stock_levels")
_MANY_ITEMS = 50
_OK, _OK_NAME = 0, "OK"


class ItemStatus(msgspec.Struct, omit_defaults=True):
    """What noon says of one item of a batch."""

    status_code: str = _OK_NAME
    status_id: int | None = None
    message: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether it was taken: either of its two words may be missing."""
        return self.status_code.upper() == _OK_NAME and self.status_id in (None, _OK)


class StockAnswer(msgspec.Struct, omit_defaults=True):
    """One item of a batch's answer."""

    warehouse_code: str = ""
    partner_sku: str = ""
    status: ItemStatus = msgspec.field(default_factory=ItemStatus)
    qty: int | None = None


class StockAnswers(msgspec.Struct, omit_defaults=True):
    """A batch's answer: HTTP 200, and a status for each item."""

    items: list[StockAnswer] = []


Pair = tuple[str, str]


class ShopifyStockClient:
    """Stock as Shopify has it."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def levels(self, shop_id: int, location: int, items: Sequence[int]) -> dict[int, int]:
        """Units that may be sold of each inventory item at the location; what is not kept there is left out."""
        found: dict[int, int] = {}
        for at in range(0, len(items), _MANY_ITEMS):
            ids = [f"gid://shopify/InventoryItem/{item}" for item in items[at : at + _MANY_ITEMS]]
            told = self._admin.run(shop_id, STOCK_LEVELS, ids=ids, location=f"gid://shopify/Location/{location}")
            for node in told["nodes"]:
                level = (node or {}).get("inventoryLevel")
                if level is not None:
                    number = int(node["id"].rpartition("/")[2])
                    found[number] = sum(one["quantity"] for one in level["quantities"] if one["name"] == "available")
        return found


class NoonStockClient:
    """Stock as noon has it."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's way to noon."""
        return cls(runtime.client(Caller))

    def tell(self, account: Account, figures: Sequence[tuple[Pair, int]]) -> dict[Pair, ItemStatus]:
        """Set absolute figures, by (warehouse, SKU); what noon says of each. Telling one twice changes nothing."""
        items = [{"warehouse_code": code, "partner_sku": sku, "qty": units} for (code, sku), units in figures]
        answers = self._caller.call(account, "POST", "/stock/v1/stock-update", StockAnswers, json={"items": items})
        return {(one.warehouse_code, one.partner_sku): one.status for one in answers.items}

    def told(self, account: Account, pairs: Sequence[Pair]) -> dict[Pair, int | None]:
        """The figures that noon holds; None where it holds none."""
        items = [{"warehouse_code": code, "partner_sku": sku} for code, sku in pairs]
        answers = self._caller.call(account, "POST", "/stock/v1/stock-list", StockAnswers, json={"items": items})
        return {(one.warehouse_code, one.partner_sku): one.qty if one.status.is_ok else None for one in answers.items}

"""What noon has sold, Shopify does not sell again: reserved, given back, taken out, each once."""

from __future__ import annotations

from typing import Any

import pytest

from shopify_app.noon.actions import account_of
from shopify_app.noon.calling.caller import Caller
from tests.flows.conftest import Connected
from tests.product import Product


class Shelf:
    """A product of the shop at the location of noon's warehouse."""

    def __init__(self, connected: Connected, *, sku: str = "BOWL") -> None:
        self.connected, self.product = connected, connected.product
        made = self.product.sandbox.make_product(
            connected.shop, title="Bowl", variants=[{"sku": sku, "price": "10", "stock": 10}]
        )
        variant = self.product.sandbox.record(connected.shop, "variants", made["variant_ids"][0])
        self.item = variant["inventory_item_id"]
        self.location = self.level()["location_id"]
        self.warehouse = connected.noon.warehouses()[0]["warehouse_code"]

    def place(self) -> None:
        form = {"code": self.warehouse, "location": str(self.location)}
        assert self.product.call("POST", "/noon/mapping/warehouses", self.connected.shop, data=form).ok

    def order(self, units: int) -> dict[str, Any]:
        items = [{"partner_sku": "BOWL"} for _ in range(units)]
        made = self.connected.noon.create_order(items=items, warehouse_code=self.warehouse)
        self.connected.settle()
        return dict(made)

    def stock(self) -> tuple[int, int]:
        """What may be sold, and what is reserved."""
        quantities = self.level()["quantities"]
        return quantities["available"], quantities["reserved"]

    def level(self) -> dict[str, Any]:
        rows = self.product.sandbox.records(self.connected.shop, "inventory_levels")
        (level,) = [one for one in rows if one["item_id"] == self.item]
        return dict(level)

    def ship(self, order: dict[str, Any], units: int) -> None:
        """As another tool of the shop would."""
        numbers = [item["mp_item_nr"] for item in order["items"][:units]]
        with self.product.runtime.snapshot() as tx:
            account = account_of(tx, self.connected.shop_id)
        body = {
            "warehouse_code": self.warehouse,
            "integration_shipment_nr": "OTHER-1",
            "fbpi_order_nr": order["fbpi_order_nr"],
            "awbs": [{"courier": "noon", "awb_nr": "N1"}],
            "items": [{"mp_item_nr": number} for number in numbers],
        }
        self.product.runtime.client(Caller).call(account, "POST", "/fbpi/v1/shipment/create", dict, json=body)
        self.connected.settle()


@pytest.fixture
def shelf(connected: Connected) -> Shelf:
    return Shelf(connected)


def test_units_are_reserved_given_back_and_taken(shelf: Shelf, connected: Connected, product: Product) -> None:
    early = shelf.order(2)
    assert shelf.stock() == (10, 0)
    shelf.place()
    product.settle()
    assert shelf.stock() == (8, 2)

    connected.noon.cancel(early["fbpi_order_nr"])
    connected.settle()
    assert shelf.stock() == (10, 0)

    order = shelf.order(3)
    assert shelf.stock() == (7, 3)
    shelf.ship(order, units=2)
    assert shelf.stock() == (7, 1)
    product.settle()
    assert shelf.stock() == (7, 1)


def test_an_answer_that_is_lost_moves_no_unit_twice(shelf: Shelf, connected: Connected, product: Product) -> None:
    shelf.place()
    product.settle()
    product.sandbox.fault("MoveStock", "drop_after_commit", times=1)
    shelf.order(4)
    product.settle()

    assert shelf.stock() == (6, 4)


def test_what_shopify_refuses_is_told_and_tried_again(shelf: Shelf, connected: Connected, product: Product) -> None:
    shelf.place()
    product.settle()
    product.sandbox.fault(
        "MoveStock",
        "status",
        status=200,
        times=1,
        body='{"data": {"inventoryMoveQuantities": {"inventoryAdjustmentGroup": null, "userErrors": '
        '[{"field": null, "message": "Not stocked here", "code": "INVALID_LOCATION"}]}}}',
    )
    shelf.order(1)
    assert "1 move of stock failed" in product.call("GET", "/noon/mapping", connected.shop).text
    assert shelf.stock() == (10, 0)

    assert product.call("POST", "/noon/mapping/stock", connected.shop).ok
    product.settle()
    assert shelf.stock() == (9, 1)
    assert "failed" not in product.call("GET", "/noon/mapping", connected.shop).text

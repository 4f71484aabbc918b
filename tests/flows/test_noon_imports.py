"""noon's orders in Shopify: one for each, for ever, whatever is lost on the way; and each unit held by one alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from shopify_app.core.runtime import Runtime
from shopify_app.noon.importing import creating
from shopify_app.noon.importing.answers import Made
from shopify_app.noon.importing.client import ImportingClient
from shopify_app.noon.importing.models import NoonImport, NoonImportTerms
from shopify_app.orders.models import RETAIL, Order
from tests.flows.conftest import Connected
from tests.product import Product


class Killed(BaseException):
    """The worker dies here: nothing of ours runs after it."""


class Dying(ImportingClient):
    """Shopify makes the order; we never hear of it."""

    def create(self, shop_id: int, order: Any) -> Made:
        super().create(shop_id, order)
        raise Killed


@contextmanager
def dying(product: Product) -> Iterator[None]:
    """Every worker dies between Shopify's making an order and our knowing of it."""
    clients = product.runtime._clients
    honest = product.runtime.client(ImportingClient)
    clients[ImportingClient] = Dying.build(product.runtime)
    try:
        yield
    finally:
        clients[ImportingClient] = honest


class Importing:
    """A shop with bowls and cups on the shelf of noon's warehouse that wants noon's orders."""

    def __init__(self, connected: Connected) -> None:
        self.connected, self.product, self.shop = connected, connected.product, connected.shop
        # Shopify gives orders to the first location; noon's warehouse is the second.
        self.first, self.second = (one["id"] for one in self.product.sandbox.records(self.shop, "locations"))
        elsewhere = {str(self.second): 10}
        variants = [
            {"sku": "BOWL", "price": "10", "stock": 10, "location_id": self.first, "elsewhere": elsewhere},
            {"sku": "CUP", "price": "5", "stock": 10, "location_id": self.second},
            {"sku": "TRAY", "price": "5", "stock": 10, "location_id": self.first},
        ]
        made = self.product.sandbox.make_product(self.shop, title="Table", variants=variants)
        numbers = [self.product.sandbox.record(self.shop, "variants", one) for one in made["variant_ids"]]
        self.items = {one["sku"]: one["inventory_item_id"] for one in numbers}
        self.warehouse = connected.noon.warehouses()[0]["warehouse_code"]
        place = {"code": self.warehouse, "location": str(self.second)}
        assert self.product.call("POST", "/noon/mapping/warehouses", self.shop, data=place).ok

    def switch(self, **changes: str) -> None:
        form = {"on": "on", "from": f"{self.product.runtime.clock.now():%Y-%m-%d}", "tax": "none", "percent": "0"}
        form |= {"per_minute": "100", "settle_minutes": "5"} | changes
        answer = self.product.call("POST", "/noon/imports/terms", self.shop, data=form)
        assert answer.ok, answer.text

    def order(self, *skus: str) -> dict[str, Any]:
        items = [{"partner_sku": sku} for sku in skus]
        made = self.connected.noon.create_order(items=items, warehouse_code=self.warehouse)
        self.connected.settle()
        return dict(made)

    def stock(self, sku: str = "BOWL", *, at_first: bool = False) -> tuple[int, int, int]:
        """At noon's warehouse: what may be sold, what we reserve, and what Shopify's orders hold."""
        rows = self.product.sandbox.records(self.shop, "inventory_levels")
        where = self.first if at_first else self.second
        (level,) = [one for one in rows if one["item_id"] == self.items[sku] and one["location_id"] == where]
        quantities = level["quantities"]
        return quantities["available"], quantities["reserved"], quantities["committed"]

    def imported(self) -> list[dict[str, Any]]:
        """The orders in Shopify that bear a noon number."""
        return [one for one in self.product.sandbox.orders(self.shop) if one["source_identifier"]]

    def numbers(self) -> list[str]:
        """The noon numbers that orders in Shopify bear."""
        return [one["source_identifier"] for one in self.imported()]

    def rows(self) -> list[NoonImport]:
        with self.product.runtime.snapshot() as tx:
            chosen = select(NoonImport).where(NoonImport.shop_id == self.connected.shop_id)
            return list(tx.session.scalars(chosen.order_by(NoonImport.id)))

    def row(self, number: str) -> NoonImport:
        return next(row for row in self.rows() if row.noon_order_nr == number)

    def states(self) -> dict[str, str]:
        return {row.noon_order_nr: row.state for row in self.rows()}

    def pass_time(self, **span: float) -> None:
        """Let the attempt have been made so much earlier."""
        with self.product.runtime.transaction() as tx:
            for row in tx.session.scalars(select(NoonImport).where(NoonImport.shop_id == self.connected.shop_id)):
                row.next_try_at = row.leased_until = None
                row.attempted_at = row.attempted_at and row.attempted_at - timedelta(**span)
            ours = update(NoonImportTerms).where(NoonImportTerms.shop_id == self.connected.shop_id)
            tx.session.execute(ours.values(paused_until=None))

    def page(self) -> str:
        return self.product.call("GET", "/noon/imports", self.shop).text


@pytest.fixture
def importing(connected: Connected) -> Importing:
    return Importing(connected)


def test_an_order_is_imported_held_once_and_follows_noons_cancellations(importing: Importing, product: Product) -> None:
    early = importing.order("BOWL", "BOWL")
    assert importing.imported() == [] and importing.stock() == (8, 2, 0)

    importing.switch()
    product.settle()
    (made,) = importing.imported()
    assert made["source_identifier"] == early["fbpi_order_nr"] and made["tags"] == ["noon"]
    assert made["financial_status"] == "PAID" and made["customer_id"] is None and made["email"] is None
    assert [(line["sku"], line["quantity"]) for line in made["line_items"]] == [("BOWL", 2)]
    # Shopify's order holds them now, at noon's warehouse, and we no longer.
    assert importing.stock() == (8, 0, 2) and importing.stock(at_first=True) == (10, 0, 0)
    assert made["name"] in importing.page()

    mixed = importing.order("BOWL", "CUP", "CUP")
    assert importing.stock() == (7, 0, 3) and importing.stock("CUP") == (8, 0, 2)
    last = mixed["items"][2]["mp_item_nr"]
    importing.connected.noon.cancel(mixed["fbpi_order_nr"], last)
    importing.connected.settle()
    assert importing.stock("CUP") == (9, 0, 1)
    importing.connected.noon.cancel(mixed["fbpi_order_nr"])
    importing.connected.settle()
    assert importing.stock() == (8, 0, 2) and importing.stock("CUP") == (10, 0, 0)
    assert sorted(one["cancelled_at"] is not None for one in importing.imported()) == [False, True]

    # Staff cancel in Shopify what noon still expects: the units are reserved by us again, and no second order is made.
    product.sandbox.cancel_order(importing.shop, made["id"], reason="STAFF", restock=True)
    product.settle()
    assert importing.stock() == (8, 2, 0) and len(importing.imported()) == 2
    assert "noon still expects it" in importing.page()

    # What is fulfilled in Shopify is a shipment at noon, told once, and leaves the stock once.
    late = importing.order("BOWL", "BOWL")
    (sent,) = [one for one in importing.imported() if one["source_identifier"] == late["fbpi_order_nr"]]
    assert importing.stock() == (6, 2, 2)
    product.sandbox.webhooks(duplicate_every=2)
    product.sandbox.fulfill(importing.shop, sent["id"], number="AX77", company="Sample Express")
    importing.connected.settle()
    (shipment,) = importing.connected.noon.shipments()
    assert sorted(shipment["mp_item_nrs"]) == sorted(one["mp_item_nr"] for one in late["items"])
    assert importing.connected.state(late["fbpi_order_nr"]) == "shipped"
    assert importing.stock() == (6, 2, 0)
    assert product.sandbox.deliveries(shop=importing.shop, topic="orders/create")
    with product.runtime.snapshot() as tx:
        kinds = tx.session.scalars(select(Order.kind).where(Order.shop_id == importing.connected.shop_id)).all()
        assert set(kinds) == {RETAIL}


def test_after_a_lost_answer_or_a_dead_worker_the_order_is_looked_for_before_it_is_asked_for_again(
    importing: Importing, product: Product
) -> None:
    product.sandbox.change_shop(importing.shop, search_lag=3600)
    importing.switch()
    product.settle()
    product.sandbox.fault("^ImportOrder$", "drop_after_commit")
    done = importing.order("BOWL")["fbpi_order_nr"]
    product.sandbox.fault("^ImportOrder$", "drop")
    lost = importing.order("BOWL")["fbpi_order_nr"]
    with dying(product):
        unheard = importing.order("BOWL", "BOWL")["fbpi_order_nr"]
    assert importing.states() == {done: "asked", lost: "asked", unheard: "asked"}
    assert sorted(importing.numbers()) == sorted([done, unheard])
    # Until it is known who holds them, both do: too few are offered, never too many.
    assert importing.stock() == (6, 4, 0) and importing.stock(at_first=True) == (7, 0, 3)
    refused = product.call("POST", f"/noon/imports/{importing.row(lost).id}/stop", importing.shop)
    assert refused.status_code == 409

    importing.pass_time(minutes=1)
    product.settle()
    assert importing.states() == {done: "made", lost: "asked", unheard: "made"}
    importing.pass_time(minutes=5)
    product.settle()
    assert importing.states() == {done: "made", lost: "made", unheard: "made"}
    assert sorted(importing.numbers()) == sorted([done, lost, unheard])
    assert importing.stock() == (6, 0, 4)


def test_two_workers_at_once_and_a_lost_row_make_one_order(importing: Importing, product: Product) -> None:
    importing.switch()
    product.settle()
    product.sandbox.fault("^ImportedOrder$", "slow", seconds=0.3, times=2)
    made = importing.connected.noon.create_order(items=[{"partner_sku": "BOWL"}], warehouse_code=importing.warehouse)
    importing.connected.noon.wait_until_settled()
    other = Runtime(product.runtime.settings)
    shop_id = importing.connected.shop_id

    def work(runtime: Runtime) -> None:
        product.until(lambda: importing.connected.orders() != [])
        creating.import_due(runtime, shop_id)

    workers = [threading.Thread(target=work, args=(one,)) for one in (product.runtime, other)]
    product.settle()
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    other.close()
    product.settle()
    assert [one["source_identifier"] for one in importing.imported()] == [made["fbpi_order_nr"]]

    # As after a backup was restored: we have forgotten, Shopify has not.
    with product.runtime.transaction() as tx:
        row = tx.session.scalars(select(NoonImport).where(NoonImport.shop_id == shop_id)).one()
        tx.session.delete(row)
    importing.switch()
    product.settle()
    assert list(importing.states().values()) == ["made"] and len(importing.imported()) == 1


def test_what_waits_or_is_refused_says_why_and_goes_on_when_it_is_put_right(
    importing: Importing, product: Product
) -> None:
    product.sandbox.change_shop(importing.shop, orders_per_minute=1)
    unknown = importing.order("JUG")
    answer = product.call("POST", "/noon/imports/now", importing.shop, data={"number": unknown["fbpi_order_nr"]})
    assert "Not paired with your goods: JUG" in answer.json()["message"]
    assert "Not paired with your goods: JUG" in importing.page()
    pair = {"sku": "JUG", "look_for": "CUP"}
    assert product.call("POST", "/noon/mapping/skus", importing.shop, data=pair).ok
    product.settle()
    assert importing.row(unknown["fbpi_order_nr"]).state == "made" and importing.stock("CUP") == (9, 0, 1)

    # Switched off all the time: nothing else is imported by itself. By hand, as fast as Shopify lets us.
    second = importing.order("BOWL")
    assert len(importing.imported()) == 1
    assert product.call("POST", "/noon/imports/now", importing.shop, data={"number": second["fbpi_order_nr"]}).ok
    product.settle()
    assert len(importing.imported()) == 1 and importing.stock() == (9, 1, 0)
    product.sandbox.change_shop(importing.shop, orders_per_minute=None)
    importing.pass_time(minutes=2)
    product.settle()
    assert len(importing.imported()) == 2 and importing.stock() == (9, 0, 1)

    # What noon's warehouse does not keep is shipped from where Shopify says, and staff are told.
    third = importing.order("TRAY")
    assert product.call("POST", "/noon/imports/now", importing.shop, data={"number": third["fbpi_order_nr"]}).ok
    product.settle()
    assert "Shopify ships it from another location" in importing.page()
    assert importing.stock("TRAY", at_first=True) == (9, 0, 1)
    assert product.call("POST", "/noon/imports/now", importing.shop, data={"number": "NONE"}).status_code == 404
    bad = {"on": "on", "from": "never", "tax": "none", "percent": "0", "per_minute": "5", "settle_minutes": "15"}
    assert product.call("POST", "/noon/imports/terms", importing.shop, data=bad).status_code == 400

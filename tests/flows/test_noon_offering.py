"""What Shopify may still sell is told to noon: when it changes, item by item, and found again where noon lost it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from jobs import noon as jobs_of_noon
from shopify_app.noon.offering import telling
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.reconciling.models import NoonDifference
from tests.flows.conftest import Connected, leave_out
from tests.flows.test_who_received_what import another_shop


class Shop:
    """A shop with three kinds of goods that are paired, in a warehouse that has a location."""

    def __init__(self, connected: Connected) -> None:
        self.connected, self.product = connected, connected.product
        self.warehouse = connected.noon.warehouses()[0]["warehouse_code"]
        variants = [{"sku": f"S{number}", "price": "10", "stock": number * 10} for number in (1, 2, 3)]
        made = self.product.sandbox.make_product(connected.shop, title="Bowl", variants=variants)
        self.variants = [int(one) for one in made["variant_ids"]]
        location = self.product.sandbox.records(connected.shop, "inventory_levels")[0]["location_id"]
        form = {"code": self.warehouse, "location": str(location)}
        assert self.post("/noon/mapping/warehouses", **form).ok
        pairs = "noon_sku,shopify_sku\n" + "".join(f"S{number},S{number}\n" for number in (1, 2, 3))
        files = {"file": ("pairs.csv", pairs, "text/csv")}
        assert self.product.call("POST", "/noon/mapping/file", connected.shop, files=files).ok
        self.product.settle()

    def post(self, path: str, **form: str) -> requests.Response:
        return self.product.call("POST", path, self.connected.shop, data=form)

    def page(self, path: str = "/noon/stock") -> str:
        answer = self.product.call("GET", path, self.connected.shop)
        assert answer.ok, answer.text
        return answer.text

    def turn_on(self) -> None:
        assert self.post("/noon/stock/switch", on="on", sure="yes").ok
        self.product.settle()

    def settle(self) -> None:
        """Not to wait here until a level has come to rest."""
        self.product.settle()
        with self.product.runtime.transaction() as tx:
            ours = (NoonOffer.shop_id == self.connected.shop_id, NoonOffer.due_at.is_not(None))
            tx.session.execute(update(NoonOffer).where(*ours).values(due_at=tx.now))
        self.product.settle()

    def sell(self, number: int, units: int) -> None:
        self.product.sandbox.place_order(
            self.connected.shop, lines=[{"variant_id": self.variants[number - 1], "quantity": units, "price": "10"}]
        )

    def at_noon(self) -> dict[str, int]:
        """By SKU."""
        held = self.connected.noon.stock().items()
        return {key.partition("/")[2]: row["qty"] for key, row in held if key.startswith(f"{self.warehouse}/S")}

    def calls(self) -> int:
        return len(self.connected.noon.calls(path="stock-update"))

    def differences(self) -> list[tuple[str, bool]]:
        """(SKU, whether it is gone) of each difference of stock."""
        with self.product.runtime.snapshot() as tx:
            chosen = select(NoonDifference).where(NoonDifference.cause == "stock")
            rows = tx.session.scalars(chosen.where(NoonDifference.shop_id == self.connected.shop_id))
            return [(row.noon_item_nr, row.gone_at is not None) for row in rows]


@pytest.fixture
def shop_of_noon(connected: Connected) -> Shop:
    return Shop(connected)


def test_noon_is_told_nothing_before_the_switch_and_every_change_after_it(shop_of_noon: Shop) -> None:
    shop = shop_of_noon
    shop.sell(1, 1)
    shop.settle()
    assert (shop.at_noon(), "noon is told nothing" in shop.page()) == ({}, True)
    shown = shop.page("/noon/stock/preview")
    assert [words in shown for words in ("S1", "S2", "Tell noon of stock")] == [True] * 3
    assert shop.post("/noon/stock/switch", on="on").status_code == 400
    shop.turn_on()
    assert shop.at_noon() == {"S1": 9, "S2": 20, "S3": 30}

    before = shop.calls()
    shop.sell(1, 2)
    shop.sell(1, 3)
    shop.settle()
    assert (shop.at_noon()["S1"], shop.calls() - before) == (4, 1)
    # What noon has sold is reserved in Shopify, and so out of the figure.
    items = [{"partner_sku": "S2"}] * 4
    shop.connected.noon.create_order(items=items, warehouse_code=shop.warehouse)
    shop.connected.settle()
    shop.settle()
    assert shop.at_noon()["S2"] == 16
    assert shop.post("/noon/stock/settings", buffer="1", adds_back="on").ok
    shop.settle()
    assert shop.at_noon() == {"S1": 3, "S2": 19, "S3": 29}
    assert shop.post("/noon/stock/sku", sku="S3", left_out="on").ok
    assert shop.post("/noon/stock/sku", sku="S1", buffer="3").ok
    shop.settle()
    assert shop.at_noon() == {"S1": 1, "S2": 19, "S3": 0}
    assert shop.post("/noon/stock/sku", sku="NOBODY").status_code == 404
    assert shop.post("/noon/stock/settings", buffer="many").json()["fields"].keys() == {"buffer"}

    assert shop.post("/noon/stock/switch").ok
    shop.sell(2, 1)
    shop.settle()
    assert shop.at_noon()["S2"] == 19
    other = another_shop(shop.product)
    assert shop.product.call("POST", "/noon/stock/sku", other, data={"sku": "S1"}).status_code == 404


def test_each_item_of_a_batch_is_looked_at_and_what_noon_refuses_is_told_and_tried_again(shop_of_noon: Shop) -> None:
    shop = shop_of_noon
    shop.connected.noon.turn(refused_skus={"S2": "PERMISSION_DENIED"})
    shop.turn_on()
    assert shop.at_noon() == {"S1": 10, "S3": 30}
    page = shop.page("/noon/stock?show=failed")
    assert ("S2" in page, "S1<" in page, "S2 was refused" in page) == (True, False, True)
    shop.connected.noon.turn(refused_skus={})
    shop.settle()
    assert shop.at_noon() == {"S1": 10, "S2": 20, "S3": 30}
    assert "refused" not in shop.page()


@pytest.mark.parametrize("kind", ["drop_after_commit", "status"])
def test_a_noon_that_does_not_answer_is_told_again(shop_of_noon: Shop, kind: str) -> None:
    shop = shop_of_noon
    shop.connected.noon.plan_fault(r"^shelves\.", kind, status=500, times=9)
    shop.turn_on()
    assert "could not be told" in shop.page()
    shop.connected.noon.clear_faults()
    shop.settle()
    assert (shop.at_noon(), "could not be told" in shop.page()) == ({"S1": 10, "S2": 20, "S3": 30}, False)


def test_a_figure_whose_answer_was_lost_is_told_again_also_when_it_is_the_old_one_again(shop_of_noon: Shop) -> None:
    shop = shop_of_noon
    shop.turn_on()
    shop.connected.noon.plan_fault(r"^shelves\.", "drop_after_commit", times=9)
    assert shop.post("/noon/stock/settings", buffer="3").ok
    shop.product.settle()
    assert shop.at_noon()["S1"] == 7
    shop.connected.noon.clear_faults()
    assert shop.post("/noon/stock/settings", buffer="0").ok
    shop.settle()
    assert shop.at_noon() == {"S1": 10, "S2": 20, "S3": 30}


def test_a_new_pair_is_told_at_once_and_another_account_nothing_before_its_own_switch(shop_of_noon: Shop) -> None:
    shop = shop_of_noon
    shop.turn_on()
    pairs = {"file": ("pairs.csv", "noon_sku,shopify_sku\nS1,S2\nS4,S3\n", "text/csv")}
    assert shop.product.call("POST", "/noon/mapping/file", shop.connected.shop, files=pairs).ok
    shop.product.settle()
    assert shop.at_noon() == {"S1": 20, "S2": 20, "S3": 30, "S4": 30}

    assert shop.post("/noon/connection/end").ok
    key_file = json.dumps(shop.connected.noon.register())
    assert shop.post("/noon/connection", key_file=key_file, warehouses=shop.warehouse).ok
    leave_out(shop.product, "jobs.noon.compare_shop")
    before = shop.calls()
    shop.sell(3, 2)
    shop.settle()
    jobs_of_noon.compare_stock()
    shop.product.settle()
    assert (shop.calls() - before, "noon is told nothing" in shop.page()) == (0, True)
    shop.turn_on()
    assert shop.at_noon()["S3"] == 28


def test_a_figure_that_noon_lost_and_a_level_nobody_told_of_are_found_by_comparing(shop_of_noon: Shop) -> None:
    shop = shop_of_noon
    shop.turn_on()
    told = telling.NoonStockClient.build(shop.product.runtime)
    with shop.product.runtime.snapshot() as tx:
        account = telling.account_of(tx, shop.connected.shop_id)
    # Somebody changed it in noon's portal; and of a sale no message came.
    told.tell(account, [((shop.warehouse, "S1"), 500)])
    shop.product.sandbox.pause_webhooks()
    shop.sell(3, 5)
    shop.product.sandbox.forget_deliveries()
    shop.product.sandbox.resume_webhooks()

    jobs_of_noon.compare_stock()
    shop.product.settle()
    assert shop.at_noon() == {"S1": 10, "S2": 20, "S3": 25}
    assert shop.differences() == [("S1", True)]
    everything = shop.page("/noon/reconciliation?show=all")
    assert ("Another stock figure" in everything, "SKU S1" in everything) == (True, True)
    jobs_of_noon.compare_stock()
    shop.product.settle()
    assert shop.differences() == [("S1", True)]


def test_one_worker_tells_at_a_time_and_a_level_that_changes_meanwhile_is_told_after(
    shop_of_noon: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = shop_of_noon
    shop.turn_on()
    runtime, shop_id, real = shop.product.runtime, shop.connected.shop_id, telling.read_levels

    def meanwhile(*given: Any) -> Any:
        levels = real(*given)
        assert telling.tell_due(runtime, shop_id) is False, "a second worker told too"
        shop.sell(2, 7)
        shop.product.sandbox.settle()
        with runtime.transaction() as tx:
            tx.session.execute(update(NoonOffer).where(NoonOffer.shop_id == shop_id).values(due_at=tx.now))
        return levels

    shop.post("/noon/stock/again")
    monkeypatch.setattr(telling, "read_levels", meanwhile)
    telling.tell_due(runtime, shop_id)
    monkeypatch.undo()
    shop.settle()
    assert shop.at_noon()["S2"] == 13
    # A worker that died holds the others up for some minutes only.
    with runtime.transaction() as tx:
        tx.session.get_one(NoonStockChoice, shop_id).telling_until = tx.now
    shop.sell(2, 1)
    shop.settle()
    assert shop.at_noon()["S2"] == 12

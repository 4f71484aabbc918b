"""Parcels of traders' orders: shipped from here and elsewhere, once each, and looked at for names."""

from __future__ import annotations

import re
import uuid

import pytest
import requests
from sqlalchemy import func, select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from shopify_app.white_label.brands.actions import brand_for
from shopify_app.white_label.parcels.models import Parcel, ParcelRequest
from shopify_app.white_label.parcels.sealing import open_tracking
from shopify_app.white_label.stock.items import Description, add_item
from shopify_app.white_label.stock.models import BOX, BrandingItem
from shopify_app.white_label.stock.rules import PARCEL, Recipe
from tests.flows.test_privacy_requests import unlock
from tests.flows.test_white_label import a_brand, place, post
from tests.product import Product

TRACKED = {"carrier": "Aramex", "number": "ARX-553311", "url": "https://www.aramex.com/track/ARX-553311"}


class Branded:
    """An order of a trader whose brand is in force, in a shop of its own."""

    def __init__(self, product: Product, shop: str) -> None:
        self.product, self.shop = product, shop
        self.id = place(product, shop)
        unlock(product, shop)
        a_brand(product, shop, self.id)
        # It is let go once its papers were searched.
        product.settle()
        with product.runtime.snapshot() as tx:
            self.number = tx.session.get_one(Order, self.id).shopify_order_id

    def form(self, **changes: str) -> dict[str, str]:
        """The form as the page gives it: all that is left, nothing typed."""
        page = self.product.call("GET", f"/white-label/orders/{self.id}/shipping", self.shop).text
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        fields |= dict(re.findall(r'<s-number-field name="(line-\d+)".*? value="(\d+)"', page))
        quantity = changes.pop("quantity", None)
        fields |= {name: quantity for name in fields if name.startswith("line-") and quantity}
        return {**fields, "sure": "yes", **changes}

    def ship(self, **changes: str) -> requests.Response:
        """Fill the form in and send it."""
        return self.send(self.form(**changes))

    def send(self, form: dict[str, str]) -> requests.Response:
        return post(self.product, self.shop, f"/white-label/orders/{self.id}/parcels", **form)

    def parcels(self) -> list[Parcel]:
        with self.product.runtime.snapshot() as tx:
            return list(tx.session.scalars(select(Parcel).where(Parcel.order_id == self.id).order_by(Parcel.id)))

    def requests(self) -> list[ParcelRequest]:
        with self.product.runtime.snapshot() as tx:
            return list(tx.session.scalars(select(ParcelRequest).where(ParcelRequest.order_id == self.id)))

    def fulfillments(self) -> list[dict[str, object]]:
        found = self.product.sandbox.records(self.shop, "fulfillments")
        return [one for one in found if one["order_id"] == self.number]

    def events(self, prefix: str) -> list[str]:
        with self.product.runtime.snapshot() as tx:
            ours = AuditEntry.shop_id == get_shop(tx, self.shop).id
            chosen = select(AuditEntry.event).where(ours, AuditEntry.event.startswith(prefix))
            return list(tx.session.scalars(chosen.order_by(AuditEntry.id)))


@pytest.fixture
def order(product: Product, shop: str) -> Branded:
    return Branded(product, shop)


def test_an_order_is_shipped_in_part_and_then_the_rest(product: Product, order: Branded) -> None:
    assert order.ship(quantity="1", **TRACKED).status_code == 200
    product.settle()
    assert order.ship().status_code == 200
    product.settle()

    first, second = order.parcels()
    assert (first.units, first.version, first.carrier, first.state) == (1, 1, "Aramex", "shipped")
    assert (second.units, second.carrier, second.tracking) == (1, None, None)
    with product.runtime.snapshot() as tx:
        tracking = open_tracking(tx, first)
    assert tracking is not None
    assert (tracking.numbers, tracking.urls) == ((TRACKED["number"],), (TRACKED["url"],))
    calls = product.sandbox.calls(field="fulfillmentCreate", shop=order.shop)
    assert {call["variables"]["fulfillment"]["notifyCustomer"] for call in calls} == {False}
    assert [row.state for row in order.requests()] == ["done", "done"]
    assert [row.tracking for row in order.requests()] == [None, None]
    assert order.events("parcel:") == ["parcel:asked", "parcel:shipped"] * 2
    page = product.call("GET", f"/orders/{order.id}", order.shop).text
    assert f"/white-label/parcels/{first.id}" in page
    assert "Ship…" not in page
    assert TRACKED["number"] not in page

    listed = product.call("GET", f"/white-label/parcels?search={order_name(product, order)}", order.shop).text
    assert listed.count("/white-label/parcels/") == 2
    shown = post(product, order.shop, f"/white-label/parcels/{first.id}/tracking").json()["facts"]
    assert ["Tracking number", TRACKED["number"]] in shown
    assert order.events("person:seen")


def order_name(product: Product, order: Branded) -> str:
    with product.runtime.snapshot() as tx:
        return tx.session.get_one(Order, order.id).name.lstrip("#")


def test_an_answer_that_got_lost_makes_no_second_parcel(product: Product, order: Branded) -> None:
    product.sandbox.fault("ParcelCreate", "drop_after_commit")
    assert order.ship(quantity="1", **TRACKED).status_code == 200
    product.settle()

    assert len(order.fulfillments()) == 1
    assert len(product.sandbox.calls(field="fulfillmentCreate", shop=order.shop)) == 1
    assert [(row.state, row.parcel_id) for row in order.requests()] == [("done", order.parcels()[0].id)]


def test_the_same_form_twice_is_one_parcel_and_a_refusal_is_told(product: Product, order: Branded) -> None:
    form = order.form(quantity="1")
    assert [order.send(form).status_code for _ in range(2)] == [200, 200]
    product.settle()
    assert len(order.fulfillments()) == len(order.parcels()) == 1

    product.sandbox.pause_webhooks()
    form = order.form()
    product.sandbox.hold(order.shop, order.number)
    assert order.send(form).status_code == 409
    product.sandbox.release(order.shop, order.number)
    asked = order.send(form)
    product.sandbox.hold(order.shop, order.number)
    product.sandbox.resume_webhooks()
    product.settle()
    assert asked.status_code == 200
    assert order.requests()[-1].state == "refused"
    assert "Shopify refused to ship" in product.call("GET", f"/orders/{order.id}", order.shop).text
    assert "held in Shopify" in product.call("GET", f"/white-label/orders/{order.id}/shipping", order.shop).text


def test_what_names_the_shop_or_is_typed_wrong_ships_nothing_and_is_said(product: Product, order: Branded) -> None:
    name = product.sandbox.shop(order.shop)["name"]
    for typed, why in (
        ({"number": "1", "url": f"https://{order.shop}/apps/track/1"}, "the tracking link"),
        ({"carrier": f"{name} Express"}, "the carrier's name"),
        ({"carrier": "Wholesale cargo"}, "the collaboration"),
        ({"quantity": "3"}, "left to ship"),
        ({"quantity": "0"}, "Nothing is in this parcel"),
        ({"url": "https://www.aramex.com/1"}, "needs its tracking number"),
        ({"number": "1", "url": "aramex.com/1"}, "whole address"),
        ({"sure": ""}, "Confirm"),
        ({"token": "x"}, "incomplete"),
        ({"fulfillment_order": "9" * 18}, "held or was shipped"),
    ):
        answer = order.ship(**typed)
        assert (answer.status_code in {400, 409}, why in answer.json()["error"]) == (True, True), (typed, answer.text)
        assert name not in answer.text
    product.settle()

    assert order.fulfillments() == []
    assert order.events("parcel:blocked") == ["parcel:blocked"] * 3


def test_parcels_made_elsewhere_are_seen_once_whatever_is_repeated_or_overtaken(
    product: Product, order: Branded
) -> None:
    with product.runtime.transaction() as tx:
        shop_id = get_shop(tx, order.shop).id
        brand = brand_for(tx, shop_id, order.id)
        box = add_item(
            tx, shop_id, brand.id, Description(BOX, "Gift box", Recipe(PARCEL, 1), 0, True), 10, actor="x"
        ).id
    product.sandbox.webhooks(duplicate_every=1, reorder=True)
    product.sandbox.fulfill(order.shop, order.number, number="SX1", company="Sample Express")
    product.settle()
    product.sandbox.retrack(order.shop, order.number, number="SX2", company="Sample Express")
    product.settle()

    (parcel,) = order.parcels()
    with product.runtime.snapshot() as tx:
        tracking = open_tracking(tx, parcel)
    assert tracking is not None
    assert (parcel.units, tracking.numbers, parcel.has_leaks) == (2, ("SX2",), False)
    with product.runtime.snapshot() as tx:
        assert tx.session.get_one(BrandingItem, box).on_hand == 9
    assert order.events("parcel:") == ["parcel:shipped"]

    product.sandbox.unfulfill(order.shop, order.number)
    product.settle()
    assert [row.state for row in order.parcels()] == ["cancelled"]
    assert order.events("parcel:") == ["parcel:shipped", "parcel:cancelled"]


def test_a_parcel_that_left_with_a_name_on_it_is_told_to_the_shop(product: Product, order: Branded) -> None:
    product.sandbox.fulfill(order.shop, order.number, number="1", url=f"https://{order.shop}/track/1")
    product.settle()

    (parcel,) = order.parcels()
    assert ["the shop's address in the web", "the tracking link"] in parcel.leaks
    for path in (f"/white-label/parcels/{parcel.id}", "/white-label/parcels?show=leaks", f"/orders/{order.id}"):
        text = product.call("GET", path, order.shop).text
        assert "must not" in text or "Shows a name</s-badge>" in text, path
    assert order.events("parcel:leaked") == ["parcel:leaked"]
    box = f"{product.server.url}/mail/api/messages"
    letters = requests.get(box, params={"subject": "shows a name"}, timeout=5).json()
    assert len(letters) == 1
    product.sandbox.retrack(order.shop, order.number, number="1", company="Aramex")
    product.settle()
    assert [row.has_leaks for row in order.parcels()] == [False]


def test_orders_without_a_brand_have_no_parcels_here(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    with product.runtime.snapshot() as tx:
        number = tx.session.get_one(Order, order_id).shopify_order_id
    product.sandbox.fulfill(shop, number, number="SX1")
    product.settle()

    assert post(product, shop, f"/white-label/orders/{order_id}/parcels", token="x" * 20).status_code in {400, 409}
    with product.runtime.snapshot() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Parcel).where(Parcel.order_id == order_id)) == 0
    assert "Ship…" not in product.call("GET", f"/orders/{order_id}", shop).text
    assert "No parcel yet" in product.call("GET", "/white-label/parcels", shop).text


def test_another_shop_sees_and_ships_nothing(product: Product, order: Branded) -> None:
    form = order.form()
    product.sandbox.fulfill(order.shop, order.number, number="SX1")
    product.settle()
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, other)

    (parcel,) = order.parcels()
    assert product.call("GET", f"/white-label/parcels/{parcel.id}", other).status_code == 404
    assert product.call("GET", f"/white-label/orders/{order.id}/shipping", other).status_code == 404
    assert post(product, other, f"/white-label/parcels/{parcel.id}/tracking").status_code == 404
    assert post(product, other, f"/white-label/orders/{order.id}/parcels", **form).status_code == 404

"""Branding stock through the admin: added, received, counted, spoiled, low, told by mail, written down, exported."""

from __future__ import annotations

import csv
import io
import uuid

from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.shops.actions import get_shop
from shopify_app.white_label.stock import actions
from tests.flows.test_minimum_holds import letters_about
from tests.flows.test_privacy_requests import unlock
from tests.flows.test_white_label import place, post
from tests.product import Product

ITEM = {"kind": "box", "name": "=Gift box", "used_by": "parcel", "pieces": "1", "threshold": "3", "required": "yes"}


def test_staff_keep_the_stock_of_a_brand(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    brand = str(post(product, shop, f"/white-label/orders/{order_id}/brand").json()["go"])
    assert "Nothing is counted for this brand yet" in product.call("GET", f"{brand}/stock", shop).text
    refused = post(product, shop, f"{brand}/stock/items", **{**ITEM, "pieces": "0"}, quantity="5")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["pieces"])
    page = str(post(product, shop, f"{brand}/stock/items", **ITEM, quantity="5").json()["go"])
    item = f"/white-label/stock/items/{page.rpartition('/')[2]}"
    assert post(product, shop, f"{brand}/stock/items", **ITEM, quantity="5").status_code == 409

    for _ in range(2):
        assert post(product, shop, f"{item}/receipt", quantity="4", once="a1").status_code == 200
    assert "1 fewer than" in post(product, shop, f"{item}/count", quantity="8", reason="Month").json()["message"]
    assert list(post(product, shop, f"{item}/spoilage", quantity="1", reason="Wet").json()["fields"]) == ["sure"]
    assert post(product, shop, f"{item}/spoilage", quantity="1", reason="Wet", sure="yes").status_code == 200
    assert post(product, shop, f"{item}/change", **{**ITEM, "name": "=Gift box, red"}).status_code == 200
    assert "every figure" in post(product, shop, "/white-label/stock/check").json()["message"].lower()

    with product.runtime.transaction() as tx:
        shop_id = get_shop(tx, shop).id
        number = int(brand.rpartition("/")[2])
        assert actions.reserve(tx, shop_id, number, order_id, parcels=5, units=9) == ()
    product.settle()
    (letter,) = [one for one in letters_about(product, shop) if "Branding" in one["subject"]]
    assert letter["subject"] == f"Branding stock: “=Gift box, red” of brand {number} is low"
    assert page in letter["text"]
    shown = product.call("GET", page, shop).text
    for word in ("It is low", "Reserved for", "Got wet", "Month", f'href="/orders/{order_id}"'):
        assert word in shown
    assert "5 reserved" in product.call("GET", f"/orders/{order_id}", shop).text
    assert "1 branding item is low" in product.call("GET", "/", shop).text
    for path in (brand, f"{brand}/stock", "/white-label/stock?show=low&search=gift", f"{brand}/stock/ledger"):
        assert "=Gift box, red" in product.call("GET", path, shop).text, path
    assert "(1 low)" in product.call("GET", "/white-label", shop).text
    assert "No such item here" in product.call("GET", "/white-label/stock?search=ribbon", shop).text

    assert post(product, shop, f"{brand}/stock/ledger/file").status_code == 403
    unlock(product, shop)
    saved = post(product, shop, f"{brand}/stock/ledger/file", item=page.rpartition("/")[2])
    rows = list(csv.DictReader(io.StringIO(saved.content.decode("utf-8-sig"), newline="")))
    assert [row["Move"] for row in rows] == ["Reserved", "Spoiled", "Counted", "Received", "Received"]
    assert (rows[0]["Item"], rows[0]["Reserved change"], rows[0]["On hand"]) == ("'=Gift box, red", "5", "7")

    assert post(product, shop, f"{item}/retirement").status_code == 200
    assert "Use it again" in product.call("GET", page, shop).text
    assert post(product, shop, f"{item}/receipt", quantity="4").status_code == 409
    assert post(product, shop, f"{item}/return").status_code == 200
    with product.runtime.snapshot() as tx:
        about = AuditEntry.subject == f"branding item {item.rpartition('/')[2]}"
        events = tx.session.scalars(select(AuditEntry.event).where(AuditEntry.shop_id == shop_id, about))
        assert list(events.unique()) == [
            *("stock_item:added", "stock:received", "stock:counted", "stock:spoiled", "stock_item:changed"),
            *("stock_item:retired", "stock_item:brought_back"),
        ]


def test_another_shop_sees_and_moves_nothing(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    brand = str(post(product, shop, f"/white-label/orders/{order_id}/brand").json()["go"])
    page = str(post(product, shop, f"{brand}/stock/items", **ITEM, quantity="5").json()["go"])
    item = f"/white-label/stock/items/{page.rpartition('/')[2]}"
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, other)

    form = {**ITEM, "quantity": "1", "reason": "x", "sure": "yes"}
    for path in (page, f"{brand}/stock", f"{brand}/stock/ledger", f"{brand}/stock/ledger?item=1"):
        assert product.call("GET", path, other).status_code == 404, path
    for path in ("receipt", "count", "spoilage", "change", "retirement", "return"):
        assert post(product, other, f"{item}/{path}", **form).status_code == 404, path
    for path in ("items", "ledger/file"):
        assert post(product, other, f"{brand}/stock/{path}", **form).status_code == 404, path
    assert "Gift box" not in product.call("GET", "/white-label/stock", other).text

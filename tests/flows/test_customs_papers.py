"""Customs papers through the admin: who the shop is before the law, what is missing of goods, and the papers."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from shopify_app.orders.models import Order
from tests.flows.test_privacy_requests import raw_database, unlock
from tests.flows.test_white_label import ADDRESS, post, text_of
from tests.flows.test_who_received_what import another_shop, page
from tests.product import Product
from tests.white_label.test_customs_rules import IDENTITY


def a_product(product: Product, shop: str, title: str, **facts: object) -> int:
    """A product of the shop; returns its variant's number."""
    variant = {"sku": title.upper(), "price": "50", **facts}
    made = product.sandbox.make_product(shop, title=title, variants=[variant])
    return int(made["variant_ids"][0])


def place(product: Product, shop: str, *variants: int, taxes_included: bool = False) -> int:
    """A trader's order of three pieces of each, to Saudi Arabia; returns our id of it."""
    trader = product.sandbox.make_customer(
        shop, first_name="Nadia", last_name="Buyer", email=f"{uuid.uuid4().hex}@example.com", tags=["trade"]
    )
    placed = product.sandbox.place_order(
        shop,
        lines=[{"variant_id": number, "quantity": 3, "price": "1000"} for number in variants],
        customer_id=int(trader["id"]),
        financial_status="paid",
        shipping_address=ADDRESS,
        shipping="115",
        taxes_included=taxes_included,
        tax_rate="0.15",
    )
    product.settle()
    with product.runtime.snapshot() as tx:
        return tx.session.scalars(select(Order.id).where(Order.shopify_order_id == int(placed["id"]))).one()


def test_what_customs_ask_for_is_shown_completed_and_kept_from_others(product: Product, shop: str) -> None:
    weight = {"unit": "KILOGRAMS", "value": 1.5}
    whole = a_product(product, shop, "Bowl", hs_code="6912.00", origin="MA", weight=weight)
    lacking = a_product(product, shop, "Vase", origin=None, grams=0)
    order_id = place(product, shop, whole, lacking, taxes_included=True)
    assert "Customs papers" not in page(product, shop, f"/orders/{order_id}")
    assert product.call("GET", f"/white-label/orders/{order_id}/customs", shop).status_code == 409
    locked = product.call("GET", "/white-label/customs", shop, allow_redirects=False)
    assert (locked.status_code, post(product, shop, "/white-label/customs", **IDENTITY).status_code) == (302, 403)

    unlock(product, shop)
    wrong = post(product, shop, "/white-label/customs", **{**IDENTITY, "country": "Morocco"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["country"])
    assert post(product, shop, "/white-label/customs", **IDENTITY).ok
    assert 'value="Atlas Crafts SARL"' in page(product, shop, "/white-label/customs")
    assert b"Atlas Crafts" not in raw_database(product)

    assert f'href="/white-label/orders/{order_id}/customs"' in page(product, shop, f"/orders/{order_id}")
    before = page(product, shop, f"/white-label/orders/{order_id}/customs")
    assert "Vase (VASE): no HS code, no country of origin, no weight." in before
    for words in ("691200", "4.500 kg", "2,608.70 SAR", "100.00 SAR", "Made in Morocco"):
        assert words in before
    told = {"sku": "VASE", "hs_code": "6913", "origin": "MA", "grams": "900"}
    assert post(product, shop, "/white-label/customs/goods", **told).json()["fields"].keys() == {"hs_code"}
    assert post(product, shop, "/white-label/customs/goods", **{**told, "hs_code": "691390"}).ok
    after = page(product, shop, f"/white-label/orders/{order_id}/customs")
    assert ("Something is missing" in after, "7.200 kg" in after) == (False, True)

    for paper in ("invoice", "origin"):
        printed = post(product, shop, f"/white-label/orders/{order_id}/customs/{paper}", incoterm="DAP", reason="sale")
        assert "Atlas Crafts SARL" in text_of(printed)
        assert "authority-" in printed.headers["Content-Disposition"]
    assert "Customs authority" in page(product, shop, "/disclosures")

    other = another_shop(product)
    assert post(product, other, f"/white-label/orders/{order_id}/customs/invoice", incoterm="DAP").status_code == 404
    assert product.call("GET", f"/white-label/orders/{order_id}/customs", other).status_code == 404
    assert "Atlas Crafts" not in page(product, other, "/white-label/customs")
    assert "VASE" not in page(product, other, "/white-label/customs/goods")
    number = page(product, shop, "/white-label/customs/goods").partition("/customs/goods/")[2].partition("/")[0]
    assert post(product, other, f"/white-label/customs/goods/{number}/removal").status_code == 404
    assert post(product, shop, f"/white-label/customs/goods/{number}/removal").ok
    assert "Something is missing" in page(product, shop, f"/white-label/orders/{order_id}/customs")

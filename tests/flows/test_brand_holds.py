"""Orders wait in Shopify until their trader's brand is ready, and leave by the version they were found ready with."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from shopify_app.white_label.release.models import BrandedOrder
from tests.flows.test_minimum_holds import letters_about, own_holds
from tests.flows.test_privacy_requests import unlock
from tests.flows.test_white_label import ADDRESS, PROFILE, a_logo, post
from tests.product import Product

HELD = ["brand-profile"]


def a_trader(product: Product, shop: str) -> int:
    """A customer tagged as a trader."""
    email = f"{uuid.uuid4().hex}@example.com"
    return int(product.sandbox.make_customer(shop, first_name="Nadia", email=email, tags=["trade"])["id"])


def place(
    product: Product, shop: str, trader: int, *, title: str = "Zellige tray", price: str = "6000", **how: Any
) -> int:
    """A trader's order with an address, and all that follows; its number at Shopify."""
    lines = how.pop("lines", [{"title": title, "price": price}])
    given = {"financial_status": "paid", "shipping_address": ADDRESS, **how}
    number = int(product.sandbox.place_order(shop, lines=lines, customer_id=trader, **given)["id"])
    product.settle()
    return number


def our_id(product: Product, number: int) -> int:
    """Our id of an order."""
    with product.runtime.snapshot() as tx:
        return tx.session.scalars(select(Order.id).where(Order.shopify_order_id == number)).one()


def row_of(product: Product, number: int) -> BrandedOrder:
    """How the order stands."""
    with product.runtime.snapshot() as tx:
        return tx.session.scalars(
            select(BrandedOrder).join(Order, Order.id == BrandedOrder.order_id).where(Order.shopify_order_id == number)
        ).one()


def told(product: Product, shop: str, number: int) -> str:
    """What the order in Shopify says of why it is held."""
    fields = product.sandbox.metafields(shop, f"gid://shopify/Order/{number}")
    return "".join(field["value"] for field in fields if field["key"] == "held_because")


def begin_brand(product: Product, shop: str, number: int, **changes: str) -> str:
    """A draft of a brand for the order's trader; the path of its page."""
    path = str(post(product, shop, f"/white-label/orders/{our_id(product, number)}/brand").json()["go"])
    logo = {"logo": ("logo.png", a_logo(), "image/png")}
    assert post(product, shop, f"{path}/draft", files=logo, **{**PROFILE, **changes}).status_code == 200
    product.settle()
    return path


def approve(product: Product, shop: str, path: str) -> None:
    """The trader approved the draft."""
    answer = post(product, shop, f"{path}/approval", how="By e-mail", sure="yes")
    assert answer.status_code == 200, answer.text
    product.settle()


def a_branded_trader(product: Product, shop: str, **changes: str) -> tuple[int, str]:
    """A trader whose brand is in force, and the path of its page."""
    unlock(product, shop)
    trader = a_trader(product, shop)
    path = begin_brand(product, shop, place(product, shop, trader), **changes)
    approve(product, shop, path)
    return trader, path


def page(product: Product, shop: str, number: int) -> str:
    """The order's page."""
    return product.call("GET", f"/orders/{our_id(product, number)}", shop).text


def trail(product: Product, shop: str, event: str) -> list[dict[str, Any]]:
    """The details of the shop's audit entries of this kind."""
    with product.runtime.snapshot() as tx:
        chosen = select(AuditEntry.details).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        return list(tx.session.scalars(chosen.where(AuditEntry.event == event).order_by(AuditEntry.id)))


def test_an_order_waits_until_its_brand_is_approved_and_keeps_that_version(product: Product, shop: str) -> None:
    unlock(product, shop)
    trader = a_trader(product, shop)
    number = place(product, shop, trader)
    assert own_holds(product, shop, number) == []

    path = begin_brand(product, shop, number)
    assert own_holds(product, shop, number) == HELD
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]
    assert told(product, shop, number) == "Waits for its trader's brand: the trader's brand is not approved yet."
    listed = product.call("GET", "/white-label/held", shop).text
    assert "The trader&#39;s brand is not approved yet." in listed
    assert "1 order waits for its brand" in product.call("GET", "/white-label", shop).text
    (letter,) = letters_about(product, shop)
    assert letter["subject"].endswith("waits: Brand not approved")
    assert "Nadia" not in str(letter)

    second = place(product, shop, trader)
    assert own_holds(product, shop, second) == HELD
    assert letters_about(product, shop) == [letter]

    approve(product, shop, path)
    for one in (number, second):
        assert own_holds(product, shop, one) == []
        assert (row_of(product, one).state, row_of(product, one).version) == ("ready", 1)
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]
    assert told(product, shop, number) == ""
    assert trail(product, shop, "person:opened_for_work")[0] == {"work": "papers"}
    assert "No order waits for its brand." in product.call("GET", "/white-label/held", shop).text

    assert post(product, shop, f"{path}/draft", **{**PROFILE, "message": "Anew."}).status_code == 200
    approve(product, shop, path)
    third = place(product, shop, trader)
    assert [row_of(product, one).version for one in (number, third)] == [1, 2]
    for one, version in ((number, 1), (third, 2)):
        shown = page(product, shop, one)
        assert f"It leaves by version {version} of the brand" in shown
        assert f"brand {path.rpartition('/')[2]}</s-link>, version {version}." in shown
    of_brand = product.call("GET", path, shop).text
    for one, version in ((number, 1), (third, 2)):
        assert f'href="/orders/{our_id(product, one)}"' in of_brand
        assert f"Ready, version {version}" in of_brand


def test_two_holds_stand_side_by_side_and_the_order_tells_the_reasons_of_both(product: Product, shop: str) -> None:
    unlock(product, shop)
    trader = a_trader(product, shop)
    number = place(product, shop, trader, price="4000")
    below = told(product, shop, number)
    path = begin_brand(product, shop, number)
    assert sorted(own_holds(product, shop, number)) == ["brand-profile", "order-minimum"]
    branded = "Waits for its trader's brand: the trader's brand is not approved yet."
    assert told(product, shop, number) == f"{below} · {branded}"
    shown = page(product, shop, number)
    assert "Not ready to leave in its trader&#39;s name: a hold was asked for." in shown
    assert "Below the minimum: a hold was asked for." in shown
    assert "Waits for its brand" in product.call("GET", "/orders?show=held", shop).text

    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    assert own_holds(product, shop, number) == HELD
    assert told(product, shop, number) == branded
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]

    product.sandbox.release(shop, number)
    product.settle()
    assert own_holds(product, shop, number) == []
    assert (row_of(product, number).state, row_of(product, number).actor) == ("overridden", "Shopify")
    assert told(product, shop, number) == ""
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]
    product.sandbox.update_order(shop, number, note="Agreed")
    approve(product, shop, path)
    assert row_of(product, number).state == "overridden"

    back = post(product, shop, f"/white-label/orders/{our_id(product, number)}/override/end")
    assert back.status_code == 200, back.text
    product.settle()
    assert (row_of(product, number).state, own_holds(product, shop, number)) == ("ready", [])


def test_a_planted_name_keeps_it_held_says_where_and_lets_it_go_when_it_is_gone(product: Product, shop: str) -> None:
    trader, path = a_branded_trader(product, shop)
    name = product.sandbox.shop(shop)["name"]
    lines = [{"title": "Zellige tray", "price": "6000"}, {"title": f"Gift box of {name}", "price": "10"}]
    number = place(product, shop, trader, lines=lines)
    (found,) = row_of(product, number).reasons
    assert (found[0], found[1][0]) == ("leak", "the shop's name (goods, line 2)")
    assert own_holds(product, shop, number) == HELD
    listed = product.call("GET", "/white-label/held?reason=leak", shop).text
    assert "the shop&#39;s name (goods, line 2)" in listed
    assert name not in listed + page(product, shop, number) + told(product, shop, number)
    assert trail(product, shop, "order:leak_found")[0]["findings"][0] == "the shop's name (goods, line 2)"

    planted = product.sandbox.order(shop, number)["line_items"][1]["id"]
    product.sandbox.edit_order(shop, number, quantities={planted: 0})
    product.settle()
    found_ready = row_of(product, number)
    assert (found_ready.state, own_holds(product, shop, number)) == ("ready", [])
    assert found_ready.digest is not None
    assert f"Fingerprint {found_ready.digest[:16]}" in page(product, shop, number)

    product.sandbox.edit_order(shop, number, add=[{"title": f"Card of {name}", "price": "1"}])
    product.settle()
    assert (row_of(product, number).state, own_holds(product, shop, number)) == ("waiting", HELD)
    assert post(product, shop, f"{path}/plain", reason="A sample", sure="yes").status_code == 200
    product.settle()
    assert own_holds(product, shop, number) == []


def test_staff_let_it_go_with_a_reason_and_an_erased_buyers_order_is_let_go(product: Product, shop: str) -> None:
    unlock(product, shop)
    trader = a_trader(product, shop)
    number, erased = place(product, shop, trader), place(product, shop, trader)
    assert "Every trader" in product.call("GET", "/white-label/release", shop).text
    assert post(product, shop, "/white-label/release", whose="nobody").status_code == 400
    assert post(product, shop, "/white-label/release", whose="every").status_code == 200
    product.settle()
    assert told(product, shop, number) == "Waits for its trader's brand: the trader has no brand profile."
    begin_brand(product, shop, number)
    path = f"/white-label/orders/{our_id(product, number)}/override"
    assert list(post(product, shop, path, sure="yes").json()["fields"]) == ["reason"]
    assert post(product, shop, path, reason="A sample").status_code == 400
    assert own_holds(product, shop, number) == HELD
    assert post(product, shop, path, reason="A sample", sure="yes").status_code == 200
    product.settle()
    assert (own_holds(product, shop, number), told(product, shop, number)) == ([], "")
    assert "Staff let it go without its trader's brand: A sample" in page(product, shop, number)
    assert trail(product, shop, "order:brand_overridden") == [{"reason": "A sample", "missing": ["not_approved"]}]

    assert own_holds(product, shop, erased) == HELD
    product.sandbox.send_compliance(shop, "customers/redact", trader, orders_to_redact=[number, erased])
    product.settle()
    assert own_holds(product, shop, erased) == []
    assert row_of(product, erased).state == "done"


def test_repeated_and_reordered_messages_and_a_failing_shopify_end_in_the_same(product: Product, shop: str) -> None:
    trader, _ = a_branded_trader(product, shop)
    product.sandbox.webhooks(duplicate_every=1, reorder=3)
    for operation in ("OrderLines", "Hold", "Release"):
        product.sandbox.fault(f"^{operation}$", "status", status=503, times=2)
    name = product.sandbox.shop(shop)["name"]
    clean, planted = place(product, shop, trader), place(product, shop, trader, title=f"Box of {name}")
    product.sandbox.update_order(shop, clean, note="Looked at")
    product.settle()
    assert (row_of(product, clean).state, own_holds(product, shop, clean)) == ("ready", [])
    assert (row_of(product, planted).state, own_holds(product, shop, planted)) == ("waiting", HELD)
    assert "tajir-held" not in product.sandbox.order(shop, clean)["tags"]

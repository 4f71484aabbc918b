"""A trader's orders in the trader's name, through the admin: the brand, its proof, its approval, the packing slip."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import pytest
import requests
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from tests.flows.test_privacy_requests import unlock
from tests.product import Product

ADDRESS = {
    "first_name": "Omar",
    "last_name": "Example",
    "address1": "7 Olive Road",
    "city": "Jeddah",
    "zip": "21442",
    "country_code": "SA",
}
PROFILE = {
    "name": "Dar Nadia",
    "name_ar": "دار نادية",
    "colour": "#7a1f3d",
    "street": "1 Palm Street",
    "city": "Riyadh",
    "country": "SA",
    "email": "hello@dar-nadia.example",
    "message": "Made for you.",
}


def a_logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "#7a1f3d").save(out, "PNG")
    return out.getvalue()


def place(product: Product, shop: str, *, title: str = "Zellige tray", locale: str = "en") -> int:
    """A trader's order with an address; returns our id of it."""
    trader = product.sandbox.make_customer(
        shop, first_name="Nadia", email=f"{uuid.uuid4().hex}@example.com", tags=["trade"]
    )
    placed = product.sandbox.place_order(
        shop,
        lines=[{"title": title, "price": "3000", "quantity": 2}],
        customer_id=int(trader["id"]),
        financial_status="paid",
        shipping_address=ADDRESS,
        locale=locale,
    )
    product.settle()
    with product.runtime.snapshot() as tx:
        return tx.session.scalars(select(Order.id).where(Order.shopify_order_id == int(placed["id"]))).one()


def post(product: Product, shop: str, path: str, files: Any = None, **form: str) -> requests.Response:
    return product.call("POST", path, shop, data=form, files=files)


def a_brand(product: Product, shop: str, order_id: int, **changes: str) -> str:
    """A brand in force for the order's trader; returns the path of its page."""
    path = str(post(product, shop, f"/white-label/orders/{order_id}/brand").json()["go"])
    logo = {"logo": ("logo.png", a_logo(), "image/png")}
    saved = post(product, shop, f"{path}/draft", files=logo, **{**PROFILE, **changes})
    assert saved.status_code == 200, saved.text
    approved = post(product, shop, f"{path}/approval", how="By e-mail", sure="yes")
    assert approved.status_code == 200, approved.text
    return path


def text_of(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_an_order_leaves_with_a_slip_in_its_traders_name(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    unlock(product, shop)
    path = a_brand(product, shop, order_id)
    page = product.call("GET", f"/orders/{order_id}", shop).text
    assert f'href="{path}"' in page
    assert "Print the papers" in page

    answer = post(product, shop, f"/white-label/orders/{order_id}/slip", paper="A4")
    text = text_of(answer)
    for word in ("Dar Nadia", "Omar Example", "7 Olive Road", "Zellige tray", "Made for you."):
        assert word in text
    assert "3,000" not in text
    assert shop.encode() not in answer.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="packing-slip-{order_id}.pdf"'


@pytest.mark.parametrize("paper", ["A4", "A6", "LABEL"])
def test_it_comes_on_each_paper_and_in_arabic(product: Product, shop: str, paper: str) -> None:
    order_id = place(product, shop, locale="ar-SA")
    unlock(product, shop)
    a_brand(product, shop, order_id)

    answer = post(product, shop, f"/white-label/orders/{order_id}/slip", paper=paper)
    assert answer.status_code == 200, answer.text
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.metadata is not None
    assert reader.metadata.author == "دار نادية"


def test_a_slip_that_would_name_the_shop_is_not_printed(product: Product, shop: str) -> None:
    name = product.sandbox.shop(shop)["name"]
    order_id = place(product, shop, title=f"Gift box of {name}")
    unlock(product, shop)
    a_brand(product, shop, order_id)

    answer = post(product, shop, f"/white-label/orders/{order_id}/slip")
    assert answer.status_code == 409
    assert "the shop's name" in answer.json()["error"]
    assert name not in answer.json()["error"]
    assert answer.json()["see"]["href"] == f"/white-label/orders/{order_id}/leaks"
    page = product.call("GET", f"/white-label/orders/{order_id}/leaks", shop).text
    for said in ("Goods, line 1", "The shop&#39;s name", 'src="data:image/png;base64,', "A red frame is around"):
        assert said in page
    with product.runtime.snapshot() as tx:
        ours = AuditEntry.shop_id == get_shop(tx, shop).id
        (blocked,) = tx.session.scalars(select(AuditEntry).where(ours, AuditEntry.event == "slip:blocked"))
    assert blocked.details["findings"] > 0


def test_a_slip_that_would_name_another_trader_is_not_printed(product: Product, shop: str) -> None:
    unlock(product, shop)
    a_brand(product, shop, place(product, shop), name="Huda Home", name_ar="", phone="+966 50 000 0199")
    order_id = place(product, shop, title="Tray, see H u d a  H\u200bome")
    a_brand(product, shop, order_id)

    answer = post(product, shop, f"/white-label/orders/{order_id}/slip")
    assert (answer.status_code, "another trader" in answer.json()["error"]) == (409, True)
    assert "Huda" not in answer.text


def test_nothing_is_printed_before_the_trader_approved(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    unlock(product, shop)
    assert post(product, shop, f"/white-label/orders/{order_id}/slip").status_code == 409
    path = str(post(product, shop, f"/white-label/orders/{order_id}/brand").json()["go"])
    assert post(product, shop, f"{path}/proof", paper="A4").status_code == 409
    assert post(product, shop, f"{path}/draft", **PROFILE).status_code == 200

    assert "Dar Nadia" in text_of(post(product, shop, f"{path}/proof", paper="A6", language="en"))
    refused = post(product, shop, f"/white-label/orders/{order_id}/slip")
    assert (refused.status_code, "not approved yet" in refused.json()["error"]) == (409, True)
    assert post(product, shop, f"{path}/approval", how="By e-mail").status_code == 400


@pytest.mark.parametrize(
    ("form", "why"),
    [({"paper": "A5"}, "one of the papers"), ({"paper": "A4", "language": "xx"}, "one of the languages")],
)
def test_papers_and_languages_that_are_none_get_a_sentence(
    product: Product, shop: str, form: dict[str, str], why: str
) -> None:
    order_id = place(product, shop)
    unlock(product, shop)
    path = a_brand(product, shop, order_id)
    answer = post(product, shop, f"{path}/proof", **form)

    assert (answer.status_code, why in answer.json()["error"]) == (400, True)


def test_the_profile_and_the_papers_need_the_second_factor_and_each_look_is_on_the_trail(
    product: Product, shop: str
) -> None:
    order_id = place(product, shop)
    path = str(post(product, shop, f"/white-label/orders/{order_id}/brand").json()["go"])
    for wanted in (f"{path}/draft", f"{path}/proof", f"/white-label/orders/{order_id}/slip"):
        assert post(product, shop, wanted, **PROFILE).status_code == 403
    for wanted in (f"{path}/profile", f"/white-label/orders/{order_id}/leaks"):
        locked = product.call("GET", wanted, shop, allow_redirects=False)
        assert (locked.status_code, "/second-factor" in locked.headers["Location"]) == (302, True)

    unlock(product, shop)
    a_brand(product, shop, order_id)
    assert "Dar Nadia" not in product.call("GET", path, shop).text
    page = product.call("GET", f"{path}/profile", shop).text
    assert re.search('value="Dar Nadia"', page)
    post(product, shop, f"/white-label/orders/{order_id}/slip")
    with product.runtime.snapshot() as tx:
        ours = AuditEntry.shop_id == get_shop(tx, shop).id
        events = list(tx.session.scalars(select(AuditEntry.event).where(ours).order_by(AuditEntry.id)))
    assert events.count("person:seen") == 2
    assert events[-1] == "slip:printed"


def test_another_shop_prints_nothing_here(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    unlock(product, shop)
    path = a_brand(product, shop, order_id)
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, other)

    assert product.call("GET", path, other).status_code == 404
    assert product.call("GET", f"{path}/profile", other).status_code == 404
    assert product.call("GET", f"/white-label/orders/{order_id}/leaks", other).status_code == 404
    for wanted in (f"{path}/proof", f"{path}/draft", f"{path}/approval", f"/white-label/orders/{order_id}/slip"):
        assert post(product, other, wanted, how="x", sure="yes", **PROFILE).status_code == 404
    assert "Brand " not in product.call("GET", "/white-label", other).text.partition("<main>")[2].replace(
        "No brand", ""
    )

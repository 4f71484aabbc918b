"""The trader's own shipping mail, through the whole product; and what Shopify itself sends."""

from __future__ import annotations

import copy
import email
import email.policy
import re
import uuid
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import requests
from sqlalchemy import select, update

from shopify_app.core.outbox import Call
from shopify_app.disclosures.models import Disclosure
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from shopify_app.white_label.parcels.checklist import ITEMS
from shopify_app.white_label.parcels.models import NoticeConfirmation, Parcel
from tests.flows.test_parcels import Branded
from tests.flows.test_white_label import ADDRESS, post
from tests.product import Product

NEUTRAL = "parcels@delivery-notice.example"


class Told(Branded):
    """The same, with an address of the consignee's on the order, and the brand's mail switched on."""

    def __init__(self, product: Product, shop: str, email_address: str | None, sends: str = "neutral") -> None:
        super().__init__(product, shop)
        page = product.call("GET", f"/orders/{self.id}", shop).text
        self.brand = re.findall(r"/white-label/brands/\d+", page)[0]
        if email_address:
            product.sandbox.update_order(shop, self.number, email=email_address)
        if sends != "off":
            answer = post(product, shop, f"{self.brand}/messages", sends=sends, dns="yes")
            assert answer.status_code == 200, answer.text
        product.settle()

    def another(self, email_address: str | None, title: str = "Zellige tray") -> Told:
        """Another order of the same trader."""
        made, sandbox = copy.copy(self), self.product.sandbox
        customer = next(one for one in sandbox.records(self.shop, "orders") if one["id"] == self.number)["customer_id"]
        placed = sandbox.place_order(
            self.shop,
            lines=[{"title": title, "price": "6000"}],
            customer_id=customer,
            financial_status="paid",
            shipping_address=ADDRESS,
            email=email_address,
        )
        made.number = int(placed["id"])
        if email_address is None:
            sandbox.update_order(self.shop, made.number, email=None)
        self.product.settle()
        with self.product.runtime.snapshot() as tx:
            made.id = tx.session.scalars(select(Order.id).where(Order.shopify_order_id == made.number)).one()
        return made

    @property
    def shop_id(self) -> int:
        with self.product.runtime.snapshot() as tx:
            return get_shop(tx, self.shop).id

    @property
    def parcel(self) -> Parcel:
        (found,) = self.parcels()
        return found


def letters_to(product: Product, address: str) -> list[dict[str, Any]]:
    box = f"{product.server.url}/mail/api/messages"
    briefs = requests.get(box, params={"to": address}, timeout=5).json()
    return [requests.get(f"{box}/{one['id']}", timeout=5).json() for one in briefs]


def raw_of(product: Product, letter: dict[str, Any]) -> bytes:
    return requests.get(f"{product.server.url}/mail/messages/{letter['id']}/raw", timeout=5).content


def somebody() -> str:
    return f"omar-{uuid.uuid4().hex[:8]}@example.net"


def test_the_consignee_is_told_once_in_the_traders_name(product: Product, shop: str) -> None:
    omar = somebody()
    order = Told(product, shop, omar)
    product.sandbox.webhooks(duplicate_every=1)
    assert order.ship(carrier="Aramex", number="ARX-7", url="https://www.aramex.com/track/ARX-7").status_code == 200
    product.settle()

    (letter,) = letters_to(product, omar)
    raw = raw_of(product, letter)
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    assert (letter["sender"], letter["recipients"]) == (NEUTRAL, [omar])
    assert str(message["From"]) == f"Dar Nadia <{NEUTRAL}>"
    assert message["Reply-To"] == "hello@dar-nadia.example"
    assert message["Message-ID"].endswith("@delivery-notice.example>")
    name = product.sandbox.shop(shop)["name"]
    for text in (letter["text"], letter["html"], raw.decode("latin-1")):
        for telling in (name, shop, "tajir", "127.0.0.1:"):
            assert telling not in text.replace("Received: from", ""), telling
    for words in ("Omar Example", "Zellige tray", "ARX-7", "Made for you."):
        assert words in letter["text"]
    assert letter["links"] == ["https://www.aramex.com/track/ARX-7"]
    assert order.parcel.told == "sent"
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        (given,) = tx.session.scalars(select(Disclosure).where(Disclosure.subject == f"parcel {order.parcel.id}"))
        calls = list(tx.session.scalars(select(Call).where(Call.shop_id == shop_id)))
    assert (given.recipient, sorted(given.fields)) == (
        "mail provider",
        ["email", "ship_to_name", "tracking_links", "tracking_numbers"],
    )
    assert omar not in str([call.arguments for call in calls])
    assert f'href="/white-label/parcels/{order.parcel.id}"' in product.call("GET", "/disclosures", shop).text
    assert order.events("consignee:") == ["consignee:told"]
    page = product.call("GET", f"/orders/{order.id}", shop).text
    assert "told by mail, in the trader" in page
    assert "Shopify writes to somebody who is not the trader" in page


def test_only_a_known_consignee_is_told_and_only_if_nothing_tells_a_name(product: Product, shop: str) -> None:
    order = Told(product, shop, None)
    box = f"{product.server.url}/mail/api/messages"
    before = len(requests.get(box, timeout=5).json())
    nobody, named, linked = (
        order.another(None),
        order.another(somebody(), "Atlas chest"),
        order.another(omar := somebody()),
    )
    # The goods were checked when the orders were let go; since then the shop took a name that stands on one of them.
    product.sandbox.change_shop(shop, name="Atlas Chest", web_domain="atlas-chests.example")
    product.runtime.jobs.nudge("jobs.shops.describe", "sync", order.shop_id)
    product.settle()
    for one, url in ((order, None), (nobody, None), (named, None), (linked, "https://track.atlas-chests.example/1")):
        product.sandbox.fulfill(shop, one.number, number="SX1", company="Sample Express", url=url)
    product.settle()

    assert [one.parcel.told for one in (order, nobody, named, linked)] == ["traders", "nobody", "blocked", "blocked"]
    assert "the shop's name" in (named.parcel.told_why or "")
    assert "Atlas" not in (named.parcel.told_why or "")
    # Only the shop itself had mail: of the parcel that shows a name.
    subjects = [one["subject"] for one in requests.get(box, timeout=5).json()][: -before or None]
    assert [one for one in subjects if "on its way" in one] == []
    page = product.call("GET", f"/white-label/parcels/{named.parcel.id}", shop).text
    assert "Try again" in page
    assert post(product, shop, f"/white-label/parcels/{linked.parcel.id}/mail").status_code == 409
    assert post(product, shop, f"/white-label/parcels/{named.parcel.id}/mail").status_code == 200

    product.sandbox.retrack(shop, linked.number, number="SX1", company="Sample Express")
    product.settle()
    assert (named.parcel.told, linked.parcel.told) == ("blocked", "sent")
    assert len(letters_to(product, omar)) == 1
    assert post(product, shop, f"{order.brand}/messages", sends="off").status_code == 200
    quiet = order.another(somebody())
    product.sandbox.fulfill(shop, quiet.number, number="SX2", company="Sample Express")
    product.settle()
    assert quiet.parcel.told == "off"


def test_what_shopify_sends_is_shown_and_its_settings_confirmed_for_half_a_year(product: Product, shop: str) -> None:
    order = Told(product, shop, somebody(), "off")
    product.sandbox.fulfill(shop, order.number, notify=True, number="SX1", company="Sample Express")
    product.settle()

    page = product.call("GET", "/white-label/messages", shop).text
    assert f"/orders/{order.id}" in page
    assert "order carries an address that is not its trader" in page
    assert page.count("To be checked</s-badge>") == page.count("/confirmations/") == len(ITEMS)
    assert "Shopify writes to somebody" in product.call("GET", "/white-label", shop).text
    # The order's confirmation and the shipping confirmation: both went to the consignee.
    assert "It has sent 2 mails" in product.call("GET", f"/orders/{order.id}", shop).text
    assert post(product, shop, "/white-label/messages/confirmations/sender").status_code == 200
    assert post(product, shop, "/white-label/messages/confirmations/nothing").status_code == 404
    assert "Confirmed</s-badge>" in product.call("GET", "/white-label/messages", shop).text
    with product.runtime.transaction() as tx:
        ours = NoticeConfirmation.shop_id == get_shop(tx, shop).id
        long_ago = tx.now - timedelta(days=181)
        tx.session.execute(update(NoticeConfirmation).where(ours).values(confirmed_at=long_ago))
    assert "over half a year ago" in product.call("GET", "/white-label/messages", shop).text
    product.sandbox.update_order(shop, order.number, email="hello@dar-nadia.example")
    product.settle()
    assert "Every open order of a trader" in product.call("GET", "/white-label/messages", shop).text

    assert order.events("shop_notice") == ["shop_notices:reach_others", "shop_notice:confirmed"]
    assert "Make the preview" in product.call("GET", f"{order.brand}/messages", shop).text
    preview = post(product, shop, f"{order.brand}/messages/preview", language="ar", form="page")
    assert (preview.status_code, 'dir="rtl"' in preview.text, "data:image/png" in preview.text) == (200, True, True)
    assert post(product, shop, f"{order.brand}/messages/preview", language="xx").status_code == 400
    for wrong in ({"sends": "own"}, {"sends": "by pigeon"}):
        assert post(product, shop, f"{order.brand}/messages", **wrong).status_code == 400

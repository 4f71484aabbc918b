"""Shops that the flows begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from sqlalchemy import select

from sandbox.noon.control import NoonSandbox
from shopify_app.noon.actions import disconnect, find_connection, get_connection, open_event_secret
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.rules import order_state
from shopify_app.shops.actions import get_shop
from tests.product import Product


@dataclass
class Connected:
    """A shop whose noon account is connected, and the noon it is connected with."""

    shop: str
    shop_id: int
    noon: NoonSandbox
    product: Product

    def settle(self) -> None:
        """Until noon has no event to send and no job waits."""
        self.noon.wait_until_settled()
        self.product.settle()

    def orders(self) -> list[NoonOrder]:
        """The mirrored orders."""
        with self.product.runtime.snapshot() as tx:
            chosen = select(NoonOrder).where(NoonOrder.shop_id == self.shop_id).order_by(NoonOrder.id)
            return list(tx.session.scalars(chosen))

    def state(self, noon_order_nr: str) -> str:
        """The state of one mirrored order in one word."""
        with self.product.runtime.snapshot() as tx:
            chosen = select(NoonItem.marketplace_status, NoonItem.integration_status).join(NoonOrder)
            ours = (NoonOrder.shop_id == self.shop_id, NoonOrder.noon_order_nr == noon_order_nr)
            rows = tx.session.execute(chosen.where(*ours)).all()
            return order_state((row[0], row[1]) for row in rows)


def unlock(product: Product, shop: str) -> None:
    """Set up the second factor of the staff member."""
    begun = product.call("POST", "/second-factor/enrolment", shop)
    code = pyotp.TOTP(begun.json()["secret"]).now()
    assert product.call("POST", "/second-factor/enrolment/confirmation", shop, data={"code": code}).ok


def leave_out(product: Product, name: str) -> None:
    """Take a waiting job back: comparing the month before each test's beginning would take most of the tests' time."""
    waiting = [job for queue in product.runtime.jobs.queues() for job in queue.jobs if job.func_name == name]
    assert waiting, f"{name} was not asked for"
    for job in waiting:
        job.delete()


@pytest.fixture
def connected(product: Product, shop: str) -> Iterator[Connected]:
    """A merchant has connected noon on the noon page."""
    noon = NoonSandbox(f"{product.server.url}/noon")
    noon.reset()
    key_file = json.dumps(noon.register())
    warehouses = ", ".join(row["warehouse_code"] for row in noon.warehouses())
    form = {"key_file": key_file, "warehouses": warehouses}
    refused = product.call("POST", "/noon/connection", shop, data=form)
    assert refused.status_code == 403
    unlock(product, shop)
    answer = product.call("POST", "/noon/connection", shop, data=form)
    assert answer.ok, answer.text
    leave_out(product, "jobs.noon.compare_shop")
    with product.runtime.snapshot() as tx:
        row = get_shop(tx, shop)
        secret = open_event_secret(tx, get_connection(tx, row.id)).decode()
    shown = product.call("POST", "/noon/connection/secret", shop)
    assert shown.json() == {"secret": secret}
    noon.send_events_to(f"{product.url}/webhooks/noon/{row.key}", {"X-Tajir-Secret": secret})
    # The first look, at an empty noon.
    product.settle()
    yield Connected(shop, row.id, noon, product)
    noon.reset()
    # The product is shared: what is left to ask of this noon would be asked in everybody's time, at everybody's pace.
    with product.runtime.transaction() as tx:
        if find_connection(tx, row.id) is not None:
            disconnect(tx, row.id, actor="the test's end")
    for bucket in product.runtime.redis.scan_iter("noon:pace:*"):
        product.runtime.redis.delete(bucket)

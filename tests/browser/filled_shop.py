"""A shop in which everything a page can show is there: orders in each state, people, requests, noon, failures."""

from __future__ import annotations

import json
import uuid

import pyotp
from sqlalchemy import select, update

from sandbox.noon.control import NoonSandbox
from shopify_app.core.inbox import DUE, Delivery
from shopify_app.orders.models import Order
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.accounts import actions as accounts
from shopify_app.wholesale.accounts.applications import read_form
from tests.product import Product

# Each page of the app, by a name to be read in a test's title.
PAGES = (
    *("today", "orders", "held orders", "no order found", "held order", "passed order", "erased order"),
    *("cancelled order", "noon", "privacy", "erasure", "report", "failed deliveries", "waiting deliveries"),
    *("handled deliveries", "checkout", "second factor", "not found", "minimums", "minimums of a day", "decisions"),
    *("exempted order", "no decision"),
    *("traders", "no trader found", "applications", "no application", "application", "trader", "erased trader"),
    *("trader imports", "trader import"),
)


class FilledShop:
    """Fills a new shop; `paths` says where each page of it is."""

    def __init__(self, product: Product) -> None:
        self._product, self._sandbox = product, product.sandbox
        self.domain = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
        self._sandbox.make_shop(self.domain, currency="SAR")
        self._shop_id = product.install(self.domain)
        product.settle()
        self._place_orders()
        self._connect_noon()
        self._take_traders()
        self._fail()
        self.paths = self._paths()

    def _place_orders(self) -> None:
        for name, amount in (("trader", "4000"), ("other", "6500")):
            self._order(amount, self._customer(name, "trade"))
        self._exempt(self._order("12", self._customer("sample", "trade")))
        self._shopper = self._customer("shopper")
        self._order("75.5", self._shopper)
        cancelled = self._order("90", self._shopper)
        erased = self._customer("erased")
        self._order("120", erased)
        self._product.settle()
        self._sandbox.cancel_order(self.domain, cancelled)
        self._product.settle()
        self._sandbox.send_compliance(self.domain, "customers/data_request", self._shopper)
        self._sandbox.send_compliance(self.domain, "customers/redact", erased)
        self._product.settle()

    def _exempt(self, number: int) -> None:
        self._product.settle()
        with self._product.runtime.snapshot() as tx:
            order_id = tx.session.scalar(select(Order.id).where(Order.shopify_order_id == number))
        self._call(f"/wholesale/orders/{order_id}/exemption", kind="sample", reason="For the fair", sure="yes")
        self._product.settle()

    def _connect_noon(self) -> None:
        noon = NoonSandbox(f"{self._product.server.url}/noon")
        noon.reset()
        begun = self._call("/second-factor/enrolment")
        self._call("/second-factor/enrolment/confirmation", code=pyotp.TOTP(begun["secret"]).now())
        warehouses = " ".join(row["warehouse_code"] for row in noon.warehouses())
        self._call("/noon/connection", key_file=json.dumps(noon.register()), warehouses=warehouses)
        noon.cancel(noon.create_orders(3, announced=False)[0], announced=False)
        self._product.settle()
        self._call("/second-factor/lock")

    def _take_traders(self) -> None:
        erased = self._customer("former")
        self._accounts = {
            "application": self._apply("first", "1010123456"),
            "trader": self._apply("trader", "300000000000003"),
            "erased trader": self._apply("former", "4030123456", erased),
        }
        for name in ("trader", "erased trader"):
            self._call(f"/wholesale/traders/{self._accounts[name]}/approval")
        self._product.settle()
        self._sandbox.send_compliance(self.domain, "customers/redact", erased)
        self._product.settle()
        content = b"email,company\nnew@example.com,New Trading\nnobody,\n"
        answer = self._product.call("POST", "/wholesale/imports", self.domain, files={"file": ("t.csv", content)})
        self._import: str = answer.json()["go"]

    def _apply(self, name: str, registration: str, customer: int | None = None) -> int:
        given = {"company": "Example Trading", "country": "SA", "contact_name": name.title(), "phone": "+966500000123"}
        application, _ = read_form({**given, "registration": registration, "email": f"{name}@example.com"})
        assert application is not None
        with self._product.runtime.transaction() as tx:
            account_id = accounts.apply(tx, self._shop_id, application, customer)
        assert account_id is not None
        return account_id

    def _fail(self) -> None:
        self._sandbox.fault("Hold", "status", status=400, times=None)
        self._order("3000", self._customer("third", "trade"))
        self._product.settle()
        self._sandbox.clear_faults()
        self._receive("310")
        with self._product.runtime.transaction() as tx:
            waiting = (Delivery.shop_id == self._shop_id, Delivery.state == DUE)
            tx.session.execute(update(Delivery).where(*waiting).values(payload=None))
        self._product.settle()
        self._receive("410")

    def _receive(self, amount: str) -> None:
        """An order that is received and not handled."""
        self._order(amount, self._shopper)
        assert self._sandbox.settle()
        self._product.until(lambda: bool(self._product.runtime.jobs.depth()["inbox"]))

    def _paths(self) -> dict[str, str]:
        with self._product.runtime.snapshot() as tx:
            orders = tx.session.execute(select(Order.name, Order.id).where(Order.shop_id == self._shop_id))
            order = {str(name): f"/orders/{number}" for name, number in orders}
            asked = tx.session.execute(
                select(PrivacyRequest.kind, PrivacyRequest.id).where(
                    PrivacyRequest.shop_id == get_shop(tx, self.domain).id
                )
            )
            request = {str(kind): f"/privacy/{number}" for kind, number in asked}
        return {
            "today": "/",
            "orders": "/orders",
            "held orders": "/orders?show=held&sort=goods",
            "no order found": "/orders?search=4711",
            "held order": order["#1001"],
            "passed order": order["#1002"],
            "erased order": order["#1006"],
            "cancelled order": order["#1005"],
            "noon": "/noon",
            "privacy": "/privacy",
            "erasure": request["redact"],
            "report": request["data_request"],
            "failed deliveries": "/deliveries",
            "waiting deliveries": "/deliveries?show=waiting",
            "handled deliveries": "/deliveries?show=done",
            "checkout": "/wholesale/checkout",
            "second factor": "/second-factor",
            "minimums": "/wholesale/minimums?amount=4800&currency=EUR",
            "minimums of a day": "/wholesale/minimums?on=2026-03-31&amount=x",
            "decisions": "/wholesale/decisions",
            "no decision": "/wholesale/decisions?show=below&rule=exempt",
            "exempted order": order["#1003"],
            "not found": "/orders/999999",
            "traders": "/wholesale/traders?sort=spent",
            "no trader found": "/wholesale/traders?search=4711",
            "applications": "/wholesale/applications?show=all",
            "no application": "/wholesale/applications?show=refused",
            "trader imports": "/wholesale/imports",
            "trader import": self._import,
            **{name: f"/wholesale/traders/{number}" for name, number in self._accounts.items()},
        }

    def _customer(self, name: str, *tags: str) -> int:
        made = self._sandbox.make_customer(
            self.domain, first_name=name.title(), email=f"{name}@example.com", tags=list(tags)
        )
        return int(made["id"])

    def _order(self, amount: str, customer: int) -> int:
        address = {"first_name": "Nadia", "address1": "Bab Agnaou 17", "city": "Tabuk", "country_code": "SA"}
        how = {"customer_id": customer, "financial_status": "paid", "shipping_address": address}
        return int(self._sandbox.place_order(self.domain, amount, **how)["id"])

    def _call(self, path: str, **form: str) -> dict[str, str]:
        answer = self._product.call("POST", path, self.domain, data=form)
        assert answer.ok, answer.text
        told: dict[str, str] = answer.json()
        return told

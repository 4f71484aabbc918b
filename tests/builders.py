"""Builders: each gives something valid, and a test states only what matters to it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import jwt
import msgspec
from flask import Flask
from sqlalchemy import Column, Engine, MetaData, Table, func, insert, select

from shopify_app.app import create_app
from shopify_app.core import inbox
from shopify_app.core.inbox import Delivery
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.orders import actions as orders
from shopify_app.orders.payload import OrderPayload
from shopify_app.orders.rules import read_order
from shopify_app.shops import actions as shops
from shopify_app.shops.actions import Grant
from shopify_app.shops.models import Shop
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms.rules import PEGGED

_APP: list[Flask] = []


def order_json(number: int = 1001, subtotal: str = "6000.00", **changes: Any) -> dict[str, Any]:
    """An order as orders/create carries it, with more fields than we keep."""
    money = {"amount": subtotal, "currency_code": changes.pop("currency", "SAR")}
    both = {"shop_money": money, "presentment_money": money}
    moment = changes.pop("at", "2026-11-20T10:00:00+03:00")
    return {
        "id": 5_000_000_000_000 + number,
        "admin_graphql_api_id": f"gid://shopify/Order/{5_000_000_000_000 + number}",
        "name": f"#{number}",
        "created_at": moment,
        "updated_at": moment,
        "cancelled_at": None,
        "currency": money["currency_code"],
        "presentment_currency": money["currency_code"],
        "current_subtotal_price_set": both,
        "current_total_price_set": both,
        "current_total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": money["currency_code"]}},
        "taxes_included": False,
        "shipping_lines": [],
        "financial_status": "paid",
        "fulfillment_status": None,
        "test": False,
        "tags": "",
        "source_name": "web",
        "email": f"buyer{number}@example.com",
        "phone": None,
        "browser_ip": "192.0.2.7",
        "customer": {
            "id": 7_000_000_000_000 + number,
            "email": f"buyer{number}@example.com",
            "first_name": "Salma",
            "last_name": "Example",
            "phone": None,
        },
        "company": None,
        "shipping_address": {
            "name": "Salma Example",
            "address1": "1 Palm Street",
            "city": "Riyadh",
            "zip": "11564",
            "country_code": "SA",
            "phone": None,
        },
        **changes,
    }


def an_app(runtime: Runtime) -> Flask:
    """The application on this runtime: one a process, since its routes and templates take longer than most requests."""
    if not _APP:
        _APP.append(create_app(runtime))
    (app,) = _APP
    app.extensions["tajir"] = runtime
    return app


def body_of(content: Any) -> bytes:
    """JSON, as Shopify sends it."""
    return msgspec.json.encode(content)


def signature_of(body: bytes, secret: str) -> str:
    """Shopify's signature."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def delivery_headers(body: bytes, secret: str, shop: str, topic: str = "orders/create", **more: str) -> dict[str, str]:
    """Every header a delivery has."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": signature_of(body, secret),
        "X-Shopify-Shop-Domain": shop,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": str(uuid.uuid4()),
        "X-Shopify-Event-Id": str(uuid.uuid4()),
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat().replace("+00:00", "123Z"),
        **more,
    }


def id_token(shop: str, api_key: str, secret: str, **changes: Any) -> str:
    """An id token as App Bridge gives one."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": api_key,
        "sub": "90071992547409931",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": str(uuid.uuid4()),
        "sid": uuid.uuid4().hex,
        "sig": "0" * 64,
        **changes,
    }
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, algorithm="HS256")


def a_grant(**changes: Any) -> Grant:
    """Tokens for an hour and ninety days."""
    usual = {
        "access_token": f"shpat_{uuid.uuid4().hex}",
        "expires_in": timedelta(hours=1),
        "refresh_token": f"shprt_{uuid.uuid4().hex}",
        "refresh_expires_in": timedelta(days=90),
        "scopes": "read_customers,write_orders",
    }
    return Grant(**{**usual, **changes})


def an_installed_shop(runtime: Runtime, domain: str) -> int:
    """A shop in which the app is installed, no rate but the pegs being known; returns its id."""
    with runtime.transaction() as tx:
        shop = shops.ensure_shop(tx, domain)
        shops.install(tx, shop.id, a_grant())
        shops.mark_history_read(tx, shop.id)
        terms.take_rates(tx, shop.id, PEGGED)
        return shop.id


def a_shop(runtime: Runtime, domain: str = "desert-rose.myshopify.com") -> int:
    """A shop we have heard of, not installed and without keys yet; returns its id."""
    with runtime.transaction() as tx:
        shop = Shop(domain=domain, key=uuid.uuid4().hex[:22], made_at=tx.now)
        tx.session.add(shop)
        tx.session.flush()
        return shop.id


def a_delivery(tx: Transaction, shop_id: int, payload: bytes = b"{}", **changes: Any) -> int:
    """A delivery that waits in the inbox; returns its id."""
    delivery_id, source = changes.pop("delivery_id", uuid.uuid4().hex), changes.pop("source", "shopify")
    inbox_key = tx.inbox_key(shop_id)
    usual = {"topic": "orders/create", "received_at": tx.now, "state": inbox.DUE, "tries": 0}
    row = Delivery(
        shop_id=shop_id,
        source=source,
        delivery_id=delivery_id,
        key_id=inbox_key.id,
        payload=inbox_key.key.seal(payload, inbox.context_of(source, delivery_id)),
        **{**usual, **changes},
    )
    tx.session.add(row)
    tx.session.flush()
    return row.id


def record_order(tx: Transaction, shop_id: int, number: int = 1001, subtotal: str = "6000.00", **changes: Any) -> int:
    """An order that Shopify told us of; returns our id of it."""
    payload = msgspec.convert(order_json(number, subtotal, **changes), OrderPayload, strict=False)
    recorded = orders.record_orders(tx, shop_id, [read_order(payload, tx.now)])
    return (recorded.new or recorded.changed)[0]


def fill_tables(engine: Engine) -> None:
    """Put a row into every table that has none, all its columns filled, as the database itself describes them."""
    for table in tables_of(engine):
        with engine.begin() as connection:
            if not connection.scalar(select(func.count()).select_from(table)):
                connection.execute(insert(table), [{column.name: _a_value(column) for column in table.columns}])


def tables_of(engine: Engine) -> list[Table]:
    """The tables in the database, in the order in which rows may be added."""
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _a_value(column: Column[Any]) -> Any:
    """Something the column takes. Every number is 1, so that every reference finds its row."""
    kind = column.type.python_type
    if kind is str:
        return "x" * min(getattr(column.type, "length", None) or 10, 10)
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    plain = {int: 1, bool: True, bytes: b"x", object: {"x": 1}, datetime: moment, date: moment.date()}
    return plain[kind]

"""Invented `orders/create` bodies of about 4.2 kB, in the shape of API version 2026-10."""

import base64
import hashlib
import hmac
import json
import random
from pathlib import Path
from typing import Any

SHOP = "northern-loom.myshopify.com"
TOPIC = "orders/create"
API_VERSION = "2026-10"
TRIGGERED_AT = "2026-11-20T09:30:00.000Z"

PEOPLE = (
    ("Maha", "Al-Qahtani", "طريق الملك فهد 12", "الرياض", "Saudi Arabia", "SA"),
    ("Youssef", "Bennani", "27 Rue des Tanneurs", "Fès", "Morocco", "MA"),
    ("Sara", "Al Marri", "Al Wasl Road 41, Villa 3", "Dubai", "United Arab Emirates", "AE"),
    ("Nasser", "Al-Kandari", "Block 4, Street 18", "Kuwait City", "Kuwait", "KW"),
)
_SAMPLE = (Path(__file__).parent / "order.json").read_text()


def signed_bodies(count: int, secret: str) -> list[tuple[str, bytes]]:
    """Return `count` different bodies, each after the signature Shopify would send; the same ones every time."""
    chance = random.Random(20261001)  # repeatable content, not a secret
    bodies = [_compact(_order(number, chance)) for number in range(count)]
    return [(sign(body, secret), body) for body in bodies]


def sign(body: bytes, secret: str) -> str:
    """Return the base64 HMAC-SHA256 that Shopify puts into `X-Shopify-Hmac-Sha256`."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def _order(number: int, chance: random.Random) -> dict[str, Any]:
    order: dict[str, Any] = json.loads(_SAMPLE)
    order["id"] += number
    order["admin_graphql_api_id"] = f"gid://shopify/Order/{order['id']}"
    order["name"] = f"#{10_000 + number}"
    order["order_number"] = 10_000 + number
    order["token"] = f"{chance.getrandbits(128):032x}"
    order["customer"]["id"] += number % 900
    order["company"]["id"] += number % 90
    for line in order["line_items"]:
        line["id"] += number * 10
        line["price"] = f"{chance.randrange(90, 480)}.00"
    _put_buyer(order, chance.choice(PEOPLE))
    return order


def _put_buyer(order: dict[str, Any], person: tuple[str, ...]) -> None:
    first, last, street, city, country, code = person
    who = {"first_name": first, "last_name": last, "name": f"{first} {last}"}
    where = {"address1": street, "city": city, "country": country, "country_code": code}
    for address in (order["billing_address"], order["shipping_address"], order["customer"]["default_address"]):
        address.update(who | where)
    order["customer"].update(first_name=first, last_name=last)


def _compact(order: dict[str, Any]) -> bytes:
    return json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()

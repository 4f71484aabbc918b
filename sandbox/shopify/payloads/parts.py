"""Pieces that several webhook bodies share."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.countries import country_name
from sandbox.shopify.gids import gid
from sandbox.shopify.money import Bag
from sandbox.shopify.records import Record


def money_set(priced: Record, amount: Bag) -> Record:
    """An amount in shop and presentment currency."""
    return {
        "shop_money": {"amount": amount["shop"], "currency_code": priced["currency"]},
        "presentment_money": {"amount": amount["presentment"], "currency_code": priced["presentment_currency"]},
    }


def both(name: str, priced: Record, amount: Bag) -> Record:
    """The pair every amount has: `x` as text in shop currency, and `x_set`."""
    return {name: amount["shop"], f"{name}_set": money_set(priced, amount)}


def address_payload(address: Record | None) -> Record | None:
    """A postal address of an order, or null."""
    if address is None:
        return None
    return {
        "first_name": address.get("first_name"),
        "address1": address.get("address1"),
        "phone": address.get("phone"),
        "city": address.get("city"),
        "zip": address.get("zip"),
        "province": address.get("province"),
        "country": country_name(address.get("country_code")),
        "last_name": address.get("last_name"),
        "address2": address.get("address2"),
        "company": address.get("company"),
        "latitude": None,
        "longitude": None,
        "name": full_name(address),
        "country_code": address.get("country_code"),
        "province_code": address.get("province_code"),
    }


def full_name(person: Record) -> str | None:
    """First and last name in one."""
    return " ".join(part for part in (person.get("first_name"), person.get("last_name")) if part) or None


def tax_lines(priced: Record, amount: Bag) -> list[Record]:
    """The tax as a list of lines: one, or none."""
    if not priced.get("tax_rate") or not float(amount["shop"]):
        return []
    return [
        {
            "channel_liable": False,
            "price": amount["shop"],
            "price_set": money_set(priced, amount),
            "rate": float(priced["tax_rate"]),
            "title": priced.get("tax_title", "VAT"),
        }
    ]


def identity(kind: str, number: Any) -> Record:
    """The pair of ids every resource has."""
    return {"id": number, "admin_graphql_api_id": gid(kind, number)}


def attributes(pairs: list[Record]) -> list[Record]:
    """Custom attributes in REST's words."""
    return [{"name": pair["key"], "value": pair["value"]} for pair in pairs]

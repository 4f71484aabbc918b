"""Bodies of `customers/*` and `customer.*`. Since 2025-01 a customer carries neither tags nor order counts."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.countries import country_name
from sandbox.shopify.gids import gid
from sandbox.shopify.payloads.parts import address_payload, identity
from sandbox.shopify.records import Record


def customer_payload(shop: Record, customer: Record) -> Record:
    """The customer of `customers/create` and `customers/update`."""
    addresses = [_address(customer, address) for address in customer["addresses"]]
    return {**customer_summary(shop, customer), "addresses": addresses}


def customer_summary(shop: Record, customer: Record) -> Record:
    """The customer as an order shows it."""
    default = customer["addresses"][0] if customer["addresses"] else None
    summary = {
        **identity("Customer", customer["id"]),
        "created_at": moments.in_shop_time(customer["created_at"], shop),
        "updated_at": moments.in_shop_time(customer["updated_at"], shop),
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "state": customer["state"].lower(),
        "note": customer["note"],
        "verified_email": customer["verified_email"],
        "multipass_identifier": None,
        "tax_exempt": customer["tax_exempt"],
        "email": customer["email"],
        "phone": customer["phone"],
        "currency": shop["currency"],
        "tax_exemptions": [],
    }
    return summary if default is None else {**summary, "default_address": _address(customer, default)}


def tags_payload(customer: Record, tags: list[str], at: str) -> Record:
    """The body of `customer.tags_added` and `customer.tags_removed`, the only ones in camel case."""
    return {"customerId": gid("Customer", customer["id"]), "tags": tags, "occurredAt": at.replace("Z", ".000Z")}


def _address(customer: Record, address: Record) -> Record:
    return {
        "id": address["id"],
        "customer_id": customer["id"],
        **(address_payload(address) or {}),
        "country_name": country_name(address.get("country_code")),
        "default": address is customer["addresses"][0],
    }

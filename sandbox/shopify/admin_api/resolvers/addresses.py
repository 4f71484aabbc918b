"""Postal addresses of orders, customers and companies."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.context import Info
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.countries import country_name
from sandbox.shopify.payloads.parts import full_name
from sandbox.shopify.records import Record

_TEXTS = (
    "first_name",
    "last_name",
    "company",
    "address1",
    "address2",
    "city",
    "province",
    "province_code",
    "zip",
    "phone",
)


def mailing_address(address: Record | None, number: int) -> Thing | None:
    """A `MailingAddress`; one that stands in an order takes the order's number."""
    if not address:
        return None
    seen = {name: address.get(name) for name in _TEXTS}
    code = address.get("country_code")
    seen |= {
        "id": address.get("id") or number,
        "name": full_name(address),
        "country": country_name(code),
        "country_code_v2": code,
        "formatted_area": ", ".join(part for part in (address.get("city"), country_name(code)) if part) or None,
    }
    return Thing("MailingAddress", seen)


@resolve("MailingAddress", "formatted")
def formatted(source: Thing, _: Info, **args: Any) -> list[str]:
    """The address as lines."""
    record = source.record
    lines = [
        record["name"] if args.get("withName") else None,
        record["company"] if args.get("withCompany", True) else None,
    ]
    town = " ".join(part for part in (record["city"], record["zip"]) if part)
    return [line for line in (*lines, record["address1"], record["address2"], town, record["country"]) if line]


def company_address(address: Record | None) -> Thing | None:
    """A `CompanyAddress`."""
    if not address:
        return None
    names = (*_TEXTS, "recipient", "country_code", "created_at", "updated_at")
    seen = {name: address.get(name) for name in names}
    country = country_name(address.get("country_code"))
    seen |= {
        "id": address["id"],
        "company_name": address["company"],
        "zone_code": address.get("province_code"),
        "country": country,
        "formatted_address": [line for line in (address["company"], address.get("address1"), country) if line],
    }
    return Thing("CompanyAddress", seen)

"""Customers."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.money import rounded
from sandbox.shopify.payloads.customers import customer_payload
from sandbox.shopify.payloads.others import privacy_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import totals

PERSONAL = ("first_name", "last_name", "email", "phone", "note")
_CHANGEABLE = (*PERSONAL, "locale", "tax_exempt", "accepts_marketing")


def create_customer(act: Act, values: dict[str, Any]) -> Record:
    """A new customer.

    Raises:
        Refusal: Nothing to know them by, or the e-mail address or phone is taken.
    """
    if not any(values.get(name) for name in ("first_name", "last_name", "email", "phone")):
        raise Refusal("A name, phone number, or email address must be present", field=None)
    _check_unique(act.shop, values, None)
    number = act.next_id("Customer")
    customer = {
        **dict.fromkeys(PERSONAL),
        "id": number,
        "locale": act.shop["locale"],
        "state": "DISABLED",
        "verified_email": True,
        "tax_exempt": False,
        "accepts_marketing": False,
        "created_at": values.get("created_at") or act.at,
        "updated_at": act.at,
        "redacted_at": None,
        "timeline": [],
        **{name: values[name] for name in _CHANGEABLE if name in values},
        "tags": sorted(set(values.get("tags") or [])),
        "addresses": [_address(act, values, one) for one in values.get("addresses") or []],
    }
    act.shop["customers"][str(number)] = customer
    act.tell("customers/create", customer_payload(act.shop, customer))
    return customer


def update_customer(act: Act, customer: Record, values: dict[str, Any]) -> None:
    """Change a customer; `tags` replaces all tags, `addresses` all addresses."""
    _check_unique(act.shop, values, customer["id"])
    customer.update({name: values[name] for name in _CHANGEABLE if name in values})
    if "tags" in values:
        customer["tags"] = sorted(set(values["tags"]))
    if "addresses" in values:
        customer["addresses"] = [_address(act, customer, one) for one in values["addresses"]]
    act.touch("customers/update", customer, f"customer changed by {act.by}")


def delete_customer(act: Act, customer: Record) -> None:
    """Remove a customer without orders."""
    if orders_of(act.shop, customer["id"]):
        raise Refusal("Customer can't be deleted because they have associated orders", field=["id"])
    del act.shop["customers"][str(customer["id"])]
    act.tell("customers/delete", {"id": customer["id"], "tax_exemptions": []})


def request_erasure(act: Act, customer: Record) -> None:
    """Shopify erases a customer's data some days later, and then tells the apps to do the same."""
    customer["erasure_requested_at"] = act.at
    act.note(customer, f"erasure asked for by {act.by}")
    domain, number = act.shop["domain"], customer["id"]
    act.world.timers.later(act.world.config.pace.erasure, partial(_erase_when_due, act, domain, number))


def cancel_erasure(act: Act, customer: Record) -> None:
    """Call an erasure off before it happens."""
    if not customer.pop("erasure_requested_at", None):
        raise Refusal("Customer's data is not scheduled for erasure", field=["customerId"], code="NOT_BEING_ERASED")


def erase_customer(act: Act, customer: Record) -> None:
    """Redact the person everywhere in this shop, and tell the apps, which still learn whom it is about."""
    orders = orders_of(act.shop, customer["id"])
    numbers = [order["id"] for order in orders]
    act.tell("customers/redact", privacy_payload(act.shop, "customers/redact", customer, numbers, 0))
    customer.update(dict.fromkeys(PERSONAL), addresses=[], redacted_at=act.at, updated_at=act.at)
    for order in orders:
        order.update(email=None, phone=None, note=None, updated_at=act.at)
        for name in ("shipping_address", "billing_address"):
            order[name] = _without_person(order[name])


def orders_of(shop: Record, customer_id: int) -> list[Record]:
    """All orders of a customer, oldest first."""
    return [order for order in shop["orders"].values() if order["customer_id"] == customer_id]


def amount_spent(shop: Record, orders: list[Record]) -> str:
    """What these orders brought in, in the shop's currency."""
    counted = (order for order in orders if not order["cancelled_at"] and not order["test"])
    spent = sum((Decimal(totals.total(order, current=True)["shop"]) for order in counted), Decimal(0))
    return rounded(spent, shop["currency"])


def _erase_when_due(asked: Act, domain: str, number: int) -> None:
    with asked.world.act(domain, "Shopify") as act:
        customer = act.shop["customers"].get(str(number))
        if customer is not None and customer.pop("erasure_requested_at", None):
            erase_customer(act, customer)


def _check_unique(shop: Record, values: dict[str, Any], own_id: int | None) -> None:
    for name, word in (("email", "Email"), ("phone", "Phone")):
        value = values.get(name)
        others = (one for one in shop["customers"].values() if one["id"] != own_id)
        if value and any(one[name] == value for one in others):
            raise Refusal(f"{word} has already been taken", field=[name], code="TAKEN")


def _address(act: Act, person: Record, address: Record) -> Record:
    names = {name: person.get(name) for name in ("first_name", "last_name")}
    return {**names, "id": act.next_id("MailingAddress"), **address}


def _without_person(address: Record | None) -> Record | None:
    kept = ("id", "country_code", "province", "province_code")
    return address and {name: value for name, value in address.items() if name in kept}

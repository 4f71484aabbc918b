"""B2B: companies with locations and contacts."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.others import company_payload
from sandbox.shopify.records import Record, Refusal, find


def create_company(act: Act, values: dict[str, Any]) -> Record:
    """A new company with one location; `customer_id` becomes its main contact.

    Raises:
        Refusal: The shop has no B2B, the name is missing, or the external id is taken.
    """
    if not act.shop["b2b"]:
        raise Refusal("The shop does not have access to B2B.", code="NO_B2B")
    if not values.get("name"):
        raise Refusal("Name can't be blank", field=["input", "company", "name"], code="BLANK")
    _check_external_id(act.shop, values.get("external_id"), None)
    number = act.next_id("Company")
    company = {
        "id": number,
        "name": values["name"],
        "note": values.get("note"),
        "external_id": values.get("external_id"),
        "main_contact_id": None,
        "created_at": values.get("created_at") or act.at,
        "updated_at": act.at,
    }
    act.shop["companies"][str(number)] = company
    add_location(act, company, values.get("location") or {})
    if values.get("customer_id"):
        add_contact(act, company, values["customer_id"], values.get("contact_title"))
    act.tell("companies/create", company_payload(act.shop, company))
    return company


def update_company(act: Act, company: Record, values: dict[str, Any]) -> None:
    """Change name, note or external id."""
    _check_external_id(act.shop, values.get("external_id"), company["id"])
    company.update(
        {name: values[name] for name in ("name", "note", "external_id") if name in values}, updated_at=act.at
    )
    act.tell("companies/update", company_payload(act.shop, company))


def add_location(act: Act, company: Record, values: dict[str, Any]) -> Record:
    """A place the company buys for."""
    number = act.next_id("CompanyLocation")
    address = values.get("shipping_address") or values.get("address")
    location = {
        "id": number,
        "company_id": company["id"],
        "name": values.get("name") or company["name"],
        "note": values.get("note"),
        "external_id": values.get("external_id"),
        "phone": values.get("phone"),
        "locale": values.get("locale") or act.shop["locale"],
        "currency": act.shop["currency"],
        "tax_registration_id": values.get("tax_registration_id"),
        "checkout_to_draft": bool(values.get("checkout_to_draft")),
        "shipping_address": _address(act, company, address),
        "billing_address": _address(act, company, values.get("billing_address") or address),
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.shop["company_locations"][str(number)] = location
    return location


def add_contact(act: Act, company: Record, customer_id: int, title: str | None = None) -> Record:
    """Let a customer buy for the company; the first is its main contact."""
    find(act.shop["customers"], customer_id, "Customer")
    for contact in contacts_of(act.shop, company["id"]):
        if contact["customer_id"] == customer_id:
            raise Refusal("Customer is already a contact of the company.", field=["customerId"], code="INVALID_INPUT")
    number = act.next_id("CompanyContact")
    contact = {
        "id": number,
        "company_id": company["id"],
        "customer_id": customer_id,
        "title": title,
        "locale": act.shop["locale"],
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.shop["company_contacts"][str(number)] = contact
    company["main_contact_id"] = company["main_contact_id"] or number
    return contact


def contacts_of(shop: Record, company_id: int) -> list[Record]:
    """A company's contacts."""
    return [one for one in shop["company_contacts"].values() if one["company_id"] == company_id]


def locations_of(shop: Record, company_id: int) -> list[Record]:
    """A company's locations."""
    return [one for one in shop["company_locations"].values() if one["company_id"] == company_id]


def orders_of(shop: Record, company_id: int, location_id: int | None = None) -> list[Record]:
    """A company's orders, of one location or all."""
    return [
        order
        for order in shop["orders"].values()
        if order["company"]
        and order["company"]["company_id"] == company_id
        and location_id in (None, order["company"]["location_id"])
    ]


def _address(act: Act, company: Record, address: Record | None) -> Record | None:
    if address is None:
        return None
    blank = {"company": company["name"], "recipient": None, "created_at": act.at, "updated_at": act.at}
    return {**blank, "id": act.next_id("CompanyAddress"), **address}


def _check_external_id(shop: Record, external_id: str | None, own_id: int | None) -> None:
    taken = {one["external_id"] for one in shop["companies"].values() if one["id"] != own_id}
    if external_id and external_id in taken:
        raise Refusal("External ID has already been taken", field=["input", "externalId"], code="TAKEN")

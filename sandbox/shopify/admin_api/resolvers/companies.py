"""Companies with their locations and contacts."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.addresses import company_address
from sandbox.shopify.admin_api.resolvers.lists import counted, listed, order_list
from sandbox.shopify.admin_api.resolvers.money_values import money
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve, snake_keys
from sandbox.shopify.records import Record
from sandbox.shopify.state import companies, customers

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "name": lambda one: one["name"],
        "external_id": lambda one: one["external_id"],
        "created_at": lambda one: moments.from_text(one["created_at"]),
        "updated_at": lambda one: moments.from_text(one["updated_at"]),
    },
    ("name",),
)


@resolve("QueryRoot", "companies")
def company_list(_: Any, info: Info, **args: Any) -> Record:
    """Companies by search."""
    return listed(info, "Company", shop_of(info)["companies"].values(), args, search=SEARCH)


@resolve("QueryRoot", "companyLocations")
def location_list(_: Any, info: Info, **args: Any) -> Record:
    """Company locations by search."""
    return listed(info, "CompanyLocation", shop_of(info)["company_locations"].values(), args, search=SEARCH)


@resolve("QueryRoot", "companiesCount")
def company_count(_: Any, info: Info, **args: Any) -> Record:
    """How many."""
    return counted(len(shop_of(info)["companies"]), args.get("limit"))


@resolve("Company", "customerSince")
def customer_since(source: Thing, _: Info) -> str:
    """Since when they buy."""
    return str(source.record["created_at"])


@resolve("Company", "contacts")
def contacts(source: Thing, info: Info, **args: Any) -> Record:
    """Who buys for the company."""
    found = companies.contacts_of(shop_of(info), source.record["id"])
    return connection(info, [Thing("CompanyContact", one) for one in found], args)


@resolve("Company", "locations")
def locations(source: Thing, info: Info, **args: Any) -> Record:
    """Where the company buys for."""
    found = companies.locations_of(shop_of(info), source.record["id"])
    return connection(info, [Thing("CompanyLocation", one) for one in found], args)


@resolve("Company", "contactsCount")
def contacts_count(source: Thing, info: Info) -> Record:
    """How many contacts."""
    return counted(len(companies.contacts_of(shop_of(info), source.record["id"])))


@resolve("Company", "locationsCount")
def locations_count(source: Thing, info: Info) -> Record:
    """How many locations."""
    return counted(len(companies.locations_of(shop_of(info), source.record["id"])))


@resolve("Company", "mainContact")
def main_contact(source: Thing, info: Info) -> Thing | None:
    """The first contact."""
    record = shop_of(info)["company_contacts"].get(str(source.record["main_contact_id"]))
    return record and Thing("CompanyContact", record)


def _orders(source: Thing, info: Info) -> list[Record]:
    record = source.record
    if source.type == "Company":
        return companies.orders_of(shop_of(info), record["id"])
    return companies.orders_of(shop_of(info), record["company_id"], record["id"])


def _orders_count(source: Thing, info: Info) -> Record:
    return counted(len(_orders(source, info)))


def _total_spent(source: Thing, info: Info) -> Record:
    shop = shop_of(info)
    return money(customers.amount_spent(shop, _orders(source, info)), shop["currency"])


def _order_page(source: Thing, info: Info, **args: Any) -> Record:
    return order_list(info, _orders(source, info), args)


for _kind in ("Company", "CompanyLocation"):
    resolve(_kind, "ordersCount")(_orders_count)
    resolve(_kind, "totalSpent")(_total_spent)
    resolve(_kind, "orders")(_order_page)


@resolve("CompanyLocation", "company")
@resolve("CompanyContact", "company")
def company_of(source: Thing, info: Info) -> Thing:
    """The company it belongs to."""
    return Thing("Company", shop_of(info)["companies"][str(source.record["company_id"])])


@resolve("CompanyContact", "customer")
def contact_customer(source: Thing, info: Info) -> Thing:
    """The person."""
    return Thing("Customer", shop_of(info)["customers"][str(source.record["customer_id"])])


@resolve("CompanyContact", "isMainContact")
def is_main(source: Thing, info: Info) -> bool:
    """Whether it is the company's main contact."""
    company = shop_of(info)["companies"][str(source.record["company_id"])]
    return bool(company["main_contact_id"] == source.record["id"])


@resolve("CompanyLocation", "shippingAddress")
def shipping_address(source: Thing, _: Info) -> Thing | None:
    """Where goods go."""
    return company_address(source.record["shipping_address"])


@resolve("CompanyLocation", "billingAddress")
def billing_address(source: Thing, _: Info) -> Thing | None:
    """Where bills go."""
    return company_address(source.record["billing_address"])


@resolve("CompanyLocation", "taxSettings")
def tax_settings(source: Thing, _: Info) -> Record:
    """The tax number."""
    return {"tax_registration_id": source.record["tax_registration_id"], "tax_exempt": False}


@resolve("CompanyLocation", "buyerExperienceConfiguration")
def buyer_experience(source: Thing, _: Info) -> Record:
    """How its checkout ends."""
    return {"checkout_to_draft": source.record["checkout_to_draft"], "editable_shipping_address": True}


@mutation("companyCreate")
def company_create(call: Call, args: Record) -> Record:
    """A new company."""
    given = snake_keys(args["input"])
    location = given.get("company_location") or {}
    values = {**given["company"], "location": location}
    return {"company": Thing("Company", companies.create_company(call.act, values))}


@mutation("companyUpdate")
def company_update(call: Call, args: Record) -> Record:
    """Change a company."""
    record = need(call, args["companyId"], "Company", "companyId")
    companies.update_company(call.act, record, snake_keys(args["input"]))
    return {"company": Thing("Company", record)}


@mutation("companyAssignCustomerAsContact")
def assign_contact(call: Call, args: Record) -> Record:
    """Let a customer buy for a company."""
    company = need(call, args["companyId"], "Company", "companyId")
    customer = need(call, args["customerId"], "Customer", "customerId")
    return {"company_contact": Thing("CompanyContact", companies.add_contact(call.act, company, customer["id"]))}

"""Customers."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.addresses import mailing_address
from sandbox.shopify.admin_api.resolvers.lists import count, listed, order_list
from sandbox.shopify.admin_api.resolvers.money_values import money
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve, snake_keys
from sandbox.shopify.gids import number_of
from sandbox.shopify.payloads.parts import full_name
from sandbox.shopify.records import Record
from sandbox.shopify.state import customers
from sandbox.shopify.state.metafields import check_metafield, set_metafield

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "email": lambda one: one["email"],
        "phone": lambda one: one["phone"],
        "first_name": lambda one: one["first_name"],
        "last_name": lambda one: one["last_name"],
        "tag": lambda one: one["tags"],
        "state": lambda one: one["state"],
        "country": lambda one: [address.get("country_code") for address in one["addresses"]],
        "customer_date": lambda one: moments.from_text(one["created_at"]),
        "created_at": lambda one: moments.from_text(one["created_at"]),
        "updated_at": lambda one: moments.from_text(one["updated_at"]),
    },
    ("email", "first_name", "last_name"),
)
_SORTS = {
    "CREATED_AT": lambda one: one["created_at"],
    "UPDATED_AT": lambda one: one["updated_at"],
    "NAME": lambda one: f"{one['last_name']}, {one['first_name']}",
}


@resolve("QueryRoot", "customers")
def customer_list(_: Any, info: Info, **args: Any) -> Record:
    """Customers by search."""
    return listed(info, "Customer", shop_of(info)["customers"].values(), args, search=SEARCH, sorts=_SORTS)


@resolve("QueryRoot", "customersCount")
def customer_count(_: Any, info: Info, **args: Any) -> Record:
    """How many."""
    return count(info, shop_of(info)["customers"].values(), args, SEARCH)


@resolve("QueryRoot", "customerByIdentifier")
def customer_by_identifier(_: Any, info: Info, identifier: Record) -> Thing | None:
    """By id, e-mail address or phone number."""
    table = shop_of(info)["customers"]
    if "id" in identifier:
        record = table.get(number_of(identifier["id"], "Customer"))
        return record and Thing("Customer", record)
    name, wanted = next(pair for pair in (("email", "emailAddress"), ("phone", "phoneNumber")) if pair[1] in identifier)
    return next((Thing("Customer", one) for one in table.values() if one[name] == identifier[wanted]), None)


@resolve("Customer", "displayName")
def display_name(source: Thing, _: Info) -> str:
    """The name, else the e-mail address, else the phone number."""
    record = source.record
    return full_name(record) or record["email"] or record["phone"] or ""


@resolve("Customer", "defaultEmailAddress")
def default_email(source: Thing, _: Info) -> Record | None:
    """The e-mail address and what may be sent to it."""
    record = source.record
    if not record["email"]:
        return None
    return {
        "email_address": record["email"],
        "valid_format": True,
        "marketing_state": "SUBSCRIBED" if record["accepts_marketing"] else "NOT_SUBSCRIBED",
        "marketing_opt_in_level": "SINGLE_OPT_IN" if record["accepts_marketing"] else None,
        "marketing_updated_at": record["created_at"] if record["accepts_marketing"] else None,
    }


@resolve("Customer", "defaultPhoneNumber")
def default_phone(source: Thing, _: Info) -> Record | None:
    """The phone number."""
    return {"phone_number": source.record["phone"]} if source.record["phone"] else None


@resolve("Customer", "defaultAddress")
def default_address(source: Thing, _: Info) -> Thing | None:
    """The first address."""
    addresses = source.record["addresses"]
    return mailing_address(addresses[0], source.record["id"]) if addresses else None


@resolve("Customer", "addressesV2")
def all_addresses(source: Thing, info: Info, **args: Any) -> Record:
    """All addresses."""
    found = (mailing_address(one, source.record["id"]) for one in source.record["addresses"])
    return connection(info, [one for one in found if one], args)


@resolve("Customer", "numberOfOrders")
def number_of_orders(source: Thing, info: Info) -> str:
    """All of them: whether Shopify leaves out cancelled ones is not documented."""
    return str(len(customers.orders_of(shop_of(info), source.record["id"])))


@resolve("Customer", "amountSpent")
def amount_spent(source: Thing, info: Info) -> Record:
    """What they spent."""
    shop = shop_of(info)
    return money(customers.amount_spent(shop, customers.orders_of(shop, source.record["id"])), shop["currency"])


@resolve("Customer", "canDelete")
def can_delete(source: Thing, info: Info) -> bool:
    """Only without orders."""
    return not customers.orders_of(shop_of(info), source.record["id"])


@resolve("Customer", "dataSaleOptOut")
def data_sale_opt_out(source: Thing, _: Info) -> bool:
    """Whether they forbade the sale of their data."""
    return bool(source.record.get("data_sale_opt_out"))


@resolve("Customer", "orders")
def customer_orders(source: Thing, info: Info, **args: Any) -> Record:
    """Their orders."""
    return order_list(info, customers.orders_of(shop_of(info), source.record["id"]), args)


@resolve("Customer", "lastOrder")
def last_order(source: Thing, info: Info) -> Thing | None:
    """The newest order."""
    found = customers.orders_of(shop_of(info), source.record["id"])
    return Thing("Order", found[-1]) if found else None


@resolve("Customer", "companyContactProfiles")
def contact_profiles(source: Thing, info: Info) -> list[Thing]:
    """The companies they buy for."""
    contacts = shop_of(info)["company_contacts"].values()
    return [Thing("CompanyContact", one) for one in contacts if one["customer_id"] == source.record["id"]]


@mutation("customerCreate")
def customer_create(call: Call, args: Record) -> Record:
    """A new customer."""
    made = Thing("Customer", customers.create_customer(call.act, snake_keys(args["input"])))
    _set_metafields(call, made, args["input"])
    return {"customer": made}


@mutation("customerUpdate")
def customer_update(call: Call, args: Record) -> Record:
    """Change a customer."""
    record = need(call, args["input"].get("id", ""), "Customer")
    customers.update_customer(call.act, record, snake_keys(args["input"]))
    changed = Thing("Customer", record)
    _set_metafields(call, changed, args["input"])
    return {"customer": changed}


@mutation("customerDelete")
def customer_delete(call: Call, args: Record) -> Record:
    """Remove a customer without orders."""
    customers.delete_customer(call.act, need(call, args["input"]["id"], "Customer"))
    return {"deleted_customer_id": args["input"]["id"]}


@mutation("customerRequestDataErasure")
def request_erasure(call: Call, args: Record) -> Record:
    """Ask Shopify to erase a customer."""
    customers.request_erasure(call.act, need(call, args["customerId"], "Customer", "customerId"))
    return {"customer_id": args["customerId"]}


@mutation("customerCancelDataErasure")
def cancel_erasure(call: Call, args: Record) -> Record:
    """Call it off."""
    customers.cancel_erasure(call.act, need(call, args["customerId"], "Customer", "customerId"))
    return {"customer_id": args["customerId"]}


def _set_metafields(call: Call, owner: Thing, given: Record) -> None:
    for one in given.get("metafields") or []:
        check_metafield(call.shop, owner.gid, one)
        set_metafield(call.act, owner.gid, one)

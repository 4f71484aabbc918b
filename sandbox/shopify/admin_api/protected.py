"""Protected customer data: what an app sees that Shopify has not approved for it (`protected_data` of the shop).

Level 2 is full approval. Level 1 has customers and orders, but no name, address, phone or e-mail address. Level 0 has
neither. Refused fields are null, with an error beside the data.
"""

from __future__ import annotations

from graphql import GraphQLError, get_named_type

from sandbox.shopify.admin_api.access import access_table
from sandbox.shopify.admin_api.context import Info, shop_of

FULL = 2
_ABOUT_CUSTOMERS = {"Customer", "Order", "DraftOrder", "FulfillmentOrder", "Fulfillment"}
_GUIDE = "https://shopify.dev/docs/apps/launch/protected-customer-data"


def check_protected(info: Info) -> None:
    """Refuse a field of personal data.

    Raises:
        GraphQLError: ACCESS_DENIED.
    """
    level = shop_of(info).get("protected_data", FULL)
    if level >= FULL:
        return
    field = f"{info.parent_type.name}.{info.field_name}"
    if field in access_table()["protected"]:
        raise _refused(f"use the {info.field_name} field")
    kind = get_named_type(info.return_type).name.removesuffix("Connection")
    if level == 0 and kind in _ABOUT_CUSTOMERS:
        raise _refused(f"access the {kind} object")


def _refused(what: str) -> GraphQLError:
    message = f"This app is not approved to {what}. See {_GUIDE} for more details."
    return GraphQLError(message, extensions={"code": "ACCESS_DENIED", "documentation": _GUIDE})

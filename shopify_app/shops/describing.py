"""Asking a shop who it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shopify_app.shops import actions
from shopify_app.shops.actions import Description
from shopify_app.shops.client import AdminClient
from shopify_app.shops.contacts import Contact
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

SHOP = load_document(__file__, "shop")
_LONGEST_DOMAIN = 255


def describe_shop(runtime: Runtime, shop_id: int) -> None:
    """Ask, and keep the answer."""
    answer = runtime.client(AdminClient).run(shop_id, SHOP)
    shop, installation = answer["shop"], answer["currentAppInstallation"]
    description = Description(
        name=shop["name"],
        currency=shop["currencyCode"],
        timezone=shop["ianaTimezone"],
        country=shop["billingAddress"]["countryCodeV2"],
        plan=shop["plan"]["publicDisplayName"],
        contact=_contact(shop),
        web_domain=shop["primaryDomain"]["host"][:_LONGEST_DOMAIN],
        scopes=",".join(sorted(scope["handle"] for scope in installation["accessScopes"])),
    )
    with runtime.transaction() as tx:
        actions.describe(tx, shop_id, description)


def _contact(shop: Mapping[str, Any]) -> Contact:
    address = shop["billingAddress"]
    return Contact(
        email=shop["contactEmail"],
        other_email=shop["email"] or "",
        phone=address["phone"] or "",
        company=address["company"] or "",
        street=address["address1"] or "",
        more=address["address2"] or "",
        zip=address["zip"] or "",
        city=address["city"] or "",
    )

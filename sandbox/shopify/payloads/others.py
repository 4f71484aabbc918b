"""Bodies of the rarer topics: shop, app, companies, order edits, bulk operations, privacy."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.countries import country_name
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record


def shop_payload(shop: Record) -> Record:
    """`shop/update`, `app/uninstalled`."""
    address = shop["address"]
    return {
        "id": shop["id"],
        "name": shop["name"],
        "email": shop["email"],
        "customer_email": shop["contact_email"],
        "domain": shop["domain"],
        "myshopify_domain": shop["domain"],
        "address1": address["address1"],
        "address2": address.get("address2"),
        "city": address["city"],
        "zip": address["zip"],
        "province": address.get("province"),
        "province_code": address.get("province_code"),
        "country": address["country_code"],
        "country_code": address["country_code"],
        "country_name": country_name(address["country_code"]),
        "phone": address.get("phone"),
        "primary_locale": shop["locale"],
        "currency": shop["currency"],
        "enabled_presentment_currencies": shop["presentment_currencies"],
        "iana_timezone": shop["iana_timezone"],
        "shop_owner": shop["owner_name"],
        "plan_display_name": shop["plan"]["public_display_name"],
        "plan_name": shop["plan"]["name"],
        "taxes_included": shop["taxes_included"],
        "weight_unit": "kg",
        "primary_location_id": shop["primary_location_id"],
        "created_at": moments.in_shop_time(shop["created_at"], shop),
        "updated_at": moments.in_shop_time(shop["updated_at"], shop),
    }


def scopes_payload(shop: Record, previous: list[str], at: str) -> Record:
    """`app/scopes_update`."""
    return {
        "id": shop["installation_id"],
        "shop_id": gid("Shop", shop["id"]),
        "previous": previous,
        "current": shop["scopes"],
        "updated_at": at.replace("Z", ".000Z"),
    }


def company_payload(shop: Record, company: Record) -> Record:
    """`companies/*`."""
    main = company["main_contact_id"]
    return {
        "name": company["name"],
        "note": company["note"],
        "external_id": company["external_id"],
        "main_contact_admin_graphql_api_id": gid("CompanyContact", main) if main else None,
        "created_at": moments.in_shop_time(company["created_at"], shop),
        "updated_at": moments.in_shop_time(company["updated_at"], shop),
        "customer_since": moments.in_shop_time(company["created_at"], shop),
        "admin_graphql_api_id": gid("Company", company["id"]),
    }


def edit_payload(shop: Record, order: Record, edit: Record) -> Record:
    """`orders/edited`."""
    at = moments.in_shop_time(edit["committed_at"], shop)
    return {
        "order_edit": {
            "id": edit["id"],
            "app_id": edit["app_id"],
            "created_at": at,
            "committed_at": at,
            "notify_customer": edit["notify_customer"],
            "order_id": order["id"],
            "staff_note": edit["staff_note"],
            "user_id": None,
            "line_items": {"additions": edit["additions"], "removals": edit["removals"]},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }


def bulk_payload(shop: Record, operation: Record) -> Record:
    """`bulk_operations/finish`."""
    error = operation["error_code"]
    return {
        "admin_graphql_api_id": gid("BulkOperation", operation["id"]),
        "completed_at": moments.in_shop_time(operation["completed_at"], shop),
        "created_at": moments.in_shop_time(operation["created_at"], shop),
        "error_code": error.lower() if error else None,
        "status": operation["status"].lower(),
        "type": "query",
    }


def privacy_payload(shop: Record, topic: str, customer: Record | None, order_ids: list[int], request_id: int) -> Record:
    """The three compliance topics."""
    about: Record = {"shop_id": shop["id"], "shop_domain": shop["domain"]}
    if topic == "shop/redact" or customer is None:
        return about
    about["customer"] = {name: customer[name] for name in ("id", "email", "phone")}
    if topic == "customers/redact":
        return {**about, "orders_to_redact": order_ids}
    return {**about, "orders_requested": order_ids, "data_request": {"id": request_id}}

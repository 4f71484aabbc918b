"""Every route of the app: whose rows it names, in its address or in its form. A new one has to be put in here."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from shopify_app.core.inbox import Delivery
from shopify_app.core.outbox import Call
from shopify_app.disclosures.models import NamedRecipient, OfficialDemand
from shopify_app.noon.importing.models import NoonImport
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.shipping.models import NoonShipment
from shopify_app.orders.models import Order
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.white_label.brands.models import BrandProfile, BrandProof
from shopify_app.white_label.customs.models import CustomsGoods
from shopify_app.white_label.parcels.models import Parcel
from shopify_app.white_label.printing.models import PrintRun
from shopify_app.white_label.stock.models import BrandingItem
from shopify_app.wholesale.accounts.models import TradeAccount, TraderImport
from shopify_app.wholesale.terms.models import MinimumOverride

# What stands in a route's address, and whose rows it numbers.
TABLES: dict[str, type[Any]] = {
    "account_id": TradeAccount,
    "brand_id": BrandProfile,
    "call_id": Call,
    "demand_id": OfficialDemand,
    "goods_id": CustomsGoods,
    "import_id": TraderImport,
    "item_id": BrandingItem,
    "order_id": Order,
    "override_id": MinimumOverride,
    "parcel_id": Parcel,
    "proof_id": BrandProof,
    "recipient_id": NamedRecipient,
    "request_id": PrivacyRequest,
    "row_id": Delivery,
    "run_id": PrintRun,
    "shipment_id": NoonShipment,
}
# The same where the word means something else.
TABLES_OF: dict[str, dict[str, type[Any]]] = {
    **{f"noon_imports.{view}": {"import_id": NoonImport} for view in ("import_again", "stop")},
    **{
        f"noon_shipping.{view}": {"order_id": NoonOrder, "shipment_id": NoonShipment}
        for view in ("show", "ship", "add_awb", "cancel", "mark_out_of_stock", "send_again", "note")
    },
    "noon_customers.page": {"order_id": NoonOrder},
    "noon_customers.show": {"order_id": NoonOrder},
}
# What numbers nothing that is somebody's; with it a row of somebody's is named too, or the caller's own is meant.
PLAIN = {"country": "FR", "number": "1", "language": "en", "paper": "A4", "kind": "pdf"}
# Routes whose address names a word of the caller's own shop, and nothing of another.
OWN_WORDS = {"messages.confirm": "a setting of the caller's own", "minimums.drop_own": "an amount of the caller's own"}
OWN_WORDS |= {"noon_backfilling.change": "a wish about what the caller's own shop reads"}
OWN_WORDS |= {"static": "style and script"}

# Routes that change or show the caller's own shop: neither the address nor the form numbers a row.
OF_THE_CALLER = {
    *("access.confirm", "access.enrol", "access.enter", "access.lock", "checkout.switch_off", "checkout.switch_on"),
    *("customs.correct", "customs.keep", "minimums.change", "minimums.refresh", "minimums.set_own"),
    *("noon.change_warehouses", "noon.connect", "noon.disconnect", "noon.show_secret", "noon_mapping.again"),
    *("noon_imports.change_terms", "noon_shipping.change_courier"),
    "noon_backfilling.begin",
    *(f"noon_offering.{view}" for view in ("again", "change_sku", "compare", "settings", "switch")),
    *("noon_mapping.pair", "noon_mapping.place", "noon_mapping.stock_anew", "noon_mapping.upload"),
    *("noon_reconciliation.compare", "noon_reconciliation.repair", "printing.change_gift", "recipients.add"),
    *("release.change_wish", "stock.check", "trader_imports.from_tag", "trader_imports.upload"),
}
# Routes that find by a form what may be another shop's, and how that is asked for; `{}` is a house's row or word.
BY_FORM: dict[str, dict[str, str]] = {
    "demands.record": {"order": "{order_name}", "authority": "x", "reference": "x", "law": "x", "fields": "email"},
    "disclosures.export": {},
    "noon_imports.import_now": {"number": "N-{word}"},
    "noon_mapping.export": {},
    "print_runs.begin": {"orders": "{order_id}", "papers": "packing-slip"},
    "privacy.noon_customer": {"noon_order_nr": "N-{word}", "kind": "see"},
    "traders.find": {"email": "trader@{word}.example", "search": "trader@{word}.example"},
}
# Signed by Shopify, or opened by a link's code: other tests here and of their rooms.
OPEN = {
    "brand_proof.answer",
    "brand_proof.open_link",
    "brand_proof.page",
    "brand_proof.paper",
    "trade_application.send",
}
OPEN |= {"proxy.cart_check", "trade_application.form", "trade_application.style", "print_action.preflight"}
OPEN |= {"health.healthz", "health.metrics", "health.readyz", "shops.bounce"}


def rules_of(app: Flask, *, named: bool) -> list[tuple[str, Rule]]:
    """(method, route) of every route; those that name something in their address, or the others."""
    rules = [one for one in app.url_map.iter_rules() if one.endpoint not in OPEN | OWN_WORDS.keys()]
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return [
        (method, rule)
        for rule in sorted(rules, key=lambda one: (one.rule, one.endpoint))
        if bool(rule.arguments) == named
        for method in sorted((rule.methods or set()) & methods)
    ]


def undescribed(app: Flask) -> list[str]:
    """What of the app's routes these tables do not tell."""
    named, unnamed = rules_of(app, named=True), rules_of(app, named=False)
    words = {(rule.rule, word) for _, rule in named for word in rule.arguments - TABLES.keys() - PLAIN.keys()}
    posts = {rule.endpoint for method, rule in unnamed if method != "GET"}
    said = [f"{path}: say in TABLES or PLAIN what “{word}” is" for path, word in sorted(words)]
    said += [
        f"{one}: say in OF_THE_CALLER or BY_FORM whether its form names a row"
        for one in sorted(posts - OF_THE_CALLER - BY_FORM.keys())
    ]
    return said + [
        f"{one}: there is no such route any more" for one in sorted((OF_THE_CALLER | BY_FORM.keys()) - posts)
    ]

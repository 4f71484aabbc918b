"""What the tests put around the Shopify stand-in: an app that listens, an app that asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import requests
from werkzeug.wrappers import Request, Response

from sandbox.client import ShopifySandbox

SHOP = "atlas-souq.myshopify.com"
KEY, SECRET, OLD_SECRET = "test-key", "test-secret", "old-secret"
TOML = """
client_id = "test-key"
application_url = "https://app.example.com/"

[access_scopes]
scopes = "{scopes}"

[webhooks]
api_version = "2026-10"

[[webhooks.subscriptions]]
compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
uri = "https://app.example.com/hooks/privacy"

[[webhooks.subscriptions]]
name = "everything"
topics = [{topics}]
uri = "/hooks"

[[webhooks.subscriptions]]
name = "little"
topics = ["orders/create"]
include_fields = ["id", "customer.id", "line_items.sku"]
uri = "/hooks/little"
"""
SCOPES = (
    "read_all_orders,read_apps,read_locations,read_payment_terms,write_orders,write_order_edits,write_draft_orders,"
    "write_customers,write_companies,write_products,write_inventory,write_validations,write_payment_customizations,"
    "write_merchant_managed_fulfillment_orders,write_third_party_fulfillment_orders,write_customer_data_erasure"
)
TOPICS = [
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/edited",
    "refunds/create",
    "fulfillment_orders/order_routing_complete",
    "fulfillment_orders/placed_on_hold",
    "fulfillment_orders/hold_released",
    "fulfillment_orders/cancelled",
    "fulfillment_holds/added",
    "fulfillment_holds/released",
    "fulfillments/create",
    "customers/create",
    "customers/update",
    "customer.tags_added",
    "customer.tags_removed",
    "companies/create",
    "draft_orders/create",
    "draft_orders/update",
    "app/uninstalled",
    "app/scopes_update",
    "bulk_operations/finish",
    "shop/update",
]


@dataclass
class ListeningApp:
    """Answers 200 to everything, or what `answers` says first, and keeps what came."""

    url: str = ""
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        self.received.append((request.path, dict(request.headers), request.get_data()))
        status = self.answers.pop(0) if self.answers else 200
        return Response(status=status)(environ, start_response)

    def topics(self) -> list[str]:
        return [headers["X-Shopify-Topic"] for path, headers, _ in self.received if path == "/hooks"]


class Admin:
    """An app's way to the Admin API: exchanges an id token, then runs documents."""

    def __init__(self, sandbox: ShopifySandbox, shop: str = SHOP) -> None:
        self.sandbox, self.shop, self.root = sandbox, shop, f"{sandbox.url}/shopify/{shop}/admin"
        self.token = self.exchange().json()["access_token"]

    def exchange(self, **changes: Any) -> requests.Response:
        usual = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": changes.get("subject_token") or self.sandbox.id_token(self.shop),
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            "expiring": "1",
        }
        return self.ask_token(**{**usual, **changes})

    def ask_token(self, **values: Any) -> requests.Response:
        body = {"client_id": KEY, "client_secret": SECRET, **values}
        return requests.post(f"{self.root}/oauth/access_token", json=body, timeout=60)

    def post(
        self, query: str, /, *, version: str = "2026-10", operation: str | None = None, **variables: Any
    ) -> requests.Response:
        return requests.post(
            f"{self.root}/api/{version}/graphql.json",
            json={"query": query, "variables": variables, "operationName": operation},
            headers={"X-Shopify-Access-Token": self.token},
            timeout=60,
        )

    def run(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of a document that must run without errors."""
        answer = self.post(query, **variables)
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.json()["errors"]
        data: dict[str, Any] = answer.json()["data"]
        return data


RUN_BULK = """mutation($q: String!, $g: Boolean! = false) { bulkOperationRunQuery(query: $q, groupObjects: $g) {
  bulkOperation { id status } userErrors { code message } } }"""
READ_BULK = """query($id: ID!) {
  bulkOperation(id: $id) { status errorCode url objectCount rootObjectCount fileSize } }"""


def run_bulk(admin: Admin, sandbox: ShopifySandbox, query: str, *, grouped: bool = False) -> dict[str, Any]:
    """Start a bulk query and wait for its end."""
    started = admin.run(RUN_BULK, q=query, g=grouped)["bulkOperationRunQuery"]
    assert started["userErrors"] == []
    sandbox.settle()
    finished: dict[str, Any] = admin.run(READ_BULK, id=started["bulkOperation"]["id"])["bulkOperation"]
    return finished

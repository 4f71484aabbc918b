"""The webhook sender: headers, signatures, retries, and the faults on request."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from tests.sandbox.shopify.doubles import SECRET, SHOP, TOPICS, Admin, ListeningApp


def signed(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def test_a_delivery_carries_every_header_and_a_valid_signature(sandbox: ShopifySandbox, listening_app: ListeningApp):
    sandbox.place_order(SHOP, "100")
    sandbox.settle()

    _, headers, body = next(one for one in listening_app.received if one[0] == "/hooks")
    assert headers["X-Shopify-Topic"] == "orders/create"
    assert headers["X-Shopify-Shop-Domain"] == SHOP
    assert headers["X-Shopify-Api-Version"] == "2026-10"
    assert headers["X-Shopify-Name"] == "everything"
    assert headers["X-Shopify-Hmac-Sha256"] == signed(body, SECRET)
    assert len(headers["X-Shopify-Triggered-At"]) == len("2026-11-23T01:43:00.123456789Z")
    assert headers["X-Shopify-Webhook-Id"] and headers["X-Shopify-Event-Id"]


def test_deliveries_of_one_act_share_the_event_id_but_not_the_webhook_id(sandbox: ShopifySandbox):
    sandbox.place_order(SHOP, "100", financial_status="paid")
    sandbox.settle()

    create, little = sandbox.deliveries(topic="orders/create")
    paid = sandbox.deliveries(topic="orders/paid")[0]
    assert create["event_id"] == little["event_id"] == paid["event_id"]
    assert len({create["id"], little["id"], paid["id"]}) == 3


def test_include_fields_leave_only_what_is_named(sandbox: ShopifySandbox):
    customer = sandbox.make_customer(SHOP, first_name="Huda", email="huda@example.com")
    lines = [{"title": "A", "price": "1", "sku": "A-1"}, {"title": "B", "price": "1", "sku": "B-1"}]
    order = sandbox.place_order(SHOP, lines=lines, customer_id=customer["id"])
    sandbox.settle()

    little = next(one for one in sandbox.deliveries(topic="orders/create") if one["name"] == "little")
    assert little["payload"] == {
        "id": order["id"],
        "customer": {"id": customer["id"]},
        "line_items": [{"sku": "A-1"}, {"sku": "B-1"}],
    }


def test_an_order_payload_is_shaped_like_rest(sandbox: ShopifySandbox):
    customer = sandbox.make_customer(SHOP, first_name="Huda", last_name="S", email="huda@example.com", tags=["trade"])
    company = sandbox.make_company(SHOP, "Najd", customer_id=customer["id"])
    location = company["locations"][0]["id"]
    order = sandbox.place_order(
        SHOP, "4000", customer_id=customer["id"], company_location_id=location, tags=["b", "a"], shipping="10"
    )
    sandbox.settle()

    payload = sandbox.deliveries(topic="orders/create")[0]["payload"]
    assert payload["id"] == order["id"] and payload["admin_graphql_api_id"] == order["gid"]
    assert payload["company"] == {"id": company["id"], "location_id": location}
    assert payload["tags"] == "a, b"
    assert "tags" not in payload["customer"], "since 2025-01 a customer in a webhook has no tags"
    assert payload["current_subtotal_price_set"]["shop_money"] == {"amount": "4000.00", "currency_code": "SAR"}
    assert payload["financial_status"] == "pending" and payload["fulfillment_status"] is None
    assert payload["created_at"].endswith("+03:00")


def test_a_retry_carries_the_first_payload_and_the_same_id(
    sandbox: ShopifySandbox, server: SandboxServer, listening_app: ListeningApp
):
    server.config.pace.retry_scale = 0.01
    listening_app.answers = [503, 302, 200]
    sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.settle()

    bodies = {body for _, headers, body in listening_app.received}
    ids = {headers["X-Shopify-Webhook-Id"] for _, headers, body in listening_app.received}
    assert (len(listening_app.received), len(bodies), len(ids)) == (3, 1, 1)
    attempts = sandbox.deliveries(topic="customers/create")[0]["attempts"]
    assert [one["status"] for one in attempts] == [503, 302, 200], "a redirect is a failure"


def test_after_eight_retries_a_delivery_is_lost(
    sandbox: ShopifySandbox, server: SandboxServer, listening_app: ListeningApp
):
    server.config.pace.retry_scale = 0.000_01
    listening_app.answers = [500] * 20
    sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.settle()

    delivery = sandbox.deliveries(topic="customers/create")[0]
    assert (delivery["state"], len(delivery["attempts"])) == ("lost", 9)


def test_a_paused_sender_keeps_everything_for_later(sandbox: ShopifySandbox, listening_app: ListeningApp):
    sandbox.pause_webhooks()
    sandbox.make_customer(SHOP, first_name="Huda")
    assert sandbox.settle(timeout=0.2) is False and listening_app.received == []

    sandbox.resume_webhooks()

    assert sandbox.settle() and listening_app.topics() == ["customers/create"]


def test_duplicates_carry_the_same_id(sandbox: ShopifySandbox, listening_app: ListeningApp):
    sandbox.webhooks(duplicate_every=1)
    sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.settle()

    ids = [headers["X-Shopify-Webhook-Id"] for _, headers, _ in listening_app.received]
    assert len(ids) == 2 and len(set(ids)) == 1


def test_reordering_lets_later_ones_come_first(sandbox: ShopifySandbox, listening_app: ListeningApp):
    sandbox.webhooks(reorder=True)
    for name in ("first", "second"):
        sandbox.make_customer(SHOP, first_name=name)
    sandbox.settle()

    assert [json.loads(body)["first_name"] for _, _, body in listening_app.received] == ["second", "first"]


def test_a_spoilt_signature_is_mended_on_the_retry(
    sandbox: ShopifySandbox, server: SandboxServer, listening_app: ListeningApp
):
    server.config.pace.retry_scale = 0.001
    sandbox.webhooks(corrupt_every=1)
    listening_app.answers = [401]
    sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.settle()

    valid = [headers["X-Shopify-Hmac-Sha256"] == signed(body, SECRET) for _, headers, body in listening_app.received]
    assert valid == [False, True]


def test_after_a_rotation_the_old_secret_may_still_sign(sandbox: ShopifySandbox, listening_app: ListeningApp):
    sandbox.rotate_secret("new-secret", old=SECRET)
    sandbox.webhooks(use_old_secret=True)
    sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.settle()

    _, headers, body = listening_app.received[0]
    assert headers["X-Shopify-Hmac-Sha256"] == signed(body, SECRET)


def test_compliance_topics_are_sent_even_after_the_app_is_gone(sandbox: ShopifySandbox, listening_app: ListeningApp):
    customer = sandbox.make_customer(SHOP, email="huda@example.com")
    order = sandbox.place_order(SHOP, "10", customer_id=customer["id"])
    sandbox.settle()
    sandbox.uninstall(SHOP)
    sandbox.forget_deliveries()

    sandbox.send_compliance(SHOP, "customers/data_request", customer["id"])
    sandbox.send_compliance(SHOP, "shop/redact")
    sandbox.tag_customer(SHOP, customer["id"], add=["x"])
    sandbox.settle()

    asked, redact = sandbox.deliveries()
    assert asked["payload"]["orders_requested"] == [order["id"]] and asked["uri"].endswith("/hooks/privacy")
    assert asked["payload"]["customer"] == {"id": customer["id"], "email": "huda@example.com", "phone": None}
    assert set(redact["payload"]) == {"shop_id", "shop_domain"}


def test_an_erasure_is_told_with_the_data_it_is_about_and_then_they_are_gone(sandbox: ShopifySandbox, admin: Admin):
    customer = sandbox.make_customer(SHOP, first_name="Huda", email="huda@example.com")
    order = sandbox.place_order(SHOP, "10", customer_id=customer["id"])
    sandbox.settle()
    ask = """mutation($id: ID!) { customerRequestDataErasure(customerId: $id) { customerId userErrors { code } } }"""

    admin.run(ask, id=f"gid://shopify/Customer/{customer['id']}")
    sandbox.settle()

    told = sandbox.deliveries(topic="customers/redact")[0]["payload"]
    assert told["customer"]["email"] == "huda@example.com" and told["orders_to_redact"] == [order["id"]]
    assert sandbox.record(SHOP, "customers", customer["id"])["email"] is None
    assert sandbox.order(SHOP, order["id"])["email"] is None


def test_tags_of_customers_are_told_in_camel_case(sandbox: ShopifySandbox):
    customer = sandbox.make_customer(SHOP, first_name="Huda")
    sandbox.tag_customer(SHOP, customer["id"], add=["trade"])
    sandbox.tag_customer(SHOP, customer["id"], add=["Trade"])
    sandbox.settle()

    (added,) = sandbox.deliveries(topic="customer.tags_added")
    assert added["payload"]["customerId"] == f"gid://shopify/Customer/{customer['id']}"
    assert added["payload"]["tags"] == ["trade"]


def test_every_topic_the_app_asks_for_can_happen(sandbox: ShopifySandbox, admin: Admin):
    """One walk through a shop's life that touches them all."""
    customer = sandbox.make_customer(SHOP, first_name="Huda", email="h@example.com")
    sandbox.tag_customer(SHOP, customer["id"], add=["a"], remove=["b"])
    sandbox.tag_customer(SHOP, customer["id"], remove=["a"])
    sandbox.make_company(SHOP, "Najd", customer_id=customer["id"])
    draft = sandbox.make_draft(SHOP, lines=[{"title": "x", "price": "5"}])
    sandbox.complete_draft(SHOP, draft["id"])
    shipped, cancelled = (sandbox.place_order(SHOP, "10", financial_status="paid", tax_rate="0") for _ in range(2))
    sandbox.settle()
    sandbox.edit_order(SHOP, shipped["id"], to_amount="20")
    sandbox.hold(SHOP, shipped["id"])
    sandbox.release(SHOP, shipped["id"])
    sandbox.fulfill(SHOP, shipped["id"])
    sandbox.refund(SHOP, shipped["id"], amount="1")
    sandbox.cancel_order(SHOP, cancelled["id"])
    sandbox.change_shop(SHOP, name="Other name")
    sandbox.set_scopes(SHOP, ["write_orders"])
    admin.run(
        'mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id } } } }") { userErrors { message } } }'
    )
    sandbox.settle()
    sandbox.uninstall(SHOP)
    sandbox.settle()

    assert set(TOPICS) - {one["topic"] for one in sandbox.deliveries()} == set()

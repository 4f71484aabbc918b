"""shopify.app.toml says what the code does: scopes, topics, fields, addresses, version."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
import pytest

from shopify_app.core.runtime import Runtime
from shopify_app.shops.client import API_VERSION
from tests.builders import an_app
from tests.contracts.documents import documents, use_of
from tests.published import ROOT, admin_data, offline_scopes, webhook_topics
from webhooks.topics import SHOPIFY, TOPICS

TOML: dict[str, Any] = tomllib.loads((ROOT / "shopify.app.toml").read_text("utf-8"))
WEB: dict[str, Any] = tomllib.loads((ROOT / "shopify.web.toml").read_text("utf-8"))
SUBSCRIPTIONS: list[dict[str, Any]] = TOML["webhooks"]["subscriptions"]
ASKED = set(TOML["access_scopes"]["scopes"].split(","))
COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}
# What the schema does not say of its operations.
# It is the same as for changing what is tagged or described: we do it to orders.
UNSAID = dict.fromkeys(
    ("Mutation.tagsAdd", "Mutation.tagsRemove", "Mutation.metafieldsSet", "Mutation.metafieldsDelete"),
    ("write_orders",),
)
# The same documents are sent for draft orders: see `shopify_app/wholesale/drafts/client.py`.
UNSAID_OF_DRAFTS = {"Mutation.tagsAdd of a draft order": ("write_draft_orders",)}
# Traders' tags and metafields are set on customers; their being made, `customerCreate`, asks for the same scope.
# What no operation needs.
ASKED_FOR_ELSE = {"write_app_proxy": "[app_proxy] cannot be deployed without it"}


def needs() -> dict[str, tuple[str, ...]]:
    """What of the Admin API we use, and the scopes of which it needs one."""
    table = offline_scopes() | UNSAID
    used = set().union(*(use_of(document).names for document in documents().values()))
    found = {name: table[name] for name in used if name in table} | UNSAID_OF_DRAFTS
    for topic in topics():
        scopes = tuple(re.findall(r"\b(?:read|write)_[a-z_]+\b", webhook_topics().get(enum_name(topic), "")))
        found |= {f"topic {topic}": scopes} if scopes else {}
    return found


def topics() -> list[str]:
    return [topic for one in SUBSCRIPTIONS for topic in one.get("topics", ())]


def enum_name(topic: str) -> str:
    """`orders/create` as ORDERS_CREATE."""
    return re.sub(r"[/.]", "_", topic).upper()


def covers(asked: set[str], scope: str) -> bool:
    """Writing a thing covers reading it."""
    return scope in asked or (scope.startswith("read_") and scope.replace("read_", "write_", 1) in asked)


class TestScopes:
    def test_what_we_use_is_known(self):
        """Else the tests below would prove nothing."""
        assert needs()["Mutation.fulfillmentOrderHold"] == (
            "write_merchant_managed_fulfillment_orders",
            "write_third_party_fulfillment_orders",
        )
        assert {"Order", "Customer", "FulfillmentOrder", "topic orders/create"} <= needs().keys()

    def test_no_use_needs_two_scopes_at_once(self):
        """Shopify says this in prose only; the tests below take one of those listed for enough."""
        items = admin_data()["offline_scopes"]["items"]
        said = {".".join(filter(None, (one["typeName"], one.get("fieldName")))): one["requiredAccess"] for one in items}
        wanted = {name: said.get(name, "").partition("Also:")[0] for name in needs()}

        assert {name: prose for name, prose in wanted.items() if " and " in prose} == {}

    def test_everything_we_use_is_covered_by_a_scope_we_ask_for(self):
        missing = {name: scopes for name, scopes in needs().items() if not any(covers(ASKED, one) for one in scopes)}

        assert missing == {}

    def test_no_scope_is_asked_for_without_use(self):
        """An over-asked scope is a finding in Shopify's review. Both kinds of fulfilment orders are held: see holds."""
        named = set(chain.from_iterable(needs().values()))

        assert ASKED - named == set(ASKED_FOR_ELSE)

    def test_scopes_are_sorted_and_none_is_asked_for_twice(self):
        assert TOML["access_scopes"]["scopes"] == ",".join(sorted(ASKED))
        assert {scope for scope in ASKED if scope.startswith("read_") and covers(ASKED - {scope}, scope)} == set()

    def test_asking_is_left_to_shopifys_own_screen(self):
        assert "use_legacy_install_flow" not in TOML["access_scopes"]


def test_the_version_of_webhooks_is_the_one_we_call():
    assert TOML["webhooks"]["api_version"] == API_VERSION


class TestTopics:
    def test_what_is_subscribed_is_what_we_handle(self):
        subscribed = topics() + [topic for one in SUBSCRIPTIONS for topic in one.get("compliance_topics", ())]

        assert sorted(subscribed) == sorted(name for source, name in TOPICS if source == SHOPIFY)

    def test_the_three_compliance_topics_are_there(self):
        assert {topic for one in SUBSCRIPTIONS for topic in one.get("compliance_topics", ())} == COMPLIANCE

    @pytest.mark.parametrize("topic", topics())
    def test_a_topic_exists_at_shopify(self, topic: str):
        assert enum_name(topic) in webhook_topics()
        assert f"`{topic}`" in webhook_topics()[enum_name(topic)]

    def test_what_must_be_handled_before_and_after_the_installation_is(self):
        early = {name for (source, name), topic in TOPICS.items() if source == SHOPIFY and topic.before_install}

        assert early == COMPLIANCE | {"app/uninstalled"}

    def test_a_subscription_has_a_short_name_of_its_own(self):
        names = [one["name"] for one in SUBSCRIPTIONS if "name" in one]

        assert len(names) == len(set(names))
        assert all(len(name) <= 50 for name in names)


def fields_of(struct: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct] | None]:
    """The struct's names in the JSON, each with the struct inside it, if there is one. Lists cannot be cut smaller."""
    found: dict[str, type[msgspec.Struct] | None] = {}
    for field in msgspec.structs.fields(struct):
        inner = [kind for kind in (field.type, *get_args(field.type)) if isinstance(kind, type)]
        found[field.encode_name] = next((kind for kind in inner if issubclass(kind, msgspec.Struct)), None)
    return found


@pytest.mark.parametrize(
    "subscription", [one for one in SUBSCRIPTIONS if "include_fields" in one], ids=lambda o: o["name"]
)
class TestFields:
    """Promise MA-2.4: what we do not keep is not even sent; and what we read is."""

    def test_the_fields_asked_for_are_exactly_those_we_keep(self, subscription: dict[str, Any]):
        asked = subscription["include_fields"]
        for topic in subscription["topics"]:
            kept = fields_of(TOPICS[SHOPIFY, topic].payload)
            whole = {name for name in asked if "." not in name}
            parts = {name.partition(".")[0] for name in asked if "." in name}
            assert whole | parts == set(kept)
            assert whole.isdisjoint(parts)
            for name in parts:
                inner = kept[name]
                assert inner is not None
                assert {one.partition(".")[2] for one in asked if one.startswith(f"{name}.")} == set(fields_of(inner))

    def test_no_field_is_asked_for_twice(self, subscription: dict[str, Any]):
        assert len(subscription["include_fields"]) == len(set(subscription["include_fields"]))


class TestAddresses:
    def test_webhooks_go_to_the_receiver(self):
        receiver = (ROOT / "webhooks" / "receive.py").read_text("utf-8")

        assert {one["uri"] for one in SUBSCRIPTIONS} == {WEB["webhooks_path"]} == {"/webhooks/shopify"}
        assert '"/webhooks/shopify"' in receiver

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_app_proxy_and_the_home_page_are_routes_of_ours(self, runtime: Runtime):
        rules = {rule.rule for rule in an_app(runtime).url_map.iter_rules()}

        assert any(rule.startswith(f"{TOML['app_proxy']['url']}/") for rule in rules)
        assert urlsplit(TOML["application_url"]).path in rules

    def test_every_address_is_tls(self):
        addresses = [TOML["application_url"], *TOML["auth"]["redirect_urls"]]

        assert {urlsplit(address).scheme for address in addresses} == {"https"}

    def test_the_app_lives_in_the_admin(self):
        assert TOML["embedded"] is True
        assert len(TOML["name"]) <= 30


def test_the_file_holds_no_secret():
    text = (ROOT / "shopify.app.toml").read_text("utf-8") + (ROOT / "shopify.web.toml").read_text("utf-8")

    assert re.findall(r"shp\w{2}_\w+|secret\s*=", text) == []

"""Shopify's app proxy: its published examples, and everything that is not one of its requests."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.shops.proxy import signed_by_proxy

SECRET = b"hush"
SENT_AT = 1317327555
QUERY = [
    ("extra", "1"),
    ("extra", "2"),
    ("shop", "shop-name.myshopify.com"),
    ("path_prefix", "/apps/awesome_reviews"),
    ("timestamp", str(SENT_AT)),
]
# From the tests of Shopify's own libraries.
FOR_CUSTOMER_1 = "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
FOR_NOBODY = "e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb"
OLDER_FORM = "a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3"


def sign(query: list[tuple[str, str]], secret: bytes = SECRET) -> list[tuple[str, str]]:
    """The query with a signature made as Shopify describes it."""
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    text = "".join(sorted(f"{name}={','.join(several)}" for name, several in values.items()))
    return [*query, ("signature", hmac.digest(secret, text.encode(), hashlib.sha256).hex())]


def accepted(query: list[tuple[str, str]], *, secrets: tuple[bytes, ...] = (SECRET,), now: float = SENT_AT) -> bool:
    return signed_by_proxy(query, secrets, now) is not None


@pytest.mark.parametrize(
    ("customer", "signature"),
    [
        ([("logged_in_customer_id", "1")], FOR_CUSTOMER_1),
        ([("logged_in_customer_id", "")], FOR_NOBODY),
        ([], OLDER_FORM),
    ],
)
def test_shopifys_own_examples_are_accepted(customer: list[tuple[str, str]], signature: str):
    given_query = signed_by_proxy([*QUERY, *customer, ("signature", signature)], [SECRET], SENT_AT)

    assert given_query is not None
    assert given_query["shop"] == "shop-name.myshopify.com"
    assert given_query.get("logged_in_customer_id") == (customer[0][1] if customer else None)
    assert "signature" not in given_query


@pytest.mark.parametrize(
    "signature",
    ["", "0" * 64, FOR_NOBODY, FOR_CUSTOMER_1.upper(), FOR_CUSTOMER_1[:-1], FOR_CUSTOMER_1 + "0", "مرحبا", "é" * 64],
)
def test_another_signature_is_refused(signature: str):
    assert not accepted([*QUERY, ("logged_in_customer_id", "1"), ("signature", signature)])


def test_without_a_signature_nothing_is_believed():
    assert not accepted(QUERY)
    assert not accepted([])


def test_any_change_of_the_query_is_noticed():
    good = [*QUERY, ("logged_in_customer_id", "1"), ("signature", FOR_CUSTOMER_1)]
    assert accepted(good)
    for place, (name, value) in enumerate(good[:-1]):
        changed = [*good[:place], (name, value + "0"), *good[place + 1 :]]
        assert not accepted(changed), name
        assert not accepted([*good[:place], *good[place + 1 :]]), name
    assert not accepted([*good, ("added", "1")])


@pytest.mark.parametrize("name", ["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"])
def test_what_says_who_is_asking_may_be_said_once_only(name: str):
    """Joined by commas, `a=1&a=2` signs like `a=1,2`: two readers would see two customers."""
    good = sign([*QUERY, ("logged_in_customer_id", "1")])
    repeated = dict(good)[name]

    assert not accepted([*good, (name, repeated)])
    assert not accepted(sign([*QUERY, ("logged_in_customer_id", "1"), (name, repeated)]))


@pytest.mark.parametrize(
    ("late", "good"), [(0, True), (90, True), (90.5, False), (-90, True), (-90.5, False), (86_400, False)]
)
def test_a_request_counts_for_ninety_seconds(late: float, good: bool):
    assert accepted(sign(QUERY), now=SENT_AT + late) is good


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1317327555.0", "٣", "9" * 400])
def test_a_signed_request_without_a_usable_time_is_refused(timestamp: str):
    query = [(name, timestamp if name == "timestamp" else value) for name, value in QUERY]

    assert not accepted(sign(query))
    assert not accepted(sign([pair for pair in QUERY if pair[0] != "timestamp"]))


def test_the_secret_being_rotated_out_still_counts():
    assert accepted(sign(QUERY, b"old"), secrets=(b"new", b"old"))
    assert not accepted(sign(QUERY, b"old"), secrets=(b"new",))
    assert not accepted(sign(QUERY), secrets=())


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_what_shopify_signs_is_accepted_whatever_it_holds(more: list[tuple[str, str]]):
    taken = {"shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"}
    query = [*QUERY, *((name, value) for name, value in more if name not in taken)]
    text = "".join(f"{name}={','.join(v for n, v in query if n == name)}" for name in sorted(dict(query)))
    signature = hmac.digest(SECRET, text.encode(), hashlib.sha256).hex()

    assert accepted([*query, ("signature", signature)])


@given(st.lists(st.tuples(st.sampled_from(["shop", "timestamp", "signature", "a"]) | st.text(), st.text()), max_size=8))
def test_what_nobody_signed_is_refused_and_never_an_error(query: list[tuple[str, str]]):
    assert not accepted(query)

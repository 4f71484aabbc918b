"""Shopify's app proxy: its published examples, and everything that is not one of its requests."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from itertools import combinations, compress, pairwise, product

import pytest
from hypothesis import assume, example, given, settings
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
WHOLE = [*QUERY, ("logged_in_customer_id", "1")]
# Those that say who asks, where and when; beside them stands the signature.
RESERVED = ("shop", "logged_in_customer_id", "path_prefix", "timestamp")
# From the tests of Shopify's own libraries.
FOR_CUSTOMER_1 = "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
FOR_NOBODY = "e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb"
WITHOUT_CUSTOMER = "a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3"


def sign(query: list[tuple[str, str]], secret: bytes = SECRET) -> list[tuple[str, str]]:
    """The query with a signature made as Shopify describes it."""
    return [*query, ("signature", hmac.digest(secret, text_of(query).encode(), hashlib.sha256).hex())]


def text_of(query: list[tuple[str, str]]) -> str:
    """What is signed of it."""
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    return "".join(f"{name}={','.join(values[name])}" for name in sorted(values))


def accepted(query: list[tuple[str, str]], *, secrets: tuple[bytes, ...] = (SECRET,), now: float = SENT_AT) -> bool:
    return signed_by_proxy(query, secrets, now) is not None


@pytest.mark.parametrize(
    ("customer", "signature"),
    [("1", FOR_CUSTOMER_1), ("", FOR_NOBODY)],
)
def test_shopifys_own_examples_are_accepted(customer: str, signature: str):
    query = [*QUERY, ("logged_in_customer_id", customer), ("signature", signature)]
    given_query = signed_by_proxy(query, [SECRET], SENT_AT)

    assert given_query is not None
    assert given_query["shop"] == "shop-name.myshopify.com"
    assert given_query["logged_in_customer_id"] == customer
    assert "signature" not in given_query


def test_shopifys_example_from_before_customers_were_told_of_is_not():
    """Today the parameter is always there, empty for a guest. Its absence would be one more way to read a text."""
    assert ("signature", WITHOUT_CUSTOMER) in sign(QUERY)
    assert not accepted(sign(QUERY))


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


@pytest.mark.parametrize("name", [*RESERVED, "signature"])
def test_what_says_who_is_asking_is_said_exactly_once(name: str):
    """Joined by commas, `a=1&a=2` signs like `a=1,2`: two readers would see two customers."""
    good = sign(WHOLE)
    repeated = dict(good)[name]

    assert not accepted([*good, (name, repeated)])
    assert not accepted(sign([*WHOLE, (name, repeated)]))
    assert not accepted(sign([pair for pair in WHOLE if pair[0] != name]) if name != "signature" else WHOLE)


@pytest.mark.parametrize("customer", ["x", "-1", "1,2", "1 ", "٣", "7m=1", "gid://shopify/Customer/7"])
def test_a_customer_is_a_number_or_nobody(customer: str):
    assert not accepted(sign([*QUERY, ("logged_in_customer_id", customer)]))


@pytest.mark.parametrize("shop", ["", "shop-name", "Shop-Name.myshopify.com", "a.myshopify.com,b", "a.example.com"])
def test_a_shop_is_its_domain(shop: str):
    assert not accepted(sign([(name, shop if name == "shop" else value) for name, value in WHOLE]))


@pytest.mark.parametrize("name", [*RESERVED, "signature"])
def test_nothing_a_buyer_adds_may_look_like_what_shopify_adds(name: str):
    """Nothing separates the parameters in the signed text, so that nobody could tell the two apart."""
    begin, end = name[: len(name) // 2], name[len(name) // 2 :]
    for more in (
        [("a", f"1{name}=2")],
        [(f"a{name}=", "1")],
        [(f"a{name}=b", "1")],
        [(f"work{name}", "1")],
        [(end[:-1], begin), (end, "1")],
        [("a", "1"), ("a", f"{name}=2")],
    ):
        assert not accepted(sign([*WHOLE, *more])), more
    assert accepted(sign([*WHOLE, ("a", name), ("b", f"{name}:1")]))


def test_a_request_of_one_shop_cannot_be_read_as_anothers():
    """Somebody visits a shop of their own, and asks there for this address."""
    wanted = "logged_in_customer_id=7path_prefix=/apps/tajirshop=victim.myshopify.com"
    asked = sign([*WHOLE, ("a", f"{wanted}timestamp={SENT_AT}z=")])
    signature = dict(asked)["signature"]
    rest = text_of(asked[:-1]).split("z=", 1)[1]
    forged = [
        *[("a", ""), ("logged_in_customer_id", "7"), ("path_prefix", "/apps/tajir"), ("shop", "victim.myshopify.com")],
        *[("timestamp", str(SENT_AT)), ("z", rest)],
    ]

    assert text_of(forged) == text_of(asked[:-1])
    assert not accepted([*forged, ("signature", signature)])
    assert not accepted(asked)


# What a buyer may put into a request: all that another one would say, parts of it, and letters that sort between.
WANTED = ("logged_in_customer_id=7", "path_prefix=/a", "shop=victim.myshopify.com", f"timestamp={SENT_AT}")
# Behind each one a name that can swallow what Shopify adds itself.
CLAIM = [piece for pair in zip(WANTED, ("m=", "q=", "sz=", "z="), strict=True) for piece in pair]
PIECES = [*CLAIM, *RESERVED, "sh", "op=", "time", "stamp=", "logged_in_customer_", "id=", "=", ",", "7", "m", "q", "1"]
spans = st.slices(len(CLAIM)).map(lambda span: "".join(CLAIM[span]))
claims = st.lists(st.booleans(), min_size=8, max_size=8).map(lambda kept: "".join(compress(CLAIM, kept)))
texts = st.just("".join([*WANTED, "z="])) | spans | claims | st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
names = st.sampled_from(["a", "b", "m", "q", "sz", "u", "z"]) | texts


@settings(max_examples=25, deadline=None)
@example([("a", "".join([*WANTED, "z="]))], "")
@example([("a", "logged_in_customer_id=7m=")], "")
@example([("q", "shop=victim.myshopify.comsz=")], "7")
@example([("q", "sh"), ("r", "op=victim.myshopify.comsz=")], "7")
@given(st.lists(st.tuples(names, texts), min_size=1, max_size=2), st.sampled_from(["", "7", "71"]))
def test_no_two_requests_that_sign_alike_tell_of_two_askers(more: list[tuple[str, str]], customer: str):
    """Shopify signs one request; whatever else its text can be cut into names the same shop, customer and moment."""
    said = {"shop": "evil.myshopify.com", "logged_in_customer_id": customer, "timestamp": str(SENT_AT)}
    asked = [*said.items(), ("path_prefix", "/apps/s"), *(pair for pair in more if pair[0] not in RESERVED)]
    (_, signature) = sign(asked)[-1]
    for other in other_readings(text_of(asked)):
        read = signed_by_proxy([*other, ("signature", signature)], [SECRET], SENT_AT)
        assert read is None or said.items() <= read.items()


def other_readings(text: str) -> Iterator[list[tuple[str, str]]]:
    """The queries that sign like this one: each reserved name at any place where it stands, and up to two more cuts."""
    reserved = product(*([at.start() for at in re.finditer(f"{name}=", text)] for name in RESERVED))
    words = [at.start() for at in re.finditer("[a-z_]+=", text)]
    beside = [(), *((at,) for at in range(1, len(text))), *combinations(words, 2)]
    for chosen, more in product(reserved, beside):
        pieces = [text[begin:end].partition("=") for begin, end in pairwise(sorted({0, *chosen, *more, len(text)}))]
        found = [name for name, _, _ in pieces]
        if found == sorted(set(found)) and all(equals for _, equals, _ in pieces):
            yield [(name, value) for name, _, value in pieces]


@pytest.mark.parametrize(
    ("late", "good"), [(0, True), (90, True), (90.5, False), (-90, True), (-90.5, False), (86_400, False)]
)
def test_a_request_counts_for_ninety_seconds(late: float, good: bool):
    assert accepted(sign(WHOLE), now=SENT_AT + late) is good


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1317327555.0", "٣", "9" * 400])
def test_a_signed_request_without_a_usable_time_is_refused(timestamp: str):
    query = [(name, timestamp if name == "timestamp" else value) for name, value in WHOLE]

    assert not accepted(sign(query))


def test_the_secret_being_rotated_out_still_counts():
    assert accepted(sign(WHOLE, b"old"), secrets=(b"new", b"old"))
    assert not accepted(sign(WHOLE, b"old"), secrets=(b"new",))
    assert not accepted(sign(WHOLE), secrets=())


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_what_shopify_signs_is_accepted_whatever_else_it_holds(more: list[tuple[str, str]]):
    query = [*WHOLE, *((name, value) for name, value in more if name not in {*RESERVED, "signature"})]
    assume(all(text_of(query).count(f"{name}=") == 1 for name in RESERVED))

    assert accepted(sign(query))


@given(st.lists(st.tuples(st.sampled_from(["shop", "timestamp", "signature", "a"]) | st.text(), st.text()), max_size=8))
def test_what_nobody_signed_is_refused_and_never_an_error(query: list[tuple[str, str]]):
    assert not accepted(query)

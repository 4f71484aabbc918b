"""Who signed these bytes: fixed vectors, and everything that is no signature."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import signature_of
from webhooks.signatures import carries_secret, signed_by_shopify

HUSH = [b"hush"]


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (b'{"id":1}', "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="),
        ('{"name":"متجر"}'.encode(), "4OgLlaleQZJetznjE6sgtexzkgXfN/kMxjQNYG+Obco="),
    ],
)
def test_known_signatures_are_recognised(body: bytes, signature: str):
    assert signed_by_shopify(body, signature, HUSH)
    assert not signed_by_shopify(body + b" ", signature, HUSH)
    assert not signed_by_shopify(body, signature, [b"other"])


@given(st.binary(min_size=1), st.text(min_size=1).map(str.encode))
def test_what_one_secret_signed_no_other_did(body: bytes, secret: bytes):
    signature = signature_of(body, secret.decode())

    assert signed_by_shopify(body, signature, [secret])
    assert signed_by_shopify(body, signature, [b"new " + secret, secret])
    assert not signed_by_shopify(body, signature, [b"new " + secret])
    assert not signed_by_shopify(body, signature, [])


@given(st.binary(min_size=1), st.integers(min_value=0))
def test_one_changed_bit_of_the_body_is_noticed(body: bytes, place: int):
    changed = bytearray(body)
    changed[place % len(body)] ^= 1 << (place % 8)

    assert not signed_by_shopify(bytes(changed), signature_of(body, "hush"), HUSH)


@pytest.mark.parametrize(
    "change",
    [
        lambda good: None,
        lambda good: "",
        lambda good: good[:-1],
        lambda good: good + "=",
        lambda good: " " + good,
        lambda good: good + "\n",
        lambda good: good.rstrip("="),
        lambda good: base64.b64decode(good).hex(),
        lambda good: good.replace("=", "é"),
        lambda good: "توقيع",
        lambda good: "\udcff" * 44,
        lambda good: f"{good},{good}",
    ],
)
def test_what_is_not_exactly_the_signature_is_refused(change):
    body = b'{"id":1}'
    good = signature_of(body, "hush")
    assert signed_by_shopify(body, good, HUSH)

    assert not signed_by_shopify(body, change(good), HUSH)


def test_an_empty_body_is_signed_by_nobody():
    assert not signed_by_shopify(b"", signature_of(b"", "hush"), HUSH)


@given(st.text() | st.none(), st.binary())
def test_any_header_is_refused_and_never_an_error(header: str | None, body: bytes):
    assert not signed_by_shopify(body, header, HUSH)


@pytest.mark.parametrize(
    ("header", "carried"),
    [
        ("agreed", True),
        ("agreed ", False),
        ("Agreed", False),
        ("agree", False),
        ("", False),
        (None, False),
        ("سر", False),
        ("\udcff", False),
    ],
)
def test_an_agreed_secret_is_carried_exactly_or_not_at_all(header: str | None, carried: bool):
    assert carries_secret(header, b"agreed") is carried

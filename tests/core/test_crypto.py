"""What is sealed opens with its own key in its own place, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.crypto import (
    Key,
    Sealed,
    UnsealableError,
    blind_index,
    derive,
    fingerprint,
    new_raw_key,
)

RAW = b"k" * 32
KEY = Key(RAW)
PLACE = b"person/1/contact"


@given(st.binary(max_size=2000), st.binary(max_size=100))
def test_what_is_sealed_opens_in_its_own_place(plaintext: bytes, context: bytes):
    sealed = KEY.seal(plaintext, context)

    assert Key(RAW).open(sealed, context) == plaintext
    assert isinstance(sealed, Sealed)


@given(st.binary(min_size=8, max_size=200))
def test_sealing_hides_the_text_and_never_looks_the_same_twice(plaintext: bytes):
    one, other = KEY.seal(plaintext, PLACE), KEY.seal(plaintext, PLACE)

    assert one != other
    assert plaintext not in one


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_nothing_opens_in_another_place(place: bytes, elsewhere: bytes):
    sealed = KEY.seal(b"plain", place)
    if place == elsewhere:
        assert KEY.open(sealed, elsewhere) == b"plain"
        return
    with pytest.raises(UnsealableError):
        KEY.open(sealed, elsewhere)


@given(st.binary(min_size=32, max_size=32))
def test_nothing_opens_with_another_key(raw: bytes):
    if raw == RAW:
        return
    with pytest.raises(UnsealableError):
        Key(raw).open(KEY.seal(b"plain", PLACE), PLACE)


@pytest.mark.parametrize("place", range(len(KEY.seal(b"plain", PLACE))))
def test_one_changed_byte_anywhere_is_noticed(place: int):
    sealed = bytearray(KEY.seal(b"plain", PLACE))
    sealed[place] ^= 1

    with pytest.raises(UnsealableError):
        KEY.open(bytes(sealed), PLACE)


@given(st.binary(max_size=60))
def test_bytes_that_were_never_sealed_are_refused_and_nothing_else_happens(given_bytes: bytes):
    for attempt in (given_bytes, b"\x01" + given_bytes):
        with pytest.raises(UnsealableError):
            KEY.open(attempt, PLACE)


@pytest.mark.parametrize("size", [0, 15, 16, 24, 31, 33])
def test_only_keys_of_256_bits_are_made(size: int):
    assert len(new_raw_key()) == 32
    assert len(derive(b"x" * size, "purpose")) == 32


def test_two_uses_of_one_key_share_no_key_material():
    derived = {derive(RAW, purpose) for purpose in ("master", "seal", "index", "wrap")}

    assert len(derived | {RAW}) == 5
    assert derive(RAW, "seal") == derive(RAW, "seal")


def test_new_keys_differ():
    assert len({new_raw_key() for _ in range(100)}) == 100


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_a_blind_index_finds_the_same_value_of_the_same_kind_only(kind: str, value: str, other: str, another: str):
    index = blind_index(RAW, kind.replace("\0", ""), value)

    assert index == blind_index(RAW, kind.replace("\0", ""), value)
    assert len(index) == 16
    same = (kind.replace("\0", ""), value) == (other.replace("\0", ""), another)
    assert (index == blind_index(RAW, other.replace("\0", ""), another)) == same


def test_a_blind_index_tells_nothing_to_who_lacks_the_key():
    assert blind_index(RAW, "email", "a@example.com") != blind_index(b"o" * 32, "email", "a@example.com")


def test_a_keys_public_name_does_not_hold_the_key():
    name = fingerprint(RAW)

    assert name == fingerprint(RAW) != fingerprint(b"o" * 32)
    assert len(name) == 16
    assert RAW.hex()[:16] != name

"""What Shopify says when it refuses is kept with its codes and fields, and without anybody's data."""

from __future__ import annotations

import time
from typing import Any

import pytest

from shopify_app.core.logs import MASK
from shopify_app.core.outbox import Call
from shopify_app.shops.client import UserErrorsError
from shopify_app.shops.refusals import Refusal, tell_refusals

MAIL, PHONE, NAME = "nadia.secret@example.com", "+966500000123", "Nadia Example"


def told(message: str, sent: Any = None, code: object = "TAKEN", field: Any = ("input", "email")) -> str:
    return tell_refusals("CustomerCreate", [Refusal(code, field, message)], sent)


def test_code_field_and_words_are_told():
    assert told("Email has already been taken") == (
        "Shopify refused CustomerCreate (TAKEN input.email): Email has already been taken"
    )


@pytest.mark.parametrize(
    ("code", "field", "about"),
    [
        ("TAKEN", None, " (TAKEN)"),
        (None, ["input", "addresses", 0, "zip"], " (input.addresses.0.zip)"),
        (None, None, ""),
        (7, [], " (7)"),
    ],
)
def test_what_is_not_known_is_left_out(code: object, field: Any, about: str):
    assert told("No.", None, code, field) == f"Shopify refused CustomerCreate{about}: No."


@pytest.mark.parametrize(
    "personal",
    [MAIL, "سلمى@example.com", PHONE, "+966 50 000 0123", "0500000123", "050 000 0123", "(050) 000-0123", "٠٥٠٠٠٠٠١٢٣"],
)
def test_an_address_or_number_that_only_shopify_knew_is_not_told(personal: str):
    text = told(f"Email {personal} is on the suppression list")

    assert personal not in text
    assert text.endswith(f": Email {MASK} is on the suppression list")


@pytest.mark.parametrize("secret", ["shpat_0123456789abcdef", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl"])
def test_no_secret_is_told(secret: str):
    assert secret not in told(f"Token {secret} is not valid")


@pytest.mark.parametrize("message", [f"A customer named {NAME} exists", f"'{NAME}' is too long", f"{NAME.upper()}?"])
def test_nothing_of_what_the_call_said_is_told_again(message: str):
    """A name has no form one could know it by; but what was sent is known."""
    sent = {"input": {"email": MAIL, "firstName": "Nadia", "lastName": "Example", "tags": ["vip"], "note": None}}
    text = told(message, sent)

    assert "nadia" not in text.lower()
    assert "example" not in text.lower()
    assert MASK in text


def test_a_word_that_only_contains_what_was_sent_is_told():
    assert told("The example is taken", {"a": ["exam", "tak", "", "x"]}).endswith("The example is taken")


def test_the_number_of_an_order_is_told():
    """It names nobody to whoever has no access to the shop, and is what one looks for."""
    gid = "gid://shopify/Order/5000000001001"

    assert told(f"{gid} does not exist", {"id": gid}).endswith(f"{gid} does not exist")


def test_the_codes_of_many_reasons_fit_into_what_a_row_keeps():
    reasons = [Refusal("INVALID", ["input", "lines", at], f"{'ü' * 30} {at}") for at in range(99)]
    text = tell_refusals("DraftOrderCreate", reasons, {})

    assert len(text) <= Call.problem.type.length
    assert "INVALID input.lines.0; INVALID input.lines.1" in text


def test_a_word_is_cut_after_it_was_masked():
    """Half an address would be no address to the mask, and one to whoever reads it."""
    for length in range(100, 160):
        assert "nadia" not in told(f"{'a' * length} {MAIL}")


def test_one_reason_told_many_times_is_told_once():
    text = tell_refusals("TagsAdd", [Refusal(None, None, "No.")] * 5, {})

    assert text == "Shopify refused TagsAdd: No."


@pytest.mark.parametrize("text", ["7 " * 20_000, "1" * 50_000, "(" * 50_000, "+" * 50_000, "1 .-(" * 10_000])
def test_a_long_message_takes_no_long_time(text: str):
    began = time.monotonic()
    told(text, {"a": [text[:500], *map(str, range(1000))]})

    assert time.monotonic() - began < 3


def test_the_error_of_a_mutation_keeps_the_codes_for_those_who_ask():
    errors = [{"code": "TAKEN", "field": ["input", "email"], "message": f"{MAIL} is taken"}, {"message": None}]
    error = UserErrorsError("CustomerCreate", errors, {"input": {"email": MAIL}})

    assert "TAKEN" in error.codes
    assert str(error) == f"Shopify refused CustomerCreate (TAKEN input.email): {MASK} is taken; None"
    assert not error.temporary

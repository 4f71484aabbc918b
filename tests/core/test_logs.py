"""No log line tells a secret, a person or a card; and none hides the ids that support needs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.logs import MASK, is_card_number, mask

JSON_WEB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl"


def logged(**event: Any) -> dict[str, Any]:
    return dict(mask(None, "info", event))


@pytest.mark.parametrize(
    "text",
    [
        "salma@example.com",
        "salma.al-harbi+trade@mail.example.co.uk",
        "سلمى@example.com",
        "+966 50 123 4567",
        "+212-612345678",
        "+47 (22) 12.34.56",
        "shpat_0123456789abcdef",
        "shprt_0123456789abcdef",
        "shpss_0123456789abcdef",
        "sk_live_51H0000",
        "sk_test_51H0000",
        "rk_live_0000",
        "whsec_0000",
        JSON_WEB_TOKEN,
    ],
)
def test_what_names_a_person_or_opens_a_door_is_masked_within_any_text(text: str):
    written = json.dumps(logged(event=f"before {text} after", nested={"list": [f"x {text}", {"deep": text}]}))

    assert text not in written
    assert written.count(MASK) == 3
    assert "before" in written
    assert "after" in written


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555555555554444",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "6011000990139424",
        "6200000000000000000",
        "4111 1111 1111 1111 12",
        "16 4111 1111 1111 1111",
    ],
)
def test_a_card_number_is_masked_however_it_is_grouped(number: str):
    assert logged(event=f"paid with {number}.")["event"] == f"paid with {MASK}."


@pytest.mark.parametrize("number", [4111111111111111, 378282246310005, 30569309025904])
def test_a_card_number_is_masked_as_a_number_too(number: int):
    assert logged(reference=number)["reference"] == MASK


@given(st.integers(min_value=4_000_000_000_000, max_value=29_999_999_999_999))
def test_an_order_id_of_shopify_stays_readable(number: int):
    """They have 13 digits today and will have 14; one in ten of them passes the Luhn check by chance."""
    assert logged(event=f"gid://shopify/Order/{number}", order_id=number) == {
        "event": f"gid://shopify/Order/{number}",
        "order_id": number,
    }


@given(st.text("0123456789", min_size=14, max_size=18))
def test_of_ten_numbers_that_differ_in_the_last_digit_one_passes_the_check(digits: str):
    assert sum(is_card_number(digits + last) for last in "0123456789") == 1


@pytest.mark.parametrize("digits", ["", "0", "411111111111", "4222222222222", "41111111111111111112"])
def test_a_number_of_another_length_is_no_card(digits: str):
    assert not is_card_number(digits)


@pytest.mark.parametrize(
    "key",
    [
        *("access_token", "client_secret", "password", "Authorization", "set_cookie", "hmac", "X-Signature"),
        *("api_key", "private_key", "master_key"),
        *("email", "customer_email", "phone", "address", "address1", "first_name", "last_name", "contact"),
    ],
)
def test_what_a_key_announces_is_masked_whatever_it_holds(key: str):
    assert logged(**{key: "anything"}) == {key: MASK}
    assert logged(nested={key: ["any", "thing"]}) == {"nested": {key: MASK}}


def test_what_support_needs_stays_readable():
    event = {
        "event": "delivery_not_read",
        "shop_id": 7,
        "path": "/webhooks/noon/abc",
        "at": "2026-11-23T02:41:00.123456+00:00",
        "tries": 3,
        "share": 0.5,
        "temporary": True,
        "nothing": None,
        "order": "#1001",
        "request_id": "9f8e7d6c5b4a3f2e",
    }

    assert logged(**event) == event


def test_a_value_that_is_written_by_its_repr_is_masked_as_well():
    assert logged(error=ValueError("no mailbox salma@example.com")) == {"error": f"ValueError('no mailbox {MASK}')"}
    assert logged(raw=b"salma@example.com") == {"raw": f"b'{MASK}'"}


def test_a_key_that_is_no_text_does_no_harm():
    assert logged(counts={1: "one", None: 2}) == {"counts": {1: "one", None: 2}}


@pytest.mark.parametrize("text", ["a" * 100_000, "+" * 100_000, "7 " * 5_000, "eyJ" * 30_000, "1-" * 5_000 + "x"])
def test_a_long_line_takes_no_long_time(text: str):
    began = time.monotonic()
    logged(event=text)

    assert time.monotonic() - began < 3


_PROGRAM = """
import logging, structlog
from shopify_app.core.logs import configure_logs
configure_logs("info")
log = structlog.get_logger("ours")
log.info("hello", email="salma@example.com", order_id=5000000001001)
log.debug("too quiet")
logging.getLogger("some.library").warning("asked %s", "salma@example.com")
try:
    raise ValueError("no mailbox salma@example.com")
except ValueError:
    log.exception("failed")
"""


def test_every_line_of_a_process_is_json_and_masked_also_those_of_libraries_and_tracebacks():
    """Another process, because the configuration of logs is one for the whole process."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]

    assert [line["event"] for line in lines] == ["hello", f"asked {MASK}", "failed"]
    assert lines[0]["order_id"] == 5000000001001
    assert f"ValueError: no mailbox {MASK}" in lines[2]["exception"]
    assert "salma" not in done.stderr

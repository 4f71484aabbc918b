"""The receiver over real HTTP: bad input gets its documented answer, and no delivery is lost or doubled."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from shopify_app.core.db import make_engine
from tests.builders import body_of, delivery_headers, order_json, signature_of
from tests.conftest import SECRET, SHOP, environment

OLD_SECRET = "shpss_ffffffffffffffffffffffffffffffff"
LIMIT = 64 * 1024
PATH = "/webhooks/shopify"


@dataclass
class Server:
    """A running receiver and its database."""

    url: str
    port: int
    engine: Engine

    def post(self, body: bytes, headers: dict[str, str], path: str = PATH) -> int:
        """The status of one delivery."""
        return requests.post(self.url + path, data=body, headers=headers, timeout=60).status_code

    def stored(self) -> int:
        """How many deliveries are in the inbox."""
        with self.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM inbox")).scalar_one())


@pytest.fixture(scope="module")
def server(lasting_database_url: str, redis_folder: Path) -> Iterator[Server]:
    """The receiver alone, as it runs behind a proxy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = environment(
        lasting_database_url,
        redis_folder,
        REDIS_URL=f"unix://{redis_folder / 'redis.sock'}",
        SHOPIFY_API_SECRET_OLD=OLD_SECRET,
        WEBHOOK_MAX_BYTES=str(LIMIT),
        LOG_LEVEL="error",
    )
    command = [sys.executable, "-m", "shopify_app", "serve", "--only", "receiver", "--port", str(port)]
    process = subprocess.Popen(command, env={"PATH": os.environ["PATH"], **environ})
    engine = make_engine(lasting_database_url)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Server(f"http://127.0.0.1:{port}", port, engine)
    finally:
        process.terminate()
        process.wait(timeout=30)
        engine.dispose()


def wait_for(url: str) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 120
    while True:
        try:
            requests.get(url, timeout=1)
            return
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def a_delivery(**changes: str) -> tuple[bytes, dict[str, str]]:
    """A good delivery."""
    body = body_of(order_json())
    return body, {**delivery_headers(body, SECRET, SHOP), **changes}


def raw(server: Server, request: bytes) -> bytes:
    """What the server answers to bytes that no HTTP client would send; empty when it hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request)
        try:
            return connection.recv(4096)
        except (ConnectionResetError, TimeoutError):
            return b""


def test_a_good_delivery_is_stored_and_acknowledged(server: Server) -> None:
    before = server.stored()
    assert server.post(*a_delivery()) == 200
    assert server.stored() == before + 1


def test_a_repeated_delivery_is_stored_once(server: Server) -> None:
    body, headers = a_delivery()
    before = server.stored()
    assert [server.post(body, headers) for _ in range(3)] == [200, 200, 200]
    assert server.stored() == before + 1


def test_the_old_secret_is_taken_while_it_is_rotated_out(server: Server) -> None:
    body, headers = a_delivery()
    headers["X-Shopify-Hmac-Sha256"] = signature_of(body, OLD_SECRET)
    assert server.post(body, headers) == 200


def test_the_newer_header_family_is_understood(server: Server) -> None:
    body, headers = a_delivery()
    newer = {name.replace("X-Shopify-", "shopify-"): value for name, value in headers.items()}
    assert server.post(body, newer) == 200


def test_a_shop_nobody_has_opened_the_app_in_loses_nothing(server: Server) -> None:
    body = body_of(order_json())
    before = server.stored()
    assert server.post(body, delivery_headers(body, SECRET, "unheard-of.myshopify.com")) == 200
    assert server.stored() == before + 1


@pytest.mark.parametrize(
    "given_signature",
    [None, "", "x", "====", "AAAA", "not base64!", "\u00e9\u00e9\u00e9", signature_of(b"another body", SECRET)],
)
def test_a_missing_or_wrong_signature_is_refused(server: Server, given_signature: str | None) -> None:
    body, headers = a_delivery()
    before = server.stored()
    del headers["X-Shopify-Hmac-Sha256"]
    if given_signature is not None:
        headers["X-Shopify-Hmac-Sha256"] = given_signature.encode("latin-1").decode("latin-1")
    assert server.post(body, headers) == 401
    assert server.stored() == before


def test_a_signature_that_is_no_text_at_all_is_refused(server: Server) -> None:
    body = body_of(order_json())
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nX-Shopify-Hmac-Sha256: ".encode()
    assert b" 401 " in raw(server, head + b"\xff\xfe\xfa\r\n\r\n" + body).splitlines()[0]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_verbs_are_not_allowed(server: Server, method: str) -> None:
    body, headers = a_delivery()
    answer = requests.request(method, server.url + PATH, data=body, headers=headers, timeout=60)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Shopify-Topic", None),
        ("X-Shopify-Topic", "products/update"),
        ("X-Shopify-Topic", "orders/create\t"),
        ("X-Shopify-Shop-Domain", None),
        ("X-Shopify-Shop-Domain", "evil.com"),
        ("X-Shopify-Shop-Domain", "x.myshopify.com.evil.com"),
        ("X-Shopify-Shop-Domain", "-x.myshopify.com"),
        ("X-Shopify-Webhook-Id", None),
        ("X-Shopify-Webhook-Id", "x" * 5000),
    ],
)
def test_a_missing_or_impossible_header_is_malformed(server: Server, header: str, value: str | None) -> None:
    body, headers = a_delivery()
    before = server.stored()
    del headers[header]
    if value is not None:
        headers[header] = value
    expected = 200 if value == "orders/create\t" else 400  # HTTP itself drops white space around a value
    assert server.post(body, headers) == expected
    assert server.stored() == before + (expected == 200)


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"id": "text"}',
        b'{"name": "#1"}',
        b'{"id": 1, "x": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"id": 1e400}',
        b'{"id": 99999999999999999999999999}',
        b'{"id":1}{"id":2}',
    ],
)
def test_a_signed_body_that_is_no_order_is_malformed(server: Server, body: bytes) -> None:
    before = server.stored()
    assert server.post(body, delivery_headers(body, SECRET, SHOP)) == 400
    assert server.stored() == before


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 1}',
        b'{"id": 2, "id": 3}',
        b'{"id": 4, "customer": "not what it should be"}',
        b'{"id": 5, "name": 12, "tags": ["a"], "test": "maybe"}',
        '{"id": 6, "name": "\u0645\u062a\u062c\u0631 \U0001f6cd"}'.encode(),
    ],
)
def test_a_signed_order_of_a_surprising_form_is_kept_to_be_read_again(server: Server, body: bytes) -> None:
    before = server.stored()
    assert server.post(body, delivery_headers(body, SECRET, SHOP)) == 200
    assert server.stored() == before + 1


def test_an_empty_body_is_refused(server: Server) -> None:
    assert server.post(b"", delivery_headers(b"", SECRET, SHOP)) == 401


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_too_large(server: Server, chunked: bool) -> None:
    body = json.dumps({"id": 1, "note": "x" * LIMIT}).encode()
    headers = delivery_headers(body, SECRET, SHOP)
    pieces = (body[start : start + 4096] for start in range(0, len(body), 4096))
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        try:
            connection.request("POST", PATH, pieces if chunked else body, headers, encode_chunked=chunked)
            status = connection.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            status = 413  # refused so early that the rest could not be written
    assert status == 413


def test_a_length_beyond_all_reason_is_too_large(server: Server) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {10**18}\r\n\r\n".encode()
    assert b" 413 " in raw(server, head).splitlines()[0]


@pytest.mark.parametrize("length", ["0" * 12 + "1000000", "0" * 11 + "1000000", "0" * 4000 + "1", "0" * 5 + "1000000"])
def test_zeros_before_a_length_hide_nothing(server: Server, length: str) -> None:
    """Refused by the head alone: the sender of these has not sent a byte of the body, nor ever will."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nX-Shopify-Hmac-Sha256: x\r\n\r\n"
    assert b" 413 " in (raw(server, head.encode()).splitlines() or [b"no answer"])[0]


def test_a_few_zeros_before_a_length_are_no_crime(server: Server) -> None:
    body, headers = a_delivery()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 00{len(body)}\r\n{lines}\r\n"
    assert b" 200 " in raw(server, head.encode() + body).splitlines()[0]


@pytest.mark.parametrize("path", [PATH, "/webhooks/noon/unknown"])
@pytest.mark.parametrize("length", ["Content-Length: 60000", "Content-Length: 100", "Transfer-Encoding: chunked"])
def test_who_shows_no_signature_is_not_listened_to(server: Server, path: str, length: str) -> None:
    """The answer comes without a byte of the body: a stranger can keep nothing waiting."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n"
    assert b" 401 " in (raw(server, head.encode()).splitlines() or [b"no answer"])[0]


def test_a_sender_that_hangs_up_in_the_middle_harms_nobody(server: Server) -> None:
    body = body_of(order_json())
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(head + body[:100])
    assert server.post(*a_delivery()) == 200


def test_a_compliance_message_about_another_shop_is_malformed(server: Server) -> None:
    body = body_of({"shop_id": 1, "shop_domain": "another.myshopify.com"})
    assert server.post(body, delivery_headers(body, SECRET, SHOP, "shop/redact")) == 400


def test_only_the_shop_itself_is_uninstalled(server: Server) -> None:
    """Nobody signs the header that names the shop; the body, which is signed, must name it too."""
    before = server.stored()
    for other in ({"id": 1, "myshopify_domain": "another.myshopify.com"}, {"id": 1}, {"myshopify_domain": "x"}):
        body = body_of(other)
        assert server.post(body, delivery_headers(body, SECRET, SHOP, "app/uninstalled")) == 400
    assert server.stored() == before
    body = body_of({"id": 1, "myshopify_domain": SHOP})
    assert server.post(body, delivery_headers(body, SECRET, SHOP, "app/uninstalled")) == 200
    assert server.stored() == before + 1


def test_a_message_about_a_customer_cannot_erase_the_shop(server: Server) -> None:
    body = body_of({"shop_id": 1, "shop_domain": SHOP, "customer": {"id": 1}, "orders_to_redact": []})
    assert server.post(body, delivery_headers(body, SECRET, SHOP, "shop/redact")) == 400
    assert server.post(body, delivery_headers(body, SECRET, SHOP, "customers/redact")) == 200


def test_the_same_body_under_another_topic_is_another_delivery(server: Server) -> None:
    body = body_of(order_json())
    headers = delivery_headers(body, SECRET, SHOP)
    before = server.stored()
    assert server.post(body, headers) == 200
    assert server.post(body, {**headers, "X-Shopify-Topic": "orders/updated"}) == 200
    assert server.stored() == before + 2


@pytest.mark.parametrize("path", ["/webhooks/", "/webhooks/unknown", "/webhooks/shopify/", "/webhooks/noon/a/b"])
def test_other_addresses_do_not_exist(server: Server, path: str) -> None:
    assert server.post(b"{}", {}, path) == 404


@pytest.mark.parametrize("key", ["unknown", "%00", "x" * 3000, "\u0645"])
def test_noon_events_for_nobody_are_refused_like_those_with_a_wrong_secret(server: Server, key: str) -> None:
    assert server.post(b'{"order_nr":"N1"}', {"X-Tajir-Secret": "x"}, f"/webhooks/noon/{key}") == 401


def test_many_deliveries_at_once_are_all_stored(server: Server) -> None:
    before = server.stored()
    session = requests.Session()
    statuses = []
    for number in range(200):
        body = body_of(order_json(number))
        headers = delivery_headers(body, SECRET, SHOP)
        statuses.append(session.post(server.url + PATH, data=body, headers=headers, timeout=60).status_code)
    assert set(statuses) == {200}
    assert server.stored() == before + 200


HEADER_TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), topic=HEADER_TEXT, shop=HEADER_TEXT, delivery_id=HEADER_TEXT, sign=st.booleans())
def test_whatever_comes_gets_an_answer_of_the_table(
    server: Server, body: bytes, topic: str, shop: str, delivery_id: str, sign: bool
) -> None:
    headers = {"X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": shop, "X-Shopify-Webhook-Id": delivery_id}
    headers["X-Shopify-Hmac-Sha256"] = signature_of(body, SECRET) if sign else signature_of(body, "wrong")
    assert server.post(body, headers) in ({400, 401} if sign else {401})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["id", "name", "customer", "updated_at", "current_subtotal_price_set", "test", "tags"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.dictionaries(FIELDS, JSON, max_size=6))
def test_a_signed_order_of_any_form_is_stored_or_malformed(server: Server, content: dict[str, object]) -> None:
    body = json.dumps(content).encode()
    before = server.stored()
    status = server.post(body, delivery_headers(body, SECRET, SHOP))
    assert status in {200, 400}
    assert server.stored() == before + (status == 200)

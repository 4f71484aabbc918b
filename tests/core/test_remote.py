"""Calls to other systems, to a real one on this machine."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shopify_app.core.errors import RemoteError
from shopify_app.core.remote import Remote
from tests.conftest import SettableClock
from tests.core.conftest import OtherSystem, answer, break_off, hang_up

AT_ONCE = {"Retry_After": 0}
PAST = format_datetime(datetime(2001, 1, 1, tzinfo=UTC), usegmt=True)


@pytest.fixture
def remote(clock: SettableClock) -> Remote:
    """Our side."""
    return Remote(allow_loopback_http=True, clock=clock)


def refused(remote: Remote, url: str, method: str = "GET", **parts: object) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        remote.call(method, url, **parts)
    return caught.value


def test_a_good_answer_is_handed_over_whole(remote: Remote, other_system: OtherSystem):
    other_system.will(answer(201, b'{"id":1}', X_Shopify_API_Version="2026-10"))
    got = remote.call(
        "POST", f"{other_system.url}/orders", headers={"X-Token": "t"}, json={"name": "متجر"}, params={"page": "2"}
    )
    (heard,) = other_system.heard

    assert (got.status, got.body, got.headers["x-shopify-api-version"]) == (201, b'{"id":1}', "2026-10")
    assert (heard.method, heard.path, heard.headers["X-Token"]) == ("POST", "/orders?page=2", "t")
    assert heard.headers["Content-Type"] == "application/json"
    assert heard.headers["User-Agent"].startswith("tajir/")


class TestTryingAgain:
    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
    def test_a_failure_that_may_pass_is_tried_again_at_once_and_may_succeed(
        self, remote: Remote, other_system: OtherSystem, status: int
    ):
        other_system.will(answer(status, **AT_ONCE), answer(200, b"good"))

        assert remote.call("GET", other_system.url).body == b"good"
        assert len(other_system.heard) == 2

    def test_after_three_failures_the_caller_is_told_to_come_back(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(503, **AT_ONCE))
        error = refused(remote, other_system.url)

        assert (error.temporary, error.status, len(other_system.heard)) == (True, 503, 3)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 501])
    def test_a_failure_that_will_not_pass_is_not_tried_again(
        self, remote: Remote, other_system: OtherSystem, status: int
    ):
        other_system.will(answer(status))
        error = refused(remote, other_system.url)

        assert (error.temporary, error.status, len(other_system.heard)) == (False, status, 1)

    def test_a_status_the_caller_expects_is_an_answer(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(401, b"who?"))

        assert remote.call("GET", other_system.url, expected=frozenset({401})).status == 401

    @pytest.mark.parametrize("reply", [answer(503, **AT_ONCE), hang_up])
    def test_what_must_not_happen_twice_is_not_sent_twice(self, remote: Remote, other_system: OtherSystem, reply):
        other_system.will(reply)
        error = refused(remote, other_system.url, "POST", repeatable=False)

        assert (error.temporary, len(other_system.heard)) == (True, 1)

    def test_without_a_wish_the_gaps_grow(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(500))
        began = time.monotonic()
        refused(remote, other_system.url)

        assert 0.6 <= time.monotonic() - began < 5

    @pytest.mark.parametrize("broken", [hang_up, break_off])
    def test_a_connection_that_drops_is_tried_again(self, remote: Remote, other_system: OtherSystem, broken):
        other_system.will(broken, answer(200, b"good"))

        assert remote.call("GET", other_system.url).body == b"good"

    def test_a_system_that_is_not_there_may_be_there_later(self, clock: SettableClock):
        error = refused(Remote(allow_loopback_http=True, clock=clock, tries=1), "http://127.0.0.1:1/")

        assert (error.temporary, error.status) == (True, None)
        assert str(error) == "127.0.0.1 did not answer (ConnectionError)."


class TestRetryAfter:
    def wish(self, remote: Remote, other_system: OtherSystem, value: object) -> float | None:
        other_system.will(answer(503, Retry_After=value))
        return refused(remote, other_system.url, "POST", repeatable=False).retry_after

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [("0", 0), ("7", 7), ("120", 120), ("86400", 86_400), ("86401", 86_400), ("9" * 400, 86_400), (PAST, 0)],
    )
    def test_seconds_and_dates_are_understood_up_to_a_day(
        self, remote: Remote, other_system: OtherSystem, value: str, seconds: float
    ):
        assert self.wish(remote, other_system, value) == seconds

    def test_a_date_is_counted_from_now(self, remote: Remote, other_system: OtherSystem, clock: SettableClock):
        at = format_datetime(clock.now() + timedelta(hours=1), usegmt=True)
        wish = self.wish(remote, other_system, at)

        assert wish is not None
        assert 3590 < wish <= 3600

    @pytest.mark.parametrize("value", ["soon", "-1", "1.5", "inf", "nan", "1e9", "٧", "", "Fri, 99 Foo 2026"])
    def test_nonsense_counts_as_not_given(self, remote: Remote, other_system: OtherSystem, value: str):
        assert self.wish(remote, other_system, value.encode("utf-8").decode("latin-1")) is None

    def test_a_short_wish_is_waited_for_here(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(429, Retry_After=1), answer(200, b"good"))
        began = time.monotonic()

        assert remote.call("GET", other_system.url).body == b"good"
        assert time.monotonic() - began >= 1

    def test_a_long_wish_is_left_to_the_caller(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(429, Retry_After=3600))
        error = refused(remote, other_system.url)

        assert (error.retry_after, len(other_system.heard)) == (3600, 1)


class TestSafety:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_refused_and_not_followed(self, remote: Remote, other_system: OtherSystem, status: int):
        """It could lead a token to another host."""
        other_system.will(answer(status, Location=f"{other_system.url}/elsewhere"))
        error = refused(remote, other_system.url, headers={"X-Shopify-Access-Token": "t"})

        assert (error.temporary, error.status) == (False, status)
        assert [heard.path for heard in other_system.heard] == ["/"]

    def test_plain_http_is_refused_even_to_this_machine_unless_allowed(self, other_system: OtherSystem):
        error = refused(Remote(allow_loopback_http=False), other_system.url)

        assert (str(error), error.temporary) == ("A call without TLS was refused.", False)
        assert other_system.heard == []

    @pytest.mark.parametrize(
        "url",
        ["http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "ftp://127.0.0.1/"],
    )
    def test_plain_http_to_another_machine_is_refused_always(self, remote: Remote, url: str):
        assert str(refused(remote, url)) == "A call without TLS was refused."

    def test_an_answer_without_end_is_cut_off(self, remote: Remote, other_system: OtherSystem):
        block = bytes(1024 * 1024)

        def endless(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Connection", "close")
            request.end_headers()
            for _ in range(100):
                request.wfile.write(block)
            request.close_connection = True

        other_system.will(endless)
        error = refused(remote, other_system.url)

        assert (str(error), error.temporary) == ("The answer is larger than expected.", False)

    def test_an_answer_that_drips_without_end_is_cut_off(self, other_system: OtherSystem):
        """Each piece comes in time, so that no read time-out would ever end it."""
        gone = threading.Event()

        def drip(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", "1000")
            request.end_headers()
            with suppress(OSError):
                while not gone.wait(0.05):
                    request.wfile.write(b"x")
            request.close_connection = True

        other_system.will(drip)
        impatient = Remote(allow_loopback_http=True, tries=1, answer_seconds=0.3)
        error = refused(impatient, other_system.url)
        gone.set()

        assert (str(error), error.temporary) == ("The answer takes too long.", True)

    def test_an_answer_in_chunks_is_read_whole(self, remote: Remote, other_system: OtherSystem):
        def in_chunks(request: BaseHTTPRequestHandler) -> None:
            request.protocol_version = "HTTP/1.1"
            request.send_response(200)
            request.send_header("Transfer-Encoding", "chunked")
            request.end_headers()
            request.wfile.write(b"4\r\nfour\r\n3\r\nsix\r\n0\r\n\r\n")
            request.close_connection = True

        other_system.will(in_chunks)

        assert remote.call("GET", other_system.url).body == b"foursix"

    def test_a_small_answer_that_unpacks_into_a_huge_one_is_cut_off(self, remote: Remote, other_system: OtherSystem):
        packed = gzip.compress(bytes(80 * 1024 * 1024), 1)
        assert len(packed) < 1024 * 1024
        other_system.will(answer(200, packed, Content_Encoding="gzip"))

        assert str(refused(remote, other_system.url)) == "The answer is larger than expected."

    def test_no_error_quotes_the_address(self, remote: Remote, other_system: OtherSystem):
        """A query may hold a secret, and errors are logged and shown."""
        other_system.will(hang_up, hang_up, hang_up, answer(404))
        for _ in range(2):
            error = refused(remote, f"{other_system.url}/path?token=hidden")
            assert "hidden" not in str(error)
            assert "path" not in str(error)

    def test_one_callers_cookies_are_not_the_next_ones(self, remote: Remote, other_system: OtherSystem):
        other_system.will(answer(200, Set_Cookie=["session=one; Path=/", "other=two"]))
        got = remote.call("GET", other_system.url, cookies={"mine": "first"})
        remote.call("GET", other_system.url)

        assert list(got.set_cookies) == ["session=one; Path=/", "other=two"]
        assert [heard.headers.get("Cookie") for heard in other_system.heard] == ["mine=first", None]

    def test_neither_a_proxy_nor_a_netrc_of_the_machine_changes_a_call(
        self, other_system: OtherSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login user password hidden\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        other_system.will(answer(200))
        Remote(allow_loopback_http=True).call("GET", f"{other_system.url}/direct")
        (heard,) = other_system.heard

        assert heard.path == "/direct"
        assert "Authorization" not in heard.headers


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[str]:
    """An HTTPS server whose certificate nobody vouches for."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    certificate = made.sign(key, hashes.SHA256())
    unencrypted = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unencrypted)
    (tmp_path / "both.pem").write_bytes(text + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_refused(impostor: str):
    """Also where plain HTTP to this machine is allowed."""
    error = refused(Remote(allow_loopback_http=True, tries=1), impostor)

    assert str(error) == "localhost did not answer (SSLError)."

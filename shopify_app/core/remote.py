"""HTTP to other systems: TLS only, time-outs always, bounded retries with jitter, the other side's `Retry-After`."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
import urllib3

from shopify_app.core.addresses import LOOPBACK_HOSTS
from shopify_app.core.clock import Clock, SystemClock
from shopify_app.core.errors import RemoteError

USER_AGENT = "tajir/1.0 (Shopify app; wholesale)"
CONNECT_SECONDS, READ_SECONDS = 5.0, 25.0
# A read time-out counts from one piece to the next: an answer that drips must end as well.
ANSWER_SECONDS = 60.0
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 10.0
# Longer than this nobody waits for another system, whatever it wishes.
_LONGEST_PAUSE = 86_400.0
_LARGEST_ANSWER = 64 * 1024 * 1024
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: every status below 300, and those of 300 and above that the caller said it expects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    set_cookies: Sequence[str] = ()


class Remote:
    """A pool of connections to other systems."""

    def __init__(
        self,
        *,
        allow_loopback_http: bool,
        clock: Clock | None = None,
        tries: int = 3,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._allow_loopback_http = allow_loopback_http
        self._clock = clock or SystemClock()
        self._tries = tries
        self._answer_seconds = answer_seconds
        self._session = requests.Session()
        self._session.cookies.set_policy(
            DefaultCookiePolicy(allowed_domains=[])
        )  # one caller's session is not the next's
        self._session.trust_env = False  # neither a proxy nor a netrc of the machine may see or change a call
        self._session.headers["User-Agent"] = USER_AGENT
        adapter = requests.adapters.HTTPAdapter(pool_connections=16, pool_maxsize=16)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        repeatable: bool = True,
        expected: frozenset[int] = frozenset(),
    ) -> Answer:
        """One request. `repeatable` calls are tried again here, a few times, after failures that may pass.

        Raises:
            RemoteError: With `temporary` telling whether to come back later.
        """
        self._must_be_safe(url)
        request = {"headers": headers, "json": json, "params": params, "cookies": cookies}
        for attempt in range(1, self._tries + 1):
            try:
                return self._once(method, url, request, expected)
            except RemoteError as error:
                wait = _wait(error, attempt)
                if not (error.temporary and repeatable) or attempt == self._tries or wait > _LONGEST_WAIT:
                    raise
                log.info("remote_retry", host=urlsplit(url).hostname, status=error.status, attempt=attempt)
                time.sleep(wait)
        raise AssertionError("unreachable")

    def lines(self, url: str) -> Iterator[bytes]:
        """The lines of a large file, without ever holding all of it.

        Raises:
            RemoteError: Temporary: it cannot be read (any more); begin again.
        """
        self._must_be_safe(url)
        host = urlsplit(url).hostname
        try:
            with self._session.get(
                url, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True
            ) as response:
                if response.status_code != 200:  # noqa: PLR2004
                    raise RemoteError(f"{host} answered with status {response.status_code}.", temporary=True)
                yield from response.iter_lines(256 * 1024)
        except requests.RequestException as error:
            raise RemoteError(f"{host} stopped answering ({type(error).__name__}).", temporary=True) from error

    def _once(self, method: str, url: str, request: Mapping[str, Any], expected: frozenset[int]) -> Answer:
        host = urlsplit(url).hostname
        try:
            with self._session.request(
                method, url, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True, **request
            ) as response:
                body = _read(response, self._answer_seconds)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            # The exception's own text can hold the whole URL: it is not passed on.
            raise RemoteError(f"{host} did not answer ({type(error).__name__}).", temporary=True) from error
        if response.status_code < 300 or response.status_code in expected:  # noqa: PLR2004
            return Answer(response.status_code, response.headers, body, response.raw.headers.getlist("Set-Cookie"))
        raise RemoteError(
            f"{host} answered with status {response.status_code}.",
            temporary=response.status_code in _TEMPORARY,
            status=response.status_code,
            retry_after=_retry_after(response.headers.get("Retry-After"), self._clock),
        )

    def _must_be_safe(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https":
            return
        if not (self._allow_loopback_http and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS):
            raise RemoteError("A call without TLS was refused.", temporary=False)


def _read(response: requests.Response, seconds: float) -> bytes:
    parts, size, deadline = [], 0, time.monotonic() + seconds
    # `read1` gives what has come, where `read` would wait for a whole piece.
    while part := response.raw.read1(65536, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > _LARGEST_ANSWER:
            raise RemoteError("The answer is larger than expected.", temporary=False)
        if time.monotonic() > deadline:
            raise RemoteError("The answer takes too long.", temporary=True)
    return b"".join(parts)


def _wait(error: RemoteError, attempt: int) -> float:
    if error.retry_after is not None:
        return error.retry_after
    return float(0.2 * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311  spreads load, guards nothing


def _retry_after(value: str | None, clock: Clock) -> float | None:
    """Seconds, from either form RFC 9110 allows, a day at most; nonsense counts as not given."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _LONGEST_PAUSE)
    try:
        seconds = (parsedate_to_datetime(value) - clock.now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, seconds), _LONGEST_PAUSE)

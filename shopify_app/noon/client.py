"""noon's partner API (FBPI): login by key file, cookies as the session, order list and single orders.

Our own client, because noon's SDK loses a whole page on one unknown enum value. Source: noon's SDK 0.1.2.1 and docs.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import jwt
import msgspec
import structlog

from shopify_app.core.errors import ForbiddenError, RemoteError
from shopify_app.core.remote import Answer, Remote
from shopify_app.noon.payload import KeyFile, NoonOrderBody, OrderPage

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

B = TypeVar("B")
_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_REFUSED = frozenset({_UNAUTHORISED, _FORBIDDEN})
_MOST_PAGES = 10_000
log = structlog.get_logger(__name__)


class NoonLoginError(ForbiddenError):
    """noon does not take the key file."""


class WhoAmI(msgspec.Struct):
    """Whose account the key file opens."""

    user_code: str = ""
    username: str = ""


class NoonClient:
    """One process's sessions with noon, one per key file: all of it, so that nobody gets in by another's key id."""

    def __init__(self, remote: Remote, url: str) -> None:
        self._remote, self._url = remote, url
        self._sessions: dict[bytes, dict[str, str]] = {}

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """The client under the runtime's settings."""
        remote = Remote(allow_loopback_http=runtime.settings.allow_loopback_http, clock=runtime.clock)
        return cls(remote, runtime.settings.noon_api_url)

    def whoami(self, key: KeyFile) -> WhoAmI:
        """Whose account this is: the proof that the key file works. Always a login of its own.

        Raises:
            NoonLoginError: noon does not take it.
        """
        self._login(key)
        return self._call(key, "GET", "/identity/v1/whoami", WhoAmI)

    def get_order(self, key: KeyFile, noon_order_nr: str) -> NoonOrderBody | None:
        """The order as it is now; None when noon does not know it."""
        path = f"/fbpi/v1/fbpi-order/{quote(noon_order_nr, safe='')}/get"
        try:
            return self._call(key, "GET", path, NoonOrderBody)
        except RemoteError as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    def list_orders(
        self, key: KeyFile, warehouse_code: str, created_after: datetime, created_before: datetime
    ) -> Iterator[list[NoonOrderBody]]:
        """Pages of orders created in the span, both ends included."""
        body = {
            "warehouse_code": warehouse_code,
            "created_after": _stamp(created_after),
            "created_before": _stamp(created_before),
        }
        token, seen = "", set[str]()
        for _ in range(_MOST_PAGES):
            params = {"next_token": token} if token else {}
            page = self._call(key, "POST", "/fbpi/v1/fbpi-orders/list", OrderPage, json=body, params=params)
            yield page.orders
            token = page.next_token or ""
            if not token:
                return
            if token in seen:
                # noon does not say how a list ends; a token that comes back would go round for ever.
                log.warning("noon_token_repeated", warehouse_code=warehouse_code)
                return
            seen.add(token)

    def _call(self, key: KeyFile, method: str, path: str, kind: type[B], **parts: Any) -> B:
        cookies = self._sessions.get(_name(key)) or self._login(key)
        answer = self._send(method, path, cookies, parts)
        if answer.status == _UNAUTHORISED:
            # The session's life is nowhere promised: react, never count.
            answer = self._send(method, path, self._login(key), parts)
        if answer.status in _REFUSED:
            raise NoonLoginError("noon refuses the account. Give it a role in the project, in the partner portal.")
        try:
            return msgspec.json.decode(answer.body or b"{}", type=kind, strict=False)
        except msgspec.DecodeError as error:
            raise RemoteError(f"noon's answer has an unknown form: {error}"[:250], temporary=False) from error

    def _send(self, method: str, path: str, cookies: Mapping[str, str], parts: Mapping[str, Any]) -> Answer:
        return self._remote.call(method, self._url + path, cookies=cookies, expected=_REFUSED, **parts)

    def _login(self, key: KeyFile) -> dict[str, str]:
        body = {"token": _signed(key), "default_project_code": key.project_code}
        answer = self._remote.call(
            "POST", f"{self._url}/identity/public/v1/api/login", json=body, expected=frozenset({400, 401, 403})
        )
        cookies = _cookies(answer)
        if answer.status != 200 or not cookies:  # noqa: PLR2004
            raise NoonLoginError("noon does not accept this key file. Make a new key in the partner portal.")
        self._sessions[_name(key)] = cookies
        return cookies


def _name(key: KeyFile) -> bytes:
    return hashlib.sha256(msgspec.json.encode(key)).digest()


def _signed(key: KeyFile) -> str:
    claims = {"sub": key.key_id, "iat": int(datetime.now(UTC).timestamp()), "jti": str(uuid.uuid4())}
    try:
        return jwt.encode(claims, key.private_key, algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NoonLoginError("The key file's private key cannot be used.") from error


def _cookies(answer: Answer) -> dict[str, str]:
    """Every cookie noon set; their names are its own business."""
    found: dict[str, str] = {}
    for line in answer.set_cookies:
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        except CookieError:
            log.warning("noon_cookie_unreadable")
    return found


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

"""Shopify's token endpoint: id token in, expiring offline token out; refresh token in, next pair out.

Source: shopify.dev, token exchange and offline access tokens. Expiring tokens are the only kind asked for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import msgspec

from shopify_app.core.errors import ForbiddenError, RemoteError
from shopify_app.core.remote import Remote
from shopify_app.shops.actions import Grant

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105  the name of a kind of token
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_REFUSED = frozenset({400, 401, 403})


class IdTokenRefusedError(ForbiddenError):
    """Shopify does not take this id token (any more): the page must come back with a fresh one."""


class RefreshRefusedError(ForbiddenError):
    """Shopify does not take this refresh token: only a visit of the staff can renew the access."""


class _Body(msgspec.Struct):
    access_token: str
    scope: str
    expires_in: int
    refresh_token: str
    refresh_token_expires_in: int


class _Problem(msgspec.Struct):
    error: str = ""


class TokenEndpoint:
    """`POST https://{shop}/admin/oauth/access_token`."""

    def __init__(self, remote: Remote, shop_url: str, api_key: str, api_secret: str) -> None:
        self._remote, self._shop_url = remote, shop_url
        self._app = {"client_id": api_key, "client_secret": api_secret}

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """The endpoint under the runtime's settings."""
        settings = runtime.settings
        remote = Remote(allow_loopback_http=settings.allow_loopback_http, clock=runtime.clock)
        return cls(remote, settings.shopify_shop_url, settings.shopify_api_key, settings.shopify_api_secret)

    def exchange(self, shop: str, id_token: str) -> Grant:
        """An expiring offline token for the shop whose id token this is.

        Raises:
            IdTokenRefusedError: Ask the page for a fresh id token.
            RemoteError: Shopify did not answer as it should.
        """
        wanted = {
            "grant_type": _EXCHANGE,
            "subject_token": id_token,
            "subject_token_type": _ID_TOKEN,
            "requested_token_type": _OFFLINE,
            "expiring": "1",
        }
        problem, grant = self._ask(shop, wanted)
        if grant is None:
            raise IdTokenRefusedError(f"Shopify refused the session ({problem}). Open the app again.")
        return grant

    def refresh(self, shop: str, refresh_token: str) -> Grant:
        """The next pair of tokens.

        Raises:
            RefreshRefusedError: The refresh token is over; the staff must open the app.
            RemoteError: Shopify did not answer as it should.
        """
        problem, grant = self._ask(shop, {"grant_type": "refresh_token", "refresh_token": refresh_token})
        if grant is None:
            raise RefreshRefusedError(f"Shopify refused to renew the access ({problem}). Open the app again.")
        return grant

    def _ask(self, shop: str, wanted: dict[str, Any]) -> tuple[str, Grant | None]:
        url = f"{self._shop_url.replace('{shop}', shop)}/admin/oauth/access_token"
        headers = {"Accept": "application/json"}
        answer = self._remote.call("POST", url, headers=headers, json=self._app | wanted, expected=_REFUSED)
        try:
            if answer.status in _REFUSED:
                return msgspec.json.decode(answer.body, type=_Problem).error or str(answer.status), None
            body = msgspec.json.decode(answer.body, type=_Body)
        except msgspec.DecodeError as error:
            raise RemoteError("Shopify's token answer has an unknown form.", temporary=False) from error
        return "", Grant(
            body.access_token,
            timedelta(seconds=body.expires_in),
            body.refresh_token,
            timedelta(seconds=body.refresh_token_expires_in),
            body.scope,
        )

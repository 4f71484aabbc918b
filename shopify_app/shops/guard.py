"""Who is calling? Every page and call inside the admin proves its shop and staff member with an id token.

Source: shopify.dev, session tokens and token exchange; missing or bad tokens are answered as Shopify's libraries do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, g, redirect, request

from shopify_app.core.errors import ForbiddenError
from shopify_app.core.web import runtime
from shopify_app.shops import actions
from shopify_app.shops.frame import allow_frame
from shopify_app.shops.grants import IdTokenRefusedError, TokenEndpoint
from shopify_app.shops.rules import IdToken, InvalidIdTokenError, parse_shop_domain, verify_id_token

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from shopify_app.core.runtime import Runtime

_BEARER = "Bearer "
RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request"
# All of an address that travels on to where we send the browser: how the admin opened the page, and what our own pages
# are asked for. Everything else stays behind; it may be an id token, or what Shopify signed for somebody else's eyes.
TRAVELS = frozenset({"shop", "host", "embedded", "locale"}) | {
    *("show", "search", "sort", "rising", "page", "rule", "on", "amount", "currency", "account", "then", "item"),
    *("recipient", "purpose", "since", "until", "cause", "reason", "newest"),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling: proven, never taken from a parameter."""

    shop_id: int
    shop: str
    staff: str
    session: str


def caller() -> Caller:
    """The caller of this request."""
    return g.caller  # type: ignore[no-any-return]


def guard() -> ResponseReturnValue | None:
    """Set `g.caller`, or answer for the view: a new token is asked for in the way the kind of request needs."""
    header = request.headers.get("Authorization", "")
    if header:
        return _guard_call(header)
    if request.method not in {"GET", "HEAD"}:
        return _ask_again("Send the session with this request.")
    return _guard_page()


def _guard_call(header: str) -> ResponseReturnValue | None:
    if not header.startswith(_BEARER):
        return _ask_again("Send the session as a bearer token.")
    token = header.removeprefix(_BEARER).strip()
    try:
        _admit(runtime(), _verify(token), token)
    except (InvalidIdTokenError, IdTokenRefusedError) as error:
        return _ask_again(str(error))
    return None


def _guard_page() -> ResponseReturnValue | None:
    token = request.args.get("id_token", "")
    try:
        _admit(runtime(), _verify(token), token)
    except (InvalidIdTokenError, IdTokenRefusedError):
        return _bounce()
    return None


def _verify(token: str) -> IdToken:
    settings = runtime().settings
    return verify_id_token(
        token, api_key=settings.shopify_api_key, secrets=settings.shopify_api_secrets, now=runtime().clock.now()
    )


def _admit(running: Runtime, proven: IdToken, token: str) -> None:
    """Let a proven caller in; the first visit of a shop, or one after its access ran out, gets new tokens."""
    with running.snapshot() as tx:
        shop = actions.find_shop(tx, proven.shop)
        installation = actions.living_installation(tx, shop.id) if shop else None
    if shop is None or installation is None or installation.refresh_token is None:
        grant = running.client(TokenEndpoint).exchange(proven.shop, token)
        with running.transaction() as tx:
            shop = actions.ensure_shop(tx, proven.shop)
            actions.install(tx, shop.id, grant)
    g.timezone = shop.timezone
    g.caller = Caller(shop.id, proven.shop, proven.staff, proven.session)
    allow_frame(proven.shop)


def _ask_again(message: str) -> ResponseReturnValue:
    return Response(message, status=401, headers={RETRY_HEADER: "1"}, content_type="text/plain; charset=utf-8")


def _bounce() -> ResponseReturnValue:
    """Send the page through App Bridge, which comes back with a fresh token; from outside the admin, into the admin."""
    shop = parse_shop_domain(request.args.get("shop"))
    if shop is None:
        raise ForbiddenError("Open this app from your Shopify admin.")
    settings = runtime().settings
    if request.args.get("embedded") != "1":
        name = shop.removesuffix(".myshopify.com")
        return redirect(f"{settings.shopify_admin_url}/store/{name}/apps/{settings.shopify_api_key}{request.path}")
    kept = [(name, value) for name, value in request.args.items() if name in TRAVELS]
    # From the configured address: behind a proxy the request's own would be http and somebody else's name.
    back = f"{settings.app_url}{request.path}?{urlencode(kept)}"
    return redirect(f"/bounce?{urlencode([*kept, ('shopify-reload', back)])}")

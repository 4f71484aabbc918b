"""What a shop's domain and an id token must look like. Pure: no I/O, no clock of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from shopify.api_access import ApiAccess, ApiAccessError

from shopify_app.core.errors import ForbiddenError

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com", re.ASCII)
_CLAIMS = ("iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid")
# App Bridge sends tokens whose `nbf` lies a little ahead; every Shopify library allows ten seconds.
_LEEWAY_SECONDS = 10
_LONGEST_TOKEN = 4096
_LONGEST_STAFF_ID = 32


class InvalidIdTokenError(ForbiddenError):
    """The id token does not prove which shop and staff member is calling."""


@dataclass(frozen=True, slots=True)
class IdToken:
    """What a verified id token proves. `staff` is text: the number is too long for JavaScript."""

    shop: str
    staff: str
    session: str
    token_id: str


def parse_shop_domain(text: str | None) -> str | None:
    """The shop's domain in lower case, or None when it is not exactly a `*.myshopify.com` name."""
    # A letter such as the Kelvin sign becomes an ASCII one in lower case: two names would be one shop.
    if text is None or not text.isascii():
        return None
    domain = text.lower()
    return domain if _SHOP.fullmatch(domain) else None


def verify_id_token(token: str, *, api_key: str, secrets: Iterable[str], now: datetime) -> IdToken:
    """Check an id token in every point: algorithm, signature, times, audience, issuer, destination, subject.

    Source: shopify.dev, session tokens; the checks of Shopify's own libraries.

    Raises:
        InvalidIdTokenError: Any check failed. The message does not say which: callers learn nothing from it.
    """
    claims = _signed_claims(token, api_key, secrets)
    shop = _shop_in(claims["dest"], "https://", "")
    if shop is None or shop != _shop_in(claims["iss"], "https://", "/admin"):
        raise InvalidIdTokenError("The session is not valid.")
    _check_times(claims, now.timestamp())
    if not all(_is_name(claims[name]) for name in ("sub", "jti", "sid")) or len(claims["sub"]) > _LONGEST_STAFF_ID:
        raise InvalidIdTokenError("The session is not valid.")
    return IdToken(shop, claims["sub"], claims["sid"], claims["jti"])


def missing_scopes(granted: str, needed: str) -> list[str]:
    """The needed access scopes that the granted ones do not cover; `write_x` covers `read_x`."""
    try:
        have = ApiAccess(granted)
    except ApiAccessError:
        have = ApiAccess("")
    return sorted(scope for scope in ApiAccess(needed) if not have.covers(ApiAccess(scope)))


def _signed_claims(token: str, api_key: str, secrets: Iterable[str]) -> Mapping[str, Any]:
    if not token.isascii() or len(token) > _LONGEST_TOKEN:
        raise InvalidIdTokenError("The session is not valid.")
    # The times are checked against our own clock, and the audience more strictly, below.
    unchecked = dict.fromkeys(("verify_exp", "verify_nbf", "verify_iat", "verify_aud"), False)
    options = {"require": list(_CLAIMS), **unchecked}
    for secret in secrets:
        try:
            claims = jwt.decode(token, secret, algorithms=["HS256"], options=options)  # type: ignore[arg-type]
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise InvalidIdTokenError("The session is not valid.") from error
        # The library would take a list in which other apps stand beside ours.
        if claims["aud"] != api_key:
            raise InvalidIdTokenError("The session is not valid.")
        return claims
    raise InvalidIdTokenError("The session is not valid.")


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != "" and value.isprintable()


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, begins = claims["exp"], claims["nbf"]
    numbers = all(_is_moment(value) for value in (expires, begins, claims["iat"]))
    if not numbers or now >= expires + _LEEWAY_SECONDS or now < begins - _LEEWAY_SECONDS:
        raise InvalidIdTokenError("The session is over.")


def _is_moment(value: object) -> bool:
    """A finite number. Python reads NaN and Infinity from JSON, and a NaN is neither before nor after any moment."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf


def _shop_in(url: object, before: str, after: str) -> str | None:
    """The shop in an address that is exactly this. A parser of addresses would forgive a `#`, a line end, a slash."""
    if not isinstance(url, str) or not url.startswith(before) or not url.endswith(after):
        return None
    return parse_shop_domain(url[len(before) : len(url) - len(after)])

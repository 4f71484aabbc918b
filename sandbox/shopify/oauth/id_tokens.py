"""Id tokens (session tokens): short-lived JWTs, HS256 with the app's secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

from sandbox.shopify.config import AppConfig

LIFE = 60
LEEWAY = 10


class BadIdToken(Exception):
    """The token is not one of ours, not for this shop, or over."""


def make_id_token(app: AppConfig, shop: str, user_id: int, *, life: float = LIFE, **claims: Any) -> str:
    """A fresh id token of a staff member; `claims` replace the usual ones (tests make bad tokens that way)."""
    issued = int(time.time())
    usual = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": app.api_key,
        "sub": str(user_id),
        "exp": int(issued + life),
        "nbf": issued,
        "iat": issued,
        "jti": str(uuid.uuid4()),
        "sid": hashlib.sha256(f"{shop} {user_id}".encode()).hexdigest(),
        "sig": hashlib.sha256(f"{shop} {issued}".encode()).hexdigest(),
    }
    body = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    signed = f"{_pack({'alg': 'HS256', 'typ': 'JWT'})}.{_pack(body)}"
    return f"{signed}.{_signature(app.api_secret, signed)}"


def read_id_token(app: AppConfig, token: str, shop: str) -> dict[str, Any]:
    """The claims of a valid token for this shop.

    Raises:
        BadIdToken: It is not valid; the message says why.
    """
    header, claims, signed, signature = _take_apart(token)
    if header.get("alg") != "HS256":
        raise BadIdToken("wrong algorithm")
    if not any(
        hmac.compare_digest(_signature(secret, signed).encode(), signature.encode()) for secret in app.secrets()
    ):
        raise BadIdToken("wrong signature")
    now = time.time()
    if not float(claims.get("nbf", 0)) - LEEWAY <= now <= float(claims.get("exp", 0)) + LEEWAY:
        raise BadIdToken("expired")
    if claims.get("aud") != app.api_key:
        raise BadIdToken("for another app")
    if claims.get("dest") != f"https://{shop}" or claims.get("iss") != f"https://{shop}/admin":
        raise BadIdToken("for another shop")
    return claims


def _take_apart(token: str) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    try:
        header, body, signature = token.split(".")
        return _unpack(header), _unpack(body), f"{header}.{body}", signature
    except ValueError as error:
        raise BadIdToken("not a JWT") from error


def _signature(secret: str, signed: str) -> str:
    return _encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


def _pack(part: dict[str, Any]) -> str:
    return _encode(json.dumps(part, separators=(",", ":")).encode())


def _unpack(part: str) -> dict[str, Any]:
    loaded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(loaded, dict):
        raise ValueError("not an object")
    return loaded


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

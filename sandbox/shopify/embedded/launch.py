"""The address under which the admin opens the app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.shopify.oauth.id_tokens import make_id_token
from sandbox.shopify.records import Record
from sandbox.shopify.world import World

# Parameters that are the admin's, not the app's: they never show in the outer address.
OURS = {"embedded", "host", "shop", "locale", "session", "timestamp", "hmac", "id_token"}


def launch_url(world: World, shop: Record, user: Record, path: str, query: str = "") -> str:
    """The app's page with everything Shopify adds: who, where, and a fresh id token, all signed."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in OURS]
    added = {
        "embedded": "1",
        "host": host_of(world, shop),
        "id_token": make_id_token(world.config.app, shop["domain"], user["id"]),
        "locale": user["locale"],
        "session": hashlib.sha256(f"{shop['domain']} {user['id']}".encode()).hexdigest(),
        "shop": shop["domain"],
        "timestamp": str(int(time.time())),
    }
    values = [*kept, *added.items()]
    signature = sign_query(values, world.config.app.api_secret)
    return f"{world.config.app.app_url.rstrip('/')}/{path.lstrip('/')}?{urlencode([*values, ('hmac', signature)])}"


def host_of(world: World, shop: Record) -> str:
    """The admin's address of this shop, packed as Shopify does."""
    place = f"{urlsplit(world.config.base_url).netloc}/store/{name_of(shop)}"
    return base64.b64encode(place.encode()).decode().rstrip("=")


def name_of(shop: Record) -> str:
    """`atlas-souq` of `atlas-souq.myshopify.com`."""
    return str(shop["domain"]).split(".", maxsplit=1)[0]


def sign_query(values: list[tuple[str, str]], secret: str) -> str:
    """Hex HMAC-SHA256 over the sorted pairs."""
    message = "&".join(f"{name}={value}" for name, value in sorted(values))
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()

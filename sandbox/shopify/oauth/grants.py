"""Access tokens: offline (expiring or not) and online, with refresh tokens that rotate.

Since August 2026 a refresh token stays usable after its use, until its replacement is used, another grant happens,
30 days pass from its first use, or its own 90 days are over: an answer lost on the way is no disaster.
"""

from __future__ import annotations

import secrets
import time

from sandbox.shopify.records import Record
from sandbox.shopify.world import World

ACCESS_LIFE = 3_600
ONLINE_LIFE = 86_399
REFRESH_LIFE = 7_776_000
REUSE_LIFE = 2_592_000


class GrantRefused(Exception):
    """The token endpoint says no; `error` is OAuth's word for it."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def grant_expiring(world: World, shop: Record) -> Record:
    """A new pair of tokens; earlier ones of this kind end."""
    _drop_offline(world, shop["domain"], expiring=True)
    refreshes = world.store.table("refresh_tokens")
    for token in [token for token, one in refreshes.items() if one["shop"] == shop["domain"]]:
        del refreshes[token]
    return _new_pair(world, shop, parent=None)


def grant_lasting(world: World, shop: Record) -> Record:
    """An offline token without end, as older apps still have."""
    return {"access_token": _new_access(world, shop, "offline", None), "scope": _scope(shop)}


def grant_online(world: World, shop: Record, user: Record) -> Record:
    """A token that ends within a day and carries the staff member."""
    token = _new_access(world, shop, "online", ONLINE_LIFE, user["id"])
    first, _, last = user["name"].partition(" ")
    return {
        "access_token": token,
        "scope": _scope(shop),
        "expires_in": ONLINE_LIFE,
        "associated_user_scope": _scope(shop),
        "associated_user": {
            "id": user["id"],
            "first_name": first,
            "last_name": last,
            "email": user["email"],
            "email_verified": True,
            "account_owner": user["owner"],
            "locale": user["locale"],
            "collaborator": False,
        },
    }


def refresh(world: World, shop: Record, token: str) -> Record:
    """The next pair.

    Raises:
        GrantRefused: The refresh token is unknown, replaced for good, or over.
    """
    refreshes = world.store.table("refresh_tokens")
    used = refreshes.get(token)
    now = time.time()
    if used is None or used["shop"] != shop["domain"] or _is_over(used, now):
        raise GrantRefused("invalid_grant", "The refresh token is invalid, expired or was already replaced.")
    used["first_used_at"] = used["first_used_at"] or now
    refreshes.pop(used["parent"], None)
    for child in [child for child, one in refreshes.items() if one["parent"] == token]:
        del refreshes[child]
    _drop_offline(world, shop["domain"], expiring=True)
    return _new_pair(world, shop, parent=token)


def migrate(world: World, shop: Record, token: str) -> Record:
    """An expiring pair for an offline token without end, which dies."""
    old = find_access(world, shop["domain"], token)
    if old is None or old["kind"] != "offline" or old["expires_at"] is not None:
        raise GrantRefused("invalid_subject_token", "The subject token is not a non-expiring offline access token.")
    del world.store.table("tokens")[token]
    return grant_expiring(world, shop)


def find_access(world: World, domain: str, token: str) -> Record | None:
    """The grant behind an access token of this shop, if it still holds."""
    grant: Record | None = world.store.table("tokens").get(token)
    if grant is None or grant["shop"] != domain:
        return None
    return None if grant["expires_at"] is not None and grant["expires_at"] <= time.time() else grant


def expire_now(world: World, domain: str, *, refresh_too: bool = False) -> None:
    """Let every access token of the shop be over, and if asked the refresh tokens."""
    for grant in world.store.table("tokens").values():
        if grant["shop"] == domain:
            grant["expires_at"] = 0
    if refresh_too:
        for one in world.store.table("refresh_tokens").values():
            if one["shop"] == domain:
                one["expires_at"] = 0


def _is_over(refresh_token: Record, now: float) -> bool:
    first = refresh_token["first_used_at"]
    return bool(refresh_token["expires_at"] <= now or (first and now - first > REUSE_LIFE))


def _new_pair(world: World, shop: Record, parent: str | None) -> Record:
    access = _new_access(world, shop, "offline", ACCESS_LIFE)
    token = f"shprt_{secrets.token_hex(16)}"
    world.store.table("refresh_tokens")[token] = {
        "shop": shop["domain"],
        "expires_at": time.time() + REFRESH_LIFE,
        "first_used_at": None,
        "parent": parent,
    }
    return {
        "access_token": access,
        "scope": _scope(shop),
        "expires_in": ACCESS_LIFE,
        "refresh_token": token,
        "refresh_token_expires_in": REFRESH_LIFE,
    }


def _new_access(world: World, shop: Record, kind: str, life: int | None, user_id: int | None = None) -> str:
    token = f"{'shpua' if kind == 'online' else 'shpat'}_{secrets.token_hex(16)}"
    expires = None if life is None else time.time() + life
    world.store.table("tokens")[token] = {
        "shop": shop["domain"],
        "kind": kind,
        "expires_at": expires,
        "user_id": user_id,
    }
    world.store.changed()
    return token


def _drop_offline(world: World, domain: str, *, expiring: bool) -> None:
    tokens = world.store.table("tokens")
    for token, grant in list(tokens.items()):
        if grant["shop"] == domain and grant["kind"] == "offline" and (grant["expires_at"] is not None) == expiring:
            del tokens[token]


def _scope(shop: Record) -> str:
    return ",".join(shop["scopes"])

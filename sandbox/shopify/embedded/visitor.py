"""Who looks at the admin: one of the shop's staff, chosen in the top bar."""

from __future__ import annotations

from flask import request

from sandbox.shopify.records import Missing, Record
from sandbox.shopify.world import World

COOKIE = "sandbox_staff"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def shop_named(world: World, name: str) -> Record:
    """The shop of `/store/<name>`.

    Raises:
        Missing: There is none.
    """
    return world.shop(f"{name}.myshopify.com")


def visitor(shop: Record) -> Record:
    """The staff member chosen by the cookie, else the owner."""
    chosen = request.cookies.get(COOKIE, "")
    user: Record | None = next((one for one in shop["staff"] if str(one["id"]) == chosen), None)
    if user is not None:
        return user
    if not shop["staff"]:
        raise Missing("the shop has no staff")
    owner: Record = shop["staff"][0]
    return owner


def direction(user: Record) -> str:
    """The writing direction of the visitor's language."""
    return "rtl" if user["locale"] in RIGHT_TO_LEFT else "ltr"

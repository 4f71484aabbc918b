"""What the topics about the app itself do here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.shops import actions


class UninstalledPayload(msgspec.Struct, omit_defaults=True):
    """app/uninstalled carries the shop: its domain is compared with the header's, which nobody signs."""

    myshopify_domain: str


class ScopesPayload(msgspec.Struct, omit_defaults=True):
    """app/scopes_update: what the app may do before and now."""

    current: list[str] = []


def app_uninstalled(tx: Transaction, shop_id: int, messages: Sequence[Message[UninstalledPayload]]) -> None:
    """End the installation; access is gone already, so nothing is called."""
    for message in messages:
        actions.uninstall(tx, shop_id, message.triggered_at)


def scopes_updated(tx: Transaction, shop_id: int, messages: Sequence[Message[ScopesPayload]]) -> None:
    """Keep the scopes of the newest message."""
    newest = max(messages, key=lambda message: message.triggered_at)
    actions.change_scopes(tx, shop_id, ",".join(sorted(newest.payload.current)))

"""One writer per shop at a time, where a rule needs to read and then write."""

from __future__ import annotations

from sqlalchemy import text

from shopify_app.core.runtime import Transaction

_SHOP_SPACE = 1


def lock_shop(tx: Transaction, shop_id: int) -> None:
    """Wait until no other transaction works on this shop; held to the end of this one.

    On SQLite a writing transaction is alone from its first statement on, whatever the shop: beginning it is enough.
    """
    if tx.session.connection().dialect.name == "postgresql":
        wanted = {"space": _SHOP_SPACE, "shop": shop_id % 2**31}
        tx.session.execute(text("SELECT pg_advisory_xact_lock(:space, :shop)"), wanted)

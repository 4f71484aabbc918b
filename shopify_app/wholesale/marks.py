"""Who carries the shop's trade tag, as last seen at Shopify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.wholesale.models import TradeMark

TRADE_TAG = "trade"


def is_trade_tag(tags: Sequence[str]) -> bool:
    """Whether the tags name a trader. Shopify keeps the case a tag was typed in, but takes no two that differ by it."""
    return any(tag.strip().casefold() == TRADE_TAG for tag in tags)


def keep_marks(tx: Transaction, shop_id: int, marks: Mapping[int, bool], at: datetime) -> None:
    """Remember who was a trader at that moment: {person id: is it}. What is known of a later moment stays."""
    rows = [
        {"person_id": person_id, "shop_id": shop_id, "is_trade": is_trade, "seen_at": at}
        for person_id, is_trade in marks.items()
    ]
    insert_or_update(
        tx.session, TradeMark, rows, ("person_id",), only_if=lambda new: new["seen_at"] >= TradeMark.seen_at
    )

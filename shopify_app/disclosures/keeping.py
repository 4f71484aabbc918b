"""How long the register is kept: five years after what it tells of, as records of processing are (promise AL-5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.models import Disclosure, NamedRecipient, OfficialDemand


def forget_before(tx: Transaction, shop_id: int, before: datetime) -> int:
    """Delete entries, answered demands and former companies from before then; returns how many entries."""
    old = delete(Disclosure).where(Disclosure.shop_id == shop_id, Disclosure.at < before)
    gone = tx.session.execute(old)
    demands = delete(OfficialDemand).where(OfficialDemand.shop_id == shop_id, OfficialDemand.decided_at < before)
    tx.session.execute(demands)
    former = delete(NamedRecipient).where(NamedRecipient.shop_id == shop_id, NamedRecipient.ended_at < before)
    tx.session.execute(former)
    return int(gone.rowcount)  # type: ignore[attr-defined]

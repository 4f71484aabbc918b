"""Deadlines and what is kept after an erasure, with the reason. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

DATA_REQUEST, REDACT, SHOP_REDACT = "data_request", "redact", "shop_redact"
# Shopify's contract: finish within 30 days of receipt.
_DEADLINE = timedelta(days=30)
KEPT_ORDERS = (
    "Order amounts, dates and numbers stay, without anything that names a person: "
    "tax law asks to keep records of sales. The register of what was given to whom stays likewise, for five years: "
    "it tells which kinds of data went to which recipient, and neither what they said nor whose they were."
)
KEPT_NOON_ORDERS = (
    "The order's number, units and prices stay, without anything that names a person: tax law asks to keep records "
    "of sales. That the customer was erased stays, so that noon is not asked for them again."
)


def due_at(received_at: datetime) -> datetime:
    """The moment by which a request must be finished."""
    return received_at + _DEADLINE

"""Who keeps an imported unit from being sold again: we, by our reservation, or the order in Shopify, and never neither.

Shopify's order takes its units from what may be sold as it is made (`DECREMENT_IGNORING_POLICY`), and from then on does
with them what it does with any order's: shipping, cancelling and restocking need nothing of us. The other way, an order
that claims nothing (`BYPASS`) under our reservation, would need us to take units out at each fulfilment, and Shopify
does not say what fulfilling such an order does to its stock.

So our reservation is given back, but only once it is known that Shopify has the order, and at which location. Until
then both may hold: a moment in which too few are offered for sale, where the other order of steps would offer too many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.importing.models import ASKED, MADE, NoonImport


@dataclass(slots=True)
class Holders:
    """Ids of units: `ours` stay reserved whatever becomes of them at noon; `shopifys` are held by Shopify's order."""

    ours: set[tuple[int, str]] = field(default_factory=set)
    shopifys: set[tuple[int, str]] = field(default_factory=set)


def holders_of(tx: Transaction, order_ids: Sequence[int]) -> Holders:
    """Of these noon orders, which units are held out of the ordinary: pairs of order and noon's number."""
    chosen = select(NoonImport).where(one_of(tx.session, NoonImport.order_id, list(order_ids)))
    found = Holders()
    for row in tx.session.scalars(chosen.where(NoonImport.state.in_((ASKED, MADE)))):
        units = {(row.order_id, number) for line in row.lines for number in line["units"]}
        if row.state == ASKED or (row.placed_at is None and row.ended_at is None):
            # It may be in Shopify or not: a unit that noon ships or cancels meanwhile is settled when that is known.
            found.ours |= units
        elif row.ended_at is None:
            found.shopifys |= units
    return found

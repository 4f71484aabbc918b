"""What is remembered of a hold that was lifted in Shopify: it stands on the order's timeline, for people too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter
from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import tell
from shopify_app.orders.lifting import Lifting
from shopify_app.orders.models import Hold, TimelineEntry
from shopify_app.orders.notices import tell_lifted_later

REPAIRED, LET_GO_IN_PART, REFUSED = "hold_repaired", "overridden_in_part", "hold_refused"
REPAIRS = Counter("tajir_holds_repaired", "Holds that another app removed and that were placed again")


@dataclass(frozen=True, slots=True)
class Past:
    """What became of this wish of the hold so far.

    `answered` is the newest of Shopify's events that was acted upon. Fulfilment orders: `let_go` by a person, `refused`
    the hold by Shopify, as was told.
    """

    repairs: int
    answered: str | None
    let_go: frozenset[str]
    refused: frozenset[str]


def read_past(tx: Transaction, hold: Hold) -> Past:
    """Repairs, overrides and refusals since the hold was wanted."""
    chosen = select(TimelineEntry).where(
        TimelineEntry.order_id == hold.order_id,
        TimelineEntry.what.in_((REPAIRED, LET_GO_IN_PART, REFUSED)),
        TimelineEntry.at >= hold.wanted_at,
    )
    entries = tx.session.scalars(chosen.order_by(TimelineEntry.id)).all()
    own = [entry for entry in entries if entry.details["handle"] == hold.handle]
    answered = [entry.details["event"] for entry in own if entry.details.get("event")]
    return Past(
        repairs=sum(entry.what == REPAIRED for entry in own),
        answered=answered[-1] if answered else None,
        let_go=_named(own, LET_GO_IN_PART),
        refused=_named(own, REFUSED),
    )


def tell_repair(tx: Transaction, hold: Hold, lifting: Lifting) -> None:
    """Write down that an app removed the hold and that it was placed again."""
    tell(tx, hold.shop_id, hold.order_id, REPAIRED, handle=hold.handle, app=lifting.app, event=lifting.event)
    subject = f"order {hold.order_id}"
    audit.record(tx, hold.shop_id, events.ORDER_HOLD_REPAIRED, subject, handle=hold.handle, app=lifting.app)
    REPAIRS.inc()


def tell_override(tx: Transaction, hold: Hold, lifting: Lifting, *, part: Sequence[str] = ()) -> None:
    """Write down that the hold was lifted and stays so, on all of the order or on these fulfilment orders of it.

    The shop is told, too: it may have been an app, or somebody who meant another hold.
    """
    what = LET_GO_IN_PART if part else "overridden"
    details: dict[str, Any] = {"handle": hold.handle, "by": lifting.who, "app": lifting.app}
    if part:
        details["fulfillment_orders"] = list(part)
    tell(tx, hold.shop_id, hold.order_id, what, event=lifting.event, **details)
    audit.record(tx, hold.shop_id, events.ORDER_HOLD_OVERRIDDEN, f"order {hold.order_id}", **details)
    tell_lifted_later(tx, hold, in_part=bool(part))


def tell_refusal(tx: Transaction, hold: Hold, refused: Sequence[str], *, in_part: bool) -> None:
    """Write down that Shopify refused to hold these fulfilment orders: all that is open, or only a part of it."""
    details = {"fulfillment_orders": list(refused), "in_part": in_part}
    tell(tx, hold.shop_id, hold.order_id, REFUSED, handle=hold.handle, **details)


def _named(entries: Sequence[TimelineEntry], what: str) -> frozenset[str]:
    """The fulfilment orders that such entries name."""
    return frozenset(gid for entry in entries if entry.what == what for gid in entry.details["fulfillment_orders"])

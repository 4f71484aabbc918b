"""Shopify's settings that would show consignees the shop's name, which no program can see: staff confirm each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.parcels.models import NoticeConfirmation

# Settings are changed, and forgotten: after half a year it is asked again.
GOOD_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Item:
    """A setting: what it does, and what to see to."""

    title: str
    where: str
    told: str


_NOTIFICATIONS = "Shopify: Settings, Notifications, Customer notifications"
ITEMS: Mapping[str, Item] = {
    "order_confirmation": Item(
        "Order confirmation",
        _NOTIFICATIONS,
        "Shopify mails it to the order's own address as soon as the order is placed, in your shop's name. Orders of "
        "traders must carry the trader's address, not the consignee's: see to it wherever your traders' orders are "
        "typed in or imported.",
    ),
    "shipping_confirmation": Item(
        "Shipping confirmation",
        _NOTIFICATIONS,
        "Sent when somebody ships in Shopify's admin and leaves the box to notify the customer ticked, or a carrier's "
        "app asks for it. Shipping from tajir never asks for it. Tell your packers, and look at your carrier apps' "
        "settings.",
    ),
    "shipping_update": Item(
        "Shipping update",
        _NOTIFICATIONS,
        "Sent when tracking is changed and the box to notify the customer is ticked. Leave it unticked for traders' "
        "orders.",
    ),
    "out_for_delivery": Item(
        "Out for delivery, and delivered",
        _NOTIFICATIONS,
        "Shopify may send these by itself for carriers it follows, whoever shipped. Switch them off, or let their "
        "templates send nothing that names the shop.",
    ),
    "text_messages": Item(
        "Text messages",
        _NOTIFICATIONS,
        "Where an order carries a telephone number, notices can go there too. Orders of traders must carry the "
        "trader's number, or none.",
    ),
    "sender": Item(
        "Sender's address",
        "Shopify: Settings, Notifications, Sender email",
        "Every notice of Shopify's comes from this address, with your shop's name. It cannot differ by order: so what "
        "reaches a consignee always names the shop.",
    ),
    "order_status": Item(
        "Order status page",
        "The link in every notice of Shopify's",
        "It opens on your shop's own domain. Nobody may pass it on to consignees: the trader's own mail links to the "
        "carrier instead.",
    ),
    "shop_app": Item(
        "Shop app",
        "Shopify: Settings, Apps and sales channels, Shop",
        "Who uses the Shop app sees parcels sent to their e-mail address there, under your shop's name. This follows "
        "from the order's address too.",
    ),
    "packing_slip": Item(
        "Packing slip",
        "Shopify: Settings, Shipping and delivery, Packing slips",
        "Shopify's own slip carries your shop's name and address. For traders' orders print the slip from tajir, and "
        "tell your packers and print apps not to add Shopify's.",
    ),
    "carrier_account": Item(
        "Carriers' own notices",
        "Your account at each carrier",
        "Carriers write to consignees by e-mail and text message, in the name the account or the label gives as "
        "sender. Have it take the label's, or switch it off.",
    ),
}


class UnknownItemError(NotFoundError):
    """There is no such line on the list."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A line of the list, and whether it counts as seen to."""

    key: str
    item: Item
    confirmed_at: datetime | None
    actor: str | None
    is_good: bool

    @property
    def ends_at(self) -> datetime | None:
        """Until when it counts."""
        return self.confirmed_at + GOOD_FOR if self.confirmed_at else None


def checklist(tx: Transaction, shop_id: int) -> list[Checked]:
    """Every line, with who saw to it and when."""
    chosen = select(NoticeConfirmation).where(NoticeConfirmation.shop_id == shop_id)
    rows = {row.item: row for row in tx.session.scalars(chosen)}
    return [_checked(tx, key, item, rows.get(key)) for key, item in ITEMS.items()]


def confirm(tx: Transaction, shop_id: int, key: str, *, actor: str) -> None:
    """Somebody looked at it today.

    Raises:
        UnknownItemError: There is no such line.
    """
    if key not in ITEMS:
        raise UnknownItemError("There is no such line on the list. Open the page again.")
    lock_shop(tx, shop_id)
    chosen = select(NoticeConfirmation).where(NoticeConfirmation.shop_id == shop_id, NoticeConfirmation.item == key)
    row = tx.session.scalars(chosen).one_or_none()
    if row is None:
        row = NoticeConfirmation(shop_id=shop_id, item=key)
        tx.session.add(row)
    row.confirmed_at, row.actor = tx.now, actor
    tx.session.flush()
    audit.record(tx, shop_id, events.NOTICE_CONFIRMED, f"setting {key}", actor=actor)


def _checked(tx: Transaction, key: str, item: Item, row: NoticeConfirmation | None) -> Checked:
    if row is None:
        return Checked(key, item, None, None, is_good=False)
    return Checked(key, item, row.confirmed_at, row.actor, is_good=row.confirmed_at > tx.now - GOOD_FOR)

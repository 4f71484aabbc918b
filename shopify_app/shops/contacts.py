"""How a shop itself is reached and known, as it told Shopify: sealed with the shop's key."""

from __future__ import annotations

import msgspec

from shopify_app.core.runtime import Transaction
from shopify_app.shops.models import Shop


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """The mailbox to write to, and the rest by which others know the shop; any of it may be empty."""

    email: str
    other_email: str = ""
    phone: str = ""
    company: str = ""
    street: str = ""
    more: str = ""
    zip: str = ""
    city: str = ""


def keep_contact(tx: Transaction, shop: Shop, contact: Contact) -> None:
    """Keep what the shop told."""
    shop.contact = tx.keys(shop.id).sealing.seal(msgspec.json.encode(contact), _context(shop.id))


def known_contact(tx: Transaction, shop_id: int) -> Contact | None:
    """How the shop is reached, once it has told it."""
    shop = tx.session.get_one(Shop, shop_id)
    if shop.contact is None:
        return None
    opened = tx.keys(shop_id).sealing.open(shop.contact, _context(shop_id))
    # Before more than the mailbox was kept, it was the mailbox alone.
    return msgspec.json.decode(opened, type=Contact) if opened.startswith(b"{") else Contact(opened.decode())


def contact_of(tx: Transaction, shop_id: int) -> str | None:
    """The mail address at which the shop itself is reached, once it has told it."""
    contact = known_contact(tx, shop_id)
    return contact.email if contact else None


def _context(shop_id: int) -> bytes:
    return f"shop/{shop_id}/contact".encode()

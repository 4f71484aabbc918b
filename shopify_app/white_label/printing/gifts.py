"""Where a shop's orders carry the message of who gives them: an attribute of the cart, or the order's note."""

from __future__ import annotations

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.white_label.printing.models import GiftSource
from shopify_app.white_label.printing.rules import Gift

LONGEST = 60


class BadAttributeError(InvalidInputError):
    """No attribute of a cart can be called so."""


def gift_of(tx: Transaction, shop_id: int) -> Gift:
    """Where this shop's orders carry it; as usual where nothing was said."""
    row = tx.session.get(GiftSource, shop_id, populate_existing=True)
    return Gift() if row is None else Gift(row.attribute, row.takes_note)


def change_gift(tx: Transaction, shop_id: int, attribute: str, *, takes_note: bool, actor: str) -> bool:
    """Say where it is; False when it was said before.

    Raises:
        BadAttributeError: Nothing is named, too much, or what cannot be typed in a cart.
    """
    named = " ".join(attribute.split())
    if not named or len(named) > LONGEST or not named.isprintable():
        raise BadAttributeError(f"Name the cart attribute that holds the message, in {LONGEST} characters at most.")
    wanted = Gift(named, takes_note)
    if wanted == gift_of(tx, shop_id):
        return False
    row = {"shop_id": shop_id, "attribute": named, "takes_note": takes_note, "changed_at": tx.now}
    insert_or_update(tx.session, GiftSource, [row], ("shop_id",))
    audit.record(tx, shop_id, events.GIFT_SOURCE_CHANGED, "gift message", actor=actor, takes_note=takes_note)
    return True

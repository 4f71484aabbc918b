"""Whether a brand's consignees are told by mail, and whether this one is: off until the trader chose it."""

from __future__ import annotations

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, InvalidInputError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.watching import shop_identities
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.patterns import is_shared_mail_host
from shopify_app.white_label.leaks.watchlist import leaks_in_text
from shopify_app.white_label.parcels.mails import reply_address
from shopify_app.white_label.parcels.models import (
    BLOCKED,
    LEAVING,
    NEUTRAL,
    NOBODY,
    OFF,
    OWN,
    SENT,
    SHIPPED,
    WANTED,
    BrandMessages,
    Parcel,
)
from shopify_app.white_label.parcels.rules import is_news

TELL_CONSIGNEE = "parcels.tell_consignee"
CHOICES = {
    OFF: "No mail",
    NEUTRAL: "From the neutral address, with the trader's name",
    OWN: "From the trader's own address",
}


class NoMailboxError(ConflictError):
    """The brand has no mailbox from which, or to which, such mail could go."""


class NothingToTellError(ConflictError):
    """The consignee was told, or is not to be."""


def sends_of(tx: Transaction, shop_id: int, brand_id: int) -> str:
    """How the brand's consignees are told: one of `CHOICES`."""
    row = tx.session.get(BrandMessages, brand_id)
    return row.sends if row is not None and row.shop_id == shop_id else OFF


def choose(tx: Transaction, shop_id: int, brand_id: int, sends: str, *, actor: str) -> bool:
    """Tell the brand's consignees so from now on; False when that changes nothing. Nobody is told of past parcels.

    Raises:
        UnknownBrandError: The shop has none of this number.
        NoMailboxError: Mail cannot go out from the trader's own address.
    """
    if sends not in CHOICES:
        raise InvalidInputError("Choose one of the ways.")
    lock_shop(tx, shop_id)
    brand = brands.get_brand(tx, shop_id, brand_id)
    if sends == OWN and own_mailbox(reply_address(brands.open_approved(tx, brand))) is None:
        raise NoMailboxError(
            "The approved brand has no e-mail address at a domain of the trader's own. Add it to the profile and have "
            "it approved, or use the neutral address."
        )
    row = tx.session.get(BrandMessages, brand_id)
    if sends == (row.sends if row else OFF):
        return False
    if row is None:
        row = BrandMessages(brand_id=brand_id, shop_id=shop_id)
        tx.session.add(row)
    row.sends, row.actor, row.changed_at = sends, actor, tx.now
    audit.record(tx, shop_id, events.MESSAGES_CHANGED, f"brand {brand_id}", actor=actor, now=sends)
    return True


def own_mailbox(address: str | None) -> str | None:
    """The address, if its domain is the trader's alone: from a free one mail goes only through its own servers."""
    return address if address and not is_shared_mail_host(address.rpartition("@")[2]) else None


def decide(tx: Transaction, parcel: Parcel) -> None:
    """See that the consignee hears of the parcel, if the brand wants that and nothing stands against it."""
    if parcel.told in {WANTED, LEAVING, SENT}:
        return
    if parcel.state != SHIPPED or sends_of(tx, parcel.shop_id, parcel.brand_id) == OFF:
        parcel.told = OFF
    elif not is_news(parcel.shipped_at, tx.now):
        parcel.told, parcel.told_why = OFF, "It was seen so late that it is no news any more."
    elif parcel.has_leaks:
        parcel.told = BLOCKED
        parcel.told_why = (
            "The parcel's tracking shows a name. Put that right in Shopify: the mail then leaves by itself."
        )
    else:
        _want(tx, parcel, f"{parcel.changed_at:%Y%m%d%H%M%S}")


def senders(tx: Transaction, shop_id: int) -> list[BrandMessages]:
    """Brands whose consignees are told, by number."""
    chosen = select(BrandMessages).where(BrandMessages.shop_id == shop_id, BrandMessages.sends != OFF)
    return list(tx.session.scalars(chosen.order_by(BrandMessages.brand_id)))


def why_not_neutral(tx: Transaction, shop_id: int, address: str | None) -> str | None:
    """Whose name the neutral address would tell to this shop's consignees; None when nobody's."""
    if address is None:
        return None
    found = leaks_in_text(address, [*shop_identities(tx, shop_id), *collaboration_words()], "the neutral address")
    return found[0].label if found else None


def tell_again(tx: Transaction, parcel: Parcel, *, actor: str) -> None:
    """Try anew to tell the consignee, after what stood against it was put right.

    Raises:
        NothingToTellError: The consignee was told, or the brand tells nobody.
    """
    shop_id = parcel.shop_id
    lock_shop(tx, shop_id)
    off = sends_of(tx, shop_id, parcel.brand_id) == OFF
    if parcel.told not in {BLOCKED, NOBODY} or parcel.state != SHIPPED or parcel.has_leaks or off:
        raise NothingToTellError("There is no mail to send again: it left, is not wanted, or the parcel shows a name.")
    _want(tx, parcel, f"again/{tx.now:%Y%m%d%H%M%S}")
    audit.record(tx, shop_id, events.CONSIGNEE_MAIL_RETRIED, f"parcel {parcel.id}", actor=actor)


def _want(tx: Transaction, parcel: Parcel, occasion: str) -> None:
    parcel.told, parcel.told_why = WANTED, None
    tx.session.flush()
    key = f"{TELL_CONSIGNEE}/{parcel.id}/{occasion}"
    outbox.put(tx, parcel.shop_id, TELL_CONSIGNEE, key, parcel_id=parcel.id, order_id=parcel.order_id)

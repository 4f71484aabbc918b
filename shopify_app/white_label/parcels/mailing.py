"""Sending the trader's own mail to a consignee: searched as it leaves, sent once, the address read and not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import blind_index
from shopify_app.core.errors import RemoteError
from shopify_app.core.mail import Composed, Mailer, UnfitAddressError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import ErasedPersonError, disclose, open_for_work
from shopify_app.disclosures.recipients import MAIL_PROVIDER, MESSAGE
from shopify_app.orders.actions import get_order, open_destination, tell
from shopify_app.orders.models import Order
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.faces import Brand, Line
from shopify_app.white_label.leaks.watchlist import Watchlist
from shopify_app.white_label.parcels.client import ParcelsClient
from shopify_app.white_label.parcels.contacts import NONE, TRADER, OrderContacts, whose_email
from shopify_app.white_label.parcels.mails import Envelope, News, reply_address, shipping_mail
from shopify_app.white_label.parcels.models import (
    BLOCKED,
    LEAVING,
    NOBODY,
    OFF,
    OWN,
    SENT,
    SHIPPED,
    TRADERS,
    WANTED,
    Parcel,
)
from shopify_app.white_label.parcels.rules import Tracking
from shopify_app.white_label.parcels.sealing import open_tracking
from shopify_app.white_label.parcels.searching import leaks_in_letter, told, with_us
from shopify_app.white_label.parcels.telling import own_mailbox, sends_of

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class _End:
    """Why no mail leaves."""

    told: str
    why: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """All that a mail is made of."""

    brand: Brand
    news: News
    envelope: Envelope
    watchlist: Watchlist


_NO_ADDRESS = "The order carries no e-mail address, so nobody could be told."
_TRADERS_OWN = "The order carries only the trader's own e-mail address. The consignee's is not known."
_UNFIT = "The order's e-mail address cannot be written to."
_ERASED = "The person's data were erased."
_CANCELLED = "The parcel was cancelled before the mail left."
_SWITCHED_OFF = "The brand's mail was switched off before it left."


def tell_consignee(runtime: Runtime, shop_id: int, parcel_id: int, order_id: int) -> None:
    """Mail the consignee that the parcel left, in the trader's name; or write down why not.

    A crash between the mail server's answer and its being written down repeats the letter under the same id, which
    mail programs show once.

    Raises:
        RemoteError: Shopify or the mail server did not answer.
    """
    with runtime.snapshot() as tx:
        parcel, number = tx.session.get_one(Parcel, parcel_id), get_order(tx, shop_id, order_id).shopify_order_id
    if parcel.told not in {WANTED, LEAVING}:
        return
    client = runtime.client(ParcelsClient)
    (contacts,) = client.contacts_of(shop_id, [number]) or (None,)
    goods = tuple(line for _, line in client.goods_in(shop_id, parcel.shopify_fulfillment_id))
    with runtime.transaction() as tx:
        draft = _draft(runtime, tx, parcel_id, contacts, goods)
    end = draft if isinstance(draft, _End) else _deliver(runtime, parcel_id, draft)
    if end is not None:
        with runtime.transaction() as tx:
            _end(tx, parcel_id, end)


def _draft(
    runtime: Runtime, tx: Transaction, parcel_id: int, contacts: OrderContacts | None, goods: tuple[Line, ...]
) -> _Draft | _End:
    parcel = tx.session.get_one(Parcel, parcel_id)
    order, row = get_order(tx, parcel.shop_id, parcel.order_id), brands.get_brand(tx, parcel.shop_id, parcel.brand_id)
    sends = sends_of(tx, parcel.shop_id, parcel.brand_id)
    try:
        brand = brands.open_version(tx, row, parcel.version)
        to_name = _name(tx, order)
    except (brands.NoBrandError, ErasedPersonError):
        return _End(OFF, _ERASED)
    if end := _reason_against(parcel, sends, contacts, brand):
        return end
    assert contacts is not None and contacts.email  # noqa: S101  `_reason_against` saw to it
    sender = own_mailbox(reply_address(brand)) if sends == OWN else runtime.settings.white_label_mail_from
    if sender is None:
        return _End(BLOCKED, _no_sender(sends))
    language = contacts.language
    facing = brand.towards(order.ship_country or "", language)
    tracking = open_tracking(tx, parcel) or Tracking()
    number = order.name.removeprefix("#")
    news = News(number, to_name, goods, parcel.carrier or "", tracking, language)
    envelope = Envelope(sender, contacts.email.strip(), _mark(tx, parcel), reply_address(brand))
    return _Draft(facing, news, envelope, with_us(watchlist_for(tx, row, brand), runtime.settings.app_url))


def _reason_against(parcel: Parcel, sends: str, contacts: OrderContacts | None, brand: Brand) -> _End | None:
    if parcel.state != SHIPPED:
        return _End(OFF, _CANCELLED)
    if sends == OFF:
        return _End(OFF, _SWITCHED_OFF)
    whose = whose_email(contacts, brand) if contacts else NONE
    if whose == NONE:
        return _End(NOBODY, _NO_ADDRESS)
    return _End(TRADERS, _TRADERS_OWN) if whose == TRADER else None


def _name(tx: Transaction, order: Order) -> str:
    if order.person_id is None:
        return ""
    person, _ = open_for_work(tx, order.shop_id, order.person_id, "message")
    destination = open_destination(person, order)
    return (destination.name if destination else None) or ""


def _no_sender(sends: str) -> str:
    if sends == OWN:
        return "The approved brand has no e-mail address at a domain of the trader's own."
    return "No neutral sender is set: whoever runs tajir sets WHITE_LABEL_MAIL_FROM."


def _mark(tx: Transaction, parcel: Parcel) -> str:
    """The letter's id: the same when it is repeated, and telling nothing."""
    return blind_index(tx.keys(parcel.shop_id).index, "parcel mail", str(parcel.id)).hex()


def _deliver(runtime: Runtime, parcel_id: int, draft: _Draft) -> _End | None:
    composed = _compose(runtime, draft)
    return composed if isinstance(composed, _End) else _send(runtime, parcel_id, draft, composed)


def _compose(runtime: Runtime, draft: _Draft) -> Composed | _End:
    """The letter as it leaves, if it tells of nobody but the trader."""
    mailer = runtime.client(Mailer)
    if not mailer.can_send:
        return _End(BLOCKED, "No mail server is set: whoever runs tajir sets SMTP_URL.")
    letter = replace(shipping_mail(draft.brand, draft.news, draft.envelope), at=runtime.clock.now())
    try:
        composed = mailer.compose(letter)
    except UnfitAddressError:
        return _End(NOBODY, _UNFIT)
    findings = leaks_in_letter(composed.raw, mailer.host, draft.watchlist)
    return _End(BLOCKED, f"It would show {told(findings)}.") if findings else composed


def _send(runtime: Runtime, parcel_id: int, draft: _Draft, composed: Composed) -> _End | None:
    with runtime.transaction() as tx:
        _note_leaving(tx, parcel_id, draft)
    try:
        runtime.client(Mailer).post(composed)
    except RemoteError as error:
        if error.temporary:
            raise
        return _End(BLOCKED, str(error))
    with runtime.transaction() as tx:
        row = tx.session.get_one(Parcel, parcel_id)
        row.told, row.told_why, row.told_at = SENT, None, tx.now
        tell(tx, row.shop_id, row.order_id, "consignee_told")
        audit.record(tx, row.shop_id, events.CONSIGNEE_TOLD, f"parcel {row.id}", order=row.order_id)
    return None


def _note_leaving(tx: Transaction, parcel_id: int, draft: _Draft) -> None:
    """That the mail provider gets to know whom the parcel goes to: once, however often the letter is tried."""
    row = tx.session.get_one(Parcel, parcel_id)
    if row.told == LEAVING:
        return
    tracking = draft.news.tracking
    fields = {"email": draft.envelope.to, "ship_to_name": draft.news.to_name}
    links = {"tracking_numbers": tracking.numbers, "tracking_links": tracking.urls}
    who: dict[str, Any] = {"recipient": MAIL_PROVIDER.key, "purpose": MESSAGE, "actor": audit.SYSTEM}
    disclose(tx, row.shop_id, person_id=row.person_id, subject=f"parcel {row.id}", fields=fields | links, **who)
    row.told = LEAVING


def _end(tx: Transaction, parcel_id: int, end: _End) -> None:
    row = tx.session.get_one(Parcel, parcel_id)
    row.told, row.told_why = end.told, end.why[:300]
    if end.told == BLOCKED:
        tell(tx, row.shop_id, row.order_id, "consignee_not_told", why=row.told_why)
        audit.record(tx, row.shop_id, events.CONSIGNEE_MAIL_BLOCKED, f"parcel {row.id}", order=row.order_id)

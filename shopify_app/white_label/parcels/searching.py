"""What a parcel's carrier and tracking would tell of the shop, of other traders, or of the collaboration."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.leaks.identities import Finding, Identity, Kind, UnreadableCarrierError
from shopify_app.white_label.leaks.links import leaks_in_url
from shopify_app.white_label.leaks.mails import leaks_in_mail
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text
from shopify_app.white_label.parcels.rules import Tracking

_MOST = 5


class ParcelLeakError(ConflictError):
    """The parcel would tell what it must not. Says whose name stands where, and never the name."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"Not shipped: it would show {told(findings)}. Give another carrier, number or link.")


def watchlist_of(tx: Transaction, brand: BrandProfile) -> Watchlist:
    """What parcels of this trader must not show."""
    try:
        own = brands.open_approved(tx, brand)
    except brands.NoBrandError:
        # An erased trader has no names of their own to spare.
        own = Brand("")
    return watchlist_for(tx, brand, own)


def leaks_in_parcel(carrier: str | None, tracking: Tracking, watchlist: Watchlist) -> tuple[Finding, ...]:
    """Whose names stand in what a consignee sees of a parcel's way. What cannot be searched counts as a finding."""
    texts = [(carrier or "", "the carrier's name"), *((one, "the tracking number") for one in tracking.numbers)]
    try:
        found = [one for text, where in texts for one in leaks_in_text(text, watchlist, where)]
        found += [one for url in tracking.urls for one in leaks_in_url(url, watchlist, "the tracking link")]
    except UnreadableCarrierError:
        found = [Finding(Kind.TRACKER, "something that cannot be searched", "the tracking")]
    return tuple(dict.fromkeys(found))


def told(findings: Sequence[Finding]) -> str:
    """The findings as part of a sentence."""
    return "; ".join(f"{whose} ({where})" for whose, where in pairs(findings)[:_MOST])


def pairs(findings: Sequence[Finding]) -> list[list[str]]:
    """The findings as they are kept: whose name, and where."""
    return [list(pair) for pair in sorted({(one.label, one.where) for one in findings})]


def with_us(watchlist: Watchlist, app_url: str) -> Watchlist:
    """The same, and besides what would tell a reader of this app."""
    host = urlsplit(app_url).hostname or ""
    us = [Identity(Kind.NAME, "tajir", "this app's name")]
    if any(one.isalpha() for one in host):
        us.append(Identity(Kind.DOMAIN, host, "this app's address"))
    return Watchlist([*watchlist.identities, *us], watchlist.dropped)


def leaks_in_letter(raw: bytes, mail_server: str, watchlist: Watchlist) -> tuple[Finding, ...]:
    """Whose names stand in a letter's bytes, or in the name its server will write on it."""
    try:
        found = [*leaks_in_mail(raw, watchlist), *leaks_in_url(mail_server, watchlist, "the mail server's name")]
    except UnreadableCarrierError:
        found = [Finding(Kind.TRACKER, "something that cannot be searched", "the mail")]
    return tuple(found)

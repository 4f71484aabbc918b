"""A trader's shipping mail with invented data, for the eyes of staff and trader; searched as any other."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from shopify_app.core.errors import ConflictError
from shopify_app.core.mail import Composed, Letter, Mailer
from shopify_app.core.money import Money
from shopify_app.white_label.faces import Brand, Line
from shopify_app.white_label.leaks.watchlist import Watchlist
from shopify_app.white_label.parcels.mails import Envelope, News, reply_address, shipping_mail
from shopify_app.white_label.parcels.rules import Tracking
from shopify_app.white_label.parcels.searching import leaks_in_letter, told

MAIL, PAGE = "mail", "page"
FORMS = {PAGE: "A web page, to be looked at in a browser", MAIL: "A mail, to be opened in a mail program"}
# Whoever reads the preview writes to nobody by answering it.
_TO, _SENDER = "sample@example.com", "sample@example.com"
_NEWS = News(
    number="1001",
    to_name="Sample Consignee",
    lines=(
        Line("Hand-painted bowl, 24 cm", "BOWL-24", 2, Money(Decimal("120.00"), "SAR")),
        Line("طبق خزفي مزخرف", "DISH-7", 1, Money(Decimal("310.00"), "SAR")),
    ),
    carrier="Sample Express",
    tracking=Tracking(("SX-0001",), ("https://example.com/track/SX-0001",)),
    language="en",
)


class LeakingMailError(ConflictError):
    """The mail would tell what it must not; says whose name stands where."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A file to look at."""

    name: str
    mimetype: str
    content: bytes


def preview_mail(brand: Brand, watchlist: Watchlist, language: str, form: str, at: datetime) -> Preview:
    """The mail as a consignee with that language would get it.

    Raises:
        LeakingMailError: It would name the shop, another trader, or this app.
    """
    facing = brand.towards("SA", language)
    envelope = Envelope(_SENDER, _TO, "sample", reply_address(brand))
    letter = replace(shipping_mail(facing, replace(_NEWS, language=language), envelope), at=at)
    composed = Mailer(None, None).compose(letter)
    if findings := leaks_in_letter(composed.raw, "", watchlist):
        raise LeakingMailError(f"This mail would show {told(findings)}. Change the brand's profile.")
    return _mail(composed) if form == MAIL else _page(letter)


def _mail(composed: Composed) -> Preview:
    return Preview("preview.eml", "message/rfc822", composed.raw)


def _page(letter: Letter) -> Preview:
    """The page by itself: the logo, else within the mail, within the page."""
    page = letter.html or ""
    for picture in letter.pictures:
        inline = f"data:image/png;base64,{base64.b64encode(picture.content).decode()}"
        page = page.replace(f"cid:{picture.name}@{_SENDER.rpartition('@')[2]}", inline)
    return Preview("preview.html", "text/html", page.encode())

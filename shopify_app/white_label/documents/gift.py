"""The gift message: a card with what the giver wants to say, in the trader's name. Never a price."""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.logos import logo_on_paper
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import Sheet, common_values, typed
from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import spoken
from shopify_app.white_label.faces import Brand, Shipment

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"gift": "Gift message"},
    "ar": {"gift": "رسالة إهداء"},
    "fr": {"gift": "Message cadeau"},
    "nb": {"gift": "Gavehilsen"},
}


class EmptyMessageError(InvalidInputError):
    """There is nothing to say."""


def gift_message(brand: Brand, shipment: Shipment, text: str, paper: Paper = Paper.A6) -> bytes:
    """A PDF/A-2b: the message as it was written, line by line, as large as the card allows.

    Raises:
        EmptyMessageError: There is none.
        MissingGlyphsError: It holds letters that no font here has; says which.
        BadColourError: The brand's colour is not #rrggbb.
        UnreadableLogoError: The logo is no PNG, broken, or larger than a picture may be.
    """
    return gift_sheet(brand, shipment, text, paper).pdf()


def gift_sheet(brand: Brand, shipment: Shipment, text: str, paper: Paper = Paper.A6) -> Sheet:
    """The card as a sheet, to be printed or shown.

    Raises:
        EmptyMessageError, BadColourError, UnreadableLogoError: As above.
    """
    lines = [clean(line) for line in text.strip().splitlines()]
    if not any(lines):
        raise EmptyMessageError("The gift message is empty. Write one, or print no card.")
    language = spoken(shipment.language)
    words = _WORDS[language]
    title = f"{words['gift']} {shipment.number}"
    values = common_values(brand, paper, language, words, title, shipment.placed_on)
    # An empty line between two parts is a part of what was written.
    message = [typed(line) if line else None for line in lines]
    return Sheet(
        "gift", {**values, "message": message, "number": typed(shipment.number)}, logo_on_paper(brand.logo, paper)
    )

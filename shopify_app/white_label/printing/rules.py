"""What is printed of an order: which goods go together, in which language, and with which message. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import spoken
from shopify_app.white_label.faces import Line
from shopify_app.white_label.parcels.rules import Tracking

_WORDS_OF = re.compile(r"[\s_-]+")
# Whom nobody asked is written to in the language most people of the country read.
_MAIN_LANGUAGES: Mapping[str, Sequence[str]] = {
    "ar": (
        *("SA", "AE", "QA", "KW", "BH", "OM", "YE", "IQ", "JO", "LB", "PS", "SY"),
        *("EG", "SD", "LY", "TN", "DZ", "MA", "MR"),
    ),
    "fr": ("FR", "MC", "BE", "LU", "SN", "CI", "GA", "RE", "GP", "MQ", "GF", "YT", "NC", "PF"),
    "nb": ("NO", "SJ"),
}
_BY_COUNTRY = {country: language for language, countries in _MAIN_LANGUAGES.items() for country in countries}
_SAME_LANGUAGE = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed: which papers, on which paper (none: as last for this trader), each parcel apart or not."""

    papers: tuple[str, ...]
    paper: str | None = None
    by_parcel: bool = True

    def fingerprint(self, order_ids: Iterable[int]) -> bytes:
        """The same for the same wish about the same orders."""
        text = repr((sorted(order_ids), self.papers, self.paper, self.by_parcel))
        return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Gift:
    """Where an order carries the message of who gives it."""

    attribute: str = "Gift message"
    takes_note: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """Goods that leave together: what is left of one fulfilment order, as line's number and quantity."""

    left: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A parcel that left: who carries it, and how it can be followed. The consignee sees all of it."""

    carrier: str
    tracking: Tracking


@dataclass(frozen=True, slots=True)
class Goods:
    """What an order holds now: its lines by number, what is left to leave together, and what was written beside it."""

    lines: Mapping[int, Line]
    locale: str
    lots: tuple[Lot, ...] = ()
    on_their_way: tuple[OnItsWay, ...] = ()
    note: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def language_of(locale: str, country: str) -> str:
    """The buyer's language where we speak it, else the country's main one, else English."""
    asked = locale.replace("_", "-").partition("-")[0].lower()
    asked = _SAME_LANGUAGE.get(asked, asked)
    return asked if spoken(asked) == asked else _BY_COUNTRY.get(country.upper(), "en")


def gift_message_of(goods: Goods, gift: Gift) -> str:
    """What who gives it wants to be read with it; empty where it is no gift."""
    wanted = _plain(gift.attribute)
    for name, value in goods.attributes:
        if _plain(name) == wanted and clean(value):
            return value.strip()
    return goods.note.strip() if gift.takes_note and clean(goods.note) else ""


def lots_of(goods: Goods, *, by_parcel: bool) -> list[tuple[Line, ...]]:
    """What goes on one slip each: all goods together, or what is left of each open fulfilment order.

    Empty if nothing is left to ship, or nothing is left at all.
    """
    if not by_parcel:
        return [tuple(goods.lines.values())] if goods.lines else []
    return [lines for lot in goods.lots if (lines := _left(goods, lot))]


def _left(goods: Goods, lot: Lot) -> tuple[Line, ...]:
    left = ((goods.lines.get(number), quantity) for number, quantity in lot.left.items())
    return tuple(replace(line, quantity=quantity) for line, quantity in left if line is not None and quantity > 0)


def _plain(name: str) -> str:
    """`_gift_message` as it was meant: "gift message"."""
    return _WORDS_OF.sub(" ", name).strip().casefold()

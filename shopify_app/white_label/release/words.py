"""What an order waits for, in a merchant's words, with the next step. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopify_app.orders.fit import fit_text
from shopify_app.white_label.release.rules import Code, Need, Reason

# As long as a hold's reason may be.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A reason as a filter names it, as it is told, and what to do about it."""

    short: str
    told: str
    step: str


_WORDS = {
    Code.NO_BRAND: Words(
        "No brand profile",
        "the trader has no brand profile",
        "Make a brand profile on the order's page, and have its proof approved.",
    ),
    Code.NOT_APPROVED: Words(
        "Brand not approved",
        "the trader's brand is not approved yet",
        "Let the trader see the proof, and put it in force once they approve it.",
    ),
    Code.CHANGES_ASKED: Words(
        "Changes asked",
        "the trader asked for changes of their brand",
        "Change the profile as the trader asks, and send the new proof.",
    ),
    Code.BRAND_ERASED: Words(
        "Brand erased",
        "the trader's brand was erased",
        "There is nothing to print by. Set the trader to plain parcels, or let the order go without the brand.",
    ),
    Code.NO_ADDRESS: Words(
        "No address",
        "there is no delivery address",
        "Add the address to the order in Shopify. Where nothing is sent, let the order go without the brand.",
    ),
    Code.NO_GOODS: Words(
        "Goods unreadable",
        "its goods could not be read from Shopify",
        "Look at the order in Shopify. It is asked again by itself every hour.",
    ),
    Code.LEAK: Words(
        "A name would show",
        "its papers would show",
        "Rename the goods in Shopify, or change the brand's profile, so that the name is not on the papers.",
    ),
    Code.UNPRINTABLE: Words(
        "Cannot be printed",
        "its papers hold characters that cannot be printed",
        "Write them in Latin or Arabic letters, in the order's address, its goods, or the brand's profile.",
    ),
    Code.NO_PAPERS: Words(
        "Papers not made",
        "its papers cannot be made",
        "Change what is said, in the order or in the brand's profile.",
    ),
    Code.NO_STOCK: Words(
        "Branding short",
        "branding is missing",
        "Receive more of it under the brand's branding stock, or make it optional there.",
    ),
    Code.UNCHECKED: Words(
        "Being checked",
        "its papers are being checked",
        "Nothing to do. This takes some seconds; while Shopify does not answer it is tried again.",
    ),
}
SHORT = {code: words.short for code, words in _WORDS.items()}
NEEDS_TOLD = {
    Need.NEEDED: "It leaves in its trader's name.",
    Need.RETAIL: "A retail order: no brand is needed.",
    Need.CANCELLED: "It was cancelled: no brand is needed.",
    Need.TEST: "A test order: no brand is needed.",
    Need.IMPORTED: "Imported from noon, which packs in its own name: no brand is needed.",
    Need.FULFILLED: "All of it has left.",
    Need.ERASED: "The buyer's data were erased: no paper can be made any more.",
    Need.PLAIN: "This trader's orders leave in plain parcels.",
    Need.UNBRANDED: "This trader has no brand profile, so the order leaves as any other.",
    Need.EARLIER: "Placed before the app was installed: it leaves as any other.",
    Need.ON_ITS_WAY: "Partly sent before this trader's brand began: the rest leaves as any other, too.",
}


def told(reason: Reason) -> str:
    """The reason as a part of a sentence, with what exactly is missing."""
    details = "; ".join(reason.details)
    return f"{_WORDS[reason.code].told}: {details}" if details else _WORDS[reason.code].told


def briefly(reason: Reason) -> str:
    """The same for what is kept for good or leaves us: without letters of a name that cannot be printed."""
    return told(Reason(reason.code)) if reason.code is Code.UNPRINTABLE else told(reason)


def next_step(reason: Reason) -> str:
    """What to do about it."""
    return _WORDS[reason.code].step


def hold_reason(reasons: Sequence[Reason]) -> str:
    """All of them as one line, for the hold and for the order in Shopify."""
    listed = "; ".join(briefly(reason).rstrip(".") for reason in reasons)
    return fit_text(f"Waits for its trader's brand: {listed}.", _LONGEST) or ""

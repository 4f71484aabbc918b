"""What staff typed of a brand, read strictly: a sentence says what is wrong, and nothing is guessed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from shopify_app.white_label.brands.reading import LONGEST_MESSAGE, BadBrandError, Reader
from shopify_app.white_label.documents.colours import contrast
from shopify_app.white_label.faces import Address, Brand, Place

LANGUAGES = ("en", "ar", "fr", "nb")
LONGEST_HOW, LONGEST_NOTE, MOST_PLACES = 300, 1000, 30
# What the accessibility guidelines (WCAG 2, AA) ask of text on its ground.
LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def read_brand(form: Mapping[str, str], before: Brand) -> Brand:
    """The brand from the form; the logo and the destinations stay those it had.

    Raises:
        BadBrandError: Says which fields are wrong and how they should be.
    """
    read = Reader(form)
    name, name_ar = read.text("name", "The brand's name"), read.text("name_ar", "The name in Arabic")
    if not name:
        read.refuse("name", "A brand needs a name.")
    if name_ar and not _ARABIC.search(name_ar):
        read.refuse("name_ar", "The name in Arabic has no Arabic letter. Leave it empty if there is none.")
    colour, text_colour = _colours(read, form, before)
    email, phone, website = read.email("email"), read.phone("phone"), read.website("website")
    brand = replace(
        before,
        name=name,
        name_ar=name_ar,
        colour=colour,
        text_colour=text_colour,
        sender=read.address("", "sender_name", name),
        returns=read.address_or_none("returns_", "returns_name", name),
        contact=" · ".join(way for way in (email, phone, website) if way),
        email=email,
        phone=phone,
        website=website,
        message=read.text("message", "The message", LONGEST_MESSAGE),
        messages=_messages(read),
        shows_prices=read.is_ticked("shows_prices"),
        places=_renamed(before, name),
    )
    read.finish()
    return brand


def read_place(form: Mapping[str, str], brand: Brand) -> Place:
    """A destination with its own sender, and perhaps its own return address.

    Raises:
        BadBrandError: Says which fields are wrong and how they should be.
    """
    read = Reader(form)
    destination = read.country("destination")
    if not destination:
        read.refuse("destination", "Choose the country that these parcels go to.")
    sender = read.address_or_none("", "sender_name", brand.name)
    returns = read.address_or_none("returns_", "returns_name", brand.name)
    if sender is None:
        read.refuse("street", "Give the sender's address there.")
    read.finish()
    return Place(destination, sender or Address(brand.name), returns)


def with_place(brand: Brand, place: Place, instead_of: str = "") -> Brand:
    """The brand with this destination, in the place of another or beside the others.

    Raises:
        BadBrandError: Another destination is that country already, or there are too many.
    """
    others = tuple(one for one in brand.places if one.country != instead_of)
    if any(one.country == place.country for one in others):
        why = "This country is a destination already. Change that one."
        raise BadBrandError(why, {"destination": why})
    if len(others) >= MOST_PLACES:
        raise BadBrandError(f"There are {MOST_PLACES} destinations already, and more are not kept.")
    return replace(brand, places=tuple(sorted((*others, place), key=lambda one: one.country)))


def without_place(brand: Brand, country: str) -> Brand:
    """The brand without this destination: parcels there carry the usual sender again."""
    return replace(brand, places=tuple(one for one in brand.places if one.country != country))


def read_how(text: str) -> str:
    """How the trader approved the proof.

    Raises:
        BadBrandError: Nothing is said, or too much.
    """
    read = Reader({"how": text})
    how = read.text("how", "That", LONGEST_HOW)
    if not how:
        read.refuse("how", "Say how the trader approved it, such as: by e-mail on 3 November.")
    read.finish()
    return how


def _colours(read: Reader, form: Mapping[str, str], before: Brand) -> tuple[str, str]:
    colour = (form.get("colour", "").strip() or before.colour).lower()
    text_colour = form.get("text_colour", "").strip().lower()
    for field, given in (("colour", colour), ("text_colour", text_colour)):
        if given and not _COLOUR.fullmatch(given):
            read.refuse(field, "A colour is # and six digits, such as #7a1f3d.")
    if text_colour and not read.wrong.keys() & {"colour", "text_colour"}:
        reached = contrast(colour, text_colour)
        if reached < LEAST_CONTRAST:
            read.refuse(
                "text_colour",
                f"Text in {text_colour} on {colour} cannot be read well: its contrast is {reached:.1f}, and "
                f"{LEAST_CONTRAST} is needed. Leave it empty, and black or white is taken.",
            )
    return colour, text_colour


def _messages(read: Reader) -> tuple[tuple[str, str], ...]:
    typed = ((language, read.text(f"message_{language}", "The message", LONGEST_MESSAGE)) for language in LANGUAGES)
    return tuple((language, message) for language, message in typed if message)


def _renamed(before: Brand, name: str) -> tuple[Place, ...]:
    """Addresses in the brand's name follow it when it changes."""

    def follow(address: Address) -> Address:
        return replace(address, name=name) if address.name == before.name else address

    return tuple(
        replace(one, sender=follow(one.sender), returns=follow(one.returns) if one.returns else None)
        for one in before.places
    )

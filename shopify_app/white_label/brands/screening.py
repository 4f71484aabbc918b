"""What a brand says, looked at when it is saved: none of it tells of the shop or of others, all can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.reading import BadBrandError
from shopify_app.white_label.brands.watching import own_identities, shop_identities, watchlist_for
from shopify_app.white_label.documents.slip import packing_slip
from shopify_app.white_label.documents.typesetting import MissingGlyphsError
from shopify_app.white_label.faces import Address, Brand, Place
from shopify_app.white_label.leaks import alike
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text, watch
from shopify_app.white_label.proofs.samples import sample_shipment

if TYPE_CHECKING:
    from shopify_app.core.runtime import Transaction

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Screen:
    """What to look for: on the trader's papers, and what of the shop's own may not be taken for the trader's."""

    papers: Watchlist
    shop: Watchlist

    @property
    def told_by_own_name(self) -> tuple[str, ...]:
        """Whose names are not searched for on this trader's papers, because the trader's own would be found by them."""
        return tuple(dict.fromkeys(one.label for one in self.papers.dropped if one.label))


def screen_for(tx: Transaction, shop_id: int, brand_id: int, brand: Brand) -> Screen:
    """What this brand must not say.

    Raises:
        UnknownBrandError: The shop has none of this number.
    """
    row = actions.get_brand(tx, shop_id, brand_id)
    names = [one for one in own_identities(brand) if one.kind is Kind.NAME]
    return Screen(watchlist_for(tx, row, brand), watch(shop_identities(tx, shop_id), own=names))


def check_brand(screen: Screen, brand: Brand) -> None:
    """The profile, all its fields.

    Raises:
        BadBrandError: A field tells what it must not, or cannot be printed; `fields` says which.
    """
    wrong = {}
    if any(_is_same(own, one) for one in screen.papers.dropped for own in (brand.name, brand.name_ar)):
        wrong["name"] = "This is the shop's own name. A trader's parcels cannot carry it."
    for field, text in (("email", brand.email), ("phone", brand.phone), ("website", brand.website)):
        _note(wrong, field, text, screen.shop)
    _check(wrong, list(_texts_of(brand)), screen)
    _check_letters(wrong, list(_texts_of(brand)), brand)
    _refuse(wrong)


def check_place(screen: Screen, brand: Brand, place: Place) -> None:
    """One destination, its own fields.

    Raises:
        BadBrandError: As above.
    """
    wrong: dict[str, str] = {}
    texts = [*_texts_at(place.sender, ""), *_texts_at(place.returns or Address(""), "returns_")]
    _check(wrong, texts, screen)
    _check_letters(wrong, texts, brand)
    _refuse(wrong)


def _texts_of(brand: Brand) -> Iterator[Text]:
    yield from (("name", brand.name), ("name_ar", brand.name_ar), ("message", brand.message))
    yield from ((f"message_{language}", text) for language, text in brand.messages)
    yield from (("email", brand.email), ("phone", brand.phone), ("website", brand.website))
    yield from _texts_at(brand.sender, "")
    yield from _texts_at(brand.returns or Address(""), "returns_")


def _texts_at(address: Address, prefix: str) -> Iterator[Text]:
    yield (f"{prefix or 'sender_'}name", address.name)
    for part in ("street", "more", "zip", "city"):
        yield f"{prefix}{part}", getattr(address, part)


def _check(wrong: dict[str, str], texts: list[Text], screen: Screen) -> None:
    for field, text in texts:
        _note(wrong, field, text, screen.papers)


def _note(wrong: dict[str, str], field: str, text: str, watchlist: Watchlist) -> None:
    findings = leaks_in_text(text, watchlist, field)
    if findings:
        told = "; ".join(sorted({finding.label for finding in findings}))
        wrong.setdefault(field, f"This would show {told} to consignees.")


def _check_letters(wrong: dict[str, str], texts: list[Text], brand: Brand) -> None:
    """By setting a page with all of them: only the typesetter knows what our fonts have."""
    everything = replace(brand, message=" ".join(text for _, text in texts), places=(), messages=())
    try:
        packing_slip(everything, sample_shipment("en"))
    except MissingGlyphsError as error:
        for field, text in texts:
            if set(text) & set(error.characters):
                wrong.setdefault(field, str(error))


def _is_same(own: str, hidden: Identity) -> bool:
    return bool(own) and hidden.label == "the shop's name" and alike.fold(own) == alike.fold(hidden.text)


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise BadBrandError(" ".join(dict.fromkeys(wrong.values())), wrong)

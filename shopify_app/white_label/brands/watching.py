"""What a trader's papers must not show, and the trader's own look for a person's eyes."""

from __future__ import annotations

from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.shops.actions import contact_of
from shopify_app.shops.models import Shop
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.watchlist import Watchlist, watch


def open_for(tx: Transaction, row: BrandProfile, staff: str) -> Brand:
    """The draft for a person's eyes: of a person's brand, the look is on the trail.

    Raises:
        ErasedPersonError: The trader was erased.
    """
    if row.person_id is not None:
        open_person(tx, row.shop_id, row.person_id, Looker(staff, "order"))
    return actions.open_draft(tx, row)


def watchlist_for(tx: Transaction, row: BrandProfile, own: Brand) -> Watchlist:
    """What this trader's papers must not show: the shop, other traders, and that anybody works together."""
    shop, mail = tx.session.get_one(Shop, row.shop_id), contact_of(tx, row.shop_id)
    hidden = [Identity(Kind.DOMAIN, shop.domain, "the shop's address in the web")]
    hidden += [Identity(Kind.NAME, shop.name, "the shop's name")] if shop.name else []
    hidden += [Identity(Kind.EMAIL, mail, "the shop's e-mail address")] if mail else []
    hidden += [one for other in actions.other_brands(tx, row) for one in _identities(other, "another trader")]
    return watch([*hidden, *collaboration_words()], own=_identities(own))


def _identities(brand: Brand, label: str = "") -> list[Identity]:
    reached_by = Kind.EMAIL if "@" in brand.contact else Kind.PHONE
    given = ((Kind.NAME, brand.name), (Kind.NAME, brand.name_ar), (reached_by, brand.contact))
    return [Identity(kind, text, label) for kind, text in given if text]

"""What a brand says, sealed: with the person's key where the trader is a person, else with the shop's."""

from __future__ import annotations

import msgspec

from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.faces import Brand

BRAND = "white-label/brand"


def seal(tx: Transaction, row: BrandProfile, place: str, plain: bytes) -> Sealed:
    """Seal for one place of this brand; it opens nowhere else.

    Raises:
        ConflictError: The trader was erased.
    """
    if row.person_id is None:
        return tx.keys(row.shop_id).sealing.seal(plain, _context(row, place))
    person = _person(tx, row)
    if person is None:
        raise ConflictError("This trader's data were erased, so there is no brand to keep.")
    return person.seal(place, plain)


def unseal(tx: Transaction, row: BrandProfile, place: str, sealed: Sealed) -> bytes | None:
    """What was sealed for this place; None where the trader was erased."""
    if row.person_id is None:
        return tx.keys(row.shop_id).sealing.open(sealed, _context(row, place))
    person = _person(tx, row)
    return None if person is None else person.open(place, sealed)


def seal_brand(tx: Transaction, row: BrandProfile, brand: Brand, place: str = BRAND) -> Sealed:
    """How the brand looks, sealed.

    Raises:
        ConflictError: The trader was erased.
    """
    return seal(tx, row, place, msgspec.json.encode(brand))


def unseal_brand(tx: Transaction, row: BrandProfile, sealed: Sealed, place: str = BRAND) -> Brand | None:
    """How the brand looks; None where the trader was erased."""
    plain = unseal(tx, row, place, sealed)
    return None if plain is None else msgspec.json.decode(plain, type=Brand)


def _person(tx: Transaction, row: BrandProfile) -> KeyedPerson | None:
    (person,) = people.load(tx, row.shop_id, [row.person_id or 0]).values() or (None,)
    return person


def _context(row: BrandProfile, place: str) -> bytes:
    whose = f"white-label/{row.shop_id}/{row.company_id}"
    return (whose if place == BRAND else f"{whose}/{place}").encode()

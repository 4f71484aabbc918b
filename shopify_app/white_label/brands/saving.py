"""Saving what staff typed and uploaded of a brand: read, searched, set for a try, and only then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shopify_app.core.errors import NotFoundError
from shopify_app.white_label.brands import actions, forms
from shopify_app.white_label.brands.logos import clean_logo
from shopify_app.white_label.brands.screening import Screen, check_brand, check_place, screen_for
from shopify_app.white_label.faces import Brand, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopify_app.core.runtime import Runtime


class UnknownPlaceError(NotFoundError):
    """The brand has no sender of its own for this country."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it. `unsearched` are those whose names the trader's own name holds, so papers are not blocked."""

    changed: bool
    unsearched: tuple[str, ...] = ()


def save_profile(
    runtime: Runtime, shop_id: int, brand_id: int, form: Mapping[str, str], upload: bytes, *, staff: str
) -> Saved:
    """Draft the profile of a form, with a new logo, the one it had, or none.

    Raises:
        BadBrandError: Something of it cannot be; says what, and beside which field.
        BadLogoError: The logo cannot be printed.
    """
    with runtime.snapshot() as tx:
        typed = forms.read_brand(form, actions.open_draft(tx, actions.get_brand(tx, shop_id, brand_id)))
        screen = screen_for(tx, shop_id, brand_id, typed)
    check_brand(screen, typed)
    logo = clean_logo(upload, screen.papers) if upload else None

    def wish(before: Brand) -> Brand:
        kept = None if form.get("no_logo") == "on" else before.logo
        return replace(forms.read_brand(form, before), logo=logo or kept)

    return _keep(runtime, shop_id, brand_id, wish, screen, staff)


def save_place(
    runtime: Runtime, shop_id: int, brand_id: int, form: Mapping[str, str], *, instead_of: str = "", staff: str
) -> Saved:
    """Draft a destination: a new one, or one in the place of another.

    Raises:
        BadBrandError: Something of it cannot be; says what, and beside which field.
        UnknownPlaceError: There is none to change.
    """
    with runtime.snapshot() as tx:
        draft = actions.open_draft(tx, actions.get_brand(tx, shop_id, brand_id))
        if instead_of:
            place_of(draft, instead_of)
        place = forms.read_place(form, draft)
        screen = screen_for(tx, shop_id, brand_id, forms.with_place(draft, place, instead_of))
    check_place(screen, draft, place)
    return _keep(runtime, shop_id, brand_id, lambda now: forms.with_place(now, place, instead_of), screen, staff)


def drop_place(runtime: Runtime, shop_id: int, brand_id: int, country: str, *, staff: str) -> None:
    """Draft it without this destination.

    Raises:
        UnknownPlaceError: There is none.
    """

    def wish(before: Brand) -> Brand:
        place_of(before, country)
        return forms.without_place(before, country)

    with runtime.transaction() as tx:
        actions.change_draft(tx, shop_id, brand_id, wish, actor=f"staff {staff}")


def place_of(brand: Brand, country: str) -> Place:
    """The brand's own sender for a country.

    Raises:
        UnknownPlaceError: It has none.
    """
    found = next((one for one in brand.places if one.country == country), None)
    if found is None:
        raise UnknownPlaceError("This brand has no sender of its own for that country. It may have been removed.")
    return found


def _keep(
    runtime: Runtime, shop_id: int, brand_id: int, wish: Callable[[Brand], Brand], screen: Screen, staff: str
) -> Saved:
    with runtime.transaction() as tx:
        changed = actions.change_draft(tx, shop_id, brand_id, wish, actor=f"staff {staff}")
    return Saved(changed, screen.told_by_own_name)

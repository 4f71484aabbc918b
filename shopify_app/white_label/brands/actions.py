"""Brand profiles: made for a trader, drafted, approved as versions, forgotten with the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import or_, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import TRADE, Order
from shopify_app.people import actions as people
from shopify_app.white_label.brands.models import SUPERSEDED, BrandProfile, BrandProof, BrandVersion
from shopify_app.white_label.brands.sealing import seal_brand, unseal_brand
from shopify_app.white_label.due import look_again
from shopify_app.white_label.faces import Brand

_BLANK = Brand("")
_FETCHED = {"synchronize_session": "fetch"}


class UnknownBrandError(NotFoundError):
    """The shop has no such brand profile."""


class NoBrandError(ConflictError):
    """The order's trader has no approved brand."""


class NothingToApproveError(ConflictError):
    """The draft is empty, or it is what was approved already."""


def brand_for(tx: Transaction, shop_id: int, order_id: int) -> BrandProfile:
    """The brand profile of an order's trader; made empty where there is none.

    Raises:
        ConflictError: The order is no trader's, or names nobody.
        UnknownOrderError: The shop has no such order.
    """
    lock_shop(tx, shop_id)
    order = get_order(tx, shop_id, order_id)
    if order.kind != TRADE:
        raise ConflictError("Only a trader has a brand of their own.")
    found = find_brand(tx, order)
    if found is not None:
        return found
    if order.company_id is None and order.person_id is None:
        raise ConflictError("This order names nobody, so there is no trader whose brand it could carry.")
    whose = {"company_id": order.company_id, "person_id": None if order.company_id else order.person_id}
    row = BrandProfile(
        shop_id=shop_id, **whose, draft=None, is_changed=False, version=0, made_at=tx.now, changed_at=tx.now
    )
    tx.session.add(row)
    tx.session.flush()
    look_again(tx, shop_id, row.id)
    return row


def find_brand(tx: Transaction, order: Order) -> BrandProfile | None:
    """The brand profile of an order's trader, if there is one."""
    whose = BrandProfile.company_id == order.company_id
    if order.company_id is None:
        whose = BrandProfile.person_id == order.person_id
    if order.company_id is None and order.person_id is None:
        return None
    return tx.session.scalars(select(BrandProfile).where(BrandProfile.shop_id == order.shop_id, whose)).one_or_none()


def get_brand(tx: Transaction, shop_id: int, brand_id: int) -> BrandProfile:
    """One of the shop's brand profiles.

    Raises:
        UnknownBrandError: It has none of this number.
    """
    row = tx.session.get(BrandProfile, brand_id, populate_existing=True)
    if row is None or row.shop_id != shop_id:
        raise UnknownBrandError("There is no such brand in this shop.")
    return row


def list_brands(tx: Transaction, shop_id: int, number: int) -> Page[BrandProfile]:
    """The shop's brand profiles, the latest change first."""
    chosen = select(BrandProfile).where(BrandProfile.shop_id == shop_id)
    chosen = chosen.order_by(BrandProfile.changed_at.desc(), BrandProfile.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def versions_of(tx: Transaction, brand: BrandProfile) -> list[BrandVersion]:
    """What was approved, the newest first."""
    chosen = select(BrandVersion).where(BrandVersion.brand_id == brand.id)
    return list(tx.session.scalars(chosen.order_by(BrandVersion.number.desc())))


def open_draft(tx: Transaction, brand: BrandProfile) -> Brand:
    """What staff work on; blank where nothing was drafted. For a person's eyes callers pass the disclosure gate."""
    return _BLANK if brand.draft is None else unseal_brand(tx, brand, brand.draft) or _BLANK


def open_approved(tx: Transaction, brand: BrandProfile) -> Brand:
    """The version that counts now.

    Raises:
        NoBrandError: Nothing was approved yet, or it was erased.
    """
    return open_version(tx, brand, brand.version)


def open_version(tx: Transaction, brand: BrandProfile, number: int) -> Brand:
    """A version as the trader approved it: what a shipment was made with stays so.

    Raises:
        NoBrandError: There is none of this number, or it was erased.
    """
    chosen = select(BrandVersion).where(BrandVersion.brand_id == brand.id, BrandVersion.number == number)
    version = tx.session.scalars(chosen).one_or_none()
    content = version.content if version else None
    found = unseal_brand(tx, brand, content) if content else None
    if found is None:
        raise NoBrandError("This trader's brand is not approved yet, so nothing can be printed in their name.")
    return found


def change_draft(tx: Transaction, shop_id: int, brand_id: int, wish: Callable[[Brand], Brand], *, actor: str) -> bool:
    """Change what is drafted; False when that changes nothing. What was approved stays in force.

    Raises:
        UnknownBrandError: The shop has none of this number.
    """
    lock_shop(tx, shop_id)
    row = get_brand(tx, shop_id, brand_id)
    before = open_draft(tx, row)
    after = wish(before)
    if after == before and row.draft is not None:
        return False
    row.draft = seal_brand(tx, row, after)
    row.is_changed, row.changed_at = True, tx.now
    end_proofs(tx, brand_id)
    audit.record(tx, shop_id, events.BRAND_DRAFTED, f"brand {brand_id}", actor=actor)
    return True


def approve(tx: Transaction, shop_id: int, brand_id: int, how: str, *, actor: str) -> int:
    """Make the draft the version in force, as the trader approved it; returns its number.

    Raises:
        UnknownBrandError: The shop has none of this number.
        NothingToApproveError: The draft is empty, or no other than the version in force.
    """
    lock_shop(tx, shop_id)
    row = get_brand(tx, shop_id, brand_id)
    if row.draft is None or not row.is_changed:
        raise NothingToApproveError(
            "There is nothing new to approve. Change the profile first, then look at its proof."
        )
    row.version += 1
    row.is_changed, row.changed_at = False, tx.now
    version = BrandVersion(
        shop_id=shop_id,
        brand_id=brand_id,
        number=row.version,
        content=seal_brand(tx, row, open_draft(tx, row)),
        approved_at=tx.now,
        actor=actor,
        how=how,
    )
    tx.session.add(version)
    tx.session.flush()
    end_proofs(tx, brand_id)
    audit.record(tx, shop_id, events.BRAND_APPROVED, f"brand {brand_id}", actor=actor, version=row.version)
    look_again(tx, shop_id, brand_id)
    return row.version


def end_proofs(tx: Transaction, brand_id: int) -> None:
    """What was sent to the trader is no longer what there is to approve: its links lead to nothing new."""
    sent = update(BrandProof).where(BrandProof.brand_id == brand_id, BrandProof.outcome.is_(None))
    tx.session.execute(sent.values(outcome=SUPERSEDED, ended_at=tx.now), execution_options=_FETCHED)


def other_brands(tx: Transaction, brand: BrandProfile) -> list[Brand]:
    """How the shop's other traders look: what this trader's parcels must not show."""
    return all_brands(tx, brand.shop_id, beside=brand.id)


def all_brands(tx: Transaction, shop_id: int, *, beside: int | None = None) -> list[Brand]:
    """How the shop's traders look, `beside` one of them: by what is drafted, and by what is in force meanwhile."""
    chosen = select(BrandProfile).where(BrandProfile.shop_id == shop_id, BrandProfile.draft.is_not(None))
    rows = list(tx.session.scalars(chosen.where(BrandProfile.id != (beside or 0)).order_by(BrandProfile.id)))
    living = people.load(tx, shop_id, [row.person_id for row in rows if row.person_id is not None])
    readable = [row for row in rows if row.person_id is None or row.person_id in living]
    in_force = [open_approved(tx, row) for row in readable if row.is_changed and row.version]
    return [open_draft(tx, row) for row in readable] + in_force


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Remove these people's brands; returns how many. That there was one stays, and names nobody."""
    chosen = select(BrandProfile.id).where(BrandProfile.shop_id == shop_id, BrandProfile.person_id.in_(person_ids))
    ids = list(tx.session.scalars(chosen))
    versions = update(BrandVersion).where(BrandVersion.shop_id == shop_id, BrandVersion.brand_id.in_(ids))
    tx.session.execute(versions.values(content=None))
    drafts = update(BrandProfile).where(BrandProfile.shop_id == shop_id, BrandProfile.id.in_(ids))
    tx.session.execute(drafts.values(draft=None, is_changed=False))
    return len(ids)


def held_about(tx: Transaction, shop_id: int, person_id: int) -> list[dict[str, Any]]:
    """What brands hold about a person, for the person's own report."""
    chosen = select(BrandProfile).where(BrandProfile.shop_id == shop_id, BrandProfile.person_id == person_id)
    rows = tx.session.scalars(chosen.where(or_(BrandProfile.draft.is_not(None), BrandProfile.version > 0)))
    return [{"number": row.id, "version": row.version, "draft": _plain(open_draft(tx, row))} for row in rows]


def _plain(brand: Brand) -> dict[str, Any]:
    held: dict[str, Any] = msgspec.to_builtins(brand)
    return {**held, "logo": None if brand.logo is None else f"a PNG of {len(brand.logo)} bytes"}

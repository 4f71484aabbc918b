"""Pairing noon's warehouses with locations, and noon's SKUs with variants: by themselves, by hand, by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import NotFoundError
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, insert_or_update, one_of
from shopify_app.noon.mapping.client import MANY_SKUS, GoodsPlacesClient, Location
from shopify_app.noon.mapping.models import NoonSku, NoonWarehouse
from shopify_app.noon.mapping.rules import (
    AMBIGUOUS,
    BY_FILE,
    BY_HAND,
    BY_SKU,
    IGNORED,
    MAPPED,
    PENDING,
    UNKNOWN,
    BadMappingError,
    Match,
    Pair,
    match,
    problem_of,
)
from shopify_app.noon.stock_due import mark_skus, mark_warehouse
from shopify_app.shops.models import Installation

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

MATCH_JOB, MATCH_QUEUE = "jobs.noon.match_skus", "sync"
SYSTEM = "tajir"


class UnknownSkuError(NotFoundError):
    """noon's orders of this shop name no such SKU."""


def note_skus(tx: Transaction, shop_id: int, skus: Sequence[str]) -> None:
    """noon's orders name these: those not known yet are looked for in Shopify."""
    named = [sku[:128] for sku in dict.fromkeys(skus) if sku]
    known = set(tx.session.scalars(select(NoonSku.sku).where(NoonSku.shop_id == shop_id, NoonSku.sku.in_(named))))
    fresh = [sku for sku in named if sku not in known]
    if not fresh:
        return
    rows = [_row(tx, shop_id, sku, sku, PENDING, BY_SKU, SYSTEM) for sku in fresh]
    insert_ignoring(tx.session, NoonSku, rows, ("shop_id", "sku"))
    tx.nudge(MATCH_JOB, MATCH_QUEUE, shop_id)


def match_due(runtime: Runtime, shop_id: int) -> bool:
    """Look for what waits, a few SKUs in one question; True when more are waiting.

    Raises:
        RemoteError: Shopify did not answer; they stay due.
    """
    with runtime.snapshot() as tx:
        due = _due(tx, shop_id)
    if not due:
        return False
    variants = runtime.client(GoodsPlacesClient).variants(shop_id, sorted({row.look_for for row in due}))
    with runtime.transaction() as tx:
        for row in due:
            _record(tx, row, match(row.look_for, variants))
    return len(due) == MANY_SKUS


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with SKUs that nobody has looked for yet, where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(NoonSku.shop_id).where(NoonSku.state == PENDING, NoonSku.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def pair(tx: Transaction, shop_id: int, sku: str, look_for: str, *, actor: str, how: str = BY_HAND) -> None:
    """Have another SKU, or a barcode, of Shopify's looked for; nothing: this one is not sold here.

    Raises:
        BadMappingError: They are no pair.
        UnknownSkuError: noon's orders name no such SKU.
    """
    if problem := problem_of(sku, look_for):
        raise BadMappingError(problem)
    row = _get(tx, shop_id, sku)
    row.look_for, row.how, row.actor, row.changed_at = look_for, how, actor, tx.now
    row.state = PENDING if look_for else IGNORED
    row.shopify_variant_id = row.shopify_inventory_item_id = row.title = None
    mark_skus(tx, shop_id, [sku])
    audit.record(tx, shop_id, events.NOON_SKU_PAIRED, f"noon sku {row.id}", actor=actor, how=how)
    tx.nudge(MATCH_JOB, MATCH_QUEUE, shop_id)


def pair_file(tx: Transaction, shop_id: int, pairs: Sequence[Pair], *, actor: str) -> int:
    """Take over a file's pairs, also of SKUs that no order has named yet; returns how many."""
    rows = [
        _row(tx, shop_id, one.sku, one.look_for, PENDING if one.look_for else IGNORED, BY_FILE, actor) for one in pairs
    ]
    insert_or_update(tx.session, NoonSku, rows, ("shop_id", "sku"))
    mark_skus(tx, shop_id, [one.sku for one in pairs])
    audit.record(tx, shop_id, events.NOON_SKUS_IMPORTED, "noon skus", actor=actor, lines=len(rows))
    tx.nudge(MATCH_JOB, MATCH_QUEUE, shop_id)
    return len(rows)


def look_again(tx: Transaction, shop_id: int) -> int:
    """Look once more for everything that was not found or was ambiguous; returns how many."""
    chosen = update(NoonSku).where(NoonSku.shop_id == shop_id, NoonSku.state.in_((UNKNOWN, AMBIGUOUS)))
    done = tx.session.execute(chosen.values(state=PENDING), execution_options={"synchronize_session": False})
    tx.nudge(MATCH_JOB, MATCH_QUEUE, shop_id)
    return int(done.rowcount)  # type: ignore[attr-defined]


def list_skus(tx: Transaction, shop_id: int, state: str | None, search: str, number: int) -> Page[NoonSku]:
    """The shop's noon SKUs: what needs a person first, then by name."""
    chosen = select(NoonSku).where(NoonSku.shop_id == shop_id)
    if state:
        chosen = chosen.where(NoonSku.state == state)
    if search:
        wanted = func.lower(NoonSku.sku).contains(search.lower(), autoescape=True)
        chosen = chosen.where(wanted | func.lower(NoonSku.look_for).contains(search.lower(), autoescape=True))
    first = case({AMBIGUOUS: 0, UNKNOWN: 1, PENDING: 2}, value=NoonSku.state, else_=3)
    return page_of(tx.session.scalars(cut(chosen.order_by(first, NoonSku.sku), number)).all(), number)


def all_skus(tx: Transaction, shop_id: int) -> list[NoonSku]:
    """Every noon SKU, for a file."""
    return list(tx.session.scalars(select(NoonSku).where(NoonSku.shop_id == shop_id).order_by(NoonSku.sku)))


def counts(tx: Transaction, shop_id: int) -> dict[str, int]:
    """How many SKUs are in each state."""
    chosen = select(NoonSku.state, func.count().label("many")).where(NoonSku.shop_id == shop_id).group_by(NoonSku.state)
    return {row.state: row.many for row in tx.session.execute(chosen)}


def count_unpaired(tx: Transaction, shop_id: int) -> int:
    """How many SKUs need a person."""
    found = counts(tx, shop_id)
    return found.get(UNKNOWN, 0) + found.get(AMBIGUOUS, 0)


def items_of(tx: Transaction, shop_id: int, skus: Sequence[str]) -> dict[str, int]:
    """Shopify's inventory item of each of these noon SKUs that is mapped."""
    chosen = select(NoonSku.sku, NoonSku.shopify_inventory_item_id).where(
        NoonSku.shop_id == shop_id, NoonSku.state == MAPPED, one_of(tx.session, NoonSku.sku, list(skus))
    )
    return {sku: item for sku, item in tx.session.execute(chosen) if item is not None}


def variants_of(tx: Transaction, shop_id: int, skus: Sequence[str]) -> dict[str, int]:
    """Shopify's variant of each of these noon SKUs that is mapped."""
    chosen = select(NoonSku.sku, NoonSku.shopify_variant_id).where(
        NoonSku.shop_id == shop_id, NoonSku.state == MAPPED, one_of(tx.session, NoonSku.sku, list(skus))
    )
    return {sku: variant for sku, variant in tx.session.execute(chosen) if variant is not None}


def ignored_of(tx: Transaction, shop_id: int, skus: Sequence[str]) -> set[str]:
    """Those of these noon SKUs that the shop does not sell."""
    ours = NoonSku.shop_id == shop_id, NoonSku.state == IGNORED
    return set(tx.session.scalars(select(NoonSku.sku).where(*ours, one_of(tx.session, NoonSku.sku, list(skus)))))


def place_warehouse(
    tx: Transaction, shop_id: int, code: str, location: Location | None, known: Sequence[str], *, actor: str
) -> None:
    """Say which location a warehouse of the account is; None: none.

    Raises:
        BadMappingError: The account has no such warehouse.
    """
    if code not in known:
        raise BadMappingError("The noon account has no such warehouse. Add its code first.")
    row = tx.session.scalars(
        select(NoonWarehouse).where(NoonWarehouse.shop_id == shop_id, NoonWarehouse.code == code)
    ).one_or_none()
    if location is None and row is not None:
        tx.session.delete(row)
    elif location is not None:
        if row is None:
            row = NoonWarehouse(shop_id=shop_id, code=code)
            tx.session.add(row)
        row.shopify_location_id, row.location_name = location.shopify_location_id, location.name[:255]
        row.changed_at, row.actor = tx.now, actor
    mark_warehouse(tx, shop_id, code)
    at = location.shopify_location_id if location else None
    audit.record(tx, shop_id, events.NOON_WAREHOUSE_PLACED, f"noon warehouse {code}", actor=actor, location=at)


def places(tx: Transaction, shop_id: int) -> Mapping[str, NoonWarehouse]:
    """The location of each warehouse that has one."""
    chosen = select(NoonWarehouse).where(NoonWarehouse.shop_id == shop_id)
    return {row.code: row for row in tx.session.scalars(chosen)}


def _due(tx: Transaction, shop_id: int) -> list[NoonSku]:
    chosen = select(NoonSku).where(NoonSku.shop_id == shop_id, NoonSku.state == PENDING)
    return list(tx.session.scalars(chosen.order_by(NoonSku.id).limit(MANY_SKUS)))


def _record(tx: Transaction, seen: NoonSku, found: Match) -> None:
    """Write down what was found, unless a person has said something else meanwhile."""
    row = tx.session.get_one(NoonSku, seen.id, populate_existing=True, with_for_update=True)
    if row.state != PENDING or row.look_for != seen.look_for:
        return
    row.state, row.changed_at = found.state, tx.now
    mark_skus(tx, row.shop_id, [row.sku])
    if found.variant is not None:
        row.shopify_variant_id = found.variant.shopify_variant_id
        row.shopify_inventory_item_id = found.variant.shopify_inventory_item_id
        row.title = found.variant.title[:255]
    if row.how in {BY_SKU, ""} and found.how:
        row.how = found.how


def _get(tx: Transaction, shop_id: int, sku: str) -> NoonSku:
    row = tx.session.scalars(select(NoonSku).where(NoonSku.shop_id == shop_id, NoonSku.sku == sku)).one_or_none()
    if row is None:
        raise UnknownSkuError("noon's orders name no such SKU.")
    return row


def _row(tx: Transaction, shop_id: int, sku: str, look_for: str, state: str, how: str, actor: str) -> dict[str, Any]:
    return {
        "shop_id": shop_id,
        "sku": sku,
        "look_for": look_for,
        "state": state,
        "how": how,
        "shopify_variant_id": None,
        "shopify_inventory_item_id": None,
        "title": None,
        "changed_at": tx.now,
        "actor": actor,
    }

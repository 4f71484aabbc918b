"""Telling noon: levels are read in Shopify at the last moment, and noon's answer is read item by item.

One worker tells a shop's figures at a time: two could overtake each other, and the older figure would stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from shopify_app.core.backoff import delay_after
from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.actions import account_of, find_connection
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.offering.actions import note_offers
from shopify_app.noon.offering.client import ItemStatus, NoonStockClient, Pair, ShopifyStockClient
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.offering.rules import figure
from shopify_app.noon.reconciling import found
from shopify_app.noon.reserving.models import NoonReservation

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_LEASE = timedelta(minutes=3)
_NOT_ANSWERED = ItemStatus("UNKNOWN", None, "noon did not say what became of it.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure to be made: of which row, and when that was asked for. `item` is None where nothing is paired."""

    id: int
    pair: Pair
    due_at: datetime | None
    item: int | None
    location: int | None
    reserved: int
    buffer: int
    is_left_out: bool
    adds_back: bool
    told: int | None


def tell_due(runtime: Runtime, shop_id: int) -> bool:
    """Tell noon some of the figures that are due; True when more are waiting.

    Where Shopify or noon does not answer, why is kept for the page, and it is tried again later.
    """
    began = runtime.clock.now()
    lease = began + _LEASE
    with runtime.transaction() as tx:
        if find_connection(tx, shop_id) is None or not _take_lease(tx, shop_id, began, lease):
            return False
        account = account_of(tx, shop_id, patient=True)
        note_offers(tx, shop_id)
        wanted = _wanted(tx, shop_id, runtime.settings.noon_stock_batch)
    try:
        levels = read_levels(runtime, shop_id, wanted)
        figures = {one.id: _figure(one, levels) for one in wanted if one.item is not None}
        changed = [one for one in wanted if one.id in figures and figures[one.id] != one.told]
        with runtime.transaction() as tx:
            if not _holds_lease(tx, shop_id, lease):
                _give_lease_back(tx, shop_id, lease, None)
                return True
            _doubt(tx, changed)
        pairs = [(one.pair, figures[one.id]) for one in changed]
        answers = runtime.client(NoonStockClient).tell(account, pairs) if pairs else {}
    except TajirError as error:
        with runtime.transaction() as tx:
            _give_lease_back(tx, shop_id, lease, str(error))
            _put_off(tx, wanted)
        return False
    with runtime.transaction() as tx:
        is_alone = _give_lease_back(tx, shop_id, lease, None)
        for one in wanted:
            status = answers.get(one.pair, _NOT_ANSWERED) if one in changed else None
            _note(tx, one, levels, figures.get(one.id), status)
        if not is_alone:
            # Another worker told meanwhile; whose figure came last nobody knows.
            _doubt(tx, changed, due_at=tx.now)
    return len(wanted) == runtime.settings.noon_stock_batch


def read_levels(runtime: Runtime, shop_id: int, wanted: Sequence[Wanted]) -> Mapping[tuple[int, int], int]:
    """Shopify's levels, by inventory item and location.

    Raises:
        RemoteError: Shopify did not answer.
    """
    by_place: dict[int, set[int]] = {}
    for one in wanted:
        if one.item is not None and one.location is not None:
            by_place.setdefault(one.location, set()).add(one.item)
    client = runtime.client(ShopifyStockClient)
    return {
        (item, place): level
        for place, items in by_place.items()
        for item, level in client.levels(shop_id, place, sorted(items)).items()
    }


def describe(tx: Transaction, shop_id: int, rows: Sequence[NoonOffer]) -> list[Wanted]:
    """What the figures of these rows are made of, all but the levels."""
    choice = tx.session.get(NoonStockChoice, shop_id)
    places = mapping.places(tx, shop_id)
    items = mapping.items_of(tx, shop_id, sorted({row.sku for row in rows}))
    reserved = _reserved(tx, shop_id, sorted(set(items.values()))) if choice and choice.adds_back else {}
    found = []
    for row in rows:
        place = places.get(row.warehouse_code)
        item, location = items.get(row.sku), place.shopify_location_id if place else None
        known = item is not None and location is not None
        found.append(
            Wanted(
                row.id,
                (row.warehouse_code, row.sku),
                row.due_at,
                item if known else None,
                location if known else None,
                reserved.get((item or 0, location or 0), 0),
                row.buffer if row.buffer is not None else choice.buffer if choice else 0,
                row.is_left_out,
                choice.adds_back if choice else False,
                row.told,
            )
        )
    return found


def figure_of(one: Wanted, levels: Mapping[tuple[int, int], int]) -> int:
    """The figure to tell, from Shopify's levels."""
    return _figure(one, levels)


def _wanted(tx: Transaction, shop_id: int, most: int) -> list[Wanted]:
    chosen = select(NoonOffer).where(NoonOffer.shop_id == shop_id, NoonOffer.due_at <= tx.now)
    return describe(tx, shop_id, list(tx.session.scalars(chosen.order_by(NoonOffer.due_at, NoonOffer.id).limit(most))))


def _figure(one: Wanted, levels: Mapping[tuple[int, int], int]) -> int:
    level = levels.get((one.item or 0, one.location or 0))
    return figure(level, reserved=one.reserved, buffer=one.buffer, is_left_out=one.is_left_out, adds_back=one.adds_back)


def _note(
    tx: Transaction, one: Wanted, levels: Mapping[tuple[int, int], int], told: int | None, status: ItemStatus | None
) -> None:
    """Write down what became of a figure; no status: it was the one that noon had been told, so it was not sent."""
    row = tx.session.get_one(NoonOffer, one.id, populate_existing=True, with_for_update=True)
    row.level, row.seen_at = levels.get((one.item or 0, one.location or 0)), tx.now
    if told is None:
        row.due_at, row.problem = None, "Not paired any more, so noon is told nothing of it."
        return
    if status is not None and not status.is_ok:
        row.tries, row.problem = row.tries + 1, f"noon refused it: {status.message or status.status_code}"[:300]
        row.due_at = tx.now + delay_after(row.tries)
        return
    if status is not None:
        row.told, row.told_at = told, tx.now
        found.settle_stock(tx, row.shop_id, row.warehouse_code, row.sku)
    row.tries, row.problem = 0, None
    # What changed again meanwhile stays due.
    if row.due_at == one.due_at:
        row.due_at = None


def _put_off(tx: Transaction, wanted: Sequence[Wanted]) -> None:
    for one in wanted:
        row = tx.session.get_one(NoonOffer, one.id, populate_existing=True, with_for_update=True)
        row.tries += 1
        row.due_at = tx.now + delay_after(row.tries)


def _doubt(tx: Transaction, changed: Sequence[Wanted], **more: datetime) -> None:
    """What noon holds of these is unknown, until it says so: an answer may be lost after noon has taken the figure."""
    rows = NoonOffer.id.in_([one.id for one in changed])
    tx.session.execute(update(NoonOffer).where(rows).values(told=None, **more), {"synchronize_session": False})


def _take_lease(tx: Transaction, shop_id: int, now: datetime, lease: datetime) -> bool:
    free = or_(NoonStockChoice.telling_until.is_(None), NoonStockChoice.telling_until < now)
    chosen = update(NoonStockChoice).where(NoonStockChoice.shop_id == shop_id, NoonStockChoice.is_on, free)
    taken = tx.session.execute(chosen.values(telling_until=lease))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _holds_lease(tx: Transaction, shop_id: int, lease: datetime) -> bool:
    choice = tx.session.get_one(NoonStockChoice, shop_id, populate_existing=True, with_for_update=True)
    return choice.is_on and choice.telling_until == lease


def _give_lease_back(tx: Transaction, shop_id: int, lease: datetime, problem: str | None) -> bool:
    """False where it ran out, and another worker has taken its own."""
    chosen = update(NoonStockChoice).where(NoonStockChoice.shop_id == shop_id, NoonStockChoice.telling_until == lease)
    given = tx.session.execute(chosen.values(telling_until=None, problem=problem[:300] if problem else None))
    return bool(given.rowcount)  # type: ignore[attr-defined]


def _reserved(tx: Transaction, shop_id: int, items: Sequence[int]) -> dict[tuple[int, int], int]:
    """Units that noon has sold and that wait to be shipped, by inventory item and location."""
    item, location = NoonReservation.shopify_inventory_item_id, NoonReservation.shopify_location_id
    chosen = select(item, location, func.sum(NoonReservation.reserved)).where(
        NoonReservation.shop_id == shop_id, one_of(tx.session, item, list(items))
    )
    return {(row[0], row[1]): int(row[2]) for row in tx.session.execute(chosen.group_by(item, location))}

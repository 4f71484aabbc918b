"""Writing down how an order stands, and what follows from it: held, let go, or settled."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.actions import tell
from shopify_app.orders.models import Order
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.release.models import DONE, HANDLE, OVERRIDDEN, READY, WAITING, BrandedOrder
from shopify_app.white_label.release.notices import tell_shop_later
from shopify_app.white_label.release.rules import (
    Code,
    Facts,
    Need,
    Papers,
    Readiness,
    Reason,
    Standing,
    readiness,
)
from shopify_app.white_label.release.words import NEEDS_TOLD, briefly, hold_reason
from shopify_app.white_label.stock import actions as stock
from shopify_app.white_label.stock.models import BrandingParcel
from shopify_app.white_label.stock.rules import Shortage

IN_SHOPIFY = "Shopify"


def settle(tx: Transaction, order: Order, row: BrandedOrder | None, need: Need) -> None:
    """The order needs no brand, or none any more: nothing of ours holds it."""
    if row is None or row.state == DONE or (row.state == OVERRIDDEN and need is Need.FULFILLED):
        return
    if need is Need.FULFILLED and row.state == WAITING:
        # It left although it was to wait: Shopify refused the hold, or was slower than the parcel.
        missing = _listed(reasons_of(row))
        tell(tx, order.shop_id, order.id, "left_unbranded", reasons=missing)
        audit.record(tx, order.shop_id, events.ORDER_LEFT_UNBRANDED, f"order {order.id}", reasons=missing)
    if need is not Need.FULFILLED:
        stock.give_back(tx, order.shop_id, order.id, NEEDS_TOLD[need])
    row.state, row.since, row.looked_at = DONE, tx.now, tx.now
    _keep_reasons(row, ())
    holds.drop_hold(tx, order.shop_id, order.id, HANDLE, NEEDS_TOLD[need])


def judge(tx: Transaction, order: Order, brand: BrandProfile, papers: Papers) -> None:
    """Judge an order of an approved brand by what the search of its papers told, and by the branding there is.

    Branding is reserved even where something else is missing: the order will need it, and a shortage is told with the
    rest.
    """
    short: tuple[Shortage, ...] = ()
    if papers.units:
        size = {"parcels": papers.parcels + _left(tx, order), "units": papers.units}
        short = stock.reserve(tx, order.shop_id, brand.id, order.id, **size)
    shortages = tuple((one.item, one.missing) for one in short)
    facts = Facts(Standing.APPROVED, order.destination is not None, papers, shortages)
    record(tx, order, brand, readiness(facts))


def record(tx: Transaction, order: Order, brand: BrandProfile | None, found: Readiness) -> None:
    """Hold the order for all that is missing, or let it go when nothing is."""
    row = row_for(tx, order, brand)
    row.looked_at = tx.now
    if found.is_ready and brand is not None:
        _let_go(tx, order, row, brand)
    else:
        _hold(tx, order, row, found.reasons)


def row_for(tx: Transaction, order: Order, brand: BrandProfile | None) -> BrandedOrder:
    """The order's row, made where it is new."""
    row = tx.session.get(BrandedOrder, order.id, populate_existing=True)
    if row is None:
        row = BrandedOrder(order_id=order.id, shop_id=order.shop_id, versions=[], reasons=[], codes="", state=DONE)
        row.tries = 0
        row.since = row.looked_at = tx.now
        tx.session.add(row)
    if brand is not None and row.brand_id != brand.id:
        row.brand_id, row.version, row.versions = brand.id, None, []
    tx.session.flush()
    return row


def let_go_in_shopify(tx: Transaction, order: Order, row: BrandedOrder | None, brand: BrandProfile | None) -> None:
    """Somebody released the order in Shopify: that is respected, and written down here too."""
    row = row if row is not None else row_for(tx, order, brand)
    if row.state != OVERRIDDEN:
        let_go_unready(tx, row, IN_SHOPIFY, None)


def let_go_unready(tx: Transaction, row: BrandedOrder, actor: str, why: str | None) -> None:
    """A person lets the order go as it is."""
    row.state, row.since, row.looked_at, row.actor, row.why = OVERRIDDEN, tx.now, tx.now, actor, why
    row.version = None
    stock.give_back(tx, row.shop_id, row.order_id, "It leaves without its trader's brand.")


def papers_of(row: BrandedOrder) -> Papers:
    """What the last search of the order's papers told."""
    return msgspec.convert(row.papers or {}, Papers)


def keep_papers(tx: Transaction, row: BrandedOrder, papers: Papers, digest: str | None) -> None:
    """Keep what a search of the order's papers told."""
    row.papers = msgspec.to_builtins(papers)
    row.passed_at, row.digest = (tx.now, digest) if papers.passed else (None, None)


def reasons_of(row: BrandedOrder) -> tuple[Reason, ...]:
    """What the order waits for."""
    return tuple(Reason(Code(code), tuple(details)) for code, details in row.reasons)


def _left(tx: Transaction, order: Order) -> int:
    """How many parcels of the order have left."""
    chosen = select(func.count()).select_from(BrandingParcel)
    return tx.session.scalar(chosen.where(BrandingParcel.order_id == order.id)) or 0


def _let_go(tx: Transaction, order: Order, row: BrandedOrder, brand: BrandProfile) -> None:
    _keep_reasons(row, ())
    if row.state == READY:
        return
    row.state, row.since, row.version, row.actor, row.why = READY, tx.now, brand.version, None, None
    if not row.versions or row.versions[-1]["number"] != brand.version:
        # A new list: the old one is what the session compares with.
        row.versions = [*row.versions, {"number": brand.version, "since": tx.now.isoformat()}]
    holds.drop_hold(tx, order.shop_id, order.id, HANDLE, "Its trader's brand is ready.")
    tell(tx, order.shop_id, order.id, "brand_ready", version=brand.version)
    subject, version = f"order {order.id}", brand.version
    audit.record(
        tx, order.shop_id, events.ORDER_BRAND_READY, subject, brand=brand.id, version=version, digest=row.digest
    )


def _hold(tx: Transaction, order: Order, row: BrandedOrder, reasons: Sequence[Reason]) -> None:
    before, was_waiting = reasons_of(row), row.state == WAITING
    if not was_waiting:
        row.state, row.since, row.version, row.actor, row.why = WAITING, tx.now, None, None, None
    _keep_reasons(row, reasons)
    holds.want_hold(tx, order.shop_id, order.id, HANDLE, hold_reason(reasons), is_mailed=False)
    if not was_waiting or before != tuple(reasons):
        if was_waiting:
            tell(tx, order.shop_id, order.id, "brand_waits", reasons=_listed(reasons))
        if any(reason.code is Code.LEAK for reason in reasons):
            findings = next(reason.details for reason in reasons if reason.code is Code.LEAK)
            audit.record(tx, order.shop_id, events.ORDER_LEAK_FOUND, f"order {order.id}", findings=list(findings))
        tell_shop_later(tx, row, [reason for reason in reasons if reason not in before or not was_waiting])


def _keep_reasons(row: BrandedOrder, reasons: Sequence[Reason]) -> None:
    row.reasons = [[reason.code.value, list(reason.details)] for reason in reasons]
    row.codes = f",{','.join(reason.code.value for reason in reasons)},"


def _listed(reasons: Sequence[Reason]) -> str:
    return "; ".join(briefly(reason) for reason in reasons)

"""Handing papers out: what was found blocks them, and who printed what is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import disclose
from shopify_app.disclosures.recipients import CARRIER, DELIVERY
from shopify_app.orders.destinations import mapped
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.printing import history
from shopify_app.white_label.printing.history import Printed
from shopify_app.white_label.printing.kinds import LABEL, SLIP
from shopify_app.white_label.printing.sets import DrawnSet, Gathered, draw, gather

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.white_label.printing.rules import Wish


def print_set(runtime: Runtime, shop_id: int, order_id: int, wish: Wish, staff: str) -> Paperwork:
    """An order's papers, searched and written down.

    Raises:
        LeakError: They would name the shop or another trader; which, and where, is said.
        TajirError: There is nothing to print, or nothing to print it with: see `sets.gather`.
    """
    gathered = gather(runtime, shop_id, order_id, wish, staff)
    drawn = draw(gathered)
    with runtime.transaction() as tx:
        note_print(tx, shop_id, gathered, drawn, staff)
    if drawn.findings:
        raise LeakError(drawn.findings)
    name = "packing-slip" if wish.papers == (SLIP,) else "papers"
    return Paperwork(f"{name}-{order_id}.pdf", drawn.content)


def note_print(
    tx: Transaction, shop_id: int, gathered: Gathered, drawn: DrawnSet, staff: str, run_id: int | None = None
) -> None:
    """Write down that the papers were printed, or that they were blocked."""
    subject, actor = f"order {gathered.order_id}", f"staff {staff}"
    details = {"version": gathered.version, "paper": gathered.paper.name, "papers": list(gathered.papers)}
    if drawn.findings:
        audit.record(tx, shop_id, events.SLIP_BLOCKED, subject, actor=actor, findings=len(drawn.findings), **details)
        return
    _tell_carrier(tx, shop_id, gathered, actor)
    audit.record(tx, shop_id, events.SLIP_PRINTED, subject, actor=actor, **details)
    printed = Printed(
        order_id=gathered.order_id,
        brand_id=gathered.brand_id,
        version=gathered.version,
        papers=gathered.papers,
        paper=gathered.paper.name,
        parcels=len(gathered.shipments),
        pages=drawn.pages,
        staff=staff,
        run_id=run_id,
    )
    history.note(tx, shop_id, printed)


def _tell_carrier(tx: Transaction, shop_id: int, gathered: Gathered, actor: str) -> None:
    """Whoever carries the parcel reads its papers: each print is one disclosure, by order of the trader."""
    fields = mapped(gathered.to)
    if LABEL not in gathered.papers:
        fields.pop("ship_to_phone", None)
    disclose(
        tx,
        shop_id,
        recipient=CARRIER.key,
        purpose=DELIVERY,
        person_id=gathered.person.id,
        subject=f"order {gathered.order_id}",
        fields=fields,
        country=(gathered.to.country_code or "").upper() or None,
        actor=actor,
    )

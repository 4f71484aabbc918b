"""What was asked for, as a row and as a call of the outbox: once for each decision."""

from __future__ import annotations

from typing import Any

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.noon.actions import get_connection
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.shipping.models import Asked, NoonShipment
from shopify_app.noon.shipping.rules import CANCEL_WANTED, WANTED

CREATE, ADD_AWB, CANCEL = "noon.create_shipment", "noon.add_awb", "noon.cancel_shipment"
MARK_OUT_OF_STOCK = "noon.mark_out_of_stock"


def add_shipment(tx: Transaction, order: NoonOrder, number: str, units: list[str], actor: str) -> NoonShipment:
    """A shipment that is to be told to noon, under this number of ours.

    Raises:
        NotConnectedError: There is no noon account.
    """
    row = NoonShipment(shipment_nr=number, **fields_of(tx, order, units, actor))
    tx.session.add(row)
    tx.session.flush()
    audit.record(tx, order.shop_id, events.NOON_SHIPMENT_ASKED, subject_of(row), actor=actor, units=len(units))
    return row


def fields_of(tx: Transaction, order: NoonOrder, units: list[str], actor: str) -> dict[str, Any]:
    """What everything that is asked for begins with."""
    return {
        "shop_id": order.shop_id,
        "order_id": order.id,
        "project_code": get_connection(tx, order.shop_id).project_code,
        "item_nrs": units,
        "state": WANTED,
        "attempt": 1,
        "actor": actor,
        "asked_at": tx.now,
        "changed_at": tx.now,
    }


def tell_noon(tx: Transaction, row: Asked) -> None:
    """Have noon told what the row's state asks for: once for each attempt."""
    if not isinstance(row, NoonShipment):
        outbox.put(tx, row.shop_id, MARK_OUT_OF_STOCK, _key(MARK_OUT_OF_STOCK, row), shortage_id=row.id)
        return
    kind = CANCEL if row.state == CANCEL_WANTED else CREATE
    outbox.put(tx, row.shop_id, kind, _key(kind, row), shipment_id=row.id)


def subject_of(row: Asked) -> str:
    """How the trail names it."""
    return f"{row.__tablename__} {row.id}"


def _key(kind: str, row: Asked) -> str:
    return f"{kind}/{row.id}/{row.attempt}"

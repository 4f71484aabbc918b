"""What a sender needs: its row with the account, the order as it is right now, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import RemoteError, TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.noon.actions import account_of
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.mirroring import ask_to_read, mirror
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.payload import NoonOrderBody
from shopify_app.noon.shipping.asking import subject_of
from shopify_app.noon.shipping.models import Asked, NoonShipment
from shopify_app.noon.shipping.rules import MADE, REFUSED, WANTED, shortened

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

UNKNOWN_ORDER = "noon does not know this order any more. Look for it in noon's portal."


class OtherAccountError(RemoteError):
    """It was asked for while another noon account was connected."""

    def __init__(self) -> None:
        super().__init__(
            "This was asked for with another noon account, and is not sent to the present one. Connect that account "
            "again, or do it in noon's portal.",
            temporary=False,
        )


@dataclass(frozen=True, slots=True)
class Errand:
    """What a sender needs of its row, read before noon is called."""

    row_id: int
    account: Account
    order_nr: str
    warehouse_code: str
    country: str
    shipment_nr: str
    item_nrs: tuple[str, ...]


def run(
    runtime: Runtime, shop_id: int, model: type[Asked], row_id: int, state: str, send: Callable[[Errand], None]
) -> None:
    """Send if the row still waits for it; what stands in the way is told on the order's page.

    Raises:
        TajirError: It was not sent. The outbox tries again, or keeps it where staff see it.
    """
    try:
        errand = _errand(runtime, shop_id, model, row_id, state)
        if errand is not None:
            send(errand)
    except OtherAccountError as error:
        _give_up(runtime, model, row_id, state, str(error))
    except TajirError as error:
        # A shipment that is made waits for nothing: what its waybill waits for, the outbox tells.
        if state != MADE:
            _note(runtime, model, row_id, state, str(error))
        raise


def read_order(runtime: Runtime, errand: Errand) -> NoonOrderBody | None:
    """The order as noon has it right now, mirrored on the way."""
    began = runtime.clock.now()
    body = runtime.client(NoonClient).get_order(errand.account, errand.order_nr)
    if body is not None:
        with runtime.transaction() as tx:
            mirror(tx, errand.account.shop_id, [body], began)
    return body


def settle(tx: Transaction, row: Asked, order_nr: str, state: str, problem: str | None) -> None:
    """Write down how it ended; the order is read again, for the page and the reconciliation."""
    row.state, row.problem, row.changed_at, row.noted_at = state, shortened(problem or "") or None, tx.now, None
    ask_to_read(tx, row.shop_id, [order_nr])


def _errand(runtime: Runtime, shop_id: int, model: type[Asked], row_id: int, state: str) -> Errand | None:
    with runtime.snapshot() as tx:
        row = tx.session.get(model, row_id)
        if row is None or row.shop_id != shop_id or row.state != state:
            return None
        account = account_of(tx, shop_id)
        if account.key.project_code != row.project_code:
            raise OtherAccountError
        order = tx.session.get_one(NoonOrder, row.order_id)
        number = row.shipment_nr if isinstance(row, NoonShipment) else ""
        return Errand(
            row_id, account, order.noon_order_nr, order.warehouse_code, order.country, number, tuple(row.item_nrs)
        )


def _give_up(runtime: Runtime, model: type[Asked], row_id: int, state: str, problem: str) -> None:
    with runtime.transaction() as tx:
        row = tx.session.get_one(model, row_id, with_for_update=True)
        if row.state != state:
            return
        row.state, row.problem, row.noted_at, row.changed_at = (
            REFUSED if state == WANTED else MADE,
            problem,
            None,
            tx.now,
        )
        audit.record(tx, row.shop_id, events.NOON_ERRAND_GIVEN_UP, subject_of(row))


def _note(runtime: Runtime, model: type[Asked], row_id: int, state: str, problem: str) -> None:
    with runtime.transaction() as tx:
        row = tx.session.get_one(model, row_id, with_for_update=True)
        if row.state == state:
            row.problem, row.noted_at = shortened(problem), None

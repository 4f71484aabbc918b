"""Making the calls that decisions asked for, outside any transaction, each safe to repeat."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from jobs.runner import attempt, job
from shopify_app.core import outbox
from shopify_app.core.outbox import SEND_JOB, SEND_QUEUE, Claimed
from shopify_app.core.runtime import Runtime
from shopify_app.noon.importing import letting_go, placing
from shopify_app.noon.importing import planning as noon_imports
from shopify_app.noon.importing import telling as telling_noon
from shopify_app.noon.reconciling import letters as noon_letters
from shopify_app.noon.reserving import actions as reserving
from shopify_app.noon.shipping import adding as noon_adding
from shopify_app.noon.shipping import asking as noon_shipping
from shopify_app.noon.shipping import awbs as noon_awbs
from shopify_app.noon.shipping import sending as noon_sending
from shopify_app.noon.shipping import shortages as noon_shortages
from shopify_app.orders import deliveries, following, holds, notices
from shopify_app.white_label.parcels import asking, mailing, reading, shipping, telling
from shopify_app.white_label.parcels import letters as parcel_letters
from shopify_app.white_label.proofs import actions as proofs
from shopify_app.white_label.proofs import letters as proof_letters
from shopify_app.white_label.release import notices as brand_notices
from shopify_app.white_label.stock import letters as stock_letters
from shopify_app.wholesale.accounts import actions as accounts
from shopify_app.wholesale.accounts import syncing
from shopify_app.wholesale.cancelling import actions as cancelling
from shopify_app.wholesale.cancelling import letters, planning
from shopify_app.wholesale.checkout import actions as checkout
from shopify_app.wholesale.drafts import actions as drafts

Sender = Callable[..., None]
# What each kind of call does: function(runtime, shop_id, **arguments).
SENDERS: dict[str, Sender] = {
    noon_letters.TELL_DIFFERENCES: noon_letters.tell_differences,
    reserving.MOVE_STOCK: reserving.move_stock,
    noon_imports.LET_GO: letting_go.let_go,
    noon_shipping.CREATE: noon_sending.create_shipment,
    noon_shipping.ADD_AWB: noon_adding.add_awb,
    noon_shipping.CANCEL: noon_sending.cancel_shipment,
    noon_shipping.MARK_OUT_OF_STOCK: noon_shortages.mark_out_of_stock,
    noon_awbs.DRAW: noon_awbs.refill,
    placing.PLACE: placing.place,
    telling_noon.TELL: telling_noon.tell,
    holds.SYNC_HOLD: holds.sync_hold,
    notices.TELL_SHOP: notices.tell_shop,
    notices.TELL_LIFTED: notices.tell_lifted,
    deliveries.REREAD: following.reread_order,
    checkout.WRITE_CONFIGURATION: checkout.write_configuration,
    drafts.CHECK_DRAFT: drafts.check_draft,
    accounts.SYNC_ACCOUNT: syncing.sync_account,
    accounts.MAKE_COMPANY: syncing.make_company,
    planning.CANCEL_ORDER: cancelling.cancel_order,
    letters.TELL_SHOP: letters.tell_shop,
    brand_notices.TELL_SHOP: brand_notices.tell_shop,
    stock_letters.TELL_SHOP: stock_letters.tell_shop,
    asking.SHIP: shipping.ship,
    reading.READ: reading.read_parcels,
    parcel_letters.TELL_LEAK: parcel_letters.tell_leak,
    telling.TELL_CONSIGNEE: mailing.tell_consignee,
    proofs.SEND_LETTER: proof_letters.send_letter,
    proof_letters.TELL_SHOP: proof_letters.tell_shop,
}
_TURN_SECONDS = 20.0


@job
def send(runtime: Runtime, shop_id: int) -> None:
    """Make the shop's due calls, oldest first."""
    deadline = time.monotonic() + _TURN_SECONDS
    while time.monotonic() < deadline:
        with runtime.transaction() as tx:
            claimed = outbox.claim(tx, shop_id)
        if claimed is None:
            return
        _make(runtime, shop_id, claimed)
    runtime.jobs.nudge(SEND_JOB, SEND_QUEUE, shop_id)


def _make(runtime: Runtime, shop_id: int, call: Claimed) -> None:
    arguments: dict[str, Any] = dict(call.arguments)
    failure = attempt(lambda: SENDERS[call.kind](runtime, shop_id, **arguments))
    with runtime.transaction() as tx:
        if failure is None:
            outbox.mark_done(tx, call.id)
        else:
            final = not failure.temporary
            outbox.mark_failed(tx, call.id, failure.message, final=final, retry_after=failure.retry_after)

"""Waybill numbers of noon's logistics: drawn in advance, each used for one parcel, in the project it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import RemoteError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring
from shopify_app.noon.actions import account_of, find_connection
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.shipping.client import ShippingClient
from shopify_app.noon.shipping.models import NoonAwb

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

DRAW = "noon.draw_awbs"
# noon gives up to 1000 at once.
LOW, BATCH = 25, 100


def take(tx: Transaction, shop_id: int, project_code: str, country: str, waybill_id: int) -> str | None:
    """A number that no other waybill gets; None when there is none left. Few left: more are drawn."""
    chosen = _free(shop_id, project_code, country).order_by(NoonAwb.id).limit(1).with_for_update(skip_locked=True)
    row = tx.session.scalars(chosen).one_or_none()
    if row is not None:
        row.waybill_id = waybill_id
        tx.session.flush()
    ask_to_refill(tx, shop_id, project_code, country)
    return row.awb_nr if row is not None else None


def claim(tx: Transaction, shop_id: int, awb_nr: str, waybill_id: int) -> None:
    """A person typed this number: nobody else draws it, if it is one of those drawn in advance."""
    chosen = update(NoonAwb).where(NoonAwb.shop_id == shop_id, NoonAwb.awb_nr == awb_nr)
    tx.session.execute(chosen.values(waybill_id=waybill_id))


def ask_to_refill(tx: Transaction, shop_id: int, project_code: str, country: str) -> None:
    """See that more numbers are drawn if few are left: once, however often this is asked."""
    if count_free(tx, shop_id, project_code, country) >= LOW:
        return
    ours = (NoonAwb.shop_id == shop_id, NoonAwb.project_code == project_code, NoonAwb.country == country)
    newest = tx.session.scalar(select(func.max(NoonAwb.id)).where(*ours)) or 0
    key = f"{DRAW}/{project_code}/{country}/{newest}"
    outbox.put(tx, shop_id, DRAW, key, project_code=project_code, country=country)


def count_free(tx: Transaction, shop_id: int, project_code: str, country: str) -> int:
    """How many numbers are left."""
    chosen = select(func.count()).select_from(_free(shop_id, project_code, country).subquery())
    return tx.session.scalar(chosen) or 0


def refill(runtime: Runtime, shop_id: int, project_code: str, country: str) -> None:
    """Draw a batch, unless there are enough again or the account is another one now.

    Raises:
        RemoteError: noon gave none.
    """
    with runtime.snapshot() as tx:
        connection = find_connection(tx, shop_id)
        if connection is None or connection.project_code != project_code:
            return
        if count_free(tx, shop_id, project_code, country) >= LOW:
            return
        account = account_of(tx, shop_id)
    draw(runtime, account, country)


def draw(runtime: Runtime, account: Account, country: str) -> None:
    """Draw a batch and keep it. A number that is here already is not taken in again.

    Raises:
        RemoteError: noon gave none.
    """
    numbers = runtime.client(ShippingClient).draw(account, country, BATCH)
    kept = [number for number in dict.fromkeys(numbers) if 0 < len(number) <= 64]  # noqa: PLR2004
    if not kept:
        raise RemoteError("noon gave no waybill number. It is asked again later.", temporary=True)
    shop_id, project_code = account.shop_id, account.key.project_code
    with runtime.transaction() as tx:
        every = {"shop_id": shop_id, "project_code": project_code, "country": country, "drawn_at": tx.now}
        rows = [{**every, "awb_nr": number, "waybill_id": None} for number in kept]
        insert_ignoring(tx.session, NoonAwb, rows, ("shop_id", "awb_nr"))
        subject = f"noon project {project_code}"
        audit.record(tx, shop_id, events.NOON_AWBS_DRAWN, subject, country=country, many=len(rows))


def _free(shop_id: int, project_code: str, country: str) -> Select[NoonAwb]:
    return select(NoonAwb).where(
        NoonAwb.shop_id == shop_id,
        NoonAwb.project_code == project_code,
        NoonAwb.country == country,
        NoonAwb.waybill_id.is_(None),
    )

"""Reading noon: the orders that events named, and the periodic look at what was placed since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shopify_app.core.errors import RemoteError, TajirError
from shopify_app.noon import actions, mirroring
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY = 50
# Events may be late by hours, and the list knows no «changed since»: each look overlaps the one before.
_OVERLAP = timedelta(hours=6)


def read_due(runtime: Runtime, shop_id: int) -> bool:
    """Read the orders that are due, one batch; True when more are waiting."""
    with runtime.snapshot() as tx:
        connection = actions.find_connection(tx, shop_id)
        if connection is None:
            return False
        account = actions.account_of(tx, shop_id)
        due = [(row.id, row.noon_order_nr) for row in mirroring.due_orders(tx, shop_id, _MANY)]
    for due_id, number in due:
        _read_one(runtime, account, due_id, number)
    return len(due) == _MANY


def poll(runtime: Runtime, shop_id: int) -> int:
    """List what was placed since the last look and mirror it; returns how many orders were seen.

    Raises:
        RemoteError: noon did not answer; the next look covers the same span again.
    """
    began = runtime.clock.now()
    with runtime.snapshot() as tx:
        connection = actions.get_connection(tx, shop_id)
        account, warehouses = actions.account_of(tx, shop_id), connection.warehouses
        since = connection.polled_at - _OVERLAP if connection.polled_at else began - mirroring.LOOKED_AFTER
    client, count = runtime.client(NoonClient), 0
    try:
        for warehouse in warehouses:
            for page in client.list_orders(account, warehouse, since, began):
                with runtime.transaction() as tx:
                    mirroring.mirror(tx, shop_id, page, began)
                count += len(page)
    except TajirError as error:
        _note(runtime, shop_id, str(error))
        raise
    with runtime.transaction() as tx:
        connection = actions.get_connection(tx, shop_id)
        connection.polled_at, connection.problem = began, None
    return count


def _read_one(runtime: Runtime, account: Account, due_id: int, noon_order_nr: str) -> None:
    began = runtime.clock.now()
    try:
        body = runtime.client(NoonClient).get_order(account, noon_order_nr)
        if body is None:
            raise RemoteError("noon does not know this order.", temporary=False)
    except TajirError as error:
        with runtime.transaction() as tx:
            mirroring.mark_unread(tx, due_id, str(error))
        return
    with runtime.transaction() as tx:
        mirroring.mirror(tx, account.shop_id, [body], began)
        mirroring.mark_read(tx, account.shop_id, noon_order_nr, began)


def _note(runtime: Runtime, shop_id: int, problem: str) -> None:
    with runtime.transaction() as tx:
        connection = actions.find_connection(tx, shop_id)
        if connection is not None:
            connection.problem = problem[:300]

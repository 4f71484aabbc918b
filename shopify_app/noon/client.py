"""noon's orders over its partner API (FBPI): the order list, single orders, and whose account it is.

Source: noon's SDK 0.1.2.1 and docs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import msgspec
import structlog

from shopify_app.noon.calling.caller import Caller
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.payload import KeyFile, NoonOrderBody, OrderPage

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_NOT_FOUND = 404
_MOST_PAGES = 10_000
log = structlog.get_logger(__name__)


class WhoAmI(msgspec.Struct):
    """Whose account the key file opens."""

    user_code: str = ""
    username: str = ""


class NoonClient:
    """Orders as noon has them."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's way to noon."""
        return cls(runtime.client(Caller))

    def whoami(self, key: KeyFile) -> WhoAmI:
        """Whose account this is: the proof that the key file works. Always a login of its own.

        Raises:
            NoonLoginError: noon does not take it.
        """
        return self._caller.prove(key, "/identity/v1/whoami", WhoAmI)

    def get_order(self, account: Account, noon_order_nr: str) -> NoonOrderBody | None:
        """The order as it is now; None when noon does not know it."""
        path = f"/fbpi/v1/fbpi-order/{quote(noon_order_nr, safe='')}/get"
        try:
            return self._caller.call(account, "GET", path, NoonOrderBody)
        except NoonRefusedError as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    def list_orders(
        self, account: Account, warehouse_code: str, created_after: datetime, created_before: datetime
    ) -> Iterator[list[NoonOrderBody]]:
        """Pages of orders created in the span, both ends included."""
        token, seen = "", set[str]()
        for _ in range(_MOST_PAGES):
            page = self.list_page(account, warehouse_code, created_after, created_before, token)
            yield page.orders
            token = page.next_token or ""
            if not token:
                return
            if token in seen:
                # noon does not say how a list ends; a token that comes back would go round for ever.
                log.warning("noon_token_repeated", warehouse_code=warehouse_code)
                return
            seen.add(token)

    def list_page(
        self, account: Account, warehouse_code: str, created_after: datetime, created_before: datetime, token: str
    ) -> OrderPage:
        """One page of that list; `token` is of the page before, empty for the first."""
        body = {
            "warehouse_code": warehouse_code,
            "created_after": _stamp(created_after),
            "created_before": _stamp(created_before),
        }
        params = {"next_token": token} if token else {}
        return self._caller.call(account, "POST", "/fbpi/v1/fbpi-orders/list", OrderPage, json=body, params=params)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

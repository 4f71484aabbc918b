"""Asking noon who bought. Source: noon's SDK 0.1.2.1, `get_customer_details`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import msgspec

from shopify_app.noon.calling.caller import Caller
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.calling.sessions import Account

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_NOT_FOUND = 404


class CustomerDetails(msgspec.Struct, omit_defaults=True):
    """All that noon tells: no address, no telephone, no mail. Names and places are in Latin script."""

    first_name: str | None = None
    last_name: str | None = None
    city: str | None = None
    administrative_division: str | None = None


class CustomersClient:
    """Customers as noon has them."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's way to noon."""
        return cls(runtime.client(Caller))

    def customer_of(self, account: Account, noon_order_nr: str) -> CustomerDetails | None:
        """Who bought; None when noon does not know the order."""
        path = f"/fbpi/v1/fbpi-order/{quote(noon_order_nr, safe='')}/customer-details/get"
        try:
            return self._caller.call(account, "GET", path, CustomerDetails)
        except NoonRefusedError as error:
            if error.status == _NOT_FOUND:
                return None
            raise

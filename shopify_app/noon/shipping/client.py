"""noon's calls about shipments (FBPI). Source: noon's SDK 0.1.2.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import msgspec

from shopify_app.noon.calling.caller import Caller
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.calling.sessions import Account

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_SHIPMENT = "/fbpi/v1/shipment"
_NOT_FOUND = 404
_OUT_OF_STOCK = "UPDATE_ORDER_REQUEST_ITEM_STATUS_OUT_OF_STOCK"


class Done(msgspec.Struct):
    """An action's answer, which says nothing."""


class Unit(msgspec.Struct):
    """A unit in a shipment."""

    mp_item_nr: str = ""


class Waybill(msgspec.Struct):
    """A waybill of a shipment."""

    courier: str = ""
    awb_nr: str = ""


class Shipment(msgspec.Struct):
    """A shipment as noon has it. It has no state: a cancelled one looks like any other."""

    fbpi_order_nr: str = ""
    awbs: list[Waybill] = []
    items: list[Unit] = []


class Drawn(msgspec.Struct):
    """Waybill numbers of noon's logistics."""

    awb_nrs: list[str] = []


class ShippingClient:
    """Shipments at noon. Nothing here is repeated by itself but questions and the drawing of numbers."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's way to noon."""
        return cls(runtime.client(Caller))

    def find(self, account: Account, warehouse_code: str, shipment_nr: str) -> Shipment | None:
        """The shipment of this number; None when noon knows none."""
        try:
            return self._caller.call(
                account, "POST", f"{_SHIPMENT}/get", Shipment, json=_ref(warehouse_code, shipment_nr)
            )
        except NoonRefusedError as error:
            if error.status == _NOT_FOUND or error.code == "NOT_FOUND":
                return None
            raise

    def create(
        self,
        account: Account,
        warehouse_code: str,
        shipment_nr: str,
        *,
        order_nr: str,
        awbs: Iterable[Waybill],
        item_nrs: Iterable[str],
    ) -> None:
        """Register a shipment; its units count as shipped from then on.

        Raises:
            NoonUncertainError: It may exist now: look before repeating.
            NoonRefusedError: noon does not take it.
        """
        body = {
            **_ref(warehouse_code, shipment_nr),
            "fbpi_order_nr": order_nr,
            "awbs": _waybills(awbs),
            "items": [{"mp_item_nr": number} for number in item_nrs],
        }
        self._act(account, f"{_SHIPMENT}/create", body)

    def add_awb(self, account: Account, warehouse_code: str, shipment_nr: str, awb: Waybill) -> None:
        """Add a waybill beside those that are there."""
        self._act(
            account,
            f"{_SHIPMENT}/courier-awbs/add",
            {**_ref(warehouse_code, shipment_nr), "awbs": _waybills([awb])},
        )

    def cancel(self, account: Account, warehouse_code: str, shipment_nr: str) -> None:
        """Cancel a shipment, and with it all of its units."""
        self._act(account, f"{_SHIPMENT}/cancel", _ref(warehouse_code, shipment_nr))

    def mark_out_of_stock(self, account: Account, order_nr: str, item_nrs: Iterable[str]) -> None:
        """Say that these units cannot be delivered; noon cancels them."""
        items = [{"mp_item_nr": number, "status": _OUT_OF_STOCK} for number in item_nrs]
        self._act(account, "/fbpi/v1/fbpi-order/update", {"fbpi_order_nr": order_nr, "items": items})

    def draw(self, account: Account, country: str, many: int) -> list[str]:
        """Waybill numbers of noon's logistics, 1 to 1000. A number that is never used does no harm."""
        body = {"country_code": country.lower(), "qty": many}
        path = f"{_SHIPMENT}/noon-logistics-awbs/get"
        return self._caller.call(account, "POST", path, Drawn, json=body).awb_nrs

    def _act(self, account: Account, path: str, body: Mapping[str, Any]) -> None:
        self._caller.call(account, "POST", path, Done, json=body, repeatable=False)


def _ref(warehouse_code: str, shipment_nr: str) -> dict[str, Any]:
    return {"warehouse_code": warehouse_code, "integration_shipment_nr": shipment_nr}


def _waybills(awbs: Iterable[Waybill]) -> list[dict[str, str]]:
    return [{"courier": one.courier, "awb_nr": one.awb_nr} for one in awbs]

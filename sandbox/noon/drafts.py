"""What callers send, checked by type: noon's request messages, and the orders that the control routes ask for."""

from __future__ import annotations

from typing import Annotated

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1)]


class ListOrders(msgspec.Struct):
    """The filters of the order list; both bounds belong to the range."""

    warehouse_code: Text
    created_after: str | None = None
    created_before: str | None = None


class UpdatedItem(msgspec.Struct):
    """One item of an order update."""

    mp_item_nr: Text
    status: Text


class UpdateOrder(msgspec.Struct):
    """Marks items as unavailable; noon knows no other update."""

    fbpi_order_nr: Text
    items: Annotated[list[UpdatedItem], msgspec.Meta(min_length=1)]


class AwbDraft(msgspec.Struct):
    """A waybill to add to a shipment."""

    courier: Text
    awb_nr: Text


class ItemRef(msgspec.Struct):
    """An item to ship."""

    mp_item_nr: Text


Awbs = Annotated[list[AwbDraft], msgspec.Meta(min_length=1)]


class ShipmentRef(msgspec.Struct):
    """How every shipment call but the first names a shipment."""

    warehouse_code: Text
    integration_shipment_nr: Text


class CreateShipment(ShipmentRef, kw_only=True):
    """A new shipment of some or all items of one order."""

    fbpi_order_nr: Text
    awbs: Awbs
    items: Annotated[list[ItemRef], msgspec.Meta(min_length=1)]


class AddAwbs(ShipmentRef, kw_only=True):
    """More waybills for a shipment; the old ones stay."""

    awbs: Awbs


class NoonAwbs(msgspec.Struct):
    """A request for waybills of noon's own logistics."""

    country_code: Text
    qty: Annotated[int, msgspec.Meta(ge=1, le=1000)]


class SandboxItem(msgspec.Struct):
    """One item of a test order."""

    status: Text
    partner_sku: str | None = None


class CreateSandboxOrder(msgspec.Struct):
    """noon's own way to make a test order."""

    warehouse_code: Text
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=10)]
    items: Annotated[list[SandboxItem], msgspec.Meta(min_length=1)]
    country_code: str = "ae"


class StockItem(msgspec.Struct):
    """One line of a stock update; each is judged alone, so that one bad line fails alone."""

    warehouse_code: str = ""
    partner_sku: str = ""
    qty: int | None = None
    processing_time: str | None = None


class StockItems(msgspec.Struct):
    """A stock update or a stock question."""

    items: Annotated[list[StockItem], msgspec.Meta(min_length=1)]


class WarehouseFilters(msgspec.Struct):
    """The one filter of the warehouse list."""

    fulfillment_system_code: str | None = None


class ListWarehouses(msgspec.Struct):
    """A page of the warehouse list."""

    next_token: str | None = None
    filters: WarehouseFilters = msgspec.field(default_factory=WarehouseFilters)


class CustomerDraft(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The parts of a customer that a test cares about."""

    first_name: str | None = None
    last_name: str | None = None
    city: str | None = None
    administrative_division: str | None = None


class ItemDraft(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The parts of an item that a test cares about; statuses are free text, so that unknown ones can be made."""

    mp_item_nr: str | None = None
    partner_sku: str | None = None
    delivered_invoice_price: float | None = None
    mp_status: str | None = None
    integration_status: str | None = None
    cancellation_reason_code: str | None = None


class OrderDraft(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The parts of an order that a test cares about; the rest is drawn from the seed."""

    fbpi_order_nr: str | None = None
    mp_code: str | None = None
    mp_order_nr: str | None = None
    mp_country_code: str | None = None
    customer_country_code: str | None = None
    merchant_code: str | None = None
    currency_code: str | None = None
    warehouse_code: str | None = None
    order_created_at: str | None = None
    customer: CustomerDraft | None = None
    items: list[ItemDraft] | None = None

"""What the stand-in remembers, as plain JSON rows in noon's terms."""

from __future__ import annotations

from typing import Any, TypedDict

CONFIRMED = "MP_ITEM_STATUS_CONFIRMED"
CANCELLED = "MP_ITEM_STATUS_CANCELLED"

UNSPECIFIED = "INTEGRATION_ITEM_STATUS_UNSPECIFIED"
ACKNOWLEDGED = "INTEGRATION_ITEM_STATUS_ACKNOWLEDGED"
OUT_OF_STOCK = "INTEGRATION_ITEM_STATUS_OUT_OF_STOCK"
SHIPPED = "INTEGRATION_ITEM_STATUS_SHIPPED"


class Item(TypedDict):
    """One unit. noon has no quantities: three of a kind are three rows."""

    mp_item_nr: str
    partner_sku: str
    mp_status: str
    integration_status: str
    delivered_invoice_price: float
    cancellation_reason_code: str | None


class Customer(TypedDict):
    """All that the partner API tells of a buyer."""

    first_name: str
    last_name: str
    city: str
    administrative_division: str


class Order(TypedDict):
    """An order with what noon keeps to itself: the customer, and how its own dashboard shows the order."""

    fbpi_order_nr: str
    mp_code: str
    mp_order_nr: str
    mp_country_code: str
    customer_country_code: str
    merchant_code: str
    currency_code: str
    warehouse_code: str
    order_created_at: str
    items: list[Item]
    customer: Customer
    project_code: str
    dashboard_status: str


class Awb(TypedDict):
    """A courier's air waybill."""

    courier: str
    awb_nr: str


class Shipment(TypedDict):
    """A shipment under the number that the integration gave it."""

    warehouse_code: str
    integration_shipment_nr: str
    fbpi_order_nr: str
    awbs: list[Awb]
    mp_item_nrs: list[str]
    picked_up: bool
    cancelled: bool


class Account(TypedDict):
    """A key of a service account; the private half is not kept."""

    key_id: str
    project_code: str
    channel_identifier: str
    public_key: str
    has_role: bool


class Session(TypedDict):
    """What two cookies stand for."""

    refresh: str
    key_id: str
    project_code: str


class Warehouse(TypedDict):
    """An integration warehouse. Its project and country are not given to callers."""

    warehouse_code: str
    display_name: str
    fulfillment_system_code: str
    is_active: bool
    project_code: str
    country_code: str


class Stock(TypedDict):
    """The last figure that the integration sent."""

    qty: int
    processing_time: str | None
    stock_updated_at: str


class Destination(TypedDict):
    """Where a project's events go, with the headers sent on each of them."""

    destination_code: str
    project_code: str
    url: str
    headers: dict[str, str]
    is_active: bool


class Delivery(TypedDict):
    """One event on its way to one destination: a line of noon's delivery log."""

    delivery_id: str
    message_code: str
    destination_code: str
    event_type: str
    fbpi_order_nr: str
    body: str
    status: str
    attempts: list[dict[str, Any]]
    created_at: float
    next_attempt: float | None

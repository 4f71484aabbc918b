"""noon's JSON, read leniently: unknown enum values stay text, prices become exact. Source: noon's SDK and guides."""

from __future__ import annotations

import msgspec


class KeyFile(msgspec.Struct, omit_defaults=True):
    """A service account's key file, as noon's portal gives it."""

    key_id: str
    private_key: str
    project_code: str


class Item(msgspec.Struct, omit_defaults=True):
    """One unit."""

    mp_item_nr: str
    partner_sku: str = ""
    mp_status: str = "MP_ITEM_STATUS_UNSPECIFIED"
    integration_status: str = "INTEGRATION_ITEM_STATUS_UNSPECIFIED"
    delivered_invoice_price: float | int | str | None = None
    cancellation_reason_code: str | None = None


class NoonOrderBody(msgspec.Struct, omit_defaults=True):
    """An order."""

    fbpi_order_nr: str
    warehouse_code: str = ""
    mp_code: str = ""
    mp_order_nr: str = ""
    mp_country_code: str = ""
    currency_code: str = ""
    order_created_at: str | None = None
    items: list[Item] = []


class OrderPage(msgspec.Struct, omit_defaults=True):
    """One page of the order list. The list ends with an empty, null or absent token."""

    orders: list[NoonOrderBody] = []
    next_token: str | None = None


class EventOrder(msgspec.Struct, omit_defaults=True):
    """The inside of an event: it only names the order."""

    order_nr: str | None = None


class Metadata(msgspec.Struct, omit_defaults=True):
    """What noon says of the event itself."""

    message_id: str | None = None
    published_at: str | None = None


class NoonEvent(msgspec.Struct, omit_defaults=True):
    """An event in any of its forms: the present envelope, and the older one with the order's number at the top."""

    event_type: str | None = None
    metadata: Metadata | None = None
    payload: EventOrder | None = None
    order_nr: str | None = None
    fbpi_order_nr: str | None = None

    @property
    def named_order(self) -> str | None:
        """The order the event is about."""
        return (self.payload.order_nr if self.payload else None) or self.order_nr or self.fbpi_order_nr

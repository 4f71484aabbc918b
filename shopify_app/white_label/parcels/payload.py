"""What we keep of Shopify's fulfilment JSON: which parcel of which order changed. The rest is read when it is needed.

A payload holds the consignee's e-mail and address, and may come late: so it is only a hint (promise MA-2.4).
"""

from __future__ import annotations

import msgspec

from shopify_app.orders.payload import Id


class FulfillmentPayload(msgspec.Struct, omit_defaults=True):
    """fulfillments/create and fulfillments/update."""

    id: Id
    order_id: Id

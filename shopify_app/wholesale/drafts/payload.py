"""What is kept of a draft order's webhook: which one, and as of when. The rest is read when it is judged."""

from __future__ import annotations

import msgspec

from shopify_app.orders.payload import Id


class DraftPayload(msgspec.Struct, omit_defaults=True):
    """draft_orders/create and /update."""

    id: Id
    updated_at: str | None = None

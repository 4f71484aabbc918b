"""Shopify's word that a level changed. The figure in it is not kept: it may be older than one that came before."""

from __future__ import annotations

import msgspec


class InventoryLevelPayload(msgspec.Struct, omit_defaults=True):
    """inventory_levels/update."""

    inventory_item_id: int
    location_id: int

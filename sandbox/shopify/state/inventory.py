"""Stock per inventory item and location."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.act import Act
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record, Refusal

NAMES = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control", "incoming")
REASONS = {
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
}
_ON_HAND = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control")


def level_of(shop: Record, item_id: int, location_id: int) -> Record | None:
    """The stock of an item at a location, if it is kept there."""
    level: Record | None = shop["inventory_levels"].get(f"{location_id}?{item_id}")
    return level


def quantity(level: Record, name: str) -> int:
    """One of Shopify's named quantities."""
    if name == "on_hand":
        return sum(level["quantities"].get(one, 0) for one in _ON_HAND)
    return int(level["quantities"].get(name, 0))


def stock(act: Act, item_id: int, location_id: int, available: int) -> Record:
    """Begin to keep an item at a location."""
    level = {
        "id": f"{location_id}?inventory_item_id={item_id}",
        "item_id": item_id,
        "location_id": location_id,
        "quantities": dict.fromkeys(NAMES, 0) | {"available": available},
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.shop["inventory_levels"][f"{location_id}?{item_id}"] = level
    return level


def change(act: Act, level: Record, name: str, delta: int) -> Record:
    """Add to a quantity; the change as the API reports it."""
    level["quantities"][name] = level["quantities"].get(name, 0) + delta
    level["updated_at"] = act.at
    if name == "available" and delta:
        act.tell("inventory_levels/update", _payload(act.shop, level))
    return {
        "name": name,
        "delta": delta,
        "quantity_after_change": quantity(level, name),
        "item_id": level["item_id"],
        "location_id": level["location_id"],
    }


def check_names(name: str, reason: str, allowed: set[str]) -> None:
    """Refuse unknown quantity names and reasons, as Shopify does."""
    if name not in allowed:
        raise Refusal(
            f"The quantity name must be one of {sorted(allowed)}", field=["input", "name"], code="INVALID_QUANTITY_NAME"
        )
    if reason not in REASONS:
        raise Refusal("The specified reason is invalid.", field=["input", "reason"], code="INVALID_REASON")


def commit_line(act: Act, line: Record, count: int | None = None) -> None:
    """An order takes goods, all of the line's or so many."""
    _move(act, line, "available", "committed", line["quantity"] if count is None else count)


def is_kept_at(shop: Record, line: Record, location_id: int) -> bool:
    """Whether a location keeps what the line is of; it need not have any."""
    variant = shop["variants"].get(str(line["variant_id"]))
    return variant is None or level_of(shop, variant["inventory_item_id"], location_id) is not None


def uncommit_line(act: Act, line: Record, count: int, *, restock: bool) -> None:
    """An order lets goods go, back on the shelf or not."""
    level = _level_of_line(act, line)
    if level is not None and count:
        change(act, level, "committed", -count)
        if restock:
            change(act, level, "available", count)


def ship_line(act: Act, line: Record, count: int) -> None:
    """Goods leave the house."""
    level = _level_of_line(act, line)
    if level is not None:
        change(act, level, "committed", -count)


def _move(act: Act, line: Record, source: str, target: str, count: int) -> None:
    level = _level_of_line(act, line)
    if level is not None and line["requires_shipping"]:
        change(act, level, source, -count)
        change(act, level, target, count)


def _level_of_line(act: Act, line: Record) -> Record | None:
    """Where a line's goods lie. Of an order that was made without claiming stock they lie nowhere."""
    variant = act.shop["variants"].get(str(line["variant_id"]))
    if variant is None or not line.get("claims_stock", True):
        return None
    return level_of(act.shop, variant["inventory_item_id"], line["location_id"] or act.shop["primary_location_id"])


def _payload(shop: Record, level: Record) -> Record:
    return {
        "inventory_item_id": level["item_id"],
        "location_id": level["location_id"],
        "available": quantity(level, "available"),
        "updated_at": moments.in_shop_time(level["updated_at"], shop),
        "admin_graphql_api_id": gid("InventoryLevel", level["id"]),
    }

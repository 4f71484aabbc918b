"""Mutations of stock. Both need an idempotency key."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.things import Thing
from sandbox.shopify.gids import number_of
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import inventory

_ADJUSTABLE = {"available", "damaged", "incoming", "quality_control", "reserved", "safety_stock"}
_SETTABLE = {"available", "on_hand"}


@mutation("inventoryAdjustQuantities", idempotent=True)
def adjust(call: Call, args: Record) -> Record:
    """Add to quantities, all or none."""
    given = args["input"]
    inventory.check_names(given["name"], given["reason"], _ADJUSTABLE)
    wanted = [(_level(call, "changes", index, one), one) for index, one in enumerate(given["changes"])]
    for level, one in wanted:
        _compare(level, given["name"], one)
    changes = [inventory.change(call.act, level, given["name"], one["delta"]) for level, one in wanted]
    return _group(call, given, changes)


@mutation("inventorySetQuantities", idempotent=True)
def set_quantities(call: Call, args: Record) -> Record:
    """Set quantities, all or none; `on_hand` is set by changing what is available."""
    given = args["input"]
    name = given["name"]
    inventory.check_names(name, given["reason"], _SETTABLE)
    changes = []
    wanted = [(_level(call, "quantities", index, one), one) for index, one in enumerate(given["quantities"])]
    for level, one in wanted:
        if "changeFromQuantity" not in one:
            raise Refusal(
                "changeFromQuantity is required (null to skip the comparison).", code="COMPARE_QUANTITY_REQUIRED"
            )
        _compare(level, name, one)
    for level, one in wanted:
        delta = one["quantity"] - inventory.quantity(level, name)
        changes.append(inventory.change(call.act, level, "available", delta))
    return _group(call, given, changes)


@mutation("inventoryMoveQuantities", idempotent=True)
def move(call: Call, args: Record) -> Record:
    """Move units from one quantity to another of the same item and location, all or none."""
    given = args["input"]
    moves = []
    for index, one in enumerate(given["changes"]):
        source, target = one["from"], one["to"]
        if source["locationId"] != target["locationId"]:
            raise Refusal("The quantities must be at the same location.", code="DIFFERENT_LOCATIONS")
        if source["name"] == target["name"]:
            raise Refusal("The quantity names must differ.", code="SAME_QUANTITY_NAME")
        for end in (source, target):
            inventory.check_names(end["name"], given["reason"], _ADJUSTABLE)
            _check_ledger(end)
        if one["quantity"] < 0:
            raise Refusal("The quantity can't be negative.", code="INVALID_QUANTITY_NEGATIVE")
        item = {"inventoryItemId": one["inventoryItemId"], "locationId": source["locationId"]}
        level = _level(call, "changes", index, item)
        for end in (source, target):
            _compare(level, end["name"], end)
        moves.append((level, one))
    changes = []
    for level, one in moves:
        changes.append(inventory.change(call.act, level, one["from"]["name"], -one["quantity"]))
        changes.append(inventory.change(call.act, level, one["to"]["name"], one["quantity"]))
    return _group(call, given, changes)


def _check_ledger(end: dict[str, Any]) -> None:
    """What may be sold has no document of its own; everything else must have one, and not of Shopify's."""
    document = end.get("ledgerDocumentUri")
    if end["name"] == "available" and document:
        message = "A ledger document URI is not allowed when adjusting available."
        raise Refusal(message, code="INVALID_AVAILABLE_DOCUMENT")
    if end["name"] != "available" and not document:
        message = "A ledger document URI is required except when adjusting available."
        raise Refusal(message, code="INVALID_QUANTITY_DOCUMENT")
    if document and document.startswith("gid://shopify/"):
        raise Refusal("Internal (gid://shopify/) ledger documents are not allowed.", code="INTERNAL_LEDGER_DOCUMENT")


def _level(call: Call, field: str, index: int, given: dict[str, Any]) -> Record:
    item = call.shop["inventory_items"].get(number_of(given["inventoryItemId"], "InventoryItem"))
    where = ["input", field, str(index)]
    if item is None:
        message = "The specified inventory item could not be found."
        raise Refusal(message, field=[*where, "inventoryItemId"], code="INVALID_INVENTORY_ITEM")
    location = call.shop["locations"].get(number_of(given["locationId"], "Location"))
    if location is None:
        message = "The specified location could not be found."
        raise Refusal(message, field=[*where, "locationId"], code="INVALID_LOCATION")
    level = inventory.level_of(call.shop, item["id"], location["id"])
    if level is None:
        message = "The specified inventory item is not stocked at the location."
        raise Refusal(message, field=[*where, "locationId"], code="ITEM_NOT_STOCKED_AT_LOCATION")
    return level


def _compare(level: Record, name: str, given: dict[str, Any]) -> None:
    expected = given.get("changeFromQuantity")
    if expected is not None and expected != inventory.quantity(level, name):
        raise Refusal("The changeFromQuantity value does not match persisted value.", code="CHANGE_FROM_QUANTITY_STALE")


def _group(call: Call, given: dict[str, Any], changes: list[Record]) -> Record:
    group = {
        "id": call.act.next_id("InventoryAdjustmentGroup"),
        "created_at": call.act.at,
        "reason": given["reason"],
        "reference_document_uri": given.get("referenceDocumentUri"),
        "changes": [one for one in changes if one["delta"]],
    }
    return {"inventory_adjustment_group": Thing("InventoryAdjustmentGroup", group)}

"""How branding stock reads in the admin."""

from __future__ import annotations

from shopify_app.white_label.stock.models import BOX, INSERT, LABEL, PRINT, WRAPPING
from shopify_app.white_label.stock.rules import (
    CONSUMED,
    COUNTED,
    GIVEN_BACK,
    ORDER,
    PARCEL,
    RECEIVED,
    RESERVED,
    SPOILED,
    UNIT,
    Lasting,
    Recipe,
)

KINDS_TOLD = {BOX: "Box", WRAPPING: "Wrapping", LABEL: "Label", INSERT: "Insert", PRINT: "Print"}
USES_TOLD = {ORDER: "Each order", PARCEL: "Each parcel", UNIT: "Units of goods"}
MOVES_TOLD = {
    RECEIVED: "Received",
    COUNTED: "Counted",
    RESERVED: "Reserved",
    GIVEN_BACK: "Given back",
    CONSUMED: "Used",
    SPOILED: "Spoiled",
}
_LONG = 365


def told_recipe(recipe: Recipe) -> str:
    """1 per parcel; 2 per 6 units."""
    if recipe.by == UNIT:
        return f"{recipe.quantity} per {'unit' if recipe.every == 1 else f'{recipe.every} units'}"
    return f"{recipe.quantity} per {recipe.by}"


def told_lasting(lasting: Lasting | None) -> str:
    """How long what is free lasts, at the average of the last 30 days."""
    if lasting is None or lasting.orders == 0:
        return told_days(lasting)
    return f"{told_days(lasting)} ({told_orders(lasting)})"


def told_days(lasting: Lasting | None) -> str:
    """For how many days what is free lasts."""
    if lasting is None:
        return "No use yet"
    if lasting.days > _LONG:
        return "More than a year"
    if lasting.days == 0:
        return "Less than a day" if lasting.orders else "For no order"
    return "About 1 day" if lasting.days == 1 else f"About {lasting.days} days"


def told_orders(lasting: Lasting) -> str:
    """For how many orders."""
    return "1 order" if lasting.orders == 1 else f"{lasting.orders} orders"

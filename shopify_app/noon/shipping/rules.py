"""What may be shipped, and what noon's answers mean for a shipment. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from shopify_app.core.errors import InvalidInputError
from shopify_app.noon.payload import Item
from shopify_app.noon.rules import is_cancelled, is_open

WANTED, MADE, CANCEL_WANTED, CANCELLED, REFUSED = "wanted", "made", "cancel_wanted", "cancelled", "refused"
NOON = "noon"
_LONGEST, _LONGEST_PROBLEM = 64, 400


class BadShipmentError(InvalidInputError):
    """What was given is no shipment of this order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The units that may leave right now, and the wanted ones that may not, each with why."""

    open: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """The units for a fulfilment's lines, and how many of which SKU found none."""

    units: tuple[str, ...]
    missing: Mapping[str, int]


def pick(lines: Mapping[str, int], free: Iterable[tuple[str, str]]) -> Picked:
    """Units for quantities: one unit is one item of noon's. `free` are units that nothing was asked for, with SKU."""
    left = {sku: quantity for sku, quantity in lines.items() if quantity > 0}
    units: list[str] = []
    for number, sku in free:
        if left.get(sku, 0) > 0:
            left[sku] -= 1
            units.append(number)
    return Picked(tuple(units), {sku: quantity for sku, quantity in left.items() if quantity})


def choose(wanted: Sequence[str], items: Sequence[Item], busy: Set[str] = frozenset()) -> Choice:
    """Which units may be shipped now. For a cancelled one a free one of the same SKU leaves instead.

    For one that is shipped none does: it may be by the very shipment that is asked for, told to noon before.
    """
    known = {item.mp_item_nr: item for item in items}
    still = [number for number in wanted if not _why_closed(known.get(number))]
    closed: list[tuple[str, str]] = []
    spare = [item for item in items if item.mp_item_nr not in busy | set(wanted) and not _why_closed(item)]
    for number in wanted:
        item = known.get(number)
        if number in still:
            continue
        other = next((one for one in spare if item is not None and _can_replace(one, item)), None)
        if other is None:
            closed.append((number, _why_closed(item)))
        else:
            spare.remove(other)
            still.append(other.mp_item_nr)
    return Choice(tuple(still), tuple(closed))


def told(closed: Iterable[tuple[str, str]]) -> str:
    """The units left out, for the person who packs."""
    text = " ".join(f"Unit {number} was left out: {why}. Take it out of the parcel." for number, why in closed)
    return shortened(text)


def told_missing(missing: Mapping[str, int]) -> str:
    """What a fulfilment in Shopify held and the noon order does not want (any more)."""
    goods = ", ".join(f"{quantity} × {sku or 'goods without a SKU'}" for sku, quantity in sorted(missing.items()))
    return shortened(
        f"Fulfilled in Shopify, but not open at noon: {goods}. Take it out of the parcel." if goods else ""
    )


def shortened(text: str) -> str:
    """As much of a problem as is kept."""
    return text if len(text) <= _LONGEST_PROBLEM else f"{text[: _LONGEST_PROBLEM - 1]}…"


def is_same(wanted: Set[str], order_nr: str, found: Set[str], found_order_nr: str) -> bool:
    """Whether noon's shipment of our number is ours: of this order, with wanted units only."""
    return order_nr == found_order_nr and bool(found) and found <= wanted


def read_courier(name: str) -> str:
    """A courier's name as a person typed it; none means noon's logistics.

    Raises:
        BadShipmentError: It is too long, or no name.
    """
    name = name.strip() or NOON
    if len(name) > _LONGEST or not name.isprintable():
        raise BadShipmentError("This is no courier's name.", {"courier": "At most 64 letters"})
    return NOON if name.lower() == NOON else name


def read_awb(courier: str, awb_nr: str) -> tuple[str, str | None]:
    """Courier and number as a person gave them; noon's logistics without a number gets one that was drawn.

    Raises:
        BadShipmentError: It is no waybill.
    """
    courier, awb_nr = read_courier(courier), awb_nr.strip()
    if len(awb_nr) > _LONGEST or not awb_nr.isprintable() or " " in awb_nr:
        wrong = {"awb_nr": "Up to 64 letters and digits, without spaces"}
        raise BadShipmentError("This is no waybill number.", wrong)
    if courier != NOON and not awb_nr:
        raise BadShipmentError("Type the courier's waybill number.", {"awb_nr": "Needed for your own courier"})
    return courier, awb_nr or None


def check_wanted(wanted: Sequence[str], known: Set[str], busy: Set[str], still_open: Set[str]) -> None:
    """See that these units may be asked for.

    Raises:
        BadShipmentError: None is chosen, one is not of this order, closed, or under way already.
    """
    if not wanted:
        raise BadShipmentError("Choose at least one unit.")
    if not set(wanted) <= known:
        raise BadShipmentError("A chosen unit is not of this order. Open the page again.")
    if set(wanted) & busy:
        raise BadShipmentError("A chosen unit is under way already. Open the page again.")
    if not set(wanted) <= still_open:
        raise BadShipmentError("A chosen unit is shipped or cancelled already. Open the page again.")


def next_step(free: int, states: Collection[tuple[str, bool]]) -> str:
    """What staff do next. `free` units can still be shipped; `states` are what was asked for, each with a problem or
    none that a person has yet to read."""
    if any(state in {WANTED, CANCEL_WANTED} and troubled for state, troubled in states):
        return "noon was not reached yet. It is tried again by itself; read below what stands in the way."
    if any(troubled for _, troubled in states):
        return "Something went another way than asked. Read below what to do, then press “I have read this”."
    if any(state in {WANTED, CANCEL_WANTED} for state, _ in states):
        return "noon is being told. Open the page again in a moment."
    if free:
        return "Pack the open units, tick them below, and press “Ship the ticked units”."
    if any(state == MADE for state, _ in states):
        return "Put the waybill on the parcel and give it to the courier."
    return "Nothing is left to do."


def _can_replace(other: Item, item: Item) -> bool:
    return other.partner_sku == item.partner_sku and is_cancelled(item.mp_status, item.integration_status)


def _why_closed(item: Item | None) -> str:
    if item is None:
        return "noon no longer names it"
    if is_cancelled(item.mp_status, item.integration_status):
        return "it is cancelled at noon"
    return "" if is_open(item.mp_status, item.integration_status) else "it is shipped already"

"""Which units may leave, whose shipment a number is, what is no waybill, and what staff do next."""

from __future__ import annotations

import pytest

from shopify_app.noon.payload import Item
from shopify_app.noon.shipping.rules import (
    BadShipmentError,
    check_wanted,
    choose,
    is_same,
    next_step,
    pick,
    read_awb,
    told,
    told_missing,
)

CONFIRMED, CANCELLED = "MP_ITEM_STATUS_CONFIRMED", "MP_ITEM_STATUS_CANCELLED"
ACKNOWLEDGED, SHIPPED = "INTEGRATION_ITEM_STATUS_ACKNOWLEDGED", "INTEGRATION_ITEM_STATUS_SHIPPED"
OUT_OF_STOCK, UNSPECIFIED = "INTEGRATION_ITEM_STATUS_OUT_OF_STOCK", "INTEGRATION_ITEM_STATUS_UNSPECIFIED"


def an_item(number: str, sku: str = "A", marketplace: str = CONFIRMED, integration: str = ACKNOWLEDGED) -> Item:
    return Item(number, sku, marketplace, integration)


@pytest.mark.parametrize(
    ("marketplace", "integration", "is_left"),
    [
        (CONFIRMED, ACKNOWLEDGED, True),
        (CONFIRMED, UNSPECIFIED, True),
        ("MP_ITEM_STATUS_NEW_WORD", "X", True),
        (CANCELLED, ACKNOWLEDGED, False),
        (CONFIRMED, OUT_OF_STOCK, False),
        (CONFIRMED, SHIPPED, False),
        (CANCELLED, SHIPPED, False),
    ],
)
def test_only_open_units_leave(marketplace: str, integration: str, is_left: bool):
    units = choose(["1"], [an_item("1", "A", marketplace, integration), an_item("2", "B")])

    assert units.open == (("1",) if is_left else ())
    assert [number for number, _ in units.closed] == ([] if is_left else ["1"])


def test_a_unit_that_noon_no_longer_names_is_left_out_and_told():
    units = choose(["1", "2"], [an_item("2")])

    assert units.open == ("2",)
    assert "Unit 1 was left out" in told(units.closed)


@pytest.mark.parametrize(
    ("others", "busy", "leaves"),
    [
        ([an_item("2")], set(), ("2",)),
        ([an_item("2")], {"2"}, ()),
        ([an_item("2", "B")], set(), ()),
        ([an_item("2", "A", CONFIRMED, SHIPPED)], set(), ()),
    ],
)
def test_for_a_cancelled_unit_a_free_one_of_the_same_goods_leaves(others: list[Item], busy: set[str], leaves: object):
    """The goods in the parcel are the same; which of noon's rows they fill is nobody's concern."""
    units = choose(["1"], [an_item("1", "A", CANCELLED), *others], busy)

    assert leaves == units.open


def test_a_unit_that_is_shipped_is_not_replaced():
    """It may be by this very shipment: another unit would leave twice."""
    units = choose(["1"], [an_item("1", "A", CONFIRMED, SHIPPED), an_item("2")])

    assert (units.open, units.closed[0][0]) == ((), "1")


def test_one_spare_unit_replaces_one_cancelled_unit():
    gone = [an_item("1", "A", CANCELLED), an_item("2", "A", CANCELLED)]
    units = choose(["1", "2"], [*gone, an_item("3")])

    assert units.open == ("3",)
    assert [number for number, _ in units.closed] == ["2"]


@pytest.mark.parametrize(
    ("lines", "units", "missing"),
    [
        ({"A": 2}, ("1", "2"), {}),
        ({"A": 1, "B": 1}, ("1", "4"), {}),
        ({"A": 4}, ("1", "2", "3"), {"A": 1}),
        ({"C": 1}, (), {"C": 1}),
        ({"A": 0, "B": -1}, (), {}),
        ({}, (), {}),
    ],
)
def test_a_line_of_three_pieces_is_three_units(lines: dict[str, int], units: object, missing: object):
    picked = pick(lines, [("1", "A"), ("2", "A"), ("3", "A"), ("4", "B")])

    assert (units, missing) == (picked.units, picked.missing)


def test_goods_that_noon_does_not_want_are_named():
    assert "2 × A" in told_missing({"A": 2})
    assert told_missing({}) == ""


@pytest.mark.parametrize(
    ("found", "order_nr", "same"),
    [
        ({"1", "2"}, "N1", True),
        ({"1"}, "N1", True),
        ({"1", "3"}, "N1", False),
        (set(), "N1", False),
        ({"1"}, "N2", False),
    ],
)
def test_a_shipment_of_our_number_is_ours_only_with_our_units(found: set[str], order_nr: str, same: bool):
    assert is_same({"1", "2"}, "N1", found, order_nr) is same


@pytest.mark.parametrize(
    ("courier", "awb_nr", "kept"),
    [("", "", ("noon", None)), ("NOON", "N1", ("noon", "N1")), (" Aramex ", " A1 ", ("Aramex", "A1"))],
)
def test_a_waybill_is_read(courier: str, awb_nr: str, kept: object):
    assert read_awb(courier, awb_nr) == kept


@pytest.mark.parametrize(
    ("courier", "awb_nr"), [("Aramex", ""), ("A" * 65, "1"), ("A", "1" * 65), ("A\nB", "1"), ("A", "1 2"), ("A", "\0")]
)
def test_what_is_no_waybill_is_refused(courier: str, awb_nr: str):
    with pytest.raises(BadShipmentError):
        read_awb(courier, awb_nr)


@pytest.mark.parametrize("wanted", [[], ["9"], ["busy"], ["gone"], ["ok", "gone"]])
def test_what_cannot_be_asked_for_is_refused(wanted: list[str]):
    with pytest.raises(BadShipmentError):
        check_wanted(wanted, {"ok", "busy", "gone"}, {"busy"}, {"ok", "busy"})


@pytest.mark.parametrize(
    ("free", "states", "told_first"),
    [
        (2, [], "Pack the open units"),
        (0, [("made", False)], "Put the waybill"),
        (1, [("made", False)], "Pack the open units"),
        (1, [("wanted", False)], "noon is being told"),
        (1, [("wanted", True)], "noon was not reached"),
        (1, [("refused", True)], "Something went another way"),
        (0, [("made", True)], "Something went another way"),
        (1, [("refused", False)], "Pack the open units"),
        (0, [("cancelled", False)], "Nothing is left"),
    ],
)
def test_staff_are_told_what_to_do_next(free: int, states: list[tuple[str, bool]], told_first: str):
    assert next_step(free, states).startswith(told_first)

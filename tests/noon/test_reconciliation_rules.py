"""How an order differs between noon and us, what days sum up to, and which seconds a day has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shopify_app.noon.reconciling.rules import Side, Sums, Unit, bounds, differences, lag_by_day, waiting, windows
from shopify_app.noon.rules import CANCELLED, CONFIRMED, OUT_OF_STOCK, SHIPPED, UNACKNOWLEDGED, is_cancelled, is_open

ACKNOWLEDGED = "INTEGRATION_ITEM_STATUS_ACKNOWLEDGED"


def unit(
    number: str = "I1",
    sku: str = "BOWL",
    marketplace: str = CONFIRMED,
    integration: str = ACKNOWLEDGED,
    price: str | None = "10.00",
) -> Unit:
    states = (marketplace, integration)
    return Unit(number, sku, *states, Decimal(price) if price else None, is_open(*states), is_cancelled(*states))


def side(*units: Unit) -> Side:
    return Side("N1", "SAR", units)


@pytest.mark.parametrize(
    ("noon", "ours", "told"),
    [
        (side(unit()), side(unit()), []),
        (side(unit(price="10")), side(unit(price="10.00")), []),
        (side(unit()), None, [("", "missing", "", "")]),
        (side(unit(), unit("I2")), side(unit()), [("I2", "item_missing", "", "")]),
        (side(unit()), side(unit(), unit("I2")), [("I2", "item_gone", "", "")]),
        (
            side(unit(marketplace=CANCELLED)),
            side(unit()),
            [("I1", "state", f"{CANCELLED} / {ACKNOWLEDGED}", f"{CONFIRMED} / {ACKNOWLEDGED}")],
        ),
        (side(unit(price="10.01")), side(unit()), [("I1", "price", "10.01", "10")]),
        (side(unit(price=None)), side(unit()), [("I1", "price", "—", "10")]),
        (side(unit(sku="OIL")), side(unit()), [("", "unpaired", "OIL", ""), ("I1", "goods", "OIL", "BOWL")]),
        (side(unit(sku="OIL", integration=SHIPPED)), side(unit(sku="OIL", integration=SHIPPED)), []),
    ],
)
def test_each_way_to_differ_has_a_cause(noon: Side, ours: Side | None, told: list[tuple[str, ...]]) -> None:
    found = differences(noon, ours, paired=["BOWL"])

    assert [(one.item, one.cause, one.noon, one.ours) for one in found] == told
    assert {one.order for one in found} <= {"N1"}


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (
            [unit(integration=UNACKNOWLEDGED), unit("I2", integration=UNACKNOWLEDGED), unit("I3")],
            ["2 not acknowledged"],
        ),
        ([unit(), unit("I2", integration=SHIPPED)], []),
        ([unit(marketplace=CANCELLED, integration=UNACKNOWLEDGED)], []),
        ([], []),
    ],
)
def test_what_noon_has_not_taken_for_acknowledged_is_told(units: list[Unit], told: list[str]) -> None:
    assert [one.noon for one in waiting(side(*units))] == told


def test_sums_are_exact_and_leave_out_what_is_cancelled() -> None:
    sums = Sums()
    sums.add(side(unit(price="0.10"), unit("I2", price="0.20"), unit("I3", marketplace=CANCELLED, price="5")))
    sums.add(side(unit(integration=OUT_OF_STOCK, price="7"), unit("I2", price=None)))
    sums.add(Side("N2", "AED", (unit(price="149"),)))

    assert (sums.orders, sums.units, sums.told()) == (3, 4, {"AED": "149", "SAR": "0.3"})


def test_days_touch_and_do_not_overlap() -> None:
    first, second = (bounds(day) for day in windows(date(2026, 2, 28), date(2026, 3, 1)))

    assert first == (datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))
    assert second[0] == datetime(2026, 3, 1, tzinfo=UTC)
    assert len(windows(date(2026, 1, 1), date(2026, 1, 31))) == 31


def test_the_longest_of_a_day_is_its_lag_and_what_lasts_is_left_out() -> None:
    day, other = date(2026, 1, 1), date(2026, 1, 2)

    assert lag_by_day([(day, 2.0), (day, 5.0), (other, None)]) == {day: 5.0}

"""What an order needs of its branding, what is missing, and how long it lasts: tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.white_label.stock.rules import (
    ORDER,
    PARCEL,
    UNIT,
    Lasting,
    Plan,
    Recipe,
    Want,
    consumed_by,
    lasting,
    needed,
    needed_for_parcel,
    plan_reservation,
)


@pytest.mark.parametrize(
    ("recipe", "parcels", "units", "pieces"),
    [
        (Recipe(ORDER), 1, 5, 1),
        (Recipe(ORDER), 3, 5, 1),
        (Recipe(ORDER, 2), 3, 5, 2),
        (Recipe(ORDER), 0, 0, 0),
        (Recipe(PARCEL), 1, 5, 1),
        (Recipe(PARCEL), 3, 5, 3),
        (Recipe(PARCEL, 2), 3, 5, 6),
        (Recipe(UNIT), 3, 5, 5),
        (Recipe(UNIT, 3), 1, 5, 15),
        (Recipe(UNIT), 1, 0, 0),
        (Recipe(UNIT, 1, every=6), 1, 5, 1),
        (Recipe(UNIT, 1, every=6), 1, 6, 1),
        (Recipe(UNIT, 1, every=6), 1, 7, 2),
        (Recipe(UNIT, 1, every=6), 2, 7, 2),
        (Recipe(UNIT, 2, every=6), 1, 7, 4),
    ],
)
def test_what_an_order_needs(recipe: Recipe, parcels: int, units: int, pieces: int):
    assert needed(recipe, parcels=parcels, units=units) == pieces


@given(
    st.builds(Recipe, st.sampled_from([ORDER, PARCEL, UNIT]), st.integers(1, 5), st.integers(1, 7)),
    st.lists(st.integers(0, 20), min_size=1, max_size=6),
)
def test_the_parcels_of_an_order_together_take_what_the_order_needs(recipe: Recipe, parcels: list[int]):
    """Else each order would leave something reserved, or take what is another's."""
    taken = [
        needed_for_parcel(recipe, is_first=at == 0, units_before=sum(parcels[:at]), units=units)
        for at, units in enumerate(parcels)
    ]

    assert sum(taken) == needed(recipe, parcels=len(parcels), units=sum(parcels))
    assert min(taken) >= 0


def want(need: int, *, free: int, reserved: int = 0, consumed: int = 0, is_required: bool = True) -> Want:
    return Want(1, need, reserved, consumed, free, is_required)


@pytest.mark.parametrize(
    ("wanted", "plan"),
    [
        (want(3, free=3), Plan({1: 3})),
        (want(3, free=2), Plan(missing={1: 1})),
        (want(3, free=0), Plan(missing={1: 3})),
        (want(3, free=-2), Plan(missing={1: 5})),
        (want(3, free=2, is_required=False), Plan(without=(1,))),
        (want(3, free=3, is_required=False), Plan({1: 3})),
        (want(0, free=0), Plan()),
        (want(3, free=0, reserved=3), Plan()),
        (want(3, free=-5, reserved=3), Plan()),
        (want(5, free=1, reserved=3), Plan(missing={1: 1})),
        (want(5, free=2, reserved=3), Plan({1: 2})),
        (want(1, free=0, reserved=3), Plan({1: -2})),
        (want(3, free=0, consumed=3), Plan()),
        (want(3, free=1, consumed=2), Plan({1: 1})),
        (want(3, free=0, reserved=2, consumed=2), Plan({1: -1})),
        (want(1, free=0, consumed=3), Plan()),
    ],
)
def test_what_a_reservation_does(wanted: Want, plan: Plan):
    assert plan_reservation([wanted]) == plan


@pytest.mark.parametrize(
    ("need", "reserved", "free", "on_hand", "is_required", "is_held", "used"),
    [
        (1, 1, 0, 5, True, True, 1),
        (1, 0, 3, 5, True, True, 1),
        (2, 1, 0, 5, True, True, 2),
        (2, 0, 0, 0, True, True, 2),
        (2, 2, 0, 5, False, True, 2),
        (2, 0, 1, 5, False, True, 1),
        (2, 0, 0, 5, False, True, 0),
        (2, 2, -4, 1, False, True, 1),
        (2, 0, 3, 5, True, False, 2),
        (2, 0, 1, 5, True, False, 1),
        (2, 0, 0, 5, True, False, 0),
        (2, 0, 0, -3, False, True, 0),
    ],
)
def test_what_a_parcel_took(
    need: int, reserved: int, free: int, on_hand: int, is_required: bool, is_held: bool, used: int
):
    """Whoever overrides our hold because boxes are missing did not use boxes that were not there."""
    given_figures = {"reserved": reserved, "free": free, "on_hand": on_hand}

    assert consumed_by(need, **given_figures, is_required=is_required, is_held=is_held) == used


@pytest.mark.parametrize(
    ("free", "used", "orders", "days", "told"),
    [
        (12, 30, 10, 30, Lasting(12, 4)),
        (0, 30, 10, 30, Lasting(0, 0)),
        (-3, 30, 10, 30, Lasting(0, 0)),
        (12, 0, 0, 30, None),
        (5, 10, 10, 0, Lasting(0, 5)),
    ],
)
def test_how_long_it_lasts(free: int, used: int, orders: int, days: int, told: Lasting | None):
    assert lasting(free, used=used, orders=orders, days=days) == told

"""Which move of stock comes next."""

from __future__ import annotations

import pytest

from shopify_app.noon.reserving.rules import GIVE_BACK, RESERVE, TAKE, Move, next_move


@pytest.mark.parametrize(
    ("reserved", "taken", "to_ship", "shipped", "move"),
    [
        (0, 0, 0, 0, None),
        (0, 0, 3, 0, Move(RESERVE, 3)),
        (3, 0, 3, 0, None),
        (1, 0, 3, 0, Move(RESERVE, 2)),
        (3, 0, 1, 0, Move(GIVE_BACK, 2)),
        (3, 0, 0, 3, Move(TAKE, 3)),
        (3, 0, 1, 2, Move(TAKE, 2)),
        (3, 0, 0, 2, Move(TAKE, 2)),
        (1, 2, 0, 2, Move(GIVE_BACK, 1)),
        (0, 3, 0, 3, None),
        # Shipped before anything was reserved: it was never in the reserve.
        (0, 0, 0, 3, None),
        (0, 0, 2, 3, Move(RESERVE, 2)),
        # Shipped, and more was ordered since.
        (2, 0, 2, 1, None),
    ],
)
def test_the_next_move(reserved: int, taken: int, to_ship: int, shipped: int, move: Move | None) -> None:
    assert next_move(reserved=reserved, taken=taken, to_ship=to_ship, shipped=shipped) == move


@pytest.mark.parametrize("to_ship", range(4))
@pytest.mark.parametrize("shipped", range(4))
def test_moves_come_to_an_end_and_shipped_units_never_come_back(to_ship: int, shipped: int) -> None:
    reserved, taken, sellable = 3, 0, 10
    for _ in range(9):
        move = next_move(reserved=reserved, taken=taken, to_ship=to_ship, shipped=shipped)
        if move is None:
            break
        reserved += move.units if move.kind == RESERVE else -move.units
        taken += move.units if move.kind == TAKE else 0
        sellable += {RESERVE: -1, GIVE_BACK: 1, TAKE: 0}[move.kind] * move.units

    assert reserved == to_ship
    assert taken <= shipped
    assert sellable + reserved + taken == 13

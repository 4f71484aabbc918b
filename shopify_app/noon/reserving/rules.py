"""Which move brings Shopify's stock nearer to what noon's order needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass

RESERVE, GIVE_BACK, TAKE = "reserve", "give_back", "take"


@dataclass(frozen=True, slots=True)
class Move:
    """So many units, from what may be sold into the reserve, back again, or out of the house."""

    kind: str
    units: int


def next_move(*, reserved: int, taken: int, to_ship: int, shipped: int) -> Move | None:
    """The next move, or nothing where all is as it should be.

    Units that left are taken out of the reserve before any is given back: a unit that was shipped must not be sold
    again. What was shipped before we reserved anything was never in the reserve, and is not taken.
    """
    spare = reserved - to_ship
    if spare > 0 and shipped > taken:
        return Move(TAKE, min(spare, shipped - taken))
    if spare > 0:
        return Move(GIVE_BACK, spare)
    if spare < 0:
        return Move(RESERVE, -spare)
    return None

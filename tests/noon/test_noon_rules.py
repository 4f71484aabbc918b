"""What noon's states mean together."""

from __future__ import annotations

import pytest

from shopify_app.noon.rules import CANCELLED, CONFIRMED, KNOWN_STATUSES, OUT_OF_STOCK, SHIPPED, order_state

ACKNOWLEDGED = "INTEGRATION_ITEM_STATUS_ACKNOWLEDGED"
WAITING = (CONFIRMED, ACKNOWLEDGED)
GONE = (CONFIRMED, SHIPPED)
OFF = (CANCELLED, ACKNOWLEDGED)
MISSING = (CONFIRMED, OUT_OF_STOCK)
NEW = ("MP_ITEM_STATUS_NEVER_SEEN", "INTEGRATION_ITEM_STATUS_NEVER_SEEN")


@pytest.mark.parametrize(
    ("items", "state"),
    [
        ([], "empty"),
        ([WAITING], "open"),
        ([WAITING, WAITING], "open"),
        ([GONE], "shipped"),
        ([GONE, GONE], "shipped"),
        ([GONE, WAITING], "partly shipped"),
        ([OFF], "cancelled"),
        ([MISSING], "cancelled"),
        ([OFF, MISSING], "cancelled"),
        ([OFF, GONE], "shipped"),
        ([MISSING, GONE], "shipped"),
        ([OFF, WAITING], "open"),
        ([OFF, WAITING, GONE], "partly shipped"),
        ([NEW], "open"),
        ([NEW, GONE], "partly shipped"),
        ([(CANCELLED, SHIPPED)], "cancelled"),
    ],
)
def test_an_order_is_what_its_living_units_are(items: list[tuple[str, str]], state: str):
    assert order_state(items) == state
    assert order_state(reversed(items)) == state


def test_the_states_with_a_meaning_are_known_ones():
    assert {CONFIRMED, CANCELLED, SHIPPED, OUT_OF_STOCK} <= KNOWN_STATUSES

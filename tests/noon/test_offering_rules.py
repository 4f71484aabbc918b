"""Which figure noon is told, and what may be typed for the units kept back."""

from __future__ import annotations

import pytest

from shopify_app.noon.offering.client import ItemStatus
from shopify_app.noon.offering.rules import BadBufferError, figure, read_buffer


@pytest.mark.parametrize(
    ("level", "how", "told"),
    [
        (7, {}, 7),
        (7, {"buffer": 2}, 5),
        (1, {"buffer": 2}, 0),
        (-3, {}, 0),
        (None, {}, 0),
        (None, {"adds_back": True, "reserved": 4}, 0),
        (7, {"is_left_out": True}, 0),
        (7, {"reserved": 3}, 7),
        (7, {"reserved": 3, "adds_back": True}, 10),
        (-2, {"reserved": 3, "adds_back": True, "buffer": 1}, 0),
        (5_000_000, {}, 999_999),
    ],
)
def test_noon_may_sell_what_shopify_may_still_sell_less_what_is_kept_back(
    level: int | None, how: dict[str, int], told: int
) -> None:
    known = {"reserved": 0, "buffer": 0, "is_left_out": False, "adds_back": False}
    assert figure(level, **{**known, **how}) == told


@pytest.mark.parametrize(("text", "units"), [("", None), (" ", None), ("0", 0), (" 12 ", 12), ("9999", 9999)])
def test_a_buffer_is_a_whole_number_or_nothing(text: str, units: int | None) -> None:
    assert read_buffer(text) == units


@pytest.mark.parametrize("text", ["-1", "1.5", "10000", "many", "٣", "²", "1 2"])
def test_what_is_no_buffer_is_told_beside_its_field(text: str) -> None:
    with pytest.raises(BadBufferError) as refused:
        read_buffer(text)
    assert list(refused.value.fields) == ["buffer"]


@pytest.mark.parametrize(
    ("status", "is_ok"),
    [
        (ItemStatus(), True),
        (ItemStatus("ok", 0), True),
        (ItemStatus("OK", None), True),
        (ItemStatus("OK", 3), False),
        (ItemStatus("INVALID_ARGUMENT", None), False),
        (ItemStatus("NOT_FOUND", 5), False),
    ],
)
def test_an_item_is_taken_only_where_both_of_its_words_say_so(status: ItemStatus, is_ok: bool) -> None:
    assert status.is_ok is is_ok

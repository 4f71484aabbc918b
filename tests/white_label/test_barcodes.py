"""Code 128: what it says is read again, in the fewest symbols; what it cannot say has no bars."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.white_label.documents.barcodes import _WIDTHS, code_128

SAYABLE = "".join(sorted(string.ascii_letters + string.digits + string.punctuation + " "))


def read_again(widths: list[int]) -> str:
    """Written apart from the encoder: symbols are found by their widths, and the check is added up anew."""
    symbols = ["".join(map(str, widths[at : at + 6])) for at in range(0, len(widths) - 7, 6)]
    values = [_WIDTHS.index(symbol) for symbol in symbols]
    assert "".join(map(str, widths[-7:])) == "2331112"
    *values, check = values
    assert check == (values[0] + sum(at * value for at, value in enumerate(values[1:], 1))) % 103
    in_c, said = {104: False, 105: True}[values[0]], ""
    for value in values[1:]:
        if value in {99, 100} and (value == 99) is not in_c:
            in_c = not in_c
        else:
            said += f"{value:02}" if in_c else chr(value + 32)
    return said


@given(st.text(SAYABLE, min_size=1, max_size=40))
def test_what_it_says_is_read_again(text: str):
    assert read_again(code_128(text)) == text


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("SMSA290112345678", "2112142131131131232131131113231131413222112221221122321311233311212411122113132331112"),
        ("00340434161094015902", "2112322122221311231213221311231231222213121311412221223321112222212121232331112"),
        ("Code 128", "2112141313211341111412211122142122221232212232113112221114222331112"),
    ],
)
def test_its_bars_are_those_that_scanners_read(text: str, bars: str):
    """A decoder of others' making read each of them when they were written down."""
    assert "".join(map(str, code_128(text))) == bars


@pytest.mark.parametrize(("text", "symbols"), [("12", 1), ("123", 3), ("1234", 2), ("AB1234", 5), ("AB123456", 6)])
def test_pairs_of_figures_take_one_symbol_where_that_is_shorter(text: str, symbols: int):
    """Start, check and stop are three more."""
    assert (len(code_128(text)) - 1) / 6 - 3 == symbols


def test_every_symbol_is_as_wide_as_the_others_and_like_none_of_them():
    assert {sum(map(int, symbol)) for symbol in _WIDTHS[:-1]} == {11}
    assert {sum(map(int, symbol[::2])) % 2 for symbol in _WIDTHS[:-1]} == {0}
    assert len(set(_WIDTHS)) == len(_WIDTHS) == 107


@pytest.mark.parametrize("text", ["", "é", "عود", "a\tb", "\x7f", "9" * 81])
def test_what_it_cannot_say_has_no_bars(text: str):
    assert code_128(text) == []

"""What staff type of branding stock: taken as it is meant, or refused beside the field."""

from __future__ import annotations

import pytest

from shopify_app.white_label.stock import forms
from shopify_app.white_label.stock.forms import BadStockError
from shopify_app.white_label.stock.items import Description
from shopify_app.white_label.stock.rules import UNIT, Lasting, Recipe
from shopify_app.white_label.stock.words import told_lasting, told_recipe

TYPED = {
    "kind": "insert",
    "name": "  Thank-you   card ",
    "used_by": "unit",
    "pieces": "1",
    "every": "6",
    "threshold": "1,000",
    "required": "yes",
}


def test_a_form_becomes_an_item():
    assert forms.read_description(TYPED) == Description("insert", "Thank-you card", Recipe(UNIT, 1, 6), 1000, True)


def test_only_units_are_taken_by_the_dozen_and_no_tick_is_optional():
    read = forms.read_description({**TYPED, "used_by": "parcel", "every": "", "required": ""})

    assert (read.recipe, read.is_required) == (Recipe("parcel", 1), False)


def test_who_counts_in_arabic_types_arabic_digits():
    assert forms.read_quantity({"quantity": "١٢٠"}) == 120


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", ""),
        ("kind", "crate"),
        ("name", "  "),
        ("name", "x" * 81),
        ("name", "a\u202eb"),
        ("name", "a\0b"),
        ("used_by", "day"),
        ("pieces", "0"),
        ("pieces", "1001"),
        ("pieces", "1.5"),
        ("pieces", "²"),
        ("pieces", "-1"),
        ("every", "0"),
        ("every", ""),
        ("threshold", "-1"),
        ("threshold", "many"),
        ("threshold", "9" * 40),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(field: str, typed: str):
    with pytest.raises(BadStockError) as refused:
        forms.read_description({**TYPED, field: typed})

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("typed", ["", "0", "1000001", "1e3", "3 boxes"])
def test_a_quantity_is_a_whole_number(typed: str):
    with pytest.raises(BadStockError):
        forms.read_quantity({"quantity": typed})


def test_a_reason_is_wanted_and_a_note_is_not():
    assert forms.read_note({}) == ""
    for typed in ("", " ", "x" * 201):
        with pytest.raises(BadStockError):
            forms.read_reason({"reason": typed})


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe("order"), "1 per order"),
        (Recipe("parcel", 2), "2 per parcel"),
        (Recipe("unit"), "1 per unit"),
        (Recipe("unit", 1, 6), "1 per 6 units"),
    ],
)
def test_how_an_item_is_used_in_words(recipe: Recipe, words: str):
    assert told_recipe(recipe) == words


@pytest.mark.parametrize(
    ("lasting", "words"),
    [
        (None, "No use yet"),
        (Lasting(12, 30), "About 12 days (30 orders)"),
        (Lasting(1, 1), "About 1 day (1 order)"),
        (Lasting(400, 9), "More than a year (9 orders)"),
        (Lasting(0, 2), "Less than a day (2 orders)"),
        (Lasting(0, 0), "For no order"),
    ],
)
def test_how_long_it_lasts_in_words(lasting: Lasting | None, words: str):
    assert told_lasting(lasting) == words

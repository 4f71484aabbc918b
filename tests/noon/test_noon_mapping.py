"""What a noon SKU is in Shopify: exactly one variant, or a person is asked; and files of pairs."""

from __future__ import annotations

import pytest

from shopify_app.noon.mapping.rules import (
    AMBIGUOUS,
    MAPPED,
    MOST_LINES,
    UNKNOWN,
    BadMappingError,
    Variant,
    bare,
    guarded,
    match,
    read_pairs,
)


def variant(number: int, sku: str = "", barcode: str = "") -> Variant:
    return Variant(number, number + 100, sku, barcode, f"Goods {number}")


@pytest.mark.parametrize(
    ("candidates", "state", "how", "number"),
    [
        ([], UNKNOWN, "", None),
        ([variant(1, "BOWL-24")], MAPPED, "sku", 1),
        ([variant(1, "bowl-24")], MAPPED, "sku", 1),
        ([variant(1, "BOWL-24"), variant(2, "bowl-24")], MAPPED, "sku", 1),
        ([variant(1, "BOWL-24"), variant(2, "BOWL-24")], AMBIGUOUS, "", None),
        ([variant(1, "bowl-24"), variant(2, "Bowl-24")], AMBIGUOUS, "", None),
        ([variant(1, "BOWL-24"), variant(1, "BOWL-24")], MAPPED, "sku", 1),
        ([variant(1, "X", "BOWL-24")], MAPPED, "barcode", 1),
        ([variant(1, "X", "BOWL-24"), variant(2, "BOWL-24")], MAPPED, "sku", 2),
        ([variant(1, "X", "BOWL-24"), variant(2, "Y", "bowl-24")], AMBIGUOUS, "", None),
        ([variant(1, "BOWL-240"), variant(2, "A-BOWL-24")], UNKNOWN, "", None),
        ([variant(1, "", "")], UNKNOWN, "", None),
    ],
)
def test_one_variant_fits_best_or_a_person_is_asked(
    candidates: list[Variant], state: str, how: str, number: int | None
) -> None:
    found = match(" BOWL-24 ", candidates)

    assert (found.state, found.how) == (state, how)
    assert (found.variant.shopify_variant_id if found.variant else None) == number


def test_a_file_gives_pairs_and_says_what_is_wrong_with_the_others() -> None:
    text = "Noon_SKU;shopify_sku;x\nA;B;1\n\n;C;\nA;D;\nE;;\n'=F;'-G;\nH\u200b;I;\n" + "J" * 129 + ";K;\n"
    pairs, bad = read_pairs(text.encode("utf-8-sig"))

    assert [(one.sku, one.look_for) for one in pairs] == [("A", "B"), ("E", ""), ("=F", "-G")]
    assert [(one.line, one.problem.split()[-1]) for one in bad] == [
        (4, "SKU."),
        (5, "twice."),
        (8, "printed."),
        (9, "characters."),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"sku,variant\n1,2\n", "columns"),
        (b"", "columns"),
        (b'noon_sku,shopify_sku\n"a' + b"b" * 200_000, "CSV"),
        (b"noon_sku,shopify_sku\n" + b"a,b\n" * (MOST_LINES + 1), "more than"),
    ],
)
def test_what_is_no_file_of_pairs_is_explained(content: bytes, told: str) -> None:
    with pytest.raises(BadMappingError, match=told):
        read_pairs(content)


@pytest.mark.parametrize("value", ["=1+1", "+A", "-A", "@A", "\tA"])
def test_what_a_spreadsheet_would_run_is_guarded_and_read_again(value: str) -> None:
    assert guarded(value).startswith("'")
    assert bare(guarded(value)) == value.strip() or value.startswith("\t")

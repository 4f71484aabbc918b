"""Which orders need their trader's brand, and what such an order waits for: all of it at once."""

from __future__ import annotations

from typing import Any

import pytest

from shopify_app.white_label.release.rules import (
    Candidate,
    Code,
    Facts,
    Need,
    Papers,
    Readiness,
    Reason,
    Standing,
    need_of,
    readiness,
)
from shopify_app.white_label.release.words import NEEDS_TOLD, SHORT, hold_reason, next_step, told

CLEAN = Papers(units=3)


@pytest.mark.parametrize(
    ("changes", "need"),
    [
        ({}, Need.NEEDED),
        ({"is_trade": False}, Need.RETAIL),
        ({"is_cancelled": True}, Need.CANCELLED),
        ({"is_test": True}, Need.TEST),
        ({"is_imported": True}, Need.IMPORTED),
        ({"is_fulfilled": True}, Need.FULFILLED),
        ({"is_erased": True}, Need.ERASED),
        ({"is_plain": True}, Need.PLAIN),
        ({"is_plain": True, "is_wanted_for_all": True}, Need.PLAIN),
        ({"has_brand": False}, Need.UNBRANDED),
        ({"has_brand": False, "is_wanted_for_all": True}, Need.NEEDED),
        ({"is_earlier": True}, Need.EARLIER),
        ({"is_earlier": True, "is_known": True}, Need.NEEDED),
        ({"has_left_in_part": True}, Need.NEEDED),
        ({"is_before_brand": True}, Need.NEEDED),
        ({"has_left_in_part": True, "is_before_brand": True}, Need.ON_ITS_WAY),
        ({"has_left_in_part": True, "is_before_brand": True, "is_known": True}, Need.NEEDED),
        ({"is_cancelled": True, "is_known": True}, Need.CANCELLED),
    ],
)
def test_an_order_needs_its_traders_brand_or_says_why_not(changes: dict[str, Any], need: Need):
    assert need_of(Candidate(**changes)) is need


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (Facts(Standing.APPROVED, papers=CLEAN), []),
        (Facts(Standing.NONE), [Code.NO_BRAND]),
        (Facts(Standing.DRAFT), [Code.NOT_APPROVED]),
        (Facts(Standing.CHANGES), [Code.CHANGES_ASKED]),
        (Facts(Standing.ERASED), [Code.BRAND_ERASED]),
        (Facts(Standing.APPROVED), [Code.UNCHECKED]),
        (Facts(Standing.DRAFT, has_address=False), [Code.NOT_APPROVED, Code.NO_ADDRESS]),
        (Facts(Standing.APPROVED, has_address=False, papers=CLEAN), [Code.NO_ADDRESS]),
        (Facts(Standing.APPROVED, papers=Papers(findings=("the shop's name (goods, line 1)",))), [Code.LEAK]),
        (Facts(Standing.APPROVED, papers=Papers(unprintable=("ค (U+0E04)",))), [Code.UNPRINTABLE]),
        (Facts(Standing.APPROVED, papers=Papers(goods_trouble="gone")), [Code.NO_GOODS]),
        (Facts(Standing.APPROVED, papers=Papers(paper_trouble="no logo")), [Code.NO_PAPERS]),
        (Facts(Standing.APPROVED, papers=CLEAN, shortages=(("Box L", 2),)), [Code.NO_STOCK]),
        (
            Facts(Standing.APPROVED, has_address=False, papers=Papers(findings=("x",)), shortages=(("Box L", 2),)),
            [Code.NO_ADDRESS, Code.LEAK, Code.NO_STOCK],
        ),
    ],
)
def test_everything_that_is_missing_is_told_at_once(facts: Facts, codes: list[Code]):
    found = readiness(facts)

    assert [reason.code for reason in found.reasons] == codes
    assert found.is_ready is (codes == [])


def test_only_clean_papers_of_an_approved_brand_with_an_address_and_branding_are_ready():
    """Every single doubt holds the order: there is no way to be ready with one of them."""
    doubts: tuple[dict[str, Any], ...] = (
        *({"standing": standing} for standing in set(Standing) - {Standing.APPROVED}),
        {"has_address": False},
        {"papers": None},
        {"papers": Papers(findings=("x",))},
        {"papers": Papers(unprintable=("x",))},
        {"papers": Papers(goods_trouble="x")},
        {"papers": Papers(paper_trouble="x")},
        {"shortages": (("Box", 1),)},
    )
    good = {"standing": Standing.APPROVED, "has_address": True, "papers": CLEAN, "shortages": ()}

    assert readiness(Facts(**good)) == Readiness()  # type: ignore[arg-type]
    assert [doubt for doubt in doubts if readiness(Facts(**{**good, **doubt})).is_ready] == []


@pytest.mark.parametrize("code", list(Code))
def test_each_reason_has_words_and_a_next_step(code: Code):
    reason = Reason(code, ("exactly this",))

    assert told(reason).endswith(": exactly this")
    assert not told(Reason(code)).endswith(":")
    assert next_step(reason).endswith(".")
    assert SHORT[code][0].isupper()


def test_each_answer_to_whether_a_brand_is_needed_has_words():
    assert set(NEEDS_TOLD) == set(Need)


def test_the_holds_reason_tells_all_and_fits_its_column():
    reasons = [Reason(Code.NO_ADDRESS), Reason(Code.NO_STOCK, ("2 × Box L", "1 × Card"))]

    assert hold_reason(reasons) == (
        "Waits for its trader's brand: there is no delivery address; branding is missing: 2 × Box L; 1 × Card."
    )
    assert len(hold_reason([Reason(Code.LEAK, ("x" * 300, "y" * 300))])) == 500

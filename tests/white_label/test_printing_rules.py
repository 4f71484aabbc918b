"""What is printed of an order: which goods go together, in which language, with which message."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.faces import Line
from shopify_app.white_label.printing.asking import asked_wish, order_ids
from shopify_app.white_label.printing.rules import Gift, Goods, Lot, Wish, gift_message_of, language_of, lots_of

SLIP = "packing-slip"
BOWL, OIL = Line("Bowl", "B", 3), Line("Oil", "O", 2)


def some_goods(**given: Any) -> Goods:
    return Goods(**{"lines": {1: BOWL, 2: OIL}, "locale": "en", **given})


@pytest.mark.parametrize(
    ("locale", "country", "language"),
    [
        *(("ar-SA", "SA", "ar"), ("ar", "NO", "ar"), ("fr_FR", "SA", "fr"), ("NB-no", "SA", "nb")),
        *(("no", "SA", "nb"), ("nn-NO", "SA", "nb"), ("en-GB", "SA", "en")),
        *(("de", "SA", "ar"), ("de-DE", "DE", "en"), ("", "MA", "ar"), ("", "FR", "fr"), ("", "NO", "nb")),
        *(("", "sa", "ar"), ("", "", "en"), ("tr", "TR", "en")),
    ],
)
def test_the_consignee_reads_their_own_language_else_their_countrys(locale: str, country: str, language: str):
    assert language_of(locale, country) == language


@pytest.mark.parametrize(
    ("attributes", "note", "gift", "message"),
    [
        ((), "", Gift(), ""),
        ((("Gift message", " Happy birthday "),), "", Gift(), "Happy birthday"),
        ((("gift_message", "A"),), "", Gift(), "A"),
        ((("_GIFT-MESSAGE", "A"),), "", Gift(), "A"),
        ((("Gift messages", "A"),), "", Gift(), ""),
        ((("Gift message", "  "), ("gift message", "B")), "", Gift(), "B"),
        # Nothing that can be seen is no message, and keeps no order from leaving.
        ((("Gift message", "\u200b\u202e"),), "\u2060", Gift(takes_note=True), ""),
        ((("Message cadeau", "C"),), "", Gift("message cadeau"), "C"),
        ((), "Leave at the door", Gift(), ""),
        ((), "For you", Gift(takes_note=True), "For you"),
        ((("Gift message", "A"),), "For you", Gift(takes_note=True), "A"),
    ],
)
def test_the_gift_message_is_where_the_shop_says(
    attributes: tuple[tuple[str, str], ...], note: str, gift: Gift, message: str
):
    """An order's note is often for the shop: it is printed only where the shop says so."""
    assert gift_message_of(some_goods(attributes=attributes, note=note), gift) == message


class TestGoodsThatGoTogether:
    def test_as_a_whole_the_order_is_one(self):
        assert lots_of(some_goods(lots=(Lot({1: 1}),)), by_parcel=False) == [(BOWL, OIL)]

    def test_each_open_fulfilment_order_is_one_with_what_is_left_of_it(self):
        goods = some_goods(lots=(Lot({1: 2, 2: 1}), Lot({1: 1})))
        first, second = lots_of(goods, by_parcel=True)

        assert [(line.title, line.quantity) for line in first] == [("Bowl", 2), ("Oil", 1)]
        assert [(line.title, line.quantity) for line in second] == [("Bowl", 1)]

    @pytest.mark.parametrize("lots", [(), (Lot({}),), (Lot({1: 0}),), (Lot({99: 1}),)])
    def test_what_is_not_left_gets_no_paper(self, lots: tuple[Lot, ...]):
        """Shipped already, or taken off the order since."""
        assert lots_of(some_goods(lots=lots), by_parcel=True) == []

    def test_an_order_without_goods_has_none(self):
        assert lots_of(some_goods(lines={}), by_parcel=False) == []


def asked(**given: str | list[str]) -> Wish:
    return asked_wish(MultiDict(given))


class TestWhatAFormAsks:
    def test_it_is_understood(self):
        assert asked(papers=SLIP, paper="LABEL", by="order") == Wish((SLIP,), "LABEL", by_parcel=False)
        assert asked(papers=[SLIP, SLIP]) == Wish((SLIP,), None, by_parcel=True)

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"papers": "receipt"},
            {"papers": SLIP, "paper": "A5"},
            {"papers": SLIP, "by": "truck"},
        ],
    )
    def test_what_is_none_of_the_answers_gets_a_sentence(self, given: dict[str, str]):
        with pytest.raises(InvalidInputError, match="Choose"):
            asked(**given)

    @pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "9" * 19, "1 OR 1=1"])
    def test_an_order_that_is_no_number_is_refused(self, text: str):
        with pytest.raises(InvalidInputError, match="not in this shop"):
            order_ids(["1", text])


def test_the_same_wish_about_the_same_orders_has_one_fingerprint():
    wish = Wish((SLIP,), "A4", by_parcel=True)
    others = [Wish((SLIP,), "A6"), Wish((SLIP,), "A4", by_parcel=False), Wish((), "A4")]

    assert wish.fingerprint([1, 2]) == wish.fingerprint([2, 1])
    assert len({wish.fingerprint([1, 2]), wish.fingerprint([1]), *(one.fingerprint([1, 2]) for one in others)}) == 5

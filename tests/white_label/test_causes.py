"""Staff read which text holds the name, and what to change: "goods, line 2", and not only "page 1"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shopify_app.core.crypto import Key
from shopify_app.orders.payload import AddressPart
from shopify_app.people.actions import KeyedPerson
from shopify_app.white_label.documents.slip import Paper
from shopify_app.white_label.faces import Address, Brand, Line, Shipment
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.watchlist import watch
from shopify_app.white_label.parcels.rules import Tracking
from shopify_app.white_label.printing.causes import causes_of
from shopify_app.white_label.printing.rules import OnItsWay
from shopify_app.white_label.printing.sets import Gathered, leaks_on_the_way

SHOP = Identity(Kind.NAME, "Desert Rose", "the shop's name")
TO = Address("Omar Example", "7 Olive Road", city="Jeddah", country="SA")
LINES = (Line("Zellige tray", "T-1", 2), Line("Argan oil", "O-1", 1))
BRAND = Brand("Dar Nadia", sender=Address("Dar Nadia", "1 Palm Street"), contact="hello@dar-nadia.example")
SHIPMENT = Shipment("1001", date(2026, 11, 3), TO, LINES)


def gathered(**given: Any) -> Gathered:
    whole: dict[str, Any] = {
        "order_id": 1,
        "brand_id": 1,
        "version": 1,
        "brand": BRAND,
        "person": KeyedPerson(1, 1, Key(bytes(32))),
        "to": AddressPart(),
        "shipments": (SHIPMENT,),
        "gift": "",
        "phone": "",
        "packed_on": date(2026, 11, 4),
        "on_their_way": (),
        "papers": ("packing-slip",),
        "paper": Paper.A4,
        "watchlist": watch([SHOP]),
    }
    return Gathered(**{**whole, **given})


def with_lines(*lines: Line) -> dict[str, Any]:
    return {"shipments": (replace(SHIPMENT, lines=lines),)}


@pytest.mark.parametrize(
    ("given", "where", "change"),
    [
        (with_lines(LINES[0], Line("Gift box of Desert Rose", "G", 1)), "goods, line 2", "goods"),
        (with_lines(Line("Tray", "DESERT-ROSE-1", 1)), "goods, line 1", "goods"),
        (
            {"shipments": (SHIPMENT, replace(SHIPMENT, lines=(Line("by d e s e r t rose", "", 1),)))},
            "goods, line 3",
            "goods",
        ),
        ({"brand": replace(BRAND, message="From Desert Rose")}, "the brand's message", "brand"),
        ({"brand": replace(BRAND, contact="info@desertrose.example")}, "the brand's contacts", "brand"),
        (
            {"brand": replace(BRAND, sender=Address("Dar Nadia", "c/o Desert Rose"))},
            "the brand's sender",
            "brand",
        ),
        ({"shipments": (replace(SHIPMENT, number="DesertRose-1"),)}, "the order's number", "order"),
        (
            {"shipments": (replace(SHIPMENT, to=replace(TO, more="Desert Rose desk")),)},
            "delivery address",
            "order",
        ),
        ({"gift": "Your Desert Rose"}, "gift message", "order"),
        ({"on_their_way": (OnItsWay("Desert Rose Couriers", Tracking()),)}, "parcel 1: the carrier's name", "parcel"),
        (
            {
                "on_their_way": (
                    OnItsWay("", Tracking()),
                    OnItsWay("", Tracking(("1",), ("https://desert-rose.example/t",))),
                )
            },
            "parcel 2: the tracking link",
            "parcel",
        ),
    ],
)
def test_the_text_that_holds_the_name_is_named_and_what_to_change(given: dict[str, Any], where: str, change: str):
    causes = causes_of(gathered(**given))

    assert (where, "the shop's name", change) in {(one.where, one.label, one.change) for one in causes}
    assert {one.change for one in causes} == {change}


def test_clean_papers_have_none():
    clean = gathered(on_their_way=(OnItsWay("Example Post", Tracking(("1Z9",), ("https://post.example/1Z9",))),))

    assert causes_of(clean) == []
    assert list(leaks_on_the_way(clean)) == []

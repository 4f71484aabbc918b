"""An order's papers as a set: which come out, in which order, of which goods, with or without prices."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from shopify_app.core.money import Money
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.faces import Address, Line, Place
from shopify_app.white_label.printing.kinds import KINDS, chosen_kinds
from shopify_app.white_label.printing.sets import NothingToSendError, draw
from tests.white_label.test_causes import BRAND, SHIPMENT, gathered

SLIP, LABEL, GIFT, RETURNS = KINDS
TRAY = Line("Zellige tray", "T-1", 2, Money(Decimal("1234.50"), "SAR"))
OIL = Line("Argan oil", "O-1", 1, Money(Decimal("99.00"), "SAR"))
TWO = (replace(SHIPMENT, lines=(TRAY,)), replace(SHIPMENT, lines=(OIL,)))
# By what stands on each paper alone, in the language of the tests' shipment.
MARKS = {"PACKING SLIP": SLIP, "Enjoy it": GIFT, "RETURN": RETURNS}


def pages_of(**given: Any) -> list[str]:
    drawn = draw(gathered(**{"shipments": (replace(SHIPMENT, lines=(TRAY, OIL)),), **given}))
    assert drawn.findings == ()
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(drawn.content)).pages]
    assert len(pages) == drawn.pages
    return pages


def kind_of(page: str) -> str:
    return next((kind for mark, kind in MARKS.items() if mark.lower() in page.lower()), LABEL)


@pytest.mark.parametrize(
    ("papers", "gift", "shipments", "come_out"),
    [
        ((SLIP,), "", 1, [SLIP]),
        ((SLIP, GIFT), "", 1, [SLIP]),
        ((SLIP, GIFT), "Enjoy it", 1, [SLIP, GIFT]),
        ((SLIP, LABEL, GIFT, RETURNS), "Enjoy it", 1, [SLIP, LABEL, GIFT, RETURNS]),
        ((RETURNS, LABEL, SLIP), "Enjoy it", 1, [SLIP, LABEL, RETURNS]),
        ((SLIP,), "", 2, [SLIP, SLIP]),
        ((SLIP, LABEL), "", 2, [SLIP, LABEL, SLIP, LABEL]),
        ((SLIP, GIFT, RETURNS), "Enjoy it", 2, [SLIP, GIFT, RETURNS, SLIP, RETURNS]),
    ],
)
def test_the_papers_come_out_parcel_by_parcel_in_the_order_they_are_packed(
    papers: tuple[str, ...], gift: str, shipments: int, come_out: list[str]
):
    """A gift has one card: it lies in the first parcel."""
    how = {"shipments": TWO} if shipments == 2 else {}

    assert [kind_of(page) for page in pages_of(papers=chosen_kinds(papers), gift=gift, **how)] == come_out


def test_each_parcels_papers_are_about_what_is_in_it():
    first, label, second, other = pages_of(papers=(SLIP, LABEL), shipments=TWO)

    assert ("Zellige tray" in first, "Argan oil" in first) == (True, False)
    assert ("Zellige tray" in second, "Argan oil" in second) == (False, True)
    assert ("1/2" in label, "2/2" in other) == (True, True)


@pytest.mark.parametrize("shows", [False, True])
def test_prices_stand_on_slips_where_the_brand_shows_them_and_on_nothing_else(*, shows: bool):
    pages = pages_of(papers=tuple(KINDS), gift="Enjoy it", brand=replace(BRAND, shows_prices=shows))
    priced = {kind_of(page) for page in pages if "1,234.50" in page or "SAR" in page}

    assert priced == ({SLIP} if shows else set())


def test_only_a_gift_message_for_an_order_without_one_is_nothing():
    with pytest.raises(NothingToSendError, match="no gift message"):
        draw(gathered(papers=(GIFT,)))


def test_sender_and_returns_are_those_of_the_destination():
    returns = Address("Nadia returns", "9 Harbour Street", city="Oslo", country="NO")
    there = Place("SA", Address("Dar Nadia Riyadh", "2 Sand Street", city="Riyadh", country="SA"), returns)
    slip, back = pages_of(papers=(SLIP, RETURNS), brand=replace(BRAND, places=(there,)).towards("SA", "en"))

    assert "2 Sand Street" in slip
    assert "9 Harbour Street" in back
    assert "1 Palm Street" not in slip + back


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Packing slip"), ("fr", "Bon de livraison"), ("nb", "Pakkseddel")]
)
def test_they_are_in_the_consignees_language(language: str, said: str):
    (page,) = pages_of(papers=(SLIP,), shipments=(replace(SHIPMENT, language=language, lines=(TRAY,)),))

    assert said.lower() in page.lower()


@pytest.mark.parametrize("paper", list(Paper))
def test_the_same_papers_give_the_same_bytes(paper: Paper):
    about = gathered(papers=tuple(KINDS), gift="Enjoy it", shipments=TWO, paper=paper, phone="+966 50 000 0100")

    assert draw(about).content == draw(about).content


def test_the_consignees_telephone_is_for_the_carrier_alone():
    pages = pages_of(papers=tuple(KINDS), gift="Enjoy it", phone="+966 50 000 0100")

    assert {kind_of(page) for page in pages if "000 0100" in page} == {LABEL}

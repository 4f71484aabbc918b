"""An order of a thousand lines is searched as one of a single line: to its end, and what is found has its place."""

from __future__ import annotations

import pytest

from tests.flows.test_brand_holds import HELD, a_branded_trader, place, row_of
from tests.flows.test_minimum_holds import own_holds
from tests.product import Product

# What is asked of Shopify and drawn does not depend on the database.
pytestmark = pytest.mark.parametrize("product_kind", ["sqlite"], indirect=True)


def test_a_thousand_lines_are_searched_to_the_last(product: Product, shop: str) -> None:
    trader, _ = a_branded_trader(product, shop)
    lines = [{"title": f"Tile {number}", "price": "10"} for number in range(1, 1001)]
    lines[998]["title"] += f" of {product.sandbox.shop(shop)['name']}"
    number = place(product, shop, trader, lines=lines)
    (found,) = row_of(product, number).reasons
    assert (found[0], found[1][0]) == ("leak", "the shop's name (goods, line 999)")
    assert own_holds(product, shop, number) == HELD
    papers = row_of(product, number).papers
    assert papers is not None
    assert papers["units"] == 1000

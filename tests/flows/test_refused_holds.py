"""A fulfilment order that refuses its hold, or its release, leaves no other free, or held, and staff can see it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from shopify_app.core.outbox import DEAD, Call
from shopify_app.orders.holds import SYNC_HOLD, compare_standing
from shopify_app.shops.actions import get_shop
from tests.flows.test_hold_repairs import HELD, an_order_in_two_parts, hold_ids, lifted_letters, page, release, timeline
from tests.flows.test_minimum_holds import hold_states, letters_about, own_holds, place
from tests.product import Product

REFUSED_WORDS = "Shopify refused to hold a part of the order: it can still be fulfilled."


def refuse(product: Product, operation: str, mutation: str, times: int = 1) -> None:
    """Let Shopify refuse this mutation, for its own reasons."""
    error = {
        "field": ["id"],
        "code": "INVALID",
        "message": "Fulfillment order cannot be put on hold: it is in_progress.",
    }
    body = json.dumps({"data": {mutation: {"userErrors": [error]}}})
    product.sandbox.fault(f"^{operation}$", "status", status=200, body=body, times=times)


def refuse_hold(product: Product, times: int = 1) -> None:
    """Let Shopify refuse so many holds."""
    refuse(product, "Hold", "fulfillmentOrderHold", times)


def a_passing_order(product: Product, shop: str) -> int:
    """An order that leaves from two places; it was held once, and reaches its minimum now.

    Another one stays held: so routings are looked up when they come, and none makes a second sync later.
    """
    other = product.sandbox.make_customer(shop, first_name="Huda", email="huda@example.com", tags=["trade"])
    place(product, shop, "100", customer_id=int(other["id"]))
    number, _ = an_order_in_two_parts(product, shop)
    product.sandbox.edit_order(shop, number, to_amount="6000")
    product.settle()
    assert hold_states(product, shop) == ["placed", "released"]
    return number


def make_small(product: Product, shop: str, number: int) -> None:
    """Take off so much that it is below its minimum, and must be held."""
    added = product.sandbox.order(shop, number)["line_items"][-1]["id"]
    product.sandbox.edit_order(shop, number, quantities={added: 0})
    product.settle()


def failed_calls(product: Product, shop: str) -> list[str]:
    """What staff read of syncs that failed for good."""
    with product.runtime.snapshot() as tx:
        chosen = select(Call.problem).where(Call.shop_id == get_shop(tx, shop).id, Call.kind == SYNC_HOLD)
        return [str(problem) for problem in tx.session.scalars(chosen.where(Call.state == DEAD))]


def partly_told(product: Product, shop: str) -> list[bool]:
    """Of each letter, whether it tells of an order that is held in part."""
    return sorted("held in part" in letter["text"] for letter in letters_about(product, shop))


def look(product: Product, shop: str) -> None:
    """What the hourly look does for this shop, once."""
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
    compare_standing(product.runtime, shop_id)
    product.work()


def test_one_part_that_refuses_leaves_no_other_free(product: Product, shop: str) -> None:
    number = a_passing_order(product, shop)
    refuse_hold(product)
    make_small(product, shop, number)

    assert own_holds(product, shop, number) == HELD
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["placed", "placed"]
    assert timeline(product, number)[-3:] == ["hold_wanted", "hold_refused", "held"]
    (problem,) = failed_calls(product, shop)
    assert "in_progress" in problem
    assert REFUSED_WORDS in page(product, shop, number)
    assert partly_told(product, shop) == [False, False, True]


def test_what_was_refused_is_held_once_it_can_be_and_told_once_until_then(product: Product, shop: str) -> None:
    number = a_passing_order(product, shop)
    refuse_hold(product, times=2)
    make_small(product, shop, number)
    # Both parts refused it.
    assert (own_holds(product, shop, number), hold_states(product, shop)) == ([], ["placed", "wanted"])
    assert "Shopify refused to hold the order: it can still be fulfilled." in page(product, shop, number)
    refuse_hold(product)
    look(product, shop)
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number).count("hold_refused") == 1

    look(product, shop)
    assert own_holds(product, shop, number) == HELD * 2
    assert hold_states(product, shop) == ["placed", "placed"]
    assert lifted_letters(product, shop) == []


def test_a_part_that_could_not_be_reached_is_tried_again_and_not_told_of(product: Product, shop: str) -> None:
    body = json.dumps({"errors": [{"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]})
    number = a_passing_order(product, shop)
    product.sandbox.fault("^Hold$", "status", status=200, body=body)
    make_small(product, shop, number)

    assert own_holds(product, shop, number) == HELD * 2
    assert failed_calls(product, shop) == []
    assert timeline(product, number)[-2:] == ["hold_wanted", "held"]
    assert partly_told(product, shop) == [False, False, False]


def test_a_hold_that_is_answered_with_nothing_was_not_placed(product: Product, shop: str) -> None:
    """Taken for placed, it would next be taken for lifted by somebody."""
    error = {"message": "Access denied", "path": ["fulfillmentOrderHold"], "extensions": {"code": "ACCESS_DENIED"}}
    body = json.dumps({"data": {"fulfillmentOrderHold": None}, "errors": [error]})
    number = a_passing_order(product, shop)
    product.sandbox.fault("^Hold$", "status", status=200, body=body)
    make_small(product, shop, number)
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number)[-3:] == ["hold_wanted", "hold_refused", "held"]

    look(product, shop)
    assert own_holds(product, shop, number) == HELD * 2


def test_a_repair_that_one_part_refuses_repairs_the_other(product: Product, shop: str) -> None:
    number, _ = an_order_in_two_parts(product, shop)
    refuse_hold(product)
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number)[-2:] == ["hold_repaired", "hold_refused"]

    look(product, shop)
    assert own_holds(product, shop, number) == HELD * 2
    assert hold_states(product, shop) == ["placed"]
    assert lifted_letters(product, shop) == []


@pytest.mark.parametrize("times", [1, 2])
def test_one_part_that_refuses_its_release_leaves_no_other_held(product: Product, shop: str, times: int) -> None:
    number, _ = an_order_in_two_parts(product, shop)
    refuse(product, "Release", "fulfillmentOrderReleaseHold", times)
    product.sandbox.edit_order(shop, number, to_amount="9000")
    product.settle()
    assert len(hold_ids(product, shop, number)) == times
    assert len(failed_calls(product, shop)) == 1
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]

    look(product, shop)
    assert own_holds(product, shop, number) == []
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]

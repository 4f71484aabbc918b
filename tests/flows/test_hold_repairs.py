"""A hold that another app removed is placed again; one that a person lifted, or nobody knows who, is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.holds import sync_hold
from shopify_app.orders.models import Hold, Order, TimelineEntry
from shopify_app.shops.actions import get_shop
from tests.flows.test_minimum_holds import a_trader, hold_states, letters_about, own_holds, place
from tests.product import Product

HELD = ["order-minimum"]


def a_held_order(product: Product, shop: str) -> int:
    """An order below the minimum, held."""
    number = place(product, shop, "4000", customer_id=a_trader(product, shop))
    assert own_holds(product, shop, number) == HELD
    return number


def an_order_in_two_parts(product: Product, shop: str) -> tuple[int, list[int]]:
    """A held order that leaves from two places, and the ids of its two holds."""
    places = [one["id"] for one in product.sandbox.records(shop, "locations")]
    for where in places:
        product.sandbox.make_product(shop, "Rug", [{"sku": "RUG", "price": "900", "stock": 9, "location_id": where}])
    variants = [one for one in product.sandbox.records(shop, "variants") if one["sku"] == "RUG"]
    lines = [{"variant_id": one["id"]} for one in variants]
    number = place(product, shop, "", lines=lines, customer_id=a_trader(product, shop))
    assert own_holds(product, shop, number) == HELD * 2
    return number, hold_ids(product, shop, number)


def hold_ids(product: Product, shop: str, number: int) -> list[int]:
    """The ids of the order's holds, one for each of its fulfilment orders."""
    parts = product.sandbox.order(shop, number)["fulfillment_orders"]
    return [hold["id"] for part in parts for hold in part["holds"]]


def release(product: Product, shop: str, number: int, **how: Any) -> None:
    """Somebody releases the order's holds, and everything that follows from it."""
    product.sandbox.release(shop, number, **how)
    product.settle()


def timeline(product: Product, number: int) -> list[str]:
    """What the order's timeline tells, in its order."""
    with product.runtime.snapshot() as tx:
        chosen = select(TimelineEntry.what).join(Order, Order.id == TimelineEntry.order_id)
        return list(tx.session.scalars(chosen.where(Order.shopify_order_id == number).order_by(TimelineEntry.id)))


def trail(product: Product, shop: str, event: str) -> list[dict[str, Any]]:
    """The details of the shop's audit entries of this kind."""
    with product.runtime.snapshot() as tx:
        chosen = select(AuditEntry.details).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        return list(tx.session.scalars(chosen.where(AuditEntry.event == event).order_by(AuditEntry.id)))


def page(product: Product, shop: str, number: int) -> str:
    """The order's page in the app."""
    with product.runtime.snapshot() as tx:
        order_id = tx.session.scalar(select(Order.id).where(Order.shopify_order_id == number))
    return product.call("GET", f"/orders/{order_id}", shop).text


def two_holds_lifted(product: Product, shop: str, number: int, ours_by: str, other: int, other_by: str) -> None:
    """Ours is lifted, then the other one, before we hear of either."""
    (ours,) = [one for one in hold_ids(product, shop, number) if one != other]
    product.sandbox.pause_webhooks()
    product.sandbox.release(shop, number, ours, by=ours_by)
    product.sandbox.release(shop, number, other, by=other_by)
    product.sandbox.resume_webhooks()
    product.settle()


def another_hold(product: Product, shop: str, number: int, by: str) -> int:
    """A hold that is not ours, beside ours; its id."""
    before = hold_ids(product, shop, number)
    product.sandbox.hold(shop, number, by=by, notes="look at it")
    product.settle()
    (made,) = set(hold_ids(product, shop, number)) - set(before)
    return made


def lifted_letters(product: Product, shop: str) -> list[dict[str, Any]]:
    """The letters that tell the shop of a lifted hold."""
    return [letter for letter in letters_about(product, shop) if letter["subject"].endswith("was lifted")]


def test_an_apps_removal_is_repaired(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == HELD
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["placed"]
    assert timeline(product, number) == ["hold_wanted", "held", "hold_repaired"]
    assert trail(product, shop, "order:hold_repaired") == [{"handle": "order-minimum", "app": "Parcel Check"}]
    assert "Parcel Check removed the hold in Shopify. It was placed again." in page(product, shop, number)
    assert lifted_letters(product, shop) == []


def test_a_persons_release_is_respected_and_recorded(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    release(product, shop, number)
    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["overridden"]
    assert trail(product, shop, "order:hold_overridden") == [{"handle": "order-minimum", "by": "person", "app": None}]
    assert "Staff released the hold in Shopify." in page(product, shop, number)


def test_a_release_by_nobody_knows_whom_is_respected(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    release(product, shop, number, by="Shopify")
    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["overridden"]
    assert trail(product, shop, "order:hold_overridden")[0]["by"] == "unknown"
    assert "Somebody released the hold in Shopify." in page(product, shop, number)


def test_a_persons_release_after_a_repair_is_respected(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    release(product, shop, number, by="other app")
    release(product, shop, number)
    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["overridden"]


def test_a_persons_release_stands_though_an_app_lifted_its_own_hold_after_it(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    other = another_hold(product, shop, number, by="other app")
    two_holds_lifted(product, shop, number, "merchant", other, "other app")
    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["overridden"]
    assert "hold_repaired" not in timeline(product, number)
    assert trail(product, shop, "order:hold_overridden") == [{"handle": "order-minimum", "by": "person", "app": None}]


def test_an_apps_removal_that_may_have_been_a_persons_lets_the_order_go_but_not_silently(
    product: Product, shop: str
) -> None:
    number = a_held_order(product, shop)
    other = another_hold(product, shop, number, by="merchant")
    two_holds_lifted(product, shop, number, "other app", other, "merchant")
    assert hold_states(product, shop) == ["overridden"]
    assert len(lifted_letters(product, shop)) == 1


def test_removals_by_apps_alone_are_repaired(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    other = another_hold(product, shop, number, by="other app")
    two_holds_lifted(product, shop, number, "other app", other, "other app")
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number).count("hold_repaired") == 1


def test_the_shop_is_told_by_mail_of_an_override_once_and_no_customer_is_named(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    product.sandbox.webhooks(duplicate_every=1, reorder=3)
    release(product, shop, number)
    product.runtime.jobs.enqueue("jobs.upkeep.catch_up", "upkeep")
    product.settle()
    (letter,) = lifted_letters(product, shop)
    name = product.sandbox.order(shop, number)["name"]
    assert letter["subject"] == f"The hold on order {name} was lifted"
    assert "is not placed again" in letter["text"]
    assert "5,000.00 SAR" in letter["text"]
    assert "/orders/" in letter["text"]
    assert "Nadia" not in str(letter)


def test_the_fourth_removal_by_an_app_is_an_override(product: Product, shop: str) -> None:
    """An automation of the merchant's own has a will behind it, too."""
    number = a_held_order(product, shop)
    for _ in range(3):
        release(product, shop, number, by="other app")
        assert own_holds(product, shop, number) == HELD
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == []
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["overridden"]
    assert timeline(product, number)[-4:] == ["hold_repaired"] * 3 + ["overridden"]
    (told,) = trail(product, shop, "order:hold_overridden")
    assert told == {"handle": "order-minimum", "by": "app", "app": "Parcel Check"}
    told_here = "Parcel Check released the hold in Shopify once more. It is not placed again."
    assert told_here in page(product, shop, number)


def test_a_new_wish_of_the_hold_is_repaired_anew(product: Product, shop: str) -> None:
    number = place(product, shop, "", lines=[{"title": "Tiles", "price": "4000"}], customer_id=a_trader(product, shop))
    for _ in range(3):
        release(product, shop, number, by="other app")
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    assert hold_states(product, shop) == ["released"]
    added = product.sandbox.order(shop, number)["line_items"][-1]["id"]
    product.sandbox.edit_order(shop, number, quantities={added: 0})
    product.settle()
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number).count("hold_repaired") == 4


def test_an_apps_removal_of_one_part_is_repaired(product: Product, shop: str) -> None:
    number, (first, _) = an_order_in_two_parts(product, shop)
    release(product, shop, number, hold_id=first, by="other app")
    assert own_holds(product, shop, number) == HELD * 2
    assert hold_states(product, shop) == ["placed"]


def test_a_persons_release_of_one_part_is_recorded_and_outlives_repairs_of_the_other(
    product: Product, shop: str
) -> None:
    number, (first, second) = an_order_in_two_parts(product, shop)
    release(product, shop, number, hold_id=first)
    assert hold_ids(product, shop, number) == [second]
    assert hold_states(product, shop) == ["placed"]
    (told,) = trail(product, shop, "order:hold_overridden")
    assert (told["by"], len(told["fulfillment_orders"])) == ("person", 1)
    assert "Staff released the hold in Shopify on a part of the order." in page(product, shop, number)
    (letter,) = lifted_letters(product, shop)
    assert letter["subject"].startswith("The hold on a part of order ")

    release(product, shop, number, hold_id=second, by="other app")
    assert own_holds(product, shop, number) == HELD
    assert first not in hold_ids(product, shop, number)
    assert timeline(product, number)[-2:] == ["overridden_in_part", "hold_repaired"]

    release(product, shop, number)
    assert hold_states(product, shop) == ["overridden"]
    assert len(lifted_letters(product, shop)) == 2


def test_a_removal_whose_webhook_was_lost_is_found_by_the_hourly_look(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    product.sandbox.pause_webhooks()
    product.sandbox.release(shop, number, by="other app")
    product.sandbox.forget_deliveries()
    product.sandbox.resume_webhooks()
    product.settle()
    assert own_holds(product, shop, number) == []

    product.runtime.jobs.enqueue("jobs.upkeep.catch_up", "upkeep")
    product.settle()
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number)[-1] == "hold_repaired"


def test_repeated_webhooks_of_one_removal_are_one_repair(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    product.sandbox.webhooks(duplicate_every=1, reorder=3)
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number).count("hold_repaired") == 1


def test_two_workers_that_find_one_removal_record_one_repair(product: Product, shop: str) -> None:
    """Else an app's second removal would already be counted as its third."""
    number = a_held_order(product, shop)
    product.sandbox.pause_webhooks()
    product.sandbox.release(shop, number, by="other app")
    product.sandbox.fault("HoldEvents", "slow", seconds=1, times=2)
    with product.runtime.snapshot() as tx:
        hold = tx.session.scalars(select(Hold).where(Hold.shop_id == get_shop(tx, shop).id)).one()
    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(sync_hold, product.runtime, hold.shop_id, hold.id) for _ in range(2)]:
            done.result()
    assert len(product.sandbox.calls(operation="HoldEvents")) == 2
    assert own_holds(product, shop, number) == HELD
    assert timeline(product, number).count("hold_repaired") == 1


def test_a_hold_that_stands_costs_no_look_at_the_events(product: Product, shop: str) -> None:
    a_held_order(product, shop)
    product.runtime.jobs.enqueue("jobs.upkeep.catch_up", "upkeep")
    product.settle()
    assert product.sandbox.calls(operation="HoldEvents") == []

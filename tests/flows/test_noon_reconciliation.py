"""What events did not tell is found by comparing both sides, put right by itself, and kept as a proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from jobs import noon as jobs_of_noon
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.reconciling import actions, found
from shopify_app.noon.reconciling.models import NoonDay, NoonDifference
from tests.flows.conftest import Connected
from tests.flows.test_minimum_holds import letters_about
from tests.product import Product


def compare(connected: Connected) -> None:
    """The job by the clock, and all it asks for."""
    jobs_of_noon.compare_open()
    connected.product.settle()


def unit(sku: str, price: float) -> dict[str, Any]:
    return {"partner_sku": sku, "delivered_invoice_price": price}


def differences(connected: Connected, *, standing: bool = False) -> list[tuple[str, str]]:
    with connected.product.runtime.snapshot() as tx:
        chosen = select(NoonDifference).where(NoonDifference.shop_id == connected.shop_id).order_by(NoonDifference.id)
        rows = tx.session.scalars(chosen).all()
        return sorted({(row.noon_order_nr, row.cause) for row in rows if not standing or row.gone_at is None})


def unpaired_left_out(found_now: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [one for one in found_now if one[1] != "unpaired"]


def test_lost_events_are_found_told_and_put_right(connected: Connected, product: Product) -> None:
    noon = connected.noon
    known = noon.create_order(items=[unit("A", 10), unit("B", 20)])
    connected.settle()
    # The events of all that follows are lost.
    noon.turn(change_events=False)
    lost = noon.create_order(announced=False, items=[unit("A", 5)])
    noon.cancel(known["fbpi_order_nr"])
    with product.runtime.transaction() as tx:
        order = tx.session.scalars(select(NoonOrder).where(NoonOrder.shop_id == connected.shop_id)).first()
        assert order is not None
        tx.session.execute(update(NoonItem).where(NoonItem.order_id == order.id, NoonItem.sku == "B").values(price=1))
        ghost = {column.name: getattr(order, column.name) for column in NoonOrder.__table__.columns}
        tx.session.add(NoonOrder(**{**ghost, "id": None, "noon_order_nr": "GHOST"}))

    compare(connected)
    told = unpaired_left_out(differences(connected))
    assert told == sorted(
        [
            ("GHOST", "gone"),
            (known["fbpi_order_nr"], "price"),
            (known["fbpi_order_nr"], "state"),
            (lost["fbpi_order_nr"], "missing"),
        ]
    )
    assert connected.state(lost["fbpi_order_nr"]) == "open"
    assert connected.state(known["fbpi_order_nr"]) == "cancelled"

    compare(connected)
    assert unpaired_left_out(differences(connected, standing=True)) == [("GHOST", "gone")]
    page = product.call("GET", "/noon/reconciliation", connected.shop).text
    for words in ("Not in noon&#39;s list", "GHOST", "SKU not paired with goods"):
        assert words in page
    everything = product.call("GET", "/noon/reconciliation?show=all", connected.shop).text
    assert lost["fbpi_order_nr"] in everything


def test_a_new_account_is_compared_for_a_whole_month(connected: Connected, product: Product) -> None:
    jobs_of_noon.compare_shop(shop_id=connected.shop_id)
    product.settle()
    with product.runtime.snapshot() as tx:
        proof = actions.proof_of(tx, connected.shop_id)
    assert (proof.compared, proof.days, proof.due) == (62, 62, 0)


def test_both_sides_of_a_day_are_counted_and_summed(connected: Connected, product: Product) -> None:
    for price in (10, 20.5):
        connected.noon.create_order(items=[unit("A", price), unit("A", 1)])
    connected.settle()
    compare(connected)

    with product.runtime.snapshot() as tx:
        today = tx.now.date()
        chosen = select(NoonDay).where(
            NoonDay.shop_id == connected.shop_id, NoonDay.day == today, NoonDay.noon_orders > 0
        )
        rows = tx.session.scalars(chosen).all()
        proof = actions.proof_of(tx, connected.shop_id)
    assert sum(row.noon_orders for row in rows) == sum(row.our_orders for row in rows) == 2
    assert sum(row.noon_units for row in rows) == sum(row.our_units for row in rows) == 4
    assert all(row.noon_sums == row.our_sums for row in rows)
    assert (proof.due, proof.problem) == (0, None)


def test_a_comparison_that_breaks_off_is_told_and_made_again(connected: Connected, product: Product) -> None:
    connected.noon.plan_fault("fbpi.list_orders", "status", status=400, times=99)
    jobs_of_noon.compare_open()
    product.work()
    with product.runtime.snapshot() as tx:
        rows = tx.session.scalars(select(NoonDay).where(NoonDay.shop_id == connected.shop_id)).all()
        assert [row.problem for row in rows if row.problem] != []
    assert "noon refused this" in product.call("GET", "/noon/reconciliation", connected.shop).text

    connected.noon.clear_faults()
    with product.runtime.transaction() as tx:
        tx.session.execute(update(NoonDay).where(NoonDay.due_at.is_not(None)).values(due_at=tx.now))
    product.settle()
    with product.runtime.snapshot() as tx:
        proof = actions.proof_of(tx, connected.shop_id)
        assert (proof.due, proof.problem) == (0, None)


def test_an_order_that_noon_may_have_given_up_is_told_when_its_time_is_over(
    connected: Connected, product: Product
) -> None:
    connected.noon.turn(acknowledge="never")
    long_ago = (product.runtime.clock.now() - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    old = connected.noon.create_order(items=[unit("A", 10)], order_created_at=long_ago)["fbpi_order_nr"]
    connected.noon.create_order(items=[unit("A", 10)])
    connected.settle()
    compare(connected)
    assert [one for one in differences(connected) if one[1] == "unacknowledged"] == [(old, "unacknowledged")]
    page = product.call("GET", "/noon/reconciliation?cause=unacknowledged", connected.shop).text
    assert "killed orders" in page
    connected.noon.cancel(old)
    connected.settle()
    compare(connected)
    assert (old, "unacknowledged") not in differences(connected, standing=True)


def test_what_lasts_is_told_by_mail_once(connected: Connected, product: Product) -> None:
    order = connected.noon.create_order(items=[{"partner_sku": "NOBODY-KNOWS"}])
    connected.settle()
    compare(connected)
    with product.runtime.transaction() as tx:
        old = update(NoonDifference).where(NoonDifference.shop_id == connected.shop_id)
        tx.session.execute(old.values(found_at=tx.now - timedelta(hours=1)))
    for _ in range(2):
        compare(connected)

    letters = [one for one in letters_about(product, connected.shop) if order["fbpi_order_nr"] in one["text"]]
    assert len(letters) == 1
    assert "noon: 1 order differs" in letters[0]["subject"]


def test_a_person_compares_and_repairs_at_once(connected: Connected, product: Product) -> None:
    connected.noon.create_order(announced=False)
    asked = product.call("POST", "/noon/reconciliation/compare", connected.shop)
    assert "days are being compared" in asked.json()["message"]
    product.settle()
    with product.runtime.snapshot() as tx:
        proof = actions.proof_of(tx, connected.shop_id)
        assert (proof.compared, proof.due) == (proof.days, 0)
        assert found.count_open(tx, connected.shop_id) >= 1
    assert product.call("POST", "/noon/reconciliation/repair", connected.shop).ok

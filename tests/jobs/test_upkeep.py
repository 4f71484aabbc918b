"""The database is the only truth: whatever waits is found again after Redis has lost everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from jobs import upkeep
from shopify_app.core import inbox, outbox
from shopify_app.core.inbox import Delivery
from shopify_app.core.keyring import StoredKey
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.noon import actions as noon
from shopify_app.noon import mirroring
from shopify_app.noon.backfilling import actions as backfilling
from shopify_app.noon.importing import planning as noon_imports
from shopify_app.noon.importing import terms as noon_import_terms
from shopify_app.noon.importing.models import DUE
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.payload import KeyFile, NoonOrderBody
from shopify_app.noon.reconciling import actions as reconciling
from shopify_app.orders import holds
from shopify_app.orders.models import TRADE, Order
from shopify_app.privacy import actions as privacy
from shopify_app.privacy.rules import SHOP_REDACT
from shopify_app.shops import actions as shops
from shopify_app.shops.actions import Description
from shopify_app.shops.contacts import Contact
from shopify_app.shops.models import Installation
from shopify_app.white_label.printing import runs
from shopify_app.white_label.printing.rules import Wish
from shopify_app.wholesale.accounts import imports
from shopify_app.wholesale.accounts.rules import TAG
from shopify_app.wholesale.terms.models import MinimumEquivalent, MinimumTerms
from tests.builders import a_delivery, a_shop, an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

KEY_FILE = KeyFile("key", "private", "PRJ1")
Asked = dict[str, list[dict[str, int]]]


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """An installed shop about which everything is known and for which nothing waits."""
    number = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        known = Description("Desert Rose", "SAR", "Asia/Riyadh", "SA", "Plus", Contact("a@example.com"), "x")
        shops.describe(tx, number, known)
    return number


def lose_redis(runtime: Runtime) -> None:
    runtime.redis.flushall()


def sweep(runtime: Runtime) -> Asked:
    """Sweep, and tell which jobs were asked for."""
    lose_redis(runtime)
    upkeep.sweep()
    return asked(runtime)


def asked(runtime: Runtime) -> Asked:
    found: Asked = {}
    for queue in runtime.jobs.queues():
        for job in queue.jobs:
            found.setdefault(job.func_name, []).append(job.kwargs)
    return found


def wait_for_delivery(tx: Transaction, shop_id: int) -> None:
    a_delivery(tx, shop_id)


def wait_for_call(tx: Transaction, shop_id: int) -> None:
    outbox.put(tx, shop_id, "orders.reread", "orders.reread/1", shopify_order_id=1)


def wait_for_verdict(tx: Transaction, shop_id: int) -> None:
    record_order(tx, shop_id)


def wait_for_brand(tx: Transaction, shop_id: int) -> None:
    record_order(tx, shop_id)
    tx.session.execute(update(Order).values(kind=TRADE, check_due=False))


def wait_for_import(tx: Transaction, shop_id: int) -> None:
    imports.begin(tx, shop_id, TAG, "staff 1")


def wait_for_noon(tx: Transaction, shop_id: int) -> None:
    mirroring.ask_to_read(tx, shop_id, ["NOON1"])


def wait_for_sku(tx: Transaction, shop_id: int) -> None:
    mapping.note_skus(tx, shop_id, ["BOWL"])


def wait_for_stock(tx: Transaction, shop_id: int) -> None:
    body = NoonOrderBody("NOON1", warehouse_code="W1", currency_code="SAR")
    mirroring.mirror(tx, shop_id, [body], tx.now)


def wait_for_noon_import(tx: Transaction, shop_id: int) -> None:
    wait_for_stock(tx, shop_id)
    noon.connect(tx, shop_id, KEY_FILE, user_code="u", warehouses=["W1"], actor="staff 1")
    noon_import_terms.for_one_by_hand(tx, shop_id, actor="staff 1")
    (order,) = tx.session.scalars(select(NoonOrder).where(NoonOrder.shop_id == shop_id))
    noon_imports.begin(tx, order).state = DUE


def wait_for_comparison(tx: Transaction, shop_id: int) -> None:
    noon.connect(tx, shop_id, KEY_FILE, user_code="u", warehouses=["W1"], actor="staff 1")
    reconciling.plan_open(tx, shop_id)


def wait_for_past(tx: Transaction, shop_id: int) -> None:
    noon.connect(tx, shop_id, KeyFile("k", "p", "PRJ1"), user_code="u", warehouses=["W1"], actor="staff 1")
    backfilling.begin(tx, shop_id, tx.now - timedelta(days=90), tx.now, actor="staff 1")


def wait_for_figure(tx: Transaction, shop_id: int) -> None:
    noon.connect(tx, shop_id, KeyFile("k", "p", "PRJ1"), user_code="u", warehouses=["W1"], actor="staff 1")
    tx.session.add(NoonStockChoice(shop_id=shop_id, is_on=True, buffer=0, changed_at=tx.now, actor="staff 1"))
    tx.session.add(NoonOffer(shop_id=shop_id, warehouse_code="W1", sku="A", due_at=tx.now))


def wait_for_printing(tx: Transaction, shop_id: int) -> None:
    runs.begin(tx, shop_id, [record_order(tx, shop_id)], Wish(("packing-slip",)), "1")


def wait_for_fulfilment_order(tx: Transaction, shop_id: int) -> None:
    order_id = record_order(tx, shop_id)
    holds.want_hold(tx, shop_id, order_id, "order-minimum", "below")
    holds.note_fulfillment_orders(tx, shop_id, [11])


def wait_for_rates(tx: Transaction, shop_id: int) -> None:
    for model in (MinimumEquivalent, MinimumTerms):
        tx.session.execute(delete(model).where(model.shop_id == shop_id))


def wait_for_history(tx: Transaction, shop_id: int) -> None:
    shops.get_installation(tx, shop_id).history_read_at = None


def wait_for_description(tx: Transaction, shop_id: int) -> None:
    shop = shops.get_shop(tx, SHOP)
    assert shop.id == shop_id
    shop.described_at = None


@pytest.mark.parametrize(
    ("wait", "job"),
    [
        (wait_for_delivery, "jobs.inbox.drain"),
        (wait_for_call, "jobs.outbox.send"),
        (wait_for_verdict, "jobs.wholesale.check_orders"),
        (wait_for_brand, "jobs.white_label.check_orders"),
        (wait_for_import, "jobs.wholesale.import_traders"),
        (wait_for_noon, "jobs.noon.read_due"),
        (wait_for_sku, "jobs.noon.match_skus"),
        (wait_for_comparison, "jobs.noon.compare"),
        (wait_for_stock, "jobs.noon.reserve"),
        (wait_for_noon_import, "jobs.noon.import_orders"),
        (wait_for_figure, "jobs.noon.tell_stock"),
        (wait_for_past, "jobs.noon.backfill"),
        (wait_for_printing, "jobs.printing.draw"),
        (wait_for_fulfilment_order, "jobs.orders.follow_fulfillment_orders"),
        (wait_for_rates, "jobs.wholesale.refresh_rates_of"),
        (wait_for_history, "jobs.orders.read_history"),
        (wait_for_description, "jobs.shops.describe"),
    ],
)
def test_every_kind_of_waiting_work_is_found_after_redis_lost_all(
    runtime: Runtime, shop_id: int, wait: Callable[[Transaction, int], None], job: str
):
    with runtime.transaction() as tx:
        wait(tx, shop_id)

    assert sweep(runtime)[job] == [{"shop_id": shop_id}]


def test_every_place_where_work_may_wait_is_tried_above():
    """A new place in the sweeper's table needs its line in the table of the test."""
    places = {name for _, name, _ in upkeep._WAITING}

    assert places == {
        "jobs.inbox.drain",
        "jobs.outbox.send",
        "jobs.wholesale.check_orders",
        "jobs.white_label.check_orders",
        "jobs.wholesale.import_traders",
        "jobs.noon.read_due",
        "jobs.noon.match_skus",
        "jobs.noon.compare",
        "jobs.noon.reserve",
        "jobs.noon.import_orders",
        "jobs.noon.tell_stock",
        "jobs.noon.backfill",
        "jobs.printing.draw",
        "jobs.orders.follow_fulfillment_orders",
        "jobs.wholesale.refresh_rates_of",
    }


def test_where_nothing_waits_nothing_is_asked_for(runtime: Runtime, shop_id: int):
    a_shop(runtime, OTHER_SHOP)

    assert shop_id
    assert sweep(runtime) == {}


def test_an_unfinished_erasure_of_a_shop_is_continued(runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        shops.uninstall(tx, shop_id, tx.now + timedelta(seconds=1))
        request = privacy.open_request(tx, shop_id, SHOP_REDACT, "shop/redact:1", tx.now)
        privacy.redact_shop(tx, request)

    assert sweep(runtime)["jobs.privacy.erase_shop"] == [{"shop_id": shop_id}]


def test_history_is_not_asked_for_while_nothing_can_be_read(runtime: Runtime, shop_id: int):
    """Shopify refused our tokens: the next visit of the staff brings new ones."""
    with runtime.transaction() as tx:
        wait_for_history(tx, shop_id)
        shops.drop_tokens(tx, shops.get_installation(tx, shop_id))

    assert sweep(runtime) == {}


def test_what_waits_for_its_next_try_is_left_alone_until_then(runtime: Runtime, shop_id: int, clock: SettableClock):
    with runtime.transaction() as tx:
        inbox.mark_failed(tx, a_delivery(tx, shop_id), "a problem")
        wait_for_call(tx, shop_id)
        claimed = outbox.claim(tx, shop_id)
        assert claimed is not None
        outbox.mark_failed(tx, claimed.id, "a problem")

    assert sweep(runtime) == {}
    clock.move(seconds=3.1)
    assert set(sweep(runtime)) == {"jobs.inbox.drain", "jobs.outbox.send"}


def test_work_of_a_shop_without_the_app_waits_for_the_installation(runtime: Runtime):
    """Save what Shopify sends after the app has gone."""
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        a_delivery(tx, shop_id, topic="orders/create")
    assert sweep(runtime) == {}

    with runtime.transaction() as tx:
        a_delivery(tx, shop_id, topic="shop/redact")
    assert sweep(runtime) == {"jobs.inbox.drain": [{"shop_id": shop_id}]}


def test_sweeping_twice_asks_once(runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        wait_for_delivery(tx, shop_id)
    sweep(runtime)
    upkeep.sweep()

    assert asked(runtime)["jobs.inbox.drain"] == [{"shop_id": shop_id}]


def test_shopify_is_looked_at_for_installed_shops_only(runtime: Runtime, shop_id: int):
    a_shop(runtime, OTHER_SHOP)
    lose_redis(runtime)
    upkeep.catch_up()
    upkeep.look_after_shops()

    assert asked(runtime) == {
        name: [{"shop_id": shop_id}]
        for name in ("jobs.orders.catch_up", "jobs.shops.describe", "jobs.shops.keep_alive")
    }


def test_noon_is_looked_at_for_connected_shops_only(runtime: Runtime, shop_id: int):
    an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        noon.connect(tx, shop_id, KEY_FILE, user_code="u", warehouses=["W1"], actor="staff 1")
    lose_redis(runtime)
    upkeep.poll_noon()

    assert asked(runtime) == {"jobs.noon.poll": [{"shop_id": shop_id}]}


def test_handled_deliveries_are_forgotten_after_two_weeks_and_inbox_keys_after_eight_days(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    with runtime.transaction() as tx:
        waiting = a_delivery(tx, shop_id)
        inbox.mark_done(tx, [a_delivery(tx, shop_id) for _ in range(3)])

    def left() -> tuple[int, int]:
        with runtime.snapshot() as tx:
            rows = tx.session.scalar(select(func.count()).select_from(Delivery)) or 0
            living = (StoredKey.kind == "inbox", StoredKey.wrapped.is_not(None))
            return rows, tx.session.scalar(select(func.count()).select_from(StoredKey).where(*living)) or 0

    for days, expected in ((7.9, (4, 1)), (1.2, (4, 0)), (4.8, (4, 0)), (0.2, (1, 0))):
        clock.move(days=days)
        upkeep.forget()
        assert left() == expected
    with runtime.snapshot() as tx:
        assert tx.session.get_one(Delivery, waiting).state == inbox.DUE


def test_calls_that_were_made_are_forgotten_after_thirty_days_and_others_never(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    with runtime.transaction() as tx:
        wait_for_call(tx, shop_id)
        claimed = outbox.claim(tx, shop_id)
        assert claimed is not None
        outbox.mark_done(tx, claimed.id)
        outbox.put(tx, shop_id, "orders.reread", "orders.reread/2", shopify_order_id=2)

    def left() -> list[str]:
        with runtime.snapshot() as tx:
            return list(tx.session.scalars(select(outbox.Call.key).order_by(outbox.Call.id)))

    for days, expected in ((29.9, ["orders.reread/1", "orders.reread/2"]), (0.2, ["orders.reread/2"])):
        clock.move(days=days)
        upkeep.forget()
        assert left() == expected


def test_an_ended_installation_is_no_longer_looked_after(runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        shops.uninstall(tx, shop_id, tx.now + timedelta(seconds=1))
    lose_redis(runtime)
    upkeep.look_after_shops()
    with runtime.snapshot() as tx:
        assert tx.session.scalars(select(Installation.ended_at)).one() is not None

    assert asked(runtime) == {}

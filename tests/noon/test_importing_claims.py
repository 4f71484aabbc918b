"""Which order is made next: one worker a row, no faster than Shopify allows, and nothing while it is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.noon import actions as noon
from shopify_app.noon import mirroring
from shopify_app.noon.importing import actions, claiming, creating, terms
from shopify_app.noon.importing.actions import TooLateError
from shopify_app.noon.importing.answers import Made
from shopify_app.noon.importing.holding import holders_of
from shopify_app.noon.importing.terms import Wish
from shopify_app.noon.mapping.actions import note_skus
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.mapping.rules import MAPPED
from shopify_app.noon.payload import Item, KeyFile, NoonOrderBody
from shopify_app.noon.rules import CONFIRMED
from tests.builders import an_installed_shop
from tests.conftest import SHOP, SettableClock

KEY_FILE = KeyFile("key", "private", "PRJ1")
STAFF = "staff 1"


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop that imports two orders, one a minute, each of one bowl."""
    shop_id = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        noon.connect(tx, shop_id, KEY_FILE, user_code="u", warehouses=["W1"], actor=STAFF)
        terms.change_terms(tx, shop_id, Wish(tx.now - timedelta(days=1), per_minute=1), actor=STAFF)
        note_skus(tx, shop_id, ["BOWL"])
        (sku,) = tx.session.query(NoonSku).filter_by(shop_id=shop_id)
        sku.state, sku.shopify_variant_id, sku.shopify_inventory_item_id = MAPPED, 11, 21
        for number in ("NOON1", "NOON2"):
            mirroring.mirror(tx, shop_id, [body(number)], tx.now)
            actions.import_now(tx, shop_id, number, actor=STAFF)
    return shop_id


def body(number: str) -> NoonOrderBody:
    item = Item(f"{number}-1", "BOWL", CONFIRMED, delivered_invoice_price=10)
    return NoonOrderBody(number, warehouse_code="W1", currency_code="SAR", items=[item])


def claim(runtime: Runtime, shop_id: int) -> claiming.Claimed | None:
    with runtime.transaction() as tx:
        return claiming.claim(tx, shop_id)


def is_due(runtime: Runtime, shop_id: int) -> bool:
    with runtime.snapshot() as tx:
        return shop_id in claiming.shops_with_due(tx)


def import_of(tx: Transaction, shop_id: int, import_id: int) -> tuple[str, str | None]:
    row = actions.get_import(tx, shop_id, import_id)
    return row.state, row.shopify_name


def test_an_attempt_is_written_down_once_and_the_next_waits_its_minute(
    runtime: Runtime, clock: SettableClock, shop_id: int
):
    first = claim(runtime, shop_id)
    assert first is not None and first.noon_order_nr == "NOON1" and first.body is not None
    assert claim(runtime, shop_id) is None and not is_due(runtime, shop_id)

    clock.move(seconds=61)
    assert is_due(runtime, shop_id)
    second = claim(runtime, shop_id)
    assert second is not None and second.noon_order_nr == "NOON2"


def test_what_was_asked_for_is_only_looked_for_by_whoever_takes_it_over(
    runtime: Runtime, clock: SettableClock, shop_id: int
):
    first = claim(runtime, shop_id)
    assert first is not None
    clock.move(minutes=5)
    again = claim(runtime, shop_id)

    assert again is not None and again.id == first.id and again.body is None
    with runtime.transaction() as tx, pytest.raises(TooLateError):
        actions.import_now(tx, shop_id, "NOON1", actor=STAFF)


def test_its_units_are_ours_until_shopify_is_known_to_hold_them(runtime: Runtime, shop_id: int):
    first = claim(runtime, shop_id)
    assert first is not None
    with runtime.transaction() as tx:
        order_id = actions.get_import(tx, shop_id, first.id).order_id
        unit = {(order_id, "NOON1-1")}
        asked = holders_of(tx, [order_id])
        assert (asked.ours, asked.shopifys) == (unit, set())
        # Heard of twice, as when a late answer meets a look-up.
        for name in ("#1", "#2"):
            creating.record_made(tx, shop_id, first.id, [Made(5, name)])
        assert import_of(tx, shop_id, first.id) == ("made", "#1")
        assert holders_of(tx, [order_id]).ours == unit
        actions.get_import(tx, shop_id, first.id).placed_at = tx.now
        tx.session.flush()
        made = holders_of(tx, [order_id])
        assert (made.ours, made.shopifys) == (set(), unit)


def test_switching_off_forgets_what_was_never_asked_for_and_nothing_else(runtime: Runtime, shop_id: int):
    first = claim(runtime, shop_id)
    assert first is not None
    with runtime.transaction() as tx:
        for row in actions.list_imports(tx, shop_id, None, "", 1).rows:
            row.row.by_hand = False
        tx.session.flush()
        terms.change_terms(tx, shop_id, Wish(None), actor=STAFF)

        assert [one.row.noon_order_nr for one in actions.list_imports(tx, shop_id, None, "", 1).rows] == ["NOON1"]

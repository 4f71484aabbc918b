"""Whom a request means: a telephone somebody typed leads to no other customer, and letters are emptied like rows."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from shopify_app.core import inbox
from shopify_app.core.inbox import DEAD, DUE, Delivery
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions as privacy
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.privacy.rules import DATA_REQUEST, REDACT
from tests.builders import a_delivery, an_installed_shop, order_json, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

PHONE = "+966501234567"
VICTIM = Identity(111, "one@example.com", PHONE)
# Their own number and mail, and the other's telephone.
TAKER = Identity(222, "two@example.com", PHONE)


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop where 111 bought first, and then 222, who typed the telephone of 111."""
    number = an_installed_shop(runtime, SHOP)
    buy(runtime, number, 1001, VICTIM)
    buy(runtime, number, 1002, TAKER)
    return number


def buy(runtime: Runtime, shop_id: int, number: int, who: Identity) -> None:
    """An order by a customer, or by a guest when there is no customer number."""
    customer = {"id": who.shopify_customer_id, "email": who.email, "phone": who.phone}
    given = customer if who.shopify_customer_id else None
    with runtime.transaction() as tx:
        record_order(tx, shop_id, number, customer=given, email=who.email, phone=who.phone)


def request(runtime: Runtime, shop_id: int, kind: str, who: Identity, orders: tuple[int, ...] = ()) -> PrivacyRequest:
    answer = {DATA_REQUEST: privacy.answer_data_request, REDACT: privacy.redact_customer}[kind]
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        opened = privacy.open_request(tx, shop_id, kind, f"{kind}/{tx.now.timestamp()}", tx.now)
        answer(tx, opened, who, orders)
        return opened


def seen(runtime: Runtime, shop_id: int, who: Identity, orders: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """What a data request shows; nothing where nothing is held."""
    made = request(runtime, shop_id, DATA_REQUEST, who, orders)
    with runtime.transaction() as tx:
        opened = tx.session.get_one(PrivacyRequest, made.id)
        return json.loads(privacy.take_report(tx, opened, "42"))["what_is_held"] if made.receipt.get("people") else []


def mails(held: list[dict[str, Any]]) -> set[str]:
    return {one["contact"]["email"] for one in held}


def orders_of(held: list[dict[str, Any]]) -> set[str]:
    return {order["name"] for one in held for order in one["orders"]}


class TestATelephoneOfAnother:
    def test_it_does_not_show_the_other(self, runtime: Runtime, shop_id: int):
        held = seen(runtime, shop_id, TAKER)

        assert (mails(held), orders_of(held)) == ({"two@example.com"}, {"#1002"})

    def test_it_does_not_erase_the_other(self, runtime: Runtime, shop_id: int):
        assert request(runtime, shop_id, REDACT, TAKER).receipt["people"] == 1

        assert orders_of(seen(runtime, shop_id, VICTIM)) == {"#1001"}
        assert seen(runtime, shop_id, TAKER) == []

    def test_it_leads_nowhere_for_a_customer_who_never_bought(self, runtime: Runtime, shop_id: int):
        never = Identity(333, "one@example.com", PHONE)

        assert request(runtime, shop_id, REDACT, never).receipt["result"] == "nothing held"
        assert orders_of(seen(runtime, shop_id, VICTIM)) == {"#1001"}

    @pytest.mark.parametrize("kind", [DATA_REQUEST, REDACT])
    def test_it_leads_nowhere_when_the_other_bought_as_a_guest_since(self, runtime: Runtime, shop_id: int, kind: str):
        """What was last seen of 111 then holds no customer number: what they were known by decides."""
        buy(runtime, shop_id, 1003, Identity(None, "one@example.com", PHONE))

        assert request(runtime, shop_id, kind, TAKER).receipt["people"] == 1
        assert orders_of(seen(runtime, shop_id, VICTIM)) == {"#1001", "#1003"}

    def test_an_order_the_request_lists_leads_to_its_person_all_the_same(self, runtime: Runtime, shop_id: int):
        """That Shopify says, not the customer."""
        held = seen(runtime, shop_id, TAKER, (5_000_000_001_001,))

        assert orders_of(held) == {"#1001", "#1002"}


class TestAGuestOfThatMail:
    """Somebody without a customer number may be the same person, and nobody else can claim what is theirs."""

    GUEST = Identity(None, "guest@example.com", None)
    CLAIMANT = Identity(222, "guest@example.com", None)

    def test_is_shown(self, runtime: Runtime, shop_id: int):
        buy(runtime, shop_id, 1003, self.GUEST)

        assert orders_of(seen(runtime, shop_id, self.CLAIMANT)) == {"#1002", "#1003"}

    def test_is_erased(self, runtime: Runtime, shop_id: int):
        buy(runtime, shop_id, 1003, self.GUEST)

        assert request(runtime, shop_id, REDACT, self.CLAIMANT).receipt["people"] == 2
        assert seen(runtime, shop_id, self.GUEST) == []


class TestLetters:
    """Deliveries that could not be handled still hold what they brought."""

    def letter(self, runtime: Runtime, shop_id: int, number: int, *, final: bool = True, **changes: Any) -> int:
        payload = msgspec.json.encode(order_json(number, **changes))
        with runtime.transaction() as tx:
            delivery_id = a_delivery(tx, shop_id, payload)
        with runtime.transaction() as tx:
            inbox.mark_failed(tx, delivery_id, "a problem", final=final)
        return delivery_id

    def row(self, runtime: Runtime, delivery_id: int) -> Delivery:
        with runtime.snapshot() as tx:
            return tx.session.get_one(Delivery, delivery_id)

    @pytest.mark.parametrize("final", [True, False], ids=["dead", "to be tried again"])
    @pytest.mark.parametrize(
        ("who", "orders"),
        [
            (Identity(7_000_000_002_001), ()),
            (Identity(1, "Buyer2001@Example.com"), ()),
            (Identity(1, None, "+966500002001"), ()),
            (Identity(1), (5_000_000_002_001,)),
        ],
        ids=["by customer number", "by mail", "by telephone", "by order"],
    )
    def test_those_about_the_person_are_emptied_and_others_stay(
        self, runtime: Runtime, shop_id: int, final: bool, who: Identity, orders: tuple[int, ...]
    ):
        about = self.letter(runtime, shop_id, 2001, final=final, phone="+966500002001")
        other = self.letter(runtime, shop_id, 2002, final=final)
        receipt = request(runtime, shop_id, REDACT, who, orders).receipt

        assert receipt["destroyed"]["failed_deliveries"] == 1
        emptied, kept = self.row(runtime, about), self.row(runtime, other)
        assert (emptied.state, emptied.payload) == (DEAD, None)
        assert "erased" in (emptied.problem or "")
        assert (kept.state, kept.problem) == (DEAD if final else DUE, "a problem")
        assert kept.payload is not None

    def test_the_receipt_counts_them_beside_what_else_is_destroyed(self, runtime: Runtime, shop_id: int):
        for number in (2001, 2002, 2003):
            self.letter(runtime, shop_id, number, customer={"id": 222})
        receipt = request(runtime, shop_id, REDACT, TAKER).receipt

        assert receipt["people"] == 1
        assert receipt["destroyed"]["keys"] == 1
        assert receipt["destroyed"]["failed_deliveries"] == 3

    def test_where_none_is_about_the_person_none_is_counted(self, runtime: Runtime, shop_id: int):
        self.letter(runtime, shop_id, 2001)

        assert "failed_deliveries" not in request(runtime, shop_id, REDACT, TAKER).receipt["destroyed"]

    def test_those_of_another_shop_stay(self, runtime: Runtime, shop_id: int):
        other_id = an_installed_shop(runtime, OTHER_SHOP)
        theirs = self.letter(runtime, other_id, 2001, customer={"id": 222})
        request(runtime, shop_id, REDACT, TAKER)

        assert self.row(runtime, theirs).payload is not None

    def test_one_that_waits_for_its_first_try_is_handled_first(self, runtime: Runtime, shop_id: int):
        """It came before the request and is drained before it; emptying it would lose an order."""
        with runtime.transaction() as tx:
            waiting = a_delivery(tx, shop_id, msgspec.json.encode(order_json(2001, customer={"id": 222})))
        request(runtime, shop_id, REDACT, TAKER)

        assert self.row(runtime, waiting).payload is not None

    def test_one_whose_key_is_gone_stops_nothing(self, runtime: Runtime, shop_id: int, clock: SettableClock):
        old = self.letter(runtime, shop_id, 2001, customer={"id": 222})
        clock.move(days=1)
        with runtime.transaction() as tx:
            tx.keyring.destroy_inbox_before(tx.session, shop_id, tx.now.date().isoformat(), tx.now)
        self.letter(runtime, shop_id, 2002, customer={"id": 222})

        assert request(runtime, shop_id, REDACT, TAKER).receipt["destroyed"]["failed_deliveries"] == 1
        assert self.row(runtime, old).state == DEAD

"""What was in force when: statements are added, never changed, and an order is judged by the one of its moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from shopify_app.audit.actions import first_broken
from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError, RemoteError
from shopify_app.core.runtime import Runtime
from shopify_app.orders.actions import mark_edited
from shopify_app.orders.models import Hold, Order
from shopify_app.wholesale import actions as wholesale
from shopify_app.wholesale import marks
from shopify_app.wholesale.decisions import latest_decision
from shopify_app.wholesale.models import Decision
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms import agreed
from shopify_app.wholesale.terms.agreed import Account, Span
from shopify_app.wholesale.terms.models import MinimumTerms
from shopify_app.wholesale.terms.rules import Pair, Terms, quotes_of
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

STAFF = "staff 1"
TRADER = {"customer": {"id": 7, "email": "nadia@example.com"}, "email": "nadia@example.com"}


@pytest.fixture
def shop_id(runtime: Runtime, clock: SettableClock) -> int:
    """A shop that has the app for some days."""
    number = an_installed_shop(runtime, SHOP)
    clock.move(days=3)
    return number


def amounts(runtime: Runtime, shop_id: int, at: datetime, currency: str = "SAR") -> tuple[str, str] | None:
    with runtime.snapshot() as tx:
        least = terms.minimums_in_force(tx, shop_id, at).by_currency.get(currency)
    return (f"{least.first.amount:f}", f"{least.following.amount:f}") if least else None


def change(runtime: Runtime, shop_id: int, first: int, following: int = 2000) -> bool:
    with runtime.transaction() as tx:
        wanted = Terms(first=Decimal(first), following=Decimal(following))
        return terms.change_terms(tx, shop_id, wanted, actor=STAFF)


def rates(runtime: Runtime, shop_id: int, dollar: str = "1.0845", days_ago: int = 0) -> None:
    with runtime.transaction() as tx:
        on = tx.now.date() - timedelta(days=days_ago)
        terms.take_rates(tx, shop_id, quotes_of({"USD": Decimal(dollar)}, on))


def place(runtime: Runtime, shop_id: int, subtotal: str, number: int = 1001, **changes: Any) -> int:
    """An order placed now by the same trader as every other; returns our id."""
    with runtime.transaction() as tx:
        at = changes.pop("at", tx.now.replace(microsecond=0))
        order_id = record_order(tx, shop_id, number, subtotal, **{**TRADER, "at": at.isoformat(), **changes})
        person_id = tx.session.scalars(select(Order.person_id).where(Order.id == order_id)).one()
        if person_id is not None:
            marks.keep_marks(tx, shop_id, {person_id: True}, tx.now)
    return order_id


def judge(runtime: Runtime, shop_id: int, order_id: int) -> Decision:
    while wholesale.check_due_orders(runtime, shop_id):
        pass
    with runtime.snapshot() as tx:
        decision = latest_decision(tx, order_id)
    assert decision is not None
    return decision


def held(runtime: Runtime, order_id: int) -> bool:
    with runtime.snapshot() as tx:
        state = tx.session.scalar(select(Hold.state).where(Hold.order_id == order_id))
    return state in {"wanted", "placed"}


def events(runtime: Runtime, shop_id: int) -> list[str]:
    with runtime.snapshot() as tx:
        assert first_broken(tx, shop_id) is None
        chosen = select(AuditEntry.event).where(AuditEntry.shop_id == shop_id).order_by(AuditEntry.number)
        return list(tx.session.scalars(chosen))


def test_a_shop_begins_with_what_is_published(runtime: Runtime, shop_id: int):
    assert amounts(runtime, shop_id, datetime(2020, 1, 1, tzinfo=UTC)) == ("5000", "2000")
    assert amounts(runtime, shop_id, datetime(2020, 1, 1, tzinfo=UTC), "USD") == ("1350", "535")
    assert amounts(runtime, shop_id, datetime(2020, 1, 1, tzinfo=UTC), "EUR") is None


def test_what_the_minimum_was_in_march_can_be_told(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id)
    before = clock.now()
    clock.move(days=2)
    assert change(runtime, shop_id, 6000)
    first_change = clock.now()
    clock.move(days=2)
    rates(runtime, shop_id, "1.2")
    with runtime.transaction() as tx:
        terms.set_own_amount(tx, shop_id, "KWD", Pair(Decimal("410.5"), Decimal(170)), actor=STAFF)

    assert amounts(runtime, shop_id, before) == ("5000", "2000")
    assert amounts(runtime, shop_id, before, "EUR") == ("1250", "495")
    assert amounts(runtime, shop_id, first_change) == ("6000", "2000")
    assert amounts(runtime, shop_id, first_change, "EUR") == ("1500", "495")
    assert amounts(runtime, shop_id, first_change, "KWD") is None
    assert amounts(runtime, shop_id, clock.now(), "EUR") == ("1350", "445")
    assert amounts(runtime, shop_id, clock.now(), "KWD") == ("410.5", "170")


def test_a_change_is_on_the_trail_and_none_is_none(runtime: Runtime, shop_id: int):
    assert change(runtime, shop_id, 6000)
    assert not change(runtime, shop_id, 6000)
    assert events(runtime, shop_id).count("minimum:changed") == 1


def test_the_same_rates_make_no_new_statement(runtime: Runtime, shop_id: int):
    for _ in range(3):
        rates(runtime, shop_id)
    with runtime.snapshot() as tx:
        assert tx.session.scalar(select(func.count()).select_from(MinimumTerms)) == 2


def test_an_older_rate_does_not_put_out_a_newer_one(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id, "1.0845")
    rates(runtime, shop_id, "1.5", days_ago=5)

    assert amounts(runtime, shop_id, clock.now(), "EUR") == ("1250", "495")


def test_an_own_amount_given_up_lets_the_rate_decide_again(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id)
    with runtime.transaction() as tx:
        terms.set_own_amount(tx, shop_id, "EUR", Pair(Decimal(1400), Decimal(600)), actor=STAFF)
    assert amounts(runtime, shop_id, clock.now(), "EUR") == ("1400", "600")
    with runtime.transaction() as tx:
        assert terms.drop_own_amount(tx, shop_id, "EUR", actor=STAFF)
        assert not terms.drop_own_amount(tx, shop_id, "EUR", actor=STAFF)
    assert amounts(runtime, shop_id, clock.now(), "EUR") == ("1250", "495")


def test_a_rate_grows_too_old_by_itself(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id)
    now = clock.now()

    assert amounts(runtime, shop_id, now + timedelta(days=7), "EUR") is not None
    assert amounts(runtime, shop_id, now + timedelta(days=8), "EUR") is None


def test_without_the_ecb_a_new_shop_has_the_librarys_rates(runtime: Runtime):
    other = an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        for model in (terms.MinimumEquivalent, MinimumTerms):
            tx.session.query(model).delete()
    with pytest.raises(RemoteError):
        terms.refresh_rates(runtime, other)
    with runtime.snapshot() as tx:
        assert "EUR" in {one.currency for one in terms.statement_at(tx, other, tx.now).equivalents}


@pytest.mark.parametrize(("first", "is_held"), [(4000, True), (9000, False)])
def test_a_change_after_an_order_was_placed_neither_frees_nor_stops_it(
    runtime: Runtime, shop_id: int, clock: SettableClock, first: int, is_held: bool
):
    order_id = place(runtime, shop_id, "4500" if is_held else "5000")
    clock.move(minutes=5)
    change(runtime, shop_id, first)
    decision = judge(runtime, shop_id, order_id)

    assert (decision.minimum, held(runtime, order_id)) == (5000, is_held)


def test_an_edit_is_judged_by_the_terms_of_the_order_too(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = place(runtime, shop_id, "4500")
    judge(runtime, shop_id, order_id)
    clock.move(minutes=5)
    change(runtime, shop_id, 9000)
    placed_at = clock.now().replace(microsecond=0) - timedelta(minutes=5)
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001, "5000", **TRADER, at=placed_at.isoformat(), updated_at=tx.now.isoformat())
        mark_edited(tx, shop_id, [5_000_000_001_001])

    assert judge(runtime, shop_id, order_id).minimum == 5000
    assert not held(runtime, order_id)


@pytest.mark.parametrize(("subtotal", "allowed"), [("420.000", True), ("419.999", False)])
def test_an_order_that_waited_for_a_minimum_in_its_currency_is_judged_when_there_is_one(
    runtime: Runtime, shop_id: int, clock: SettableClock, subtotal: str, allowed: bool
):
    order_id = place(runtime, shop_id, subtotal, currency="KWD")
    assert judge(runtime, shop_id, order_id).rule == "no_rate"
    clock.move(minutes=1)
    with runtime.transaction() as tx:
        terms.set_own_amount(tx, shop_id, "KWD", Pair(Decimal(420), Decimal(170)), actor=STAFF)
    decision = judge(runtime, shop_id, order_id)

    assert (decision.allowed, decision.rule, decision.source) == (allowed, "first", "owner")
    assert held(runtime, order_id) is not allowed


def test_a_decision_tells_the_rate_it_used(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id, days_ago=1)
    clock.move(minutes=1)
    decision = judge(runtime, shop_id, place(runtime, shop_id, "1250", currency="EUR"))

    assert (decision.allowed, decision.source, decision.per_dollar) == (True, "ecb", Decimal("0.922084"))
    assert decision.rate_on == clock.now().date() - timedelta(days=1)


def test_an_order_under_a_rate_that_is_too_old_waits(runtime: Runtime, shop_id: int, clock: SettableClock):
    rates(runtime, shop_id)
    clock.move(days=9)
    order_id = place(runtime, shop_id, "99999", currency="EUR")

    assert judge(runtime, shop_id, order_id).rule == "no_rate"
    assert held(runtime, order_id)
    rates(runtime, shop_id)
    assert judge(runtime, shop_id, order_id).allowed
    assert not held(runtime, order_id)


@pytest.mark.parametrize(("subtotal", "allowed"), [("205000", True), ("204999", False)])
def test_a_currency_without_decimals(
    runtime: Runtime, shop_id: int, clock: SettableClock, subtotal: str, allowed: bool
):
    with runtime.transaction() as tx:
        found = quotes_of({"USD": Decimal("1.0845"), "JPY": Decimal("165.43")}, tx.now.date())
        terms.take_rates(tx, shop_id, found)
    clock.move(minutes=1)

    assert judge(runtime, shop_id, place(runtime, shop_id, subtotal, currency="JPY")).allowed is allowed


def test_an_order_is_judged_in_the_currency_its_buyer_pays_in(runtime: Runtime, shop_id: int):
    """In that one cart and checkout told the minimum."""
    both = {
        "shop_money": {"amount": "5000.00", "currency_code": "SAR"},
        "presentment_money": {"amount": "4896.67", "currency_code": "AED"},
    }
    amounts = {f"current_{name}_set": both for name in ("subtotal_price", "total_price", "total_tax")}
    order_id = place(runtime, shop_id, "5000", presentment_currency="AED", **amounts)

    assert judge(runtime, shop_id, order_id).currency == "AED"


def test_where_an_amount_lacks_the_buyers_currency_the_shops_counts(runtime: Runtime, shop_id: int):
    order_id = place(runtime, shop_id, "5000", presentment_currency="EUR")

    assert judge(runtime, shop_id, order_id).currency == "SAR"


def test_two_first_orders_at_once_both_need_the_first_minimum(runtime: Runtime, shop_id: int):
    one, other = place(runtime, shop_id, "3000", 1001), place(runtime, shop_id, "3000", 1002)

    assert [judge(runtime, shop_id, number).rule for number in (one, other)] == ["first", "first"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, "following"),
        ({"cancelled_at": "2026-11-24T00:00:00Z"}, "first"),
        ({"test": True}, "first"),
        ({"source_name": "noon"}, "first"),
        ({"financial_status": "refunded"}, "first"),
        ({"financial_status": "pending"}, "first"),
    ],
)
def test_what_makes_the_next_order_a_following_one(
    runtime: Runtime, shop_id: int, clock: SettableClock, changes: dict[str, Any], rule: str
):
    place(runtime, shop_id, "6000", 1001, **changes)
    clock.move(minutes=1)

    assert judge(runtime, shop_id, place(runtime, shop_id, "2500", 1002)).rule == rule


def agree(runtime: Runtime, shop_id: int, account: Account, first: int = 3000, **when: datetime | None) -> int:
    with runtime.transaction() as tx:
        begins_at = when.get("begins_at") or tx.now
        lasting, pair = Span(begins_at, when.get("ends_at")), Pair(Decimal(first), Decimal(1000))
        return agreed.agree(tx, shop_id, account, pair, lasting, "Agreed", actor=STAFF).id


def account_of(runtime: Runtime, order_id: int) -> Account:
    with runtime.snapshot() as tx:
        return Account.of(tx.session.get_one(Order, order_id))


def test_what_is_agreed_with_a_company_holds_for_all_its_people_and_nobody_else(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    agree(runtime, shop_id, Account(55, None))
    clock.move(minutes=1)
    ours = place(runtime, shop_id, "3000", 1001, company={"id": 55, "location_id": 1})
    theirs = place(runtime, shop_id, "3000", 1002, company={"id": 56, "location_id": 2})
    alone = place(runtime, shop_id, "3000", 1003)

    assert [judge(runtime, shop_id, number).allowed for number in (ours, theirs, alone)] == [True, False, False]
    assert judge(runtime, shop_id, ours).source == "override"


def test_what_is_agreed_has_its_time(runtime: Runtime, shop_id: int, clock: SettableClock):
    now = clock.now()
    account = account_of(runtime, place(runtime, shop_id, "1", 1000))
    agree(runtime, shop_id, account, begins_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    clock.move(days=3)
    found = [
        judge(runtime, shop_id, place(runtime, shop_id, amount, 1001 + hours, at=now + timedelta(hours=hours))).allowed
        for hours, amount in ((1, "3000"), (30, "3000"), (40, "1000"), (50, "1000"))
    ]

    assert found == [False, True, True, False]


def test_agreeing_lets_a_held_order_go_and_ending_it_keeps_what_was_agreed(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    order_id = place(runtime, shop_id, "3000")
    assert not judge(runtime, shop_id, order_id).allowed
    override_id = agree(runtime, shop_id, account_of(runtime, order_id), begins_at=clock.now() - timedelta(hours=1))
    assert judge(runtime, shop_id, order_id).allowed
    assert not held(runtime, order_id)
    with runtime.transaction() as tx:
        agreed.end_agreement(tx, shop_id, override_id, actor=STAFF)
        agreed.end_agreement(tx, shop_id, override_id, actor=STAFF)
    clock.move(minutes=1)

    assert not judge(runtime, shop_id, place(runtime, shop_id, "1999", 1002)).allowed
    assert events(runtime, shop_id).count("minimum:agreement_ended") == 1


def test_a_guest_has_no_account_to_agree_with(runtime: Runtime, shop_id: int):
    with pytest.raises(InvalidInputError, match="names nobody"):
        agree(runtime, shop_id, Account(None, None))
    with pytest.raises(InvalidInputError, match="before the first"), runtime.transaction() as tx:
        pair = Pair(Decimal(1), Decimal(1))
        agreed.agree(tx, shop_id, Account(1, None), pair, Span(tx.now, tx.now), "x", actor=STAFF)


def exempt(runtime: Runtime, shop_id: int, order_id: int, kind: str = "sample") -> None:
    with runtime.transaction() as tx:
        agreed.exempt(tx, shop_id, order_id, kind, "For the fair", actor=STAFF)


def test_an_exempted_order_passes_and_withdrawing_holds_it_again(runtime: Runtime, shop_id: int):
    order_id = place(runtime, shop_id, "12")
    judge(runtime, shop_id, order_id)
    exempt(runtime, shop_id, order_id)
    assert judge(runtime, shop_id, order_id).rule == "exempt"
    assert not held(runtime, order_id)
    with runtime.transaction() as tx:
        agreed.withdraw_exemption(tx, shop_id, order_id, actor=STAFF)
    assert judge(runtime, shop_id, order_id).rule == "first"
    assert held(runtime, order_id)
    told = [event for event in events(runtime, shop_id) if event.startswith("order:")]
    assert told == ["order:exempted", "order:released", "order:exemption_withdrawn"]


@pytest.mark.parametrize(("kind", "rule"), [("sample", "first"), ("replacement", "first"), ("completion", "following")])
def test_a_sample_does_not_open_the_door_to_the_lower_minimum(
    runtime: Runtime, shop_id: int, clock: SettableClock, kind: str, rule: str
):
    order_id = place(runtime, shop_id, "12")
    judge(runtime, shop_id, order_id)
    exempt(runtime, shop_id, order_id, kind)
    judge(runtime, shop_id, order_id)
    clock.move(minutes=1)

    assert judge(runtime, shop_id, place(runtime, shop_id, "2500", 1002)).rule == rule


def passed(runtime: Runtime, shop_id: int) -> int:
    order_id = place(runtime, shop_id, "6000")
    judge(runtime, shop_id, order_id)
    return order_id


def exempted(runtime: Runtime, shop_id: int) -> int:
    order_id = place(runtime, shop_id, "12")
    judge(runtime, shop_id, order_id)
    exempt(runtime, shop_id, order_id)
    return order_id


@pytest.mark.parametrize("begin", [passed, exempted, lambda *_: 999, lambda *them: place(*them, "5")])
def test_only_an_order_below_its_minimum_is_exempted_and_only_once(
    runtime: Runtime, shop_id: int, begin: Callable[[Runtime, int], int]
):
    order_id = begin(runtime, shop_id)
    with pytest.raises((ConflictError, NotFoundError)):
        exempt(runtime, shop_id, order_id)


def test_an_exemption_stays_once_goods_have_left(runtime: Runtime, shop_id: int):
    order_id = exempted(runtime, shop_id)
    with runtime.transaction() as tx:
        tx.session.get_one(Order, order_id).fulfillment_status = "partial"
    with pytest.raises(ConflictError, match="sent already"), runtime.transaction() as tx:
        agreed.withdraw_exemption(tx, shop_id, order_id, actor=STAFF)


def test_another_shop_changes_and_sees_nothing(runtime: Runtime, shop_id: int, clock: SettableClock):
    other = an_installed_shop(runtime, OTHER_SHOP)
    order_id = exempted(runtime, shop_id)
    override_id = agree(runtime, shop_id, Account(55, None))
    change(runtime, shop_id, 7000)
    for refused in (
        lambda tx: agreed.withdraw_exemption(tx, other, order_id, actor=STAFF),
        lambda tx: agreed.exempt(tx, other, order_id, "sample", "x", actor=STAFF),
        lambda tx: agreed.end_agreement(tx, other, override_id, actor=STAFF),
    ):
        with pytest.raises(NotFoundError), runtime.transaction() as tx:
            refused(tx)
    with runtime.snapshot() as tx:
        assert agreed.agreements(tx, other) == []
        assert agreed.override_at(tx, other, Account(55, None), clock.now()) is None
    assert amounts(runtime, other, clock.now()) == ("5000", "2000")

"""The account decides; without a decided one, the tag."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.people.models import Person
from shopify_app.people.rules import Identity
from shopify_app.privacy.retention import KEEP_ENDED_ACCOUNTS, forget_accounts
from shopify_app.wholesale import actions as wholesale
from shopify_app.wholesale import marks
from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.applications import Application, Details
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.rules import APPLIED, APPROVED, CLOSED, FILE, REFUSED, STOREFRONT, SUSPENDED
from shopify_app.wholesale.qualifying import standing_of
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

CUSTOMER = 7_000_000_001_001
BARE = Application(Details(), None, None)


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop."""
    return an_installed_shop(runtime, SHOP)


def bring(runtime: Runtime, shop_id: int, *states: str, customer: int = CUSTOMER) -> int:
    """An account that went through these states."""
    with runtime.transaction() as tx:
        account_id = actions.open_account(
            tx, shop_id, Identity(customer), BARE, state=APPLIED, source=STOREFRONT, actor="applicant"
        )
        for state in states:
            actions.change(tx, shop_id, account_id, state, actor="staff 1", reason="other")
    return account_id


@pytest.mark.parametrize("tagged", [True, False, None])
@pytest.mark.parametrize(
    ("states", "says"),
    [
        ((), None),
        ((APPROVED,), True),
        ((REFUSED,), False),
        ((APPROVED, SUSPENDED), False),
        ((APPROVED, SUSPENDED, APPROVED), True),
        ((APPROVED, CLOSED), False),
    ],
)
def test_the_account_decides_and_an_undecided_one_leaves_it_to_the_tag(
    runtime: Runtime, shop_id: int, tagged: bool | None, states: tuple[str, ...], says: bool | None
):
    bring(runtime, shop_id, *states)
    with runtime.transaction() as tx:
        order_id = record_order(tx, shop_id, 1001)
        person_id = tx.session.get_one(Order, order_id).person_id or 0
        if tagged is not None:
            marks.keep_marks(tx, shop_id, {person_id: tagged}, tx.now)
        wholesale.apply_marks(tx, shop_id)
    expected = says if says is not None else tagged
    with runtime.snapshot() as tx:
        standing = standing_of(tx, shop_id, CUSTOMER)
        kind = tx.session.get_one(Order, order_id).kind

    assert (standing and standing.is_trade) == expected
    assert kind == {True: "trade", False: "retail", None: "unknown"}[expected]


def test_the_newest_decided_account_counts(runtime: Runtime, shop_id: int):
    bring(runtime, shop_id, APPROVED, CLOSED)
    bring(runtime, shop_id, APPROVED)
    with runtime.snapshot() as tx:
        standing = standing_of(tx, shop_id, CUSTOMER)
        assert standing is not None
        assert standing.is_trade
    with runtime.transaction() as tx:
        newest = tx.session.scalars(select(TradeAccount.id).order_by(TradeAccount.id.desc())).first()
        actions.change(tx, shop_id, newest or 0, CLOSED, actor="staff 1", reason="other")
    bring(runtime, shop_id)
    with runtime.snapshot() as tx:
        standing = standing_of(tx, shop_id, CUSTOMER)
        assert standing is not None
        assert not standing.is_trade


@pytest.mark.parametrize(("states", "kind"), [((), "trade"), ((APPROVED,), "trade"), ((APPROVED, SUSPENDED), "retail")])
def test_a_company_buys_as_a_trader_unless_its_account_says_otherwise(
    runtime: Runtime, shop_id: int, states: tuple[str, ...], kind: str
):
    account_id = bring(runtime, shop_id, *states, customer=1)
    with runtime.transaction() as tx:
        actions.get_account(tx, shop_id, account_id).shopify_company_id = 55
        order_id = record_order(tx, shop_id, 1001, company={"id": 55, "location_id": 56})
        wholesale.apply_marks(tx, shop_id)
    with runtime.snapshot() as tx:
        assert tx.session.get_one(Order, order_id).kind == kind


def test_an_account_of_one_shop_says_nothing_in_another(runtime: Runtime, shop_id: int):
    other = an_installed_shop(runtime, OTHER_SHOP)
    account_id = bring(runtime, shop_id, APPROVED)
    with runtime.transaction() as tx:
        record_order(tx, other, 1001)
        wholesale.apply_marks(tx, other)
        assert standing_of(tx, other, CUSTOMER) is None
    with pytest.raises(actions.UnknownAccountError), runtime.transaction() as tx:
        actions.change(tx, other, account_id, SUSPENDED, actor="staff 2", reason="other")


def test_shopify_is_told_of_traders_only(runtime: Runtime, shop_id: int):
    """An application withdrawn or refused never gave a tag, so none that staff set by hand is taken away."""
    bring(runtime, shop_id, REFUSED)
    bring(runtime, shop_id, CLOSED)
    with runtime.snapshot() as tx:
        assert tx.session.scalars(select(Call.kind).where(Call.shop_id == shop_id)).all() == []
    bring(runtime, shop_id, APPROVED, SUSPENDED, CLOSED)
    with runtime.snapshot() as tx:
        keys = tx.session.scalars(select(Call.key).where(Call.shop_id == shop_id).order_by(Call.id)).all()
        assert [key.rpartition("/")[2] for key in keys] == ["2", "3", "4"]


def test_what_was_told_is_forgotten_half_a_year_after_the_end(runtime: Runtime, shop_id: int, clock: SettableClock):
    """And whoever is known by nothing else with it; who has orders stays known."""
    details = Application(Details(company="Najd", email="a@example.com"), None, "SA")
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001)
        for identity, ending in ((Identity(CUSTOMER), REFUSED), (Identity(2), REFUSED), (Identity(3), APPROVED)):
            account_id = actions.open_account(
                tx, shop_id, identity, _of(details, identity), state=APPLIED, source=FILE, actor="staff 1"
            )
            actions.change(tx, shop_id, account_id, ending, actor="staff 1", reason="other")
    for days, left in ((KEEP_ENDED_ACCOUNTS.days - 1, [True, True, True]), (2, [False, False, True])):
        clock.move(days=days)
        with runtime.transaction() as tx:
            forget_accounts(tx, shop_id)
            accounts = tx.session.scalars(select(TradeAccount).order_by(TradeAccount.id)).all()
            assert [one.details is not None for one in accounts] == left
            assert [one.mail_print is not None for one in accounts] == left
    with runtime.snapshot() as tx:
        erased = {one.person_id: tx.session.get_one(Person, one.person_id).erased_at for one in accounts}
        assert [erased[one.person_id] is not None for one in accounts] == [False, True, False]


def _of(details: Application, identity: Identity) -> Application:
    mail = f"{identity.shopify_customer_id}@example.com"
    return Application(Details(company=details.details.company, email=mail), None, details.country)

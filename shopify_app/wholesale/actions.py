"""Telling trade from retail, and giving every due order its verdict: held when below, let go when cured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from shopify_app.core.locks import lock_shop
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE, CHECK_JOB, CHECK_QUEUE
from shopify_app.orders.models import RETAIL, TRADE, UNKNOWN, Hold, Order
from shopify_app.orders.rules import NOON
from shopify_app.people import actions as people
from shopify_app.shops.actions import first_installed_at
from shopify_app.shops.models import Installation
from shopify_app.wholesale.accounts import standing
from shopify_app.wholesale.decisions import latest_decision, verdict_of, write_down
from shopify_app.wholesale.marks import is_trade_tag, keep_marks
from shopify_app.wholesale.models import HANDLE
from shopify_app.wholesale.qualifying import qualifying_orders_before, same_account
from shopify_app.wholesale.reopening import is_never_paid, is_unsent, reopen_later_orders, still_stands
from shopify_app.wholesale.rules import Candidate, Minimums, Rule, Verdict, check_minimum, sentence
from shopify_app.wholesale.terms.agreed import Account, exemption_of, minimums_for
from shopify_app.wholesale.together.counting import Counted, counted_for, members_of, together

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY = 500
# Judged in one transaction, which keeps every other writer of the shop waiting.
_FEW = 50


def check_due_orders(runtime: Runtime, shop_id: int) -> bool:
    """Classify and judge the shop's due orders, one batch; True when more are waiting.

    Raises:
        RemoteError: Shopify would not tell customers' tags now; the orders stay due.
    """
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        apply_marks(tx, shop_id)
        judge_due(tx, shop_id)
        unmarked = unmarked_customers(tx, shop_id)
    if unmarked:
        asked_at = runtime.clock.now()
        tags = runtime.client(OrdersClient).customers_tags(shop_id, list(unmarked))
        with runtime.transaction() as tx:
            lock_shop(tx, shop_id)
            marks = {person_id: is_trade_tag(tags[number]) for number, person_id in unmarked.items()}
            keep_marks(tx, shop_id, marks, asked_at)
            apply_marks(tx, shop_id)
            judge_due(tx, shop_id)
    with runtime.snapshot() as tx:
        return tx.session.scalar(_due(shop_id).limit(1)) is not None


def unmarked_customers(tx: Transaction, shop_id: int) -> dict[int, int]:
    """Customers of due orders about whom nothing is known yet: {customer id at Shopify: person id}."""
    chosen = _due(shop_id).where(Order.kind == UNKNOWN).with_only_columns(Order.person_id).distinct().limit(_MANY)
    persons = people.load(tx, shop_id, [person_id for person_id in tx.session.scalars(chosen) if person_id])
    contacts = {person.id: people.open_contact(tx, person) for person in persons.values()}
    return {
        contact.shopify_customer_id: person_id
        for person_id, contact in contacts.items()
        if contact.shopify_customer_id is not None
    }


def apply_marks(tx: Transaction, shop_id: int) -> None:
    """Give due orders of marked people their kind. Who has no customer record at Shopify cannot carry a tag: retail."""
    for is_trade, kind in ((True, TRADE), (False, RETAIL)):
        due = (
            update(Order)
            .where(
                Order.shop_id == shop_id, Order.check_due, Order.kind != kind, Order.source_name.is_distinct_from(NOON)
            )
            .values(kind=kind, brand_due=True)
        )
        marked = Order.person_id.in_(standing.people_who(shop_id, trade=is_trade)), Order.company_id.is_(None)
        for whose in (marked, (Order.company_id.in_(standing.companies_with_account(shop_id, trade=is_trade)),)):
            tx.session.execute(due.where(*whose), execution_options={"synchronize_session": False})
    guests = _due(shop_id).where(Order.kind == UNKNOWN).limit(_MANY)
    rows = tx.session.scalars(guests).all()
    persons = people.load(tx, shop_id, [row.person_id for row in rows if row.person_id])
    for row in rows:
        person = persons.get(row.person_id or 0)
        if person is None or people.open_contact(tx, person).shopify_customer_id is None:
            row.kind = RETAIL
    tx.session.flush()
    # Whose parcels carry a brand is known only now.
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)


def judge_due(tx: Transaction, shop_id: int) -> None:
    """A verdict for every due order whose kind is known."""
    _let_retail_go(tx, shop_id)
    retail = update(Order).where(Order.shop_id == shop_id, Order.check_due, Order.kind == RETAIL)
    tx.session.execute(retail.values(check_due=False), execution_options={"synchronize_session": False})
    chosen = _due(shop_id).where(Order.kind == TRADE).order_by(Order.placed_at, Order.id).limit(_FEW)
    orders = tx.session.scalars(chosen, execution_options={"populate_existing": True}).all()
    with tx.session.no_autoflush:
        for order in orders:
            # First, because a verdict may make this very order due again.
            order.check_due = False
        tx.session.flush()
        installed_at = first_installed_at(tx, shop_id) if orders else tx.now
        for order in orders:
            _judge(tx, order, installed_at)
            order.edited = False


def _let_retail_go(tx: Transaction, shop_id: int) -> None:
    """What was held as a trader's and turned out to be none: no minimum holds it any more."""
    held = select(Hold.order_id).where(Hold.shop_id == shop_id, Hold.handle == HANDLE, Hold.state.in_(holds.STOPPED))
    for order in tx.session.scalars(_due(shop_id).where(Order.kind == RETAIL, Order.id.in_(held)).limit(_FEW)):
        verdict = check_minimum(Candidate(Money(order.goods, order.currency), is_trade=False), 0, Minimums())
        write_down(tx, order, verdict, 0)
        holds.drop_hold(tx, shop_id, order.id, HANDLE, sentence(verdict))


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops whose orders wait for a verdict, in shops where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(Order.shop_id).where(Order.check_due, Order.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def _due(shop_id: int) -> Any:
    return select(Order).where(Order.shop_id == shop_id, Order.check_due)


def _judge(tx: Transaction, order: Order, installed_at: datetime) -> None:
    before, counted = latest_decision(tx, order.id), counted_for(tx, order)
    if before is not None and still_stands(order, before, counted):
        _look_again_at_later_orders(tx, order)
        if is_never_paid(order):
            _reopen_later_orders(tx, order)
        return
    if exemption_of(tx, order.shop_id, order.id) is not None:
        counted = together([order])
    # What was found below its minimum was found so under an installation: no later one makes it an earlier order.
    verdict, earlier = _verdict(tx, order, counted, installed_at if before is None or before.allowed else None)
    was_let_go = before is not None and before.allowed and before.rule != Rule.CANCELLED
    if was_let_go and (verdict.rule is Rule.CANCELLED or not verdict.allowed):
        _reopen_later_orders(tx, order)
    if before is None or verdict_of(before) != verdict:
        write_down(tx, order, verdict, earlier)
        _look_again_at_members(tx, order, verdict)
    if verdict.allowed:
        holds.drop_hold(tx, order.shop_id, order.id, HANDLE, sentence(verdict))
        _look_again_at_later_orders(tx, order)
    else:
        holds.want_hold(tx, order.shop_id, order.id, HANDLE, sentence(verdict))


def verdict_together(tx: Transaction, orders: Sequence[Order]) -> Verdict:
    """The verdict on orders of one account and currency, would they be counted as one."""
    counted = together(orders)
    verdict, _ = _verdict(tx, counted.lead, counted, None)
    return verdict


def _verdict(tx: Transaction, order: Order, counted: Counted, installed_at: datetime | None) -> tuple[Verdict, int]:
    """The verdict, and how many qualifying orders were known before.

    By the minimum in force when the order was placed: that is what the buyer was told. A change of terms afterwards
    neither stops nor frees it. Where nothing was known in its currency then, what is known now counts.
    """
    # Shopify tells the second of an order: one placed in the second of the installation is not an earlier one.
    is_earlier = installed_at is not None and order.placed_at < installed_at.replace(microsecond=0)
    is_exempt = exemption_of(tx, order.shop_id, order.id) is not None
    cancelled, lead, goods = order.cancelled_at is not None, counted.lead, counted.goods
    candidate = Candidate(goods, True, order.is_test, cancelled, is_earlier, is_exempt, len(counted.orders))
    account, earlier = Account.of(order), qualifying_orders_before(tx, lead)
    told = minimums_for(tx, order.shop_id, account, lead.placed_at, only=order.currency)
    verdict = check_minimum(candidate, earlier, told)
    if verdict.rule is Rule.NO_RATE:
        verdict = check_minimum(
            candidate, earlier, minimums_for(tx, order.shop_id, account, tx.now, only=order.currency)
        )
    return verdict, earlier


def _look_again_at_members(tx: Transaction, order: Order, verdict: Verdict) -> None:
    """What changed for an order changed for those that are counted together with it: also that it was edited."""
    for member in members_of(tx, order.id):
        decision = latest_decision(tx, member.id)
        if member.id != order.id and (decision is None or verdict_of(decision) != verdict):
            member.check_due = True
            if not verdict.allowed and order.edited and is_unsent(member):
                member.edited = True
            tx.nudge(CHECK_JOB, CHECK_QUEUE, order.shop_id)


def _reopen_later_orders(tx: Transaction, order: Order) -> None:
    """It opened the door for others, and does so no more."""
    reopen_later_orders(tx, order, same_account(order))
    tx.nudge(CHECK_JOB, CHECK_QUEUE, order.shop_id)


def _look_again_at_later_orders(tx: Transaction, order: Order) -> None:
    """An order that now qualifies may turn a held later one from «first» into «following»."""
    stopped = select(Hold.order_id).join(Order, Order.id == Hold.order_id)
    stopped = stopped.where(*same_account(order), Order.placed_at >= order.placed_at, Order.id != order.id)
    later = list(tx.session.scalars(stopped.where(Hold.handle == HANDLE, Hold.state.in_(holds.STOPPED))))
    if later:
        chosen = update(Order).where(Order.id.in_(later)).values(check_due=True)
        tx.session.execute(chosen, execution_options={"synchronize_session": False})
        tx.nudge(CHECK_JOB, CHECK_QUEUE, order.shop_id)

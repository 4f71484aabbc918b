"""Telling trade from retail, and giving every due order its verdict: held when below, let go when cured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, update

from shopify_app.core.locks import lock_shop
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.keeping import CHECK_JOB, CHECK_QUEUE
from shopify_app.orders.models import OVERRIDDEN, RETAIL, TRADE, UNKNOWN, Hold, Order
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.shops.actions import first_installed_at
from shopify_app.shops.models import Installation
from shopify_app.wholesale.accounts import standing
from shopify_app.wholesale.decisions import latest_decision, let_go_by_verdict, verdict_of, write_down
from shopify_app.wholesale.marks import is_trade_tag, keep_marks
from shopify_app.wholesale.models import HANDLE
from shopify_app.wholesale.reopening import reopen_later_orders, was_edited
from shopify_app.wholesale.rules import Candidate, Rule, Verdict, check_minimum, qualifies, sentence
from shopify_app.wholesale.terms.agreed import Account, exemption_of, gifts, minimums_for

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY = 500
# Judged in one transaction, which keeps every other writer of the shop waiting.
_FEW = 50
_LOOK_BACK = 100


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
        due = update(Order).where(Order.shop_id == shop_id, Order.check_due, Order.kind != kind).values(kind=kind)
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


def judge_due(tx: Transaction, shop_id: int) -> None:
    """A verdict for every due order whose kind is known."""
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


@dataclass(frozen=True, slots=True)
class Standing:
    """What the minimum of a customer's next order depends on."""

    is_trade: bool
    qualifying_orders: int
    person_id: int


def standing_of(tx: Transaction, shop_id: int, shopify_customer_id: int) -> Standing | None:
    """How the customer stands; None for one we have not seen order or be tagged."""
    person_ids = people.find_all(tx, shop_id, Identity(shopify_customer_id))
    is_trade = standing.is_trader(tx, shop_id, person_ids[0]) if person_ids else None
    if is_trade is None:
        return None
    return Standing(is_trade, qualifying_orders_of(tx, shop_id, person_ids[0]), person_ids[0])


def qualifying_orders_of(tx: Transaction, shop_id: int, person_id: int, company_id: int | None = None) -> int:
    """How many of the account's orders qualify, up to a few: of the company where there is one, else of the person."""
    if company_id is not None:
        return _count_qualifying(tx, shop_id, (Order.shop_id == shop_id, Order.company_id == company_id))
    account = (Order.shop_id == shop_id, Order.person_id == person_id, Order.company_id.is_(None))
    return _count_qualifying(tx, shop_id, account)


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops whose orders wait for a verdict, in shops where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(Order.shop_id).where(Order.check_due, Order.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def _due(shop_id: int) -> Any:
    return select(Order).where(Order.shop_id == shop_id, Order.check_due)


def _judge(tx: Transaction, order: Order, installed_at: datetime) -> None:
    before = latest_decision(tx, order.id)
    cancelled = order.cancelled_at is not None
    was_exempt = before is not None and before.rule == Rule.EXEMPT.value
    if before is not None and before.allowed and not (cancelled or was_exempt or was_edited(order, before)):
        # Let go once, it stays let go: a refund later does not undo it. Only an edit opens the question again, or an
        # exemption that is withdrawn.
        _look_again_at_later_orders(tx, order)
        return
    if before is not None and before.allowed and cancelled and before.rule != Rule.CANCELLED:
        reopen_later_orders(tx, order, _same_account(order))
        tx.nudge(CHECK_JOB, CHECK_QUEUE, order.shop_id)
    earlier = _qualifying_orders(tx, order)
    # What was found below its minimum was found so under an installation: no later one makes it an earlier order.
    verdict = _verdict(tx, order, earlier, installed_at if before is None or before.allowed else None)
    if before is None or verdict_of(before) != verdict:
        write_down(tx, order, verdict, earlier)
    if verdict.allowed:
        holds.drop_hold(tx, order.shop_id, order.id, HANDLE, sentence(verdict))
        _look_again_at_later_orders(tx, order)
    else:
        holds.want_hold(tx, order.shop_id, order.id, HANDLE, sentence(verdict))


def _verdict(tx: Transaction, order: Order, earlier: int, installed_at: datetime | None) -> Verdict:
    """By the minimum in force when the order was placed: that is what the buyer was told. A change of terms afterwards
    neither stops nor frees it. Where nothing was known in its currency then, what is known now counts.
    """
    # Shopify tells the second of an order: one placed in the second of the installation is not an earlier one.
    is_earlier = installed_at is not None and order.placed_at < installed_at.replace(microsecond=0)
    is_exempt = exemption_of(tx, order.shop_id, order.id) is not None
    goods = Money(order.goods, order.currency)
    candidate = Candidate(goods, True, order.is_test, order.cancelled_at is not None, is_earlier, is_exempt)
    account, currency = Account.of(order), order.currency
    told = minimums_for(tx, order.shop_id, account, order.placed_at, only=currency)
    verdict = check_minimum(candidate, earlier, told)
    if verdict.rule is not Rule.NO_RATE:
        return verdict
    return check_minimum(candidate, earlier, minimums_for(tx, order.shop_id, account, tx.now, only=currency))


def _same_account(order: Order) -> Any:
    """Orders of the same trader: of the company where there is one, else of the person."""
    if order.company_id is not None:
        return (Order.shop_id == order.shop_id, Order.company_id == order.company_id)
    return (Order.shop_id == order.shop_id, Order.person_id == order.person_id, Order.company_id.is_(None))


def _qualifying_orders(tx: Transaction, order: Order) -> int:
    """How many of the account's earlier orders qualify; counted up to a few, for one alone decides."""
    before = or_(Order.placed_at < order.placed_at, (Order.placed_at == order.placed_at) & (Order.id < order.id))
    return _count_qualifying(tx, order.shop_id, (*_same_account(order), before))


def _count_qualifying(tx: Transaction, shop_id: int, wanted: Sequence[Any]) -> int:
    """Only a trader's orders count, and of them those that were let go: by their verdict, or by a person.

    What somebody bought as a retail customer, before the tag, is no trader's first order, whatever it cost. A trader's
    order from before the installation counts: it was let go with the rule `earlier`, and asking a customer of years
    for a first order's minimum would be wrong.
    """
    let_go = or_(let_go_by_verdict(), and_(Hold.id.is_not(None), Hold.state == OVERRIDDEN))
    stopped = Hold.state.in_(holds.STOPPED)
    chosen = select(Order.financial_status, Order.has_terms, Order.source_name, stopped.label("is_held"))
    chosen = chosen.add_columns(Order.id.in_(gifts(shop_id)).label("is_gift"))
    chosen = chosen.outerjoin(Hold, and_(Hold.order_id == Order.id, Hold.handle == HANDLE))
    chosen = chosen.where(*wanted, Order.kind == TRADE, let_go, Order.cancelled_at.is_(None), ~Order.is_test)
    return sum(
        qualifies(
            financial_status=row.financial_status,
            has_terms=row.has_terms,
            is_cancelled=False,
            is_test=False,
            is_imported=row.source_name == "noon",
            is_held=bool(row.is_held),
            is_gift=row.is_gift,
        )
        for row in tx.session.execute(chosen.order_by(Order.placed_at.desc()).limit(_LOOK_BACK))
    )


def _look_again_at_later_orders(tx: Transaction, order: Order) -> None:
    """An order that now qualifies may turn a held later one from «first» into «following»."""
    stopped = select(Hold.order_id).join(Order, Order.id == Hold.order_id)
    stopped = stopped.where(*_same_account(order), Order.placed_at >= order.placed_at, Order.id != order.id)
    later = list(tx.session.scalars(stopped.where(Hold.handle == HANDLE, Hold.state.in_(holds.STOPPED))))
    if later:
        chosen = update(Order).where(Order.id.in_(later)).values(check_due=True)
        tx.session.execute(chosen, execution_options={"synchronize_session": False})
        tx.nudge(CHECK_JOB, CHECK_QUEUE, order.shop_id)

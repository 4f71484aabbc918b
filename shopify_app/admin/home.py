"""The home page: what needs a person today, and whether everything flows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from shopify_app.core import inbox, outbox
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import runtime
from shopify_app.noon import actions as noon
from shopify_app.noon import lists as noon_lists
from shopify_app.orders import lists
from shopify_app.orders.lists import Wish
from shopify_app.privacy import lists as privacy
from shopify_app.shops.guard import caller
from shopify_app.shops.models import Shop
from shopify_app.white_label.release.lists import count_waiting
from shopify_app.white_label.stock.lists import count_low
from shopify_app.wholesale import decisions as taken
from shopify_app.wholesale.accounts.lists import count_applications

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of the home page."""

    held: int
    waiting: int
    calls: int
    lag: timedelta
    failed: int
    open_requests: int
    next_due_at: datetime | None
    noon_connected: bool
    noon_polled_at: datetime | None
    noon_open: int
    noon_problem: str | None
    applications: int
    low_items: int
    unbranded: int


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Held orders, lag, failures, open requests, noon."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        held = lists.list_orders(tx, shop_id, Wish(show="held")).rows[:5]
        recent = lists.list_orders(tx, shop_id, Wish()).rows[:8]
        ids = [order.id for order in (*held, *recent)]
        return render_template(
            "admin/home.html",
            shop=tx.session.get_one(Shop, shop_id),
            today=_today(tx, shop_id),
            held=held,
            recent=recent,
            holds=lists.holds_of(tx, shop_id, ids),
            decisions=taken.latest_decisions(tx, shop_id, ids),
        )


def _today(tx: Transaction, shop_id: int) -> Today:
    waiting, calls = inbox.counts(tx, shop_id), outbox.counts(tx, shop_id)
    oldest = min(filter(None, (inbox.oldest_due_at(tx, shop_id), outbox.oldest_due_at(tx, shop_id))), default=None)
    requests, next_due_at = privacy.open_requests(tx, shop_id)
    connection = noon.find_connection(tx, shop_id)
    return Today(
        held=lists.count_held(tx, shop_id),
        waiting=waiting[inbox.DUE],
        calls=calls[outbox.DUE],
        lag=tx.now - oldest if oldest else timedelta(),
        failed=waiting[inbox.DEAD] + calls[outbox.DEAD],
        open_requests=requests,
        next_due_at=next_due_at,
        noon_connected=connection is not None,
        noon_polled_at=connection.polled_at if connection else None,
        noon_open=noon_lists.count_open(tx, shop_id),
        noon_problem=connection.problem if connection else None,
        applications=count_applications(tx, shop_id),
        low_items=count_low(tx, shop_id),
        unbranded=count_waiting(tx, shop_id),
    )

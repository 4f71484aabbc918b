"""Terms and decisions as the pages show them: what changed when, every decision, and orders beside their minimum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, select

from shopify_app.audit.actions import SYSTEM
from shopify_app.core.money import Money
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.wholesale.models import Decision
from shopify_app.wholesale.rules import Basis, Rule, Source
from shopify_app.wholesale.terms.models import MinimumTerms

ALLOWED, REFUSED, ALL = "passed", "below", "all"
CHART_WIDTH, CHART_HEIGHT, CHART_TOP = 640, 200, 200
_CHARTED = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """Which decisions are wanted. Unknown words fall back to all, so that an old link still works."""

    show: str = ALL
    rule: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision and the order it is about."""

    decision: Decision
    order: Order


@dataclass(frozen=True, slots=True)
class Point:
    """One trade order in the chart: where it stands, and the share of its minimum it reached, in percent."""

    order: Order
    counted: Money
    minimum: Money
    percent: int
    x: int
    y: int
    allowed: bool


def history(tx: Transaction, shop_id: int) -> list[MinimumTerms]:
    """What people changed, newest first; each day's rates are no change of theirs."""
    chosen = select(MinimumTerms).where(MinimumTerms.shop_id == shop_id, MinimumTerms.actor != SYSTEM)
    return list(tx.session.scalars(chosen.order_by(MinimumTerms.id.desc()).limit(100)))


def list_decisions(tx: Transaction, shop_id: int, wish: Wish) -> Page[Judged]:
    """The shop's decisions, newest first, as wished."""
    chosen = _with_orders(shop_id)
    if wish.show in {ALLOWED, REFUSED}:
        chosen = chosen.where(Decision.allowed == (wish.show == ALLOWED))
    if wish.rule in {rule.value for rule in Rule}:
        chosen = chosen.where(Decision.rule == wish.rule)
    rows = tx.session.execute(cut(chosen.order_by(Decision.id.desc()), wish.page)).all()
    return page_of([Judged(decision, order) for decision, order in rows], wish.page)


def chart(tx: Transaction, shop_id: int) -> list[Point]:
    """The latest trade orders that a minimum applied to, oldest first.

    Each is a share of its own minimum: currencies, and first and following orders, do not compare otherwise.
    """
    chosen = _with_orders(shop_id).where(Decision.minimum.is_not(None), Decision.minimum > 0)
    newest: dict[int, tuple[Decision, Order]] = {}
    for decision, order in tx.session.execute(chosen.order_by(Decision.id.desc()).limit(_CHARTED * 3)):
        newest.setdefault(order.id, (decision, order))
    latest = sorted(newest.values(), key=lambda pair: (pair[1].placed_at, pair[1].id))[-_CHARTED:]
    return _points(latest)


def told_basis(basis: Basis | None, currency: str) -> str:
    """What a minimum rests on, for a person."""
    if basis is None:
        return ""
    words = {
        Source.TERMS: "The shop's terms",
        Source.OWNER: "Your own amount",
        Source.PEG: "Fixed to the dollar",
        Source.ECB: "ECB",
        Source.OVERRIDE: "Agreed with this account",
    }
    if basis.per_dollar is None or currency == "USD":
        return words[basis.source]
    return f"{words[basis.source]}: 1 USD = {basis.per_dollar.normalize():f} {currency}"


def _with_orders(shop_id: int) -> Select[Decision, Order]:
    chosen = select(Decision, Order).join(Order, Order.id == Decision.order_id)
    return chosen.where(Decision.shop_id == shop_id, Order.shop_id == shop_id)


def _points(rows: Sequence[tuple[Decision, Order]]) -> list[Point]:
    if not rows:
        return []
    begins, ends = rows[0][1].placed_at, rows[-1][1].placed_at
    return [_point(decision, order, begins, ends) for decision, order in rows if decision.minimum]


def _point(decision: Decision, order: Order, begins: datetime, ends: datetime) -> Point:
    minimum = decision.minimum or Decimal(1)
    percent = int(decision.counted * 100 / minimum)
    span = (ends - begins).total_seconds()
    share = (order.placed_at - begins).total_seconds() / span if span else 0.5
    height = min(percent, CHART_TOP) * CHART_HEIGHT // CHART_TOP
    counted, least = Money(decision.counted, decision.currency), Money(minimum, decision.currency)
    return Point(order, counted, least, percent, int(share * CHART_WIDTH), CHART_HEIGHT - height, decision.allowed)


def count_below(points: Iterable[Point]) -> int:
    """How many of them are below their minimum."""
    return sum(not point.allowed for point in points)

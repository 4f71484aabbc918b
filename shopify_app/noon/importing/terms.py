"""Whether and how a shop wants noon's orders in Shopify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import delete, or_, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.noon.actions import get_connection
from shopify_app.noon.importing.models import DUE, NOTHING, WAITING, NoonImport, NoonImportTerms
from shopify_app.noon.importing.rules import INCLUDED, NO_TAX, TAXES, Terms
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.stock_due import RESERVE_JOB, RESERVE_QUEUE
from shopify_app.shops.models import Shop

# Shopify lets a shop on trial, and one for development, make no more than five a minute.
LEAST_PER_MINUTE, MOST_PER_MINUTE = 5, 120
LEAST_SETTLE, USUAL_SETTLE, MOST_SETTLE = 5, 15, 24 * 60
_MOST_PERCENT = 100


class BadTermsError(InvalidInputError):
    """These are no terms."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants; `from_at` None: no order is imported by itself."""

    from_at: datetime | None
    tax: str = NO_TAX
    percent: Decimal = Decimal(0)
    per_minute: int = LEAST_PER_MINUTE
    settle_minutes: int = USUAL_SETTLE


def find_terms(tx: Transaction, shop_id: int) -> NoonImportTerms | None:
    """The shop's terms, if it ever had some."""
    return tx.session.get(NoonImportTerms, shop_id)


def change_terms(tx: Transaction, shop_id: int, wish: Wish, *, actor: str) -> None:
    """Import from now on as wished. What waits without a person having asked for it is looked at anew.

    Raises:
        BadTermsError: They cannot be kept.
        NotConnectedError: There is no noon account.
    """
    get_connection(tx, shop_id)
    _check(wish)
    lock_shop(tx, shop_id)
    row = {
        "shop_id": shop_id,
        "from_at": wish.from_at,
        "tax": wish.tax,
        "tax_percent": wish.percent,
        "per_minute": wish.per_minute,
        "settle_minutes": wish.settle_minutes,
        "changed_at": tx.now,
        "actor": actor,
    }
    insert_or_update(tx.session, NoonImportTerms, [row], ("shop_id",))
    _forget_unasked(tx, shop_id)
    if wish.from_at is not None:
        since = or_(NoonOrder.placed_at >= wish.from_at, NoonOrder.placed_at.is_(None))
        due = update(NoonOrder).where(NoonOrder.shop_id == shop_id, since).values(stock_due=True)
        tx.session.execute(due, execution_options={"synchronize_session": False})
        tx.nudge(RESERVE_JOB, RESERVE_QUEUE, shop_id)
    told = {"since": wish.from_at.date().isoformat()} if wish.from_at else {}
    audit.record(
        tx, shop_id, events.NOON_IMPORT_CHANGED, "noon", actor=actor, on=wish.from_at is not None, tax=wish.tax, **told
    )


def for_one_by_hand(tx: Transaction, shop_id: int, *, actor: str) -> None:
    """See that there are terms: a person may import one order without any other being imported."""
    if find_terms(tx, shop_id) is None:
        change_terms(tx, shop_id, Wish(None, per_minute=usual_pace(tx, shop_id)), actor=actor)


def usual_pace(tx: Transaction, shop_id: int) -> int:
    """What a shop of this plan may do: nothing says which plans are on trial, so one that is not known goes slowly."""
    plan = (tx.session.get_one(Shop, shop_id).plan or "").casefold()
    slow = not plan or any(word in plan for word in ("trial", "develop", "partner", "staff", "test"))
    return LEAST_PER_MINUTE if slow else LEAST_PER_MINUTE * 6


def taxing(row: NoonImportTerms) -> Terms:
    """How prices are taxed by these terms."""
    return Terms(row.tax, row.tax_percent)


def parse_percent(text: str) -> Decimal:
    """A rate, as a person types it.

    Raises:
        BadTermsError: It is none.
    """
    try:
        percent = Decimal(text.strip().removesuffix("%").strip().replace(",", ".") or "0")
    except InvalidOperation as error:
        raise BadTermsError("This is no rate.", {"percent": "Type a number such as 15."}) from error
    if not percent.is_finite() or not 0 <= percent < _MOST_PERCENT or percent != round(percent, 2):
        raise BadTermsError("This is no rate.", {"percent": "Type a rate from 0 to 99.99."})
    return percent


def _forget_unasked(tx: Transaction, shop_id: int) -> None:
    """What Shopify was never asked for may be decided anew. What it was asked for keeps its row, for ever."""
    unasked = (
        NoonImport.shop_id == shop_id,
        NoonImport.state.in_((WAITING, DUE, NOTHING)),
        NoonImport.by_hand.is_(False),
    )
    tx.session.execute(delete(NoonImport).where(*unasked, NoonImport.tries == 0))
    tx.session.execute(update(NoonImport).where(*unasked).values(state=WAITING, problem=None))


def _check(wish: Wish) -> None:
    if wish.tax not in TAXES:
        raise BadTermsError("Choose how noon's prices are taxed.", {"tax": "Choose one of these."})
    if wish.tax != NO_TAX and wish.percent <= 0:
        whose = "in noon's prices" if wish.tax == INCLUDED else "to be added"
        raise BadTermsError("The rate is missing.", {"percent": f"Type the rate of the tax {whose}, such as 15."})
    if not 1 <= wish.per_minute <= MOST_PER_MINUTE:
        raise BadTermsError("Too many.", {"per_minute": f"Type a number from 1 to {MOST_PER_MINUTE}."})
    if not LEAST_SETTLE <= wish.settle_minutes <= MOST_SETTLE:
        fields = {"settle_minutes": f"Type minutes from {LEAST_SETTLE} to {MOST_SETTLE}."}
        raise BadTermsError("This is no time to wait.", fields)

"""A shop's terms: what is in force, what was at any moment, changing them, and new rates every day.

Nothing is ever changed in place: a change and a day's rates each make a new, complete statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.orders import holds
from shopify_app.orders.keeping import CHECK_JOB, CHECK_QUEUE
from shopify_app.orders.models import Hold, Order
from shopify_app.shops.models import Installation
from shopify_app.wholesale.models import HANDLE, Decision
from shopify_app.wholesale.rules import Minimums, Rule, Source
from shopify_app.wholesale.terms.models import MinimumEquivalent, MinimumTerms
from shopify_app.wholesale.terms.rates import RatesClient, bundled_rates
from shopify_app.wholesale.terms.rules import PEGGED, Equivalent, Pair, Quote, Terms, equivalents, minimums_of

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

REFRESH_JOB, REFRESH_QUEUE = "jobs.wholesale.refresh_rates_of", "upkeep"
_RATES_CAME = "New rates"


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that holds at one moment. Without a row: what every shop begins with."""

    terms: Terms
    equivalents: tuple[Equivalent, ...]
    row: MinimumTerms | None = None

    @property
    def owners(self) -> dict[str, Pair]:
        """The amounts the owner typed."""
        return {one.currency: one.pair for one in self.equivalents if one.source is Source.OWNER}

    @property
    def quotes(self) -> dict[str, Quote]:
        """The rates known when it was made."""
        return {**{one.currency: one.quote for one in self.equivalents if one.quote}, **PEGGED}

    def minimums(self, at: datetime) -> Minimums:
        """Its thresholds at that moment, without those whose rate was too old by then."""
        return minimums_of(self.terms, self.equivalents, at.date())


_BEGINNING = Statement(Terms(), tuple(equivalents(Terms(), {}, PEGGED)))


def minimums_in_force(tx: Transaction, shop_id: int, at: datetime) -> Minimums:
    """The thresholds of the shop at any moment, past or present: from the rows of that time, never computed anew."""
    return statement_at(tx, shop_id, at).minimums(at)


def statement_at(tx: Transaction, shop_id: int, at: datetime, *, only: str | None = None) -> Statement:
    """The statement in force at a moment; with `only`, no more of it than that currency."""
    chosen = select(MinimumTerms).where(MinimumTerms.shop_id == shop_id, MinimumTerms.since <= at)
    chosen = chosen.order_by(MinimumTerms.since.desc(), MinimumTerms.id.desc()).limit(1)
    row = tx.session.scalars(chosen).one_or_none()
    return _BEGINNING if row is None else statement_of(tx, row, only=only)


def statement_of(tx: Transaction, row: MinimumTerms, *, only: str | None = None) -> Statement:
    """A row with its equivalents, or with that of one currency."""
    terms = Terms(row.first, row.following, row.rounding, row.max_rate_age_days, row.derive, row.cancel_after_days)
    chosen = select(*_KEPT).where(MinimumEquivalent.terms_id == row.id).order_by(MinimumEquivalent.id)
    if only is not None:
        chosen = chosen.where(MinimumEquivalent.currency == only)
    found = tuple(
        Equivalent(
            one.currency, Pair(one.first, one.following), Source(one.source), _quote(one.per_dollar, one.rate_on)
        )
        for one in tx.session.execute(chosen)
    )
    return Statement(terms, found, row)


def change_terms(tx: Transaction, shop_id: int, terms: Terms, *, actor: str) -> bool:
    """Put new terms in force from now on; False when they are what they were."""
    return _change(tx, shop_id, "Terms", actor, lambda now: (terms, now.owners))


def set_own_amount(tx: Transaction, shop_id: int, currency: str, pair: Pair, *, actor: str) -> bool:
    """Let the owner's amounts hold in a currency; False when they do already."""
    return _change(
        tx, shop_id, f"Own amounts in {currency}", actor, lambda now: (now.terms, {**now.owners, currency: pair})
    )


def drop_own_amount(tx: Transaction, shop_id: int, currency: str, *, actor: str) -> bool:
    """Let the rate decide again in a currency; False when it does already."""

    def wish(now: Statement) -> tuple[Terms, dict[str, Pair]]:
        return now.terms, {name: pair for name, pair in now.owners.items() if name != currency}

    return _change(tx, shop_id, f"No own amounts in {currency}", actor, wish)


def refresh_rates(runtime: Runtime, shop_id: int | None = None) -> None:
    """Fetch today's rates, and make new statements of them: for every shop where the app is installed, or for one.

    A shop without a statement gets one in any case, of the rates that came with the library.

    Raises:
        RemoteError: The rates could not be fetched now; what was known before stays in force until it is too old.
    """
    with runtime.snapshot() as tx:
        everyone = _installed(tx) if shop_id is None else [shop_id]
        new = set(shops_without_statement(tx)).intersection(everyone)
    for number in sorted(new):
        with runtime.transaction() as tx:
            take_rates(tx, number, bundled_rates().quotes)
    quotes = runtime.client(RatesClient).latest().quotes
    for number in everyone:
        with runtime.transaction() as tx:
            take_rates(tx, number, quotes)


def take_rates(tx: Transaction, shop_id: int, quotes: Mapping[str, Quote]) -> bool:
    """Use these rates from now on, each unless a newer one is known; False when nothing changed."""
    return _change(tx, shop_id, _RATES_CAME, audit.SYSTEM, lambda now: (now.terms, now.owners), quotes)


def judge_unpriced_again(tx: Transaction, shop_id: int) -> None:
    """Orders that wait because nothing was known in their currency may be judged now."""
    held = select(Hold.order_id).where(Hold.shop_id == shop_id, Hold.handle == HANDLE, Hold.state.in_(holds.STOPPED))
    unpriced = select(Decision.order_id).where(Decision.shop_id == shop_id, Decision.rule == Rule.NO_RATE.value)
    chosen = update(Order).where(Order.shop_id == shop_id, Order.id.in_(held), Order.id.in_(unpriced))
    tx.session.execute(chosen.values(check_due=True), execution_options={"synchronize_session": False})
    tx.nudge(CHECK_JOB, CHECK_QUEUE, shop_id)


def shops_without_statement(tx: Transaction) -> list[int]:
    """Shops where the app is installed and no rate is known yet."""
    chosen = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    return list(tx.session.scalars(chosen.where(Installation.shop_id.not_in(select(MinimumTerms.shop_id)))))


_KEPT = (
    MinimumEquivalent.currency,
    MinimumEquivalent.first,
    MinimumEquivalent.following,
    MinimumEquivalent.source,
    MinimumEquivalent.per_dollar,
    MinimumEquivalent.rate_on,
)
_Wish = Callable[[Statement], tuple[Terms, Mapping[str, Pair]]]


def _change(
    tx: Transaction, shop_id: int, what: str, actor: str, wish: _Wish, quotes: Mapping[str, Quote] | None = None
) -> bool:
    lock_shop(tx, shop_id)
    before = statement_at(tx, shop_id, tx.now)
    terms, owners = wish(before)
    found = tuple(equivalents(terms, owners, _newest(before.quotes, quotes or {})))
    if before.row is not None and (terms, found) == (before.terms, before.equivalents):
        return False
    if quotes is None and (terms, owners) == (before.terms, before.owners):
        return False
    row = MinimumTerms(
        shop_id=shop_id,
        since=tx.now,
        actor=actor,
        what=what,
        first=terms.first,
        following=terms.following,
        rounding=terms.rounding,
        max_rate_age_days=terms.max_rate_age_days,
        derive=terms.derive,
        cancel_after_days=terms.cancel_after_days,
    )
    tx.session.add(row)
    tx.session.flush()
    insert_many(tx.session, MinimumEquivalent, [_row(row, one) for one in found])
    details = {"what": what, "first": f"{terms.first:f}", "following": f"{terms.following:f}"}
    details["cancel_after_days"] = str(terms.cancel_after_days or "never")
    if actor != audit.SYSTEM:
        audit.record(tx, shop_id, events.MINIMUM_CHANGED, f"terms {row.id}", actor=actor, **details)
    judge_unpriced_again(tx, shop_id)
    # The checkout and the cart go by a copy.
    tx.enqueue("jobs.checkout.refresh", "sync", shop_id=shop_id)
    if terms.derive and not before.terms.derive:
        # Without derived amounts there were no rates to be kept.
        tx.nudge(REFRESH_JOB, REFRESH_QUEUE, shop_id)
    return True


def _newest(known: Mapping[str, Quote], came: Mapping[str, Quote]) -> dict[str, Quote]:
    """Of each currency the newer rate: an old file must not put out a newer one."""
    newest = dict(known)
    for currency, quote in came.items():
        before = newest.get(currency)
        if before is None or before.on is None or quote.on is None or quote.on >= before.on:
            newest[currency] = quote
    return newest


def _row(terms: MinimumTerms, one: Equivalent) -> dict[str, object]:
    return {
        "shop_id": terms.shop_id,
        "terms_id": terms.id,
        "currency": one.currency,
        "first": one.pair.first,
        "following": one.pair.following,
        "source": one.source.value,
        "per_dollar": one.quote.per_dollar if one.quote else None,
        "rate_on": one.quote.on if one.quote else None,
    }


def _quote(per_dollar: Decimal | None, rate_on: date | None) -> Quote | None:
    return None if per_dollar is None else Quote(per_dollar, rate_on)


def _installed(tx: Transaction) -> list[int]:
    return list(tx.session.scalars(select(Installation.shop_id).where(Installation.ended_at.is_(None))))

"""Minimums in the admin: what is asked for now and was before, changing it, and what a cart would get for an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.wholesale.rules import Basis, Candidate, Source, check_minimum, sentence
from shopify_app.wholesale.terms import actions, agreed, forms, lists
from shopify_app.wholesale.terms.actions import Statement
from shopify_app.wholesale.terms.forms import BadTermsError
from shopify_app.wholesale.terms.rules import NEED_OWNERS_AMOUNT, NEIGHBOURS, Equivalent, is_useless, shortfalls

blueprint = Blueprint("minimums", __name__, url_prefix="/wholesale/minimums")
_LATER = "Orders placed from now on are judged by it."


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the table of equivalents."""

    first: Money
    following: Money
    basis: str
    is_own: bool
    is_near: bool
    rate_on: date | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A cart somebody asks about, and its answer, or what was wrong with the question."""

    amount: str
    currency: str
    is_first: bool
    told: str = ""
    allowed: bool = False
    problem: str = ""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What is in force: now, or on the day that is asked for."""
    shop_id, (on, problem) = caller().shop_id, _asked_day()
    with runtime().snapshot() as tx:
        at = min(forms.end_of_day(on, g.timezone), tx.now) if on else tx.now
        statement = actions.statement_at(tx, shop_id, at)
        points = lists.chart(tx, shop_id)
        rows = sorted((_shown(one, statement, at) for one in statement.equivalents), key=lambda row: not row.is_near)
        return render_template(
            "wholesale/minimums.html",
            statement=statement,
            on=on,
            on_later=on is not None and forms.end_of_day(on, g.timezone) > tx.now,
            problem=problem,
            rows=rows,
            shown_first=sum(row.is_near for row in rows),
            stale=any(row.is_stale for row in rows if not row.is_near),
            unpriced=[name for name in NEED_OWNERS_AMOUNT if name not in statement.minimums(at).by_currency],
            warnings=shortfalls(statement.terms, statement.equivalents),
            history=lists.history(tx, shop_id),
            agreements=agreed.agreements(tx, shop_id),
            preview=_preview(statement, at),
            points=points,
            below=lists.count_below(points),
            chart=lists,
        )


@blueprint.post("")
def change() -> ResponseReturnValue:
    """New terms from now on."""
    terms = forms.read_terms(request.form)
    return _do(lambda tx, shop_id, actor: actions.change_terms(tx, shop_id, terms, actor=actor), f"Saved. {_LATER}")


@blueprint.post("/own")
def set_own() -> ResponseReturnValue:
    """The owner's amounts in a currency."""
    currency = forms.read_currency(request.form.get("currency", ""))
    pair = forms.read_pair(request.form, currency)
    return _do(
        lambda tx, shop_id, actor: actions.set_own_amount(tx, shop_id, currency, pair, actor=actor),
        f"Saved for {currency}. {_LATER}",
    )


@blueprint.post("/own/<currency>/end")
def drop_own(currency: str) -> ResponseReturnValue:
    """Let the rate decide again."""
    name = forms.read_currency(currency)
    return _do(
        lambda tx, shop_id, actor: actions.drop_own_amount(tx, shop_id, name, actor=actor),
        f"Your own amounts in {name} no longer hold.",
    )


@blueprint.post("/rates")
def refresh() -> ResponseReturnValue:
    """Look for new rates now."""
    shop_id = caller().shop_id
    with runtime().transaction() as tx:
        tx.nudge(actions.REFRESH_JOB, actions.REFRESH_QUEUE, shop_id)
    return jsonify(message="The rates are being fetched. They appear here in a moment.", reload=True)


@blueprint.post("/agreements/<int:override_id>/end")
def end_agreement(override_id: int) -> ResponseReturnValue:
    """From now on the shop's minimums hold for the account."""
    who = caller()
    with runtime().transaction() as tx:
        agreed.end_agreement(tx, who.shop_id, override_id, actor=f"staff {who.staff}")
    return jsonify(message="The agreement has ended. Orders placed before keep it.", reload=True)


def _do(make: Callable[[Transaction, int, str], bool], message: str) -> ResponseReturnValue:
    who = caller()
    with runtime().transaction() as tx:
        changed = make(tx, who.shop_id, f"staff {who.staff}")
    return jsonify(message=message if changed else "Nothing was changed: it is so already.", reload=True)


def _shown(one: Equivalent, statement: Statement, at: datetime) -> Shown:
    is_own = one.source is Source.OWNER
    quote = None if is_own else one.quote
    return Shown(
        Money(one.pair.first, one.currency),
        Money(one.pair.following, one.currency),
        lists.told_basis(Basis(one.source, quote.per_dollar if quote else None), one.currency),
        is_own,
        is_own or one.currency in NEIGHBOURS,
        quote.on if quote else None,
        is_useless(one, statement.terms, at.date()),
    )


def _asked_day() -> tuple[date | None, str]:
    try:
        return forms.read_day(request.args.get("on", "")), ""
    except BadTermsError as error:
        return None, str(error)


def _preview(statement: Statement, at: datetime) -> Preview:
    """By a form without scripts: the question stands in the address."""
    given = request.args
    amount, currency = given.get("amount", "")[:20], given.get("currency", "EUR")[:3].upper()
    asked = Preview(amount, currency, given.get("account", "new") != "known")
    if not amount:
        return asked
    try:
        goods = forms.read_amount(amount, currency if currency == "SAR" else forms.read_currency(currency))
    except BadTermsError as error:
        return Preview(amount, currency, asked.is_first, problem=str(error))
    verdict = check_minimum(Candidate(goods, is_trade=True), 0 if asked.is_first else 1, statement.minimums(at))
    return Preview(amount, currency, asked.is_first, sentence(verdict), verdict.allowed)

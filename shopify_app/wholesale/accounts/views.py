"""Trade accounts in the admin: applications, traders, and one account with what may be decided about it."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.access.rules import PURPOSES
from shopify_app.core.errors import NotFoundError
from shopify_app.core.paging import asked_page
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.actions import Looker, check_purpose, open_person
from shopify_app.people import actions as people
from shopify_app.shops.guard import caller
from shopify_app.wholesale.accounts import actions, finding, lists
from shopify_app.wholesale.accounts.lists import APPLICATIONS, SORTS, TRADERS, Wish
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.prints import PLACES
from shopify_app.wholesale.accounts.rules import APPLIED, APPROVED, CLOSED, REASONS, REFUSED, SUSPENDED, reason_told
from shopify_app.wholesale.qualifying import qualifying_orders_of

blueprint = Blueprint("traders", __name__, url_prefix="/wholesale")
_LONGEST_SEARCH = 40
_TOLD = {
    "company": "Company",
    "registration": "Registration number",
    "contact_name": "Contact person",
    "email": "E-mail",
    "phone": "Phone",
}


class UnfoundAccountError(NotFoundError):
    """No account of the shop has what was typed."""


@blueprint.get("/applications")
def applications() -> ResponseReturnValue:
    """The inbox: those that wait to be decided, unless others are asked for."""
    wish, shop_id = _asked_wish(APPLICATIONS), caller().shop_id
    with runtime().snapshot() as tx:
        page = lists.list_applications(tx, shop_id, wish)
        waiting = lists.count_applications(tx, shop_id)
    return render_template("wholesale/applications.html", page=page, wish=wish, waiting=waiting)


@blueprint.get("/traders")
def traders() -> ResponseReturnValue:
    """Every trader, searched, filtered and sorted as the address says."""
    wish, shop_id = _asked_wish(TRADERS), caller().shop_id
    with runtime().snapshot() as tx:
        page = lists.list_traders(tx, shop_id, wish)
        bought = lists.bought_by(tx, shop_id, [account.id for account in page.rows])
        waiting = lists.count_applications(tx, shop_id)
    return render_template("wholesale/traders.html", page=page, wish=wish, bought=bought, waiting=waiting)


@blueprint.get("/traders/<int:account_id>")
def detail(account_id: int) -> ResponseReturnValue:
    """One account, from its application on: history, orders, standing, and what may be done."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        account = actions.get_account(tx, shop_id, account_id)
        return render_template(
            "wholesale/account.html",
            account=account,
            history=[(change, reason_told(change.reason)) for change in lists.history_of(tx, account)],
            orders=lists.orders_of(tx, account),
            bought=lists.bought_by(tx, shop_id, [account_id])[account_id],
            clashes=actions.clashes_of(tx, account) if account.state == APPLIED else [],
            most_waiting=PLACES,
            qualifying=qualifying_orders_of(tx, shop_id, account.person_id, account.shopify_company_id),
            person=people.status(tx, shop_id, account.person_id),
            purposes=PURPOSES,
            reasons=REASONS,
        )


@blueprint.post("/traders/find")
def find() -> ResponseReturnValue:
    """Lead to the account with the e-mail address or registration number of the form, which no address may hold."""
    who = caller()
    with runtime().transaction() as tx:
        typed = request.form.get("sought", "")
        account_id = finding.find_account(tx, who.shop_id, typed, actor=f"staff {who.staff}")
    if account_id is None:
        raise UnfoundAccountError("No trade account has this e-mail address or registration number.")
    return jsonify(go=f"/wholesale/traders/{account_id}")


@blueprint.post("/traders/<int:account_id>/person")
@risky
def person(account_id: int) -> ResponseReturnValue:
    """The company and its contact, for a stated purpose; the look goes on the trail before it is answered."""
    who, looker = caller(), Looker(caller().staff, request.form.get("purpose", ""))
    with runtime().transaction() as tx:
        account = actions.get_account(tx, who.shop_id, account_id)
        check_purpose(looker.purpose)
        keyed, contact = open_person(tx, who.shop_id, account.person_id, looker)
        details = actions.open_details(keyed, account)
    told = [(label, str(getattr(details, name))) for name, label in _TOLD.items() if getattr(details, name)]
    if contact.shopify_customer_id:
        told.append(("Customer number", str(contact.shopify_customer_id)))
    return jsonify(facts=told)


@blueprint.post("/traders/<int:account_id>/approval")
def approve(account_id: int) -> ResponseReturnValue:
    """Make the applicant a trader, in Shopify too; with a company there where that is asked for."""
    with runtime().transaction() as tx:
        account = _change(tx, account_id, APPROVED)
        if request.form.get("company"):
            actions.want_company(tx, account)
    return jsonify(message="Approved. Shopify is told in a moment.", reload=True)


@blueprint.post("/traders/<int:account_id>/refusal")
def refuse(account_id: int) -> ResponseReturnValue:
    """Refuse the application."""
    with runtime().transaction() as tx:
        _change(tx, account_id, REFUSED)
    return jsonify(message="Refused.", reload=True)


@blueprint.post("/traders/<int:account_id>/suspension")
def suspend(account_id: int) -> ResponseReturnValue:
    """Stop the trader from buying as one, for now."""
    with runtime().transaction() as tx:
        _change(tx, account_id, SUSPENDED)
    return jsonify(message="Suspended. The tag is taken off in a moment.", reload=True)


@blueprint.post("/traders/<int:account_id>/reinstatement")
def reinstate(account_id: int) -> ResponseReturnValue:
    """Let a suspended trader buy as one again."""
    with runtime().transaction() as tx:
        _change(tx, account_id, APPROVED)
    return jsonify(message="Reinstated. Shopify is told in a moment.", reload=True)


@blueprint.post("/traders/<int:account_id>/closure")
def close(account_id: int) -> ResponseReturnValue:
    """End the account for good."""
    with runtime().transaction() as tx:
        _change(tx, account_id, CLOSED)
    return jsonify(message="Closed.", reload=True)


def _change(tx: Transaction, account_id: int, wanted: str) -> TradeAccount:
    who, reason = caller(), request.form.get("reason")
    return actions.change(tx, who.shop_id, account_id, wanted, actor=f"staff {who.staff}", reason=reason)


def _asked_wish(shown: tuple[str, ...]) -> Wish:
    given = request.args
    return Wish(
        show=given.get("show", shown[0]) if given.get("show") in shown else shown[0],
        search=given.get("search", "").strip()[:_LONGEST_SEARCH],
        sort=given.get("sort", SORTS[0]) if given.get("sort") in SORTS else SORTS[0],
        rising=given.get("rising") == "1",
        page=asked_page(),
    )

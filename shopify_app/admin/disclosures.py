"""The register of disclosures in the admin: what left to whom and why, found by order, and as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.paging import asked_page
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.lists import Wish, as_csv, list_disclosures
from shopify_app.disclosures.models import Disclosure
from shopify_app.disclosures.recipients import EXCEPTIONS, FIELDS, PURPOSES, RECIPIENTS
from shopify_app.orders.models import Order
from shopify_app.shops.guard import caller

blueprint = Blueprint("disclosures", __name__, url_prefix="/disclosures")
_LONGEST_SEARCH = 64
_SUBJECT = "order "
# Where that which an entry is about has a page: what stands before its number, and what after.
_PAGES = {
    "brand proof": ("/white-label/proofs/", ""),
    "noon order": ("/noon/orders/", "/customer"),
    "parcel": ("/white-label/parcels/", ""),
    "request": ("/privacy/", ""),
    "trade account": ("/wholesale/traders/", ""),
}
# What a list of disclosures is asked for, in its address and in its export alike.
ASKED = ("show", "search", "recipient", "purpose", "since", "until")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The register, searched and filtered as the address says, the newest first."""
    shop_id, asked = caller().shop_id, _asked(request.args)
    with runtime().snapshot() as tx:
        page = list_disclosures(tx, shop_id, _wish(tx, shop_id, asked, asked_page()))
        return render_template(
            "disclosures/index.html",
            page=page,
            asked=asked,
            orders=orders_named(tx, shop_id, page.rows),
            address_of=address_of,
            recipients=RECIPIENTS,
            purposes=PURPOSES,
            told=FIELDS,
            exceptions=EXCEPTIONS,
        )


@blueprint.post("/export")
@risky
def export() -> ResponseReturnValue:
    """The register as a file for a spreadsheet, filtered as on the page."""
    who, asked = caller(), _asked(request.form)
    with runtime().transaction() as tx:
        content = as_csv(tx, who.shop_id, _wish(tx, who.shop_id, asked, 1))
        count = content.count("\n") - 1
        audit.record(
            tx, who.shop_id, events.DISCLOSURES_EXPORTED, "disclosures", actor=f"staff {who.staff}", rows=count
        )
    headers = {"Content-Disposition": 'attachment; filename="disclosures.csv"'}
    return Response("\ufeff" + content, content_type="text/csv; charset=utf-8", headers=headers)


def address_of(subject: str) -> str | None:
    """The page of what an entry is about, where it has one."""
    what, _, number = subject.rpartition(" ")
    return number.join(_PAGES[what]) if what in _PAGES and number.isdigit() else None


def orders_named(tx: Transaction, shop_id: int, rows: Iterable[Disclosure]) -> dict[str, Order]:
    """The orders that these entries are about, by their subjects."""
    numbers = {int(row.subject.removeprefix(_SUBJECT)) for row in rows if row.subject.startswith(_SUBJECT)}
    chosen = select(Order).where(Order.shop_id == shop_id, Order.id.in_(numbers))
    return {f"{_SUBJECT}{order.id}": order for order in tx.session.scalars(chosen)}


def find_orders(tx: Transaction, shop_id: int, typed: str) -> list[Order]:
    """The orders of this number, with or without its sign, as the order list finds them."""
    name = typed.strip().lstrip("#")
    chosen = select(Order).where(Order.shop_id == shop_id, Order.name.in_((name, f"#{name}")))
    return list(tx.session.scalars(chosen)) if name else []


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "").replace("\0", "").strip()[:_LONGEST_SEARCH] for name in ASKED}


def _wish(tx: Transaction, shop_id: int, asked: Mapping[str, str], page: int) -> Wish:
    subjects = None
    if asked["search"]:
        subjects = frozenset(f"{_SUBJECT}{order.id}" for order in find_orders(tx, shop_id, asked["search"]))
    return Wish(
        asked["recipient"],
        asked["purpose"],
        subjects,
        _start_of(asked["since"]),
        _end_of(asked["until"]),
        asked["show"] == "exceptions",
        page,
    )


def _start_of(typed: str, days_later: int = 0) -> datetime | None:
    """When that day begins in the shop's time zone, or so many days later; None for what is no day."""
    try:
        day = date.fromisoformat(typed) + timedelta(days=days_later)
        return datetime.combine(day, time(), _zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _end_of(typed: str) -> datetime | None:
    next_day = _start_of(typed, 1)
    return next_day - timedelta(microseconds=1) if next_day else None


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(g.get("timezone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

"""The application form on the storefront, through Shopify's app proxy: a page of our own in the visitor's language.

Plain HTML, not Liquid: what a visitor typed is shown again, and a theme would run it as a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.runtime import Transaction
from shopify_app.core.throttle import Measure
from shopify_app.core.web import public, runtime
from shopify_app.shops import actions as shops
from shopify_app.shops.storefront import count_of, signed_in_customer, signed_parameters, wait_of
from shopify_app.wholesale.accounts import actions, words
from shopify_app.wholesale.accounts.applications import (
    FASTEST_SECONDS,
    FIELDS,
    OLDEST_SECONDS,
    TRAP,
    age_of,
    read_form,
    stamp,
)
from shopify_app.wholesale.languages import RIGHT_TO_LEFT, language_of

blueprint = Blueprint("trade_application", __name__, url_prefix="/proxy")
# Of the shop's measure only what is kept takes something, else empty forms from a few hundred addresses would close it.
APPLICATIONS = Measure("applications", per_client=10, per_shop=200, seconds=3600, shop_counts_results=True)
_SHOWN, _WRONG, _BUSY = 200, 422, 429


@dataclass(frozen=True, slots=True)
class _Visit:
    """Where the form is used, and by whom."""

    shop_id: int
    name: str
    customer_id: int | None
    index_key: bytes = field(repr=False)


@blueprint.get("/trade-application")
@public
def form() -> ResponseReturnValue:
    """The empty form."""
    with runtime().snapshot() as tx:
        return _form(_visit(tx, signed_parameters()))


@blueprint.post("/trade-application")
@public
def send() -> ResponseReturnValue:
    """Take an application. Whether somebody applied before is answered to nobody: every good one is received."""
    given = signed_parameters()
    wait = wait_of(APPLICATIONS, given)
    with runtime().snapshot() as tx:
        visit = _visit(tx, given)
    if wait:
        return *_form(visit, told="busy", status=_BUSY), {"Retry-After": str(wait)}
    if request.form.get(TRAP):
        return _page(visit, "received")
    application, problems = read_form(request.form)
    if application is None:
        return _form(visit, problems=problems, status=_WRONG)
    age = age_of(visit.index_key, request.form.get("shown", ""), _now())
    if age is None or not FASTEST_SECONDS <= age <= OLDEST_SECONDS:
        return _form(visit, told="again", status=_WRONG)
    with runtime().transaction() as tx:
        kept = actions.apply(tx, visit.shop_id, application, visit.customer_id)
    if kept is not None:
        count_of(APPLICATIONS, given)
    return _page(visit, "received")


@blueprint.get("/trade-application.css")
@public
def style() -> ResponseReturnValue:
    """How the form looks: the page's policy lets it come from the shop's own address only."""
    signed_parameters()
    with current_app.open_resource("static/storefront.css") as sheet:
        return Response(sheet.read(), content_type="text/css; charset=utf-8")


def _visit(tx: Transaction, given: Mapping[str, str]) -> _Visit:
    shop = shops.get_shop(tx, given["shop"])
    shops.get_installation(tx, shop.id)
    return _Visit(shop.id, shop.name or shop.domain, signed_in_customer(given), tx.keys(shop.id).index)


def _form(
    visit: _Visit, *, problems: Mapping[str, str] | None = None, told: str = "", status: int = _SHOWN
) -> tuple[str, int]:
    values = {name: request.form.get(name, "") for name in FIELDS}
    shown = {"values": values, "problems": problems or {}, "told": told, "shown": stamp(visit.index_key, _now())}
    return _page(visit, "form", **shown), status


def _page(visit: _Visit, part: str, **shown: object) -> str:
    language = language_of(request.args.get("locale", ""))
    return render_template(
        "storefront/trade_application.html",
        part=part,
        shop_name=visit.name,
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        words=words.words_in(language),
        countries=words.countries_in(language),
        trap=TRAP,
        **shown,
    )


def _now() -> float:
    return runtime().clock.now().timestamp()

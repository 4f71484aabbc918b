"""What the admin's print action loads: the papers of the orders that staff look at or have chosen in Shopify.

Shopify fetches the address of `extensions/packing-slip` from its own origin with the staff member's id token, and shows
what comes back as a preview to print. Nothing in it can be pressed, and an error's page would be its own: so whatever
stands in the way is a page that says what to do. Source: shopify.dev, admin print actions and network features.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from shopify_app.access.gate import has_second_factor
from shopify_app.core.errors import InvalidInputError, TajirError
from shopify_app.core.web import public, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.printing import many
from shopify_app.white_label.printing.asking import asked_wish, order_ids
from shopify_app.white_label.printing.many import MOST_ORDERS, Printout

blueprint = Blueprint("print_action", __name__, url_prefix="/print-action")
# No cookie counts here, only the id token: any origin may ask, and only Shopify's has one.
_OPEN_TO_ORIGINS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Max-Age": "7200",
}


@blueprint.after_request
def open_to_origins(response: Response) -> Response:
    """Whatever is answered, the admin's page may read it."""
    response.headers.update(_OPEN_TO_ORIGINS)
    return response


@blueprint.route("", methods=["OPTIONS"], provide_automatic_options=False)
@public
def preflight() -> ResponseReturnValue:
    """The browser asks whether the admin may ask. It says nothing of anybody."""
    return "", 204


@blueprint.get("", provide_automatic_options=False)
def papers() -> ResponseReturnValue:
    """The papers as a PDF, or a page that says why not."""
    # Not `@risky`: that would redirect, and the preview would show the page of codes, in which nothing can be typed.
    if not has_second_factor():
        return _page("Your second factor is needed", unlock=True)
    try:
        printout = _printed(request.args)
    except TajirError as error:
        return _page("Not printed", said=str(error))
    if printout.content is None or (printout.problems and request.args.get("leave_out") != "1"):
        return _page("Not printed", problems=printout.problems, drawn=printout.drawn)
    headers = {"Content-Disposition": 'inline; filename="papers.pdf"'}
    return Response(printout.content, mimetype="application/pdf", headers=headers)


def _printed(given: Mapping[str, str]) -> Printout:
    numbers = order_ids(filter(None, given.get("orders", "").split(",")))
    if not 0 < len(numbers) <= MOST_ORDERS:
        raise InvalidInputError(f"Choose 1 to {MOST_ORDERS} orders. For more, use a print run in tajir.")
    wish = asked_wish(MultiDict([*(("papers", name) for name in given.get("papers", "").split(",")), *_rest(given)]))
    who = caller()
    return many.print_many(runtime(), who.shop_id, numbers, wish, who.staff)


def _rest(given: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, given[name]) for name in ("paper", "by") if name in given]


def _page(heading: str, **how: object) -> ResponseReturnValue:
    settings, store = runtime().settings, caller().shop.removesuffix(".myshopify.com")
    app = f"{settings.shopify_admin_url}/store/{store}/apps/{settings.shopify_api_key}"
    return render_template("white_label/not_printed.html", heading=heading, app=app, **how)

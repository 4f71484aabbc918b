"""The bounce page: App Bridge loads, takes a fresh id token, and goes back to where the visitor was."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import ForbiddenError, InvalidInputError
from shopify_app.core.web import public, runtime
from shopify_app.shops.frame import allow_frame
from shopify_app.shops.rules import parse_shop_domain

blueprint = Blueprint("shops", __name__)


@blueprint.get("/bounce")
@public
def bounce() -> ResponseReturnValue:
    """Nothing but App Bridge. The shop only chooses who may frame the page, and must look like one."""
    shop = parse_shop_domain(request.args.get("shop"))
    if shop is None:
        raise ForbiddenError("Open this app from your Shopify admin.")
    back, ours = urlsplit(request.args.get("shopify-reload", "")), urlsplit(runtime().settings.app_url)
    if (back.scheme, back.netloc) != (ours.scheme, ours.netloc):
        raise InvalidInputError("The address to go back to is not one of this app.")
    allow_frame(shop)
    return render_template("bounce.html")

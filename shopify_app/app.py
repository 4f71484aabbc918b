"""The web application: every feature's pages under one guard."""

from __future__ import annotations

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import REGISTRY

from shopify_app import formats, health
from shopify_app.access import views as access
from shopify_app.access.gate import require_second_factor
from shopify_app.admin import deliveries, demands, disclosures, home, orders
from shopify_app.core import web
from shopify_app.core.runtime import Runtime
from shopify_app.core.web import install_web
from shopify_app.disclosures import views as recipients
from shopify_app.noon import views as noon
from shopify_app.noon.backfilling import views as noon_backfilling
from shopify_app.noon.customers import views as noon_customers
from shopify_app.noon.importing import views as noon_imports
from shopify_app.noon.mapping import views as noon_mapping
from shopify_app.noon.offering import views as noon_offering
from shopify_app.noon.reconciling import views as noon_reconciliation
from shopify_app.noon.shipping import views as noon_shipping
from shopify_app.privacy import views as privacy
from shopify_app.shops import views as shops
from shopify_app.shops.guard import guard
from shopify_app.white_label.brands import place_views as brand_places
from shopify_app.white_label.brands import views as brands
from shopify_app.white_label.customs import views as customs
from shopify_app.white_label.parcels import message_views as messages
from shopify_app.white_label.parcels import views as parcels
from shopify_app.white_label.printing import print_action
from shopify_app.white_label.printing import run_views as print_runs
from shopify_app.white_label.printing import views as printing
from shopify_app.white_label.proofs import public_views as brand_proof
from shopify_app.white_label.proofs import views as proofs
from shopify_app.white_label.release import views as release
from shopify_app.white_label.stock import item_views as stock_items
from shopify_app.white_label.stock import views as stock
from shopify_app.wholesale import proxy
from shopify_app.wholesale.accounts import import_views as trader_imports
from shopify_app.wholesale.accounts import proxy as trade_application
from shopify_app.wholesale.accounts import views as traders
from shopify_app.wholesale.cancelling import views as cancelling
from shopify_app.wholesale.checkout import views as checkout
from shopify_app.wholesale.terms import log_views as decisions
from shopify_app.wholesale.terms import views as minimums
from shopify_app.wholesale.together import views as together

_BLUEPRINTS = (
    health.blueprint,
    shops.blueprint,
    access.blueprint,
    home.blueprint,
    orders.blueprint,
    deliveries.blueprint,
    minimums.blueprint,
    decisions.blueprint,
    together.blueprint,
    cancelling.blueprint,
    brands.blueprint,
    customs.blueprint,
    brand_places.blueprint,
    proofs.blueprint,
    brand_proof.blueprint,
    printing.blueprint,
    stock.blueprint,
    stock_items.blueprint,
    print_runs.blueprint,
    parcels.blueprint,
    messages.blueprint,
    print_action.blueprint,
    release.blueprint,
    noon.blueprint,
    noon_backfilling.blueprint,
    noon_customers.blueprint,
    noon_imports.blueprint,
    noon_mapping.blueprint,
    noon_offering.blueprint,
    noon_reconciliation.blueprint,
    noon_shipping.blueprint,
    privacy.blueprint,
    disclosures.blueprint,
    recipients.blueprint,
    demands.blueprint,
    proxy.blueprint,
    checkout.blueprint,
    traders.blueprint,
    trader_imports.blueprint,
    trade_application.blueprint,
)
_LARGEST_BODY = 1024 * 1024


def create_app(runtime: Runtime) -> Flask:
    """The application on a runtime. A route is closed unless its view says `@public`."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.extensions["tajir"] = runtime
    # An address with a doubled slash would be answered by a redirect that carries its whole query on.
    app.url_map.merge_slashes = False
    install_web(app)
    app.before_request(_locked)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(lambda: {"settings": web.runtime().settings})
    formats.install(app)
    return app


def create_health_app(runtime: Runtime) -> Flask:
    """Health and figures alone, for a process that serves no pages."""
    app = Flask(__name__, static_folder=None)
    app.extensions["tajir"] = runtime
    install_web(app)
    app.register_blueprint(health.blueprint)
    return app


def watch_work(runtime: Runtime) -> None:
    """Let /metrics tell what waits. Once a process."""
    REGISTRY.register(health.StateOfWork(runtime))


def _locked() -> ResponseReturnValue | None:
    if request.endpoint is None:
        # Who proves to come from the admin sees in its frame that there is no such page. Nobody from the storefront
        # does: the query under /proxy/ is the buyer's, with Shopify's signature beside it, and must be sent nowhere.
        from_storefront = request.path.lstrip("/").startswith("proxy")
        return guard() if "id_token" in request.args and not from_storefront else None
    if request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return None
    refused = guard()
    if refused is None and getattr(view, "is_risky", False):
        return require_second_factor()
    return refused

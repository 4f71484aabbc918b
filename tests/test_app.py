"""Which doors are open: every route is closed, save those listed here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from shopify_app.core.runtime import Runtime
from tests.builders import an_app, an_installed_shop, id_token
from tests.conftest import API_KEY, SECRET, SHOP
from tests.flows.routes import undescribed

# The database is only asked whether it knows the shop.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# A new line here is a door for everybody: say why.
OPEN = {
    "health.healthz": "a load balancer asks, and learns that the process lives",
    "health.readyz": "a load balancer asks, and learns which part is away",
    "health.metrics": "Prometheus asks; figures over all shops, none is named",
    "shops.bounce": "the page that fetches a session cannot have one",
    "print_action.preflight": "a browser asks, for the admin's page, whether it may ask; answered empty",
    "proxy.cart_check": "Shopify's app proxy signs each request instead",
    "trade_application.form": "visitors of the storefront apply here; signed as above",
    "trade_application.send": "as above",
    "trade_application.style": "as above",
    "brand_proof.page": "a trader looks at a proof by the link in a mail; without its code it shows an empty form",
    "brand_proof.open_link": "as above: takes the link's code",
    "brand_proof.answer": "as above: the code comes in the form itself",
    "brand_proof.paper": "as above: the code comes in a cookie for this proof alone",
    "static": "style and script",
}

# What shows a person, opens a secret, or connects a system.
RISKY = {"orders.person", "traders.person", "privacy.report", "noon.connect", "noon.show_secret", "noon.disconnect"}
RISKY |= {f"customs.{view}" for view in ("identity", "invoice", "keep", "origin")}
RISKY |= {f"brands.{view}" for view in ("profile", "change", "proof")}
RISKY |= {"disclosures.export", *(f"demands.{view}" for view in ("record", "detail", "answer", "refuse"))}
RISKY |= {f"proofs.{view}" for view in ("send", "detail", "version", "version_slip")}
RISKY |= {f"brand_places.{view}" for view in ("index", "add", "detail", "change", "remove")}
RISKY |= {"noon_customers.show", *(f"privacy.{view}" for view in ("noon_customer", "letter", "letter_sent"))}
RISKY |= {"stock.ledger_file", "noon_imports.change_terms"}
RISKY |= {"parcels.tracking", "messages.preview"}
RISKY |= {"printing.slip", "printing.papers", "printing.leaks", "print_runs.begin", "print_runs.part"}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The application."""
    return an_app(runtime)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger."""
    return app.test_client()


def closed(app: Flask) -> list[tuple[str, str]]:
    """(method, path) of every closed route, its variables filled in."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN:
            found += [(method, path_of(rule)) for method in sorted(rule.methods or ()) if method != "OPTIONS"]
    return found


def path_of(rule: Rule) -> str:
    return "".join(text if not is_variable else "1" for is_variable, text in rule._trace if text != "|")


def test_only_the_listed_routes_are_open(app: Flask):
    open_ones = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint == "static" or getattr(app.view_functions[rule.endpoint], "is_public", False)
    }

    assert open_ones == set(OPEN)


def test_what_shows_people_or_opens_secrets_asks_for_the_second_factor(app: Flask):
    risky = {name for name, view in app.view_functions.items() if getattr(view, "is_risky", False)}

    assert risky == RISKY


def test_of_each_route_it_is_said_whose_rows_it_names(app: Flask):
    """So that another shop's are asked for by `tests/flows/test_separation.py`."""
    assert undescribed(app) == []


def test_no_closed_route_tells_a_stranger_anything(app: Flask, client: FlaskClient):
    routes = closed(app)
    answers = {route: client.open(route[1], method=route[0]).status_code for route in routes}

    assert len(routes) > 10
    assert {method: 403 for method, _ in routes if method in {"GET", "HEAD"}} == {"GET": 403, "HEAD": 403}
    wrong = {route: status for route, status in answers.items() if status != (403 if route[0] in READS else 401)}
    assert wrong == {}


READS = {"GET", "HEAD"}


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer ",
        "Bearer nonsense",
        "Basic dXNlcjpwYXNzd29yZA==",
        "bearer " + id_token(SHOP, API_KEY, SECRET),
        "Bearer " + id_token(SHOP, API_KEY, "another secret of the tests, long enough"),
        "Bearer " + id_token(SHOP, "another app", SECRET),
        "Bearer " + id_token(SHOP, API_KEY, SECRET, exp=int((datetime.now(UTC) - timedelta(minutes=5)).timestamp())),
    ],
    ids=["empty", "nonsense", "basic", "lower case", "another secret", "another app", "over"],
)
def test_no_closed_route_takes_a_bad_session(app: Flask, client: FlaskClient, authorization: str):
    """App Bridge fetches a new session when it reads the header, and tries again."""
    for method, path in closed(app):
        answer = client.open(path, method=method, headers={"Authorization": authorization})
        assert (answer.status_code, answer.headers["X-Shopify-Retry-Invalid-Session-Request"]) == (401, "1"), path


def test_a_shop_is_never_taken_from_the_address(runtime: Runtime, client: FlaskClient):
    an_installed_shop(runtime, SHOP)
    answer = client.get(f"/orders?shop={SHOP}&embedded=1&host=abc")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/bounce?")


def test_every_answer_protects_itself(app: Flask, client: FlaskClient):
    for path in ("/healthz", "/bounce", "/no-such-page", *(path for method, path in closed(app) if method == "GET")):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert headers["Strict-Transport-Security"].startswith("max-age="), path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/no-such-page", 404), ("POST", "/healthz", 405)])
def test_what_does_not_exist_is_said_plainly(client: FlaskClient, method: str, path: str, status: int):
    answer = client.open(path, method=method)

    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_refused_method_is_told_which_ones_are_taken(client: FlaskClient):
    answer = client.post("/healthz")

    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert answer.headers.getlist("Content-Type") == ["text/html; charset=utf-8"]


def test_a_body_larger_than_any_form_of_ours_is_refused(runtime: Runtime, client: FlaskClient):
    an_installed_shop(runtime, SHOP)
    headers = {"Authorization": f"Bearer {id_token(SHOP, API_KEY, SECRET)}"}
    answer = client.post("/second-factor/code", data={"code": "1" * (2 * 1024 * 1024)}, headers=headers)

    assert answer.status_code == 413


def test_an_unknown_page_opened_in_the_admin_is_shown_in_that_shops_frame(runtime: Runtime, client: FlaskClient):
    """Who proves to come from the admin sees there that there is no such page, not an empty frame."""
    an_installed_shop(runtime, SHOP)
    answer = client.get("/no-such-page", query_string=opened_in_admin())

    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert f"frame-ancestors https://{SHOP} https://admin.shopify.com" in answer.headers["Content-Security-Policy"]


def test_a_page_that_exists_is_shown_in_it_as_ever(runtime: Runtime, client: FlaskClient):
    an_installed_shop(runtime, SHOP)
    for path in ("/", "/deliveries", "/orders", "/noon", "/privacy"):
        answer = client.get(path, query_string=opened_in_admin())
        assert answer.status_code == 200, path
        assert f"frame-ancestors https://{SHOP} " in answer.headers["Content-Security-Policy"], path


def test_an_unknown_page_opened_with_a_bad_session_is_framed_by_nobody(runtime: Runtime, client: FlaskClient):
    an_installed_shop(runtime, SHOP)
    given = {"id_token": id_token(SHOP, API_KEY, "another secret of the tests, long enough")}
    for more in ({}, {"shop": SHOP, "embedded": "1"}):
        answer = client.get("/no-such-page", query_string={**given, **more})
        assert answer.status_code == (302 if more else 403)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def opened_in_admin() -> dict[str, str]:
    """What the admin adds to the address of a page it opens."""
    return {"id_token": id_token(SHOP, API_KEY, SECRET), "shop": SHOP, "embedded": "1"}


@pytest.mark.parametrize("sub", ["9" * 33, "42\0", "4\u202e2"])
def test_a_session_of_a_staff_member_that_cannot_be_is_no_session(runtime: Runtime, client: FlaskClient, sub: str):
    an_installed_shop(runtime, SHOP)
    token = id_token(SHOP, API_KEY, SECRET, sub=sub)
    called = client.get("/orders", headers={"Authorization": f"Bearer {token}"})
    opened = client.get("/orders", query_string={"id_token": token, "shop": SHOP, "embedded": "1"})

    assert called.status_code == 401
    assert (opened.status_code, opened.headers["Location"].startswith("/bounce?")) == (302, True)


FROM_STOREFRONT = {
    "shop": SHOP,
    "logged_in_customer_id": "7",
    "path_prefix": "/apps/tajir",
    "timestamp": "1795348800",
    "signature": "5" * 64,
}


@pytest.mark.parametrize(
    "path",
    ["/proxy", "/proxy/", "/proxy/no-such-page", "/proxy//cart-check", "//proxy/no-such-page", "/proxy/cart-check/"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_what_the_storefront_asks_for_in_vain_leads_nowhere_and_tells_nothing(
    client: FlaskClient, method: str, path: str
):
    """The buyer chose the query, and Shopify signed it: sent on, the signature would be the buyer's to use."""
    query = {**FROM_STOREFRONT, "id_token": "x", "embedded": "1"}
    # As a server hands it over: the client of the tests would take a doubled slash at the beginning for a host's name.
    answer = client.open("/", method=method, query_string=query, environ_overrides={"PATH_INFO": path})

    assert (answer.status_code, answer.headers.get("Location")) == (404, None)
    assert FROM_STOREFRONT["signature"] not in f"{answer.headers}{answer.text}"


@pytest.mark.parametrize("path", ["/orders", "/no-such-page"])
def test_what_travels_on_is_how_the_page_was_opened_and_what_it_is_asked_for(client: FlaskClient, path: str):
    opened = {
        "shop": SHOP,
        "embedded": "1",
        "host": "abc",
        "locale": "ar",
        "show": "below",
        "search": "#1",
        "page": "2",
    }
    left = {
        **FROM_STOREFRONT,
        "id_token": "x",
        "hmac": "h",
        "session": "s",
        "code": "1",
        "shopify-reload": "/",
        "a": "b",
    }
    answer = client.get(path, query_string={**left, **opened})
    bounced = parse_qs(urlsplit(answer.headers["Location"]).query)
    back = urlsplit(bounced.pop("shopify-reload")[0])

    assert answer.status_code == 302
    assert bounced == parse_qs(back.query) == {name: [value] for name, value in opened.items()}
    assert back.path == path
